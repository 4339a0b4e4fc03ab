"""Evidence over the API: the same acts and rules as the pages.

``POST`` hands a file in; a tie says which data of a line the file shows, and where in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import uploads
from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from accounts.serving import stored_file
from inventories import services
from inventories.models import Datum, Evidence, EvidenceTie, InventoryLine, Study


class _Asked(serializers.Serializer[Any]):
    """What an act is asked with; a field that there is not is refused, or a misspelt one would look obeyed."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["没有此字段，请检查拼写。"] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)

    def narrow(self, fields: dict[str, Any], name: str, rows: QuerySet[Any]) -> None:
        """Let the field ``name`` know only ``rows``; the API's description is made without anybody asking."""
        if "request" in self.context:
            field = fields[name]
            getattr(field, "child_relation", field).queryset = rows


class HandedInSerializer(_Asked):
    """A file, the study that it belongs to and the lines that it supports."""

    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())
    file = serializers.FileField()
    lines = serializers.PrimaryKeyRelatedField(queryset=InventoryLine.objects.none(), many=True, default=list)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            actor = actor_of(self.context["request"])
            self.narrow(fields, "study", Study.objects.visible_to(actor))
            self.narrow(fields, "lines", InventoryLine.objects.visible_to(actor))
        return fields


class SaidSerializer(_Asked):
    """A line and what the file shows of it; no ``data``: the line as a whole. ``place``: 第 3 页、能源!D12."""

    line = serializers.PrimaryKeyRelatedField(queryset=InventoryLine.objects.none())
    data = serializers.ListField(  # type: ignore[assignment]
        child=serializers.ChoiceField(Datum.choices), default=list, help_text="文件支持的数据项。"
    )
    place = serializers.CharField(max_length=120, allow_blank=True, default="", help_text="在文件中的位置。")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            lines = InventoryLine.objects.visible_to(actor_of(self.context["request"]))
            self.narrow(fields, "line", lines)
        return fields


class LineAskedSerializer(_Asked):
    """A line that is no longer supported."""

    line = serializers.IntegerField(min_value=1)


class TieSerializer(serializers.ModelSerializer[EvidenceTie]):
    """A tie as it stands."""

    line = serializers.IntegerField(source="inventoryline_id")

    class Meta:
        model = EvidenceTie
        fields = ["line", "data", "place"]
        read_only_fields = fields


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A file of evidence with its ties; ``digest`` empty: only its name is known."""

    ties = TieSerializer(many=True, read_only=True)

    class Meta:
        model = Evidence
        fields = ["id", "version", "study", "name", "digest", "media_type", "size", "ties"]
        read_only_fields = fields


class EvidenceViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """Files of evidence; ``?study=`` narrows."""

    serializer_class = EvidenceSerializer
    WRITE_ACTION = Action.EDIT_STUDY
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Evidence]:
        if getattr(self, "swagger_fake_view", False):
            return Evidence.objects.none()
        visible = Evidence.objects.visible_to(actor_of(self.request))
        wanted = self.request.query_params.get("study", "")
        if wanted.isascii() and wanted.isdigit():
            visible = visible.filter(study=int(wanted))
        return visible.select_related("study").prefetch_related("ties").order_by("pk")

    def get_parsers(self) -> list[Any]:
        """A file comes as a form; everything else as JSON."""
        is_upload = getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(
        parameters=[OpenApiParameter("study", OpenApiTypes.INT, description="只列出该项目的证据。")]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The files by page."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": HandedInSerializer},
        responses={201: EvidenceSerializer, 200: EvidenceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Hand a file in (``multipart/form-data``); 200 where the study has the same bytes already: then only tied."""
        asked = self._asked(HandedInSerializer, request)
        name, data = asked["file"].name, uploads.content(asked["file"])
        (received,) = services.receive_files(
            actor_of(request), asked["study"], [(name, data)], asked["lines"]
        )
        return Response(self._told(received.evidence), status=200 if received.is_known else 201)

    @extend_schema(request=SaidSerializer, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"])
    def tie(self, request: Request, pk: str | None = None) -> Response:
        """Tie the file to a line, or change what the tie says."""
        evidence = self.get_object()
        asked, actor = self._asked(SaidSerializer, request), actor_of(request)
        line: InventoryLine = asked["line"]
        with transaction.atomic():
            services.add_ties(actor, evidence, [line])
            said = services.Said(tuple(asked["data"]), asked["place"])
            services.describe_ties(actor, evidence, {line.pk: said})
        return Response(self._told(evidence))

    @extend_schema(request=LineAskedSerializer, responses={200: EvidenceSerializer, 404: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"])
    def untie(self, request: Request, pk: str | None = None) -> Response:
        """Take a tie away; 404 where there is none."""
        evidence = self.get_object()
        number = self._asked(LineAskedSerializer, request)["line"]
        line = get_object_or_404(InventoryLine.objects.visible_to(actor_of(request)), pk=number)
        services.untie(actor_of(request), evidence, line)
        return Response(self._told(evidence))

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY, 404: OpenApiTypes.OBJECT})
    @action(detail=True)
    def file(self, request: Request, pk: str | None = None) -> HttpResponse:
        """The file itself."""
        evidence = self.get_object()
        if not evidence.digest:
            raise Http404
        return stored_file(evidence.agency_id, evidence.digest, evidence.media_type, evidence.name)

    def _asked(self, kind: type[_Asked], request: Request) -> dict[str, Any]:
        asked = kind(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def _told(self, evidence: Evidence) -> Any:
        """As it stands in the database now."""
        return self.get_serializer(self.get_queryset().get(pk=evidence.pk)).data
