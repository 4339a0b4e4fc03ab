"""Data-collection workbooks over the API: the same steps as the pages, each with the ``version`` that was read.

``POST`` asks for a workbook to send out; a returned one is handed in, its preview read, applied or discarded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from accounts.serving import stored_file
from accounts.uploads import XLSX
from factors.importers.contract import Refused
from inventories.models import FilledWorkbook, FilledWorkbookRow, Study
from inventories.services import workbooks
from inventories.workbook import returning, showing
from inventories.workbook.steps import Overtaken, job_of
from jobs.services import state_of

Outcome = FilledWorkbookRow.Outcome


class Asked(serializers.Serializer[Any]):
    """What a step is asked with; a field that there is not is refused, or a misspelt one would look obeyed."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["没有此字段，请检查拼写。"] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class ReturnedSerializer(Asked):
    """A workbook that came back, and the study that it is for."""

    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())
    file = serializers.FileField()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        # The description of the API is made without anybody asking.
        if request is not None and not request.user.is_anonymous:
            study: Any = fields["study"]
            study.queryset = Study.objects.visible_to(actor_of(request)).select_related("product__company")
        return fields


class StepSerializer(Asked):
    """The version that was read; the step is refused with 409 when somebody has moved it on since."""

    version = serializers.IntegerField(min_value=1)


class EnterSerializer(StepSerializer):
    """The decision on a preview: what of ``subject`` is taken over, and whether lacking stages are added."""

    subject = serializers.ListField(
        child=serializers.ChoiceField(["company", "contact", "product", "study"]), default=list
    )
    add_stages = serializers.BooleanField(default=False)


class FilledWorkbookSerializer(serializers.ModelSerializer[FilledWorkbook]):
    """A returned workbook: where it stands, rows by outcome, what it would change of company and product."""

    job = serializers.SerializerMethodField()

    class Meta:
        model = FilledWorkbook
        fields = [
            "id", "version", "study", "state", "name", "digest", "size", "refusal", "issued", "tables", "notes",
            "subject", "missing_stages", "counts", "decision", "job", "uploaded_by", "created_at", "read_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_job(self, filled: FilledWorkbook) -> dict[str, object] | None:
        """The work that is being done, with step and progress."""
        job = job_of(filled)
        return state_of(job) if job is not None else None


class FilledRowSerializer(serializers.ModelSerializer[FilledWorkbookRow]):
    """One row of a preview: ``changes`` as [表头, 原值, 新值], ``problems`` as [单元格, 表头, 说明]."""

    class Meta:
        model = FilledWorkbookRow
        fields = [
            "position", "section", "sheet", "number", "name", "outcome", "cells", "changes", "problems", "notes", "target",
        ]  # fmt: skip
        read_only_fields = fields


class HandedInViewSet(mixins.RetrieveModelMixin, StaffViewSet):
    """Files that were handed in and are compared before anything is written: workbooks, bills of materials."""

    WRITE_ACTION = Action.EDIT_STUDY
    lookup_value_regex = "[0-9]+"

    def get_parsers(self) -> list[Any]:
        """A file comes as a form; everything else as JSON."""
        is_upload = getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(
        parameters=[OpenApiParameter("outcome", OpenApiTypes.STR, enum=Outcome.values)],
        responses=FilledRowSerializer(many=True),
    )
    @action(detail=True)
    def rows(self, request: Request, pk: str | None = None) -> Response:
        """The rows of the preview by page, in the order of the file; of a bill its parts, ``notes`` their arithmetic."""
        outcome = request.query_params.get("outcome", "")
        if outcome not in ("", *Outcome.values):
            raise serializers.ValidationError({"outcome": ["没有这种结果。"]})
        page = self.paginate_queryset(showing.rows_of(self.get_object(), outcome=outcome))
        return self.get_paginated_response(FilledRowSerializer(page, many=True).data)

    def _asked(self, kind: type[Asked], request: Request) -> dict[str, Any]:
        self.get_object()  # what does not exist for the person is 404 before anything is said of the request
        asked = kind(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def _stepped(self, act: Callable[[], FilledWorkbook]) -> Response:
        try:
            filled = act()
        except Overtaken as overtaken:
            return Response({"detail": str(overtaken)}, status=409)
        return Response(self.get_serializer(filled).data)


class StudyWorkbookViewSet(StaffViewSet):
    """The workbook of a study, to be sent to the client."""

    WRITE_ACTION = Action.EDIT_STUDY
    serializer_class = StepSerializer

    @extend_schema(request=None, responses={(200, XLSX): OpenApiTypes.BINARY})
    def issue(self, request: Request, pk: int) -> HttpResponse:
        """Make the next version; the answer is the file."""
        actor = actor_of(request)
        visible = Study.objects.visible_to(actor).select_related("product__company", "agency")
        issued = workbooks.issue(actor, get_object_or_404(visible, pk=pk))
        return stored_file(issued.agency_id, issued.digest, XLSX, f"{issued}.xlsx")


class FilledWorkbookViewSet(mixins.ListModelMixin, HandedInViewSet):
    """Returned workbooks; ``?study=`` narrows."""

    serializer_class = FilledWorkbookSerializer
    ANSWERS: ClassVar[dict[int, Any]] = {200: FilledWorkbookSerializer, 409: OpenApiTypes.OBJECT}

    def get_queryset(self) -> QuerySet[FilledWorkbook]:
        if getattr(self, "swagger_fake_view", False):
            return FilledWorkbook.objects.none()
        visible = FilledWorkbook.objects.visible_to(actor_of(self.request)).filter(bill=None)
        wanted = self.request.query_params.get("study", "")
        if wanted.isascii() and wanted.isdigit():
            visible = visible.filter(study=int(wanted))
        return visible.select_related("study__product__company", "agency").order_by("-pk")

    @extend_schema(
        request={"multipart/form-data": ReturnedSerializer}, responses={202: FilledWorkbookSerializer}
    )
    def create(self, request: Request) -> Response:
        """Hand in a returned workbook (``multipart/form-data``); 202, and a job compares it."""
        asked = ReturnedSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        study, file = asked.validated_data["study"], asked.validated_data["file"]
        workbooks.check_size(file.size)
        filled = workbooks.upload(actor_of(request), study, file.name, file.read())
        return Response(self.get_serializer(filled).data, status=202)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY, 409: OpenApiTypes.OBJECT})
    @action(detail=True)
    def marked(self, request: Request, pk: str | None = None) -> HttpResponse:
        """The client's own file with the cells marked; 409 when it cannot be marked."""
        filled = self.get_object()
        try:
            return returning.response(returning.marked(filled), filled)
        except LookupError:
            return Response({"detail": "这份文件现在不能标注。"}, status=409)
        except Refused as refusal:
            return Response({"detail": str(refusal)}, status=409)

    @extend_schema(request=EnterSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str | None = None) -> Response:
        """Have the preview written, whole or not at all; a job writes."""
        asked = self._asked(EnterSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: workbooks.apply(actor, filled, **asked))

    @extend_schema(request=StepSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str | None = None) -> Response:
        """Compare again with the study as it is now."""
        asked = self._asked(StepSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: workbooks.compare_again(actor, filled, asked["version"]))

    @extend_schema(request=StepSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str | None = None) -> Response:
        """Give it up."""
        asked = self._asked(StepSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: workbooks.discard(actor, filled, asked["version"]))
