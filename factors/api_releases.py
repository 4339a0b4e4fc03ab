"""A factor's releases over the API: its history, the next release, withdrawing it, and the file behind its figure."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError as ModelError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from accounts.serving import stored_file
from factors import services
from factors.api import FactorSerializer, WrittenSerializer, source_file
from factors.api_confirming import CONFIRMS, ConfirmedFigure, confirmed_note
from factors.models import COMPOSED, CONTENT, Factor


class NextReleaseSerializer(ConfirmedFigure, WrittenSerializer):
    """What the next release says differently, and why; with ``file`` (multipart/form-data) its own source file."""

    reason = serializers.CharField(max_length=500, help_text="修订理由，写入操作记录。")
    file = serializers.FileField(required=False, help_text="来源文件；不提交时沿用本版的。")

    class Meta:
        model = Factor
        fields = [*CONTENT, "reason", "file", *CONFIRMS]
        validators: ClassVar[list[object]] = []  # the service checks the whole release


class WithdrawSerializer(serializers.Serializer[Any]):
    """Why a factor is taken out of use."""

    reason = serializers.CharField(max_length=500)


class FactorReleasesViewSet(StaffViewSet):
    """One factor through its releases. A release is never edited: the next one is proposed, and approved by another."""

    WRITE_ACTION = Action.EDIT_FACTORS
    parser_classes = [JSONParser, MultiPartParser]
    serializer_class = FactorSerializer

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        return Factor.objects.visible_to(actor_of(self.request)).select_related("library")

    @extend_schema(operation_id="factor_releases", responses=FactorSerializer(many=True))
    def releases(self, request: Request, pk: int) -> Response:
        """All releases of the factor that the person may see, newest first."""
        factor = self._factor(pk)
        rows = self.get_queryset().filter(library=factor.library_id, code=factor.code).order_by("-release")
        return Response(FactorSerializer(rows, many=True, context=self.get_serializer_context()).data)

    @extend_schema(
        operation_id="factor_supersede", request=NextReleaseSerializer, responses={201: FactorSerializer}
    )
    def supersede(self, request: Request, pk: int) -> Response:
        """Propose the next release: the columns that differ, and ``reason``. The file is kept when none is sent."""
        factor = self._factor(pk)
        if factor.form in COMPOSED:
            raise ModelError({"form": f"组合因子请提交到 composite-factors/{pk}/supersede/，并给出组成。"})
        context = self.get_serializer_context()
        wanted = NextReleaseSerializer(data=request.data, partial=True, context=context)
        wanted.is_valid(raise_exception=True)
        changes = dict(wanted.validated_data)
        reason, file = changes.pop("reason", ""), source_file(changes.pop("file", None))
        said = {name: changes.pop(name) for name in CONFIRMS if name in changes}
        changed = services.changed(factor, changes)
        note = confirmed_note(actor_of(request), changed, said, exists=factor)
        if note != changed.note:
            changes["note"] = note
        made = services.supersede_factor(actor_of(request), factor, changes, reason, file)
        return Response(FactorSerializer(made, context=context).data, status=201)

    @extend_schema(operation_id="factor_withdraw", request=WithdrawSerializer, responses=FactorSerializer)
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take an own factor out of use, with ``reason``; studies that use it keep it and say so."""
        factor = self._factor(pk)
        wanted = WithdrawSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        row = services.withdraw_factor(actor_of(request), factor, wanted.validated_data["reason"])
        return Response(FactorSerializer(row, context=self.get_serializer_context()).data)

    @extend_schema(operation_id="factor_evidence", responses={(200, "*/*"): OpenApiTypes.BINARY})
    def evidence(self, request: Request, pk: int) -> HttpResponse:
        """The file in which the figure of an own factor stands, byte for byte; other agencies' files are not shown."""
        factor = self._factor(pk)
        own = factor.agency_id is not None and factor.agency_id == actor_of(request).agency_id
        if factor.agency_id is None or not own or not factor.evidence_digest:
            raise Http404
        return stored_file(
            factor.agency_id, factor.evidence_digest, factor.evidence_type, factor.evidence_name
        )

    def _factor(self, pk: int) -> Factor:
        return get_object_or_404(self.get_queryset(), pk=pk)
