"""Reports, the register and study files over the API."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.files import read as read_file
from accounts.permissions import Action, require
from accounts.row_api import RoleViewSet, RowSerializer, StaffViewSet, actor_of
from inventories.assemble import Incomplete
from inventories.footprint.result import Finding
from inventories.models import Study
from inventories.unfold import Refused
from jobs.services import state_of
from reports import assemble, drafts, portable, workflow
from reports.history import made_revision
from reports.models import RegisterEntry, Report
from reports.readiness import NotReady
from reports.reading import UnreadableError, read


class ReportSerializer(RowSerializer):
    """报告: its statements; state and number are the workflow's."""

    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())
    PARENT_FIELDS = ("study",)

    class Meta:
        model = Report
        fields = [
            "id",
            "version",
            "study",
            "number",
            "state",
            "template",
            "supersedes",
            "validity_years",
            "use_limits",
            "other_statements",
            "suggestions",
            "uncertainty",
        ]
        read_only_fields = ["number", "state", "template", "supersedes"]

    def create(self, validated_data: dict[str, Any]) -> Report:
        """Begin the report as the page does, then write the statements that were handed in."""
        actor = actor_of(self.context["request"])
        validated_data.pop("version", None)
        with transaction.atomic():
            report = drafts.start(actor, validated_data.pop("study"))
            return cast(Report, self.update(report, {**validated_data, "version": report.version}))


class ReportViewSet(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    RoleViewSet,
):
    """Reports that the person may know of; a client's person the issued ones of the own company."""

    READ_ACTION = Action.DOWNLOAD_REPORT
    WRITE_ACTION = Action.EDIT_REPORT
    serializer_class = ReportSerializer
    lookup_value_regex = "[0-9]+"
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Report.objects.none()
        return Report.objects.visible_to(actor_of(self.request)).order_by("pk")

    @extend_schema(
        request=OpenApiTypes.OBJECT, responses={202: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT}
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str | None = None) -> Response:
        """Submit ``{"version": n}``; 202 with the job that makes the PDF, 409 with everything in the way."""
        version = request.data.get("version") if isinstance(request.data, dict) else None
        if type(version) is not int:
            raise ValidationError({"version": "须给出读取时的 version。"})
        try:
            job = workflow.submit(actor_of(request), self.get_object(), version=version)
        except (NotReady, assemble.NotReady, Incomplete) as obstacle:
            return _findings(obstacle.findings)
        return Response(state_of(job), status=202)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, pk: str | None = None) -> HttpResponse:
        """The report's PDF as it stands; 404 until it is made."""
        report = self.get_object()
        require(actor_of(request), Action.DOWNLOAD_REPORT, report)
        revision = made_revision(report)
        if revision is None:
            return Response({"detail": "报告文件还没有制作完成。"}, status=404)
        return HttpResponse(read_file(report.agency_id, revision.current), content_type="application/pdf")


class RegisterSerializer(serializers.ModelSerializer[RegisterEntry]):
    """登记: an issued report."""

    withdrawn = serializers.SerializerMethodField()

    class Meta:
        model = RegisterEntry
        exclude = ["agency"]

    def get_withdrawn(self, entry: RegisterEntry) -> bool:
        """Whether it was declared void."""
        return hasattr(entry, "withdrawal")


class RegisterViewSet(viewsets.ReadOnlyModelViewSet[RegisterEntry]):
    """The register; a client's person sees the own company's entries."""

    serializer_class = RegisterSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return RegisterEntry.objects.none()
        rows = RegisterEntry.objects.visible_to(actor_of(self.request))
        return rows.select_related("withdrawal").order_by("pk")


class StudyFileViewSet(StaffViewSet):
    """Whole studies as portable files (``docs/study-file.schema.json``)."""

    queryset = Study.objects.none()
    WRITE_ACTION = Action.EDIT_STUDY
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def retrieve(self, request: Request, pk: int) -> HttpResponse:
        """The study with the content of its newest report."""
        study = Study.objects.visible_to(actor_of(request)).filter(pk=pk).first()
        if study is None:
            return Response({"detail": "没有这个核算项目。"}, status=404)
        try:
            text = portable.export_study(actor_of(request), study)
        except Incomplete as incomplete:
            return _findings(incomplete.findings)
        return HttpResponse(text, content_type="application/json; charset=utf-8")

    @extend_schema(
        request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT}
    )
    def create(self, request: Request) -> Response:
        """Import a study file; 400 with every error and its place, and then nothing is written."""
        try:
            # The bytes themselves: a parsed body has lost doubled members and the digits of bare numbers.
            document = read(request.body)
            imported = portable.import_study(actor_of(request), document)
        except UnreadableError as error:
            return Response({"problems": [each.model_dump() for each in error.problems]}, status=400)
        except Refused as error:
            return Response({"findings": [each.model_dump() for each in error.findings]}, status=400)
        report = imported.report.pk if imported.report is not None else None
        return Response({"study": imported.study.pk, "report": report}, status=201)


def _findings(findings: tuple[Finding, ...]) -> Response:
    return Response({"findings": [finding.model_dump(mode="json") for finding in findings]}, status=409)
