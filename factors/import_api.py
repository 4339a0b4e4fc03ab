"""Imports over the API: the same steps as the pages, each with the ``version`` that was read.

``POST`` a file, ask for the state until a decision is wanted, answer the questions, read the rows, apply or discard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from factors.importers.formats import FORMATS
from factors.imports import showing
from factors.imports.steps import Overtaken, job_of
from factors.models import FactorImport, ImportRow, Library
from factors.services import imports
from jobs.services import state_of


class _Asked(serializers.Serializer[Any]):
    """What a step is asked with; a field that there is not is refused, or a misspelt one would look obeyed."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["没有此字段，请检查拼写。"] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class UploadSerializer(_Asked):
    """A file, and the format where it cannot be found out."""

    file = serializers.FileField()
    format = serializers.ChoiceField(choices=[], required=False, default="", allow_blank=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["format"]).choices = [(key, reader.label) for key, reader in FORMATS.items()]


class VersionSerializer(_Asked):
    """The version that was read; the step is refused with 409 when the import has gone on since."""

    version = serializers.IntegerField(min_value=1)


class TargetSerializer(_Asked):
    """A library that the import is to begin."""

    name = serializers.CharField(max_length=200)
    release = serializers.CharField(max_length=60, default="", allow_blank=True)
    publisher = serializers.CharField(max_length=200, default="", allow_blank=True)
    licence = serializers.CharField(max_length=300, default="", allow_blank=True)
    introduction = serializers.CharField(default="", allow_blank=True)
    audience = serializers.ChoiceField(
        choices=[each for each in Library.Audience.choices if each[0] != Library.Audience.SHARED],
        default=Library.Audience.AGENCY,
    )
    disclosure = serializers.ChoiceField(choices=Library.Disclosure.choices, default=Library.Disclosure.OPEN)
    exportable = serializers.BooleanField(default=True)


class ChoicesSerializer(VersionSerializer):
    """The answers by the keys of ``questions``, and the library: an own one by id, or a ``target`` to begin."""

    choices = serializers.DictField(
        default=dict, help_text="以 questions 中的 key 为键；列对应为 {表头: 栏目}。"
    )
    library = serializers.PrimaryKeyRelatedField(
        queryset=Library.objects.none(), allow_null=True, default=None
    )
    target = TargetSerializer(allow_null=True, default=None)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        # The description of the API is made without anybody asking.
        asker = getattr(self.context.get("request"), "user", None)
        if isinstance(asker, User):
            own = Library.objects.visible_to(asker).filter(agency_id=asker.agency_id)
            cast(Any, fields["library"]).queryset = own
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["library"] is None) == (attrs["target"] is None):
            raise serializers.ValidationError({"library": ["请给出 library 或 target 之一。"]})
        return attrs


class ApplySerializer(VersionSerializer):
    """The decision on a preview."""

    leave_out = serializers.BooleanField(default=False, help_text="不导入有问题的行。")
    withdraw_gone = serializers.BooleanField(default=False, help_text="撤回文件中已没有的因子。")
    reason = serializers.CharField(default="", allow_blank=True, max_length=500)


class ImportSerializer(serializers.ModelSerializer[FactorImport]):
    """导入: where it stands. ``questions``: what has to be answered; ``counts``: rows by outcome."""

    questions = serializers.SerializerMethodField()
    proposed = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()

    class Meta:
        model = FactorImport
        fields = [
            "id",
            "version",
            "state",
            "name",
            "digest",
            "size",
            "format",
            "refusal",
            "questions",
            "proposed",
            "choices",
            "library",
            "target",
            "heads",
            "counts",
            "notes",
            "skipped",
            "decision",
            "job",
            "proposed_by",
            "created_at",
            "read_at",
            "ended_at",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_questions(self, batch: FactorImport) -> list[dict[str, Any]]:
        """What the reader of the format asks."""
        asked: list[dict[str, Any]] = batch.inspection.get("choices", [])
        return asked

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_proposed(self, batch: FactorImport) -> dict[str, str]:
        """What the file says of the library that it is a copy of."""
        said: dict[str, str] = batch.inspection.get("library", {})
        return said

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_job(self, batch: FactorImport) -> dict[str, object] | None:
        """The work that is being done, with step and progress."""
        job = job_of(batch)
        return state_of(job) if job is not None else None


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """One row of a preview: ``problems`` as [表头, 说明], ``before`` what a changed row changes."""

    class Meta:
        model = ImportRow
        fields = [
            "position",
            "place",
            "outcome",
            "code",
            "release",
            "cells",
            "content",
            "problems",
            "hints",
            "before",
            "previous",
            "factor",
        ]
        read_only_fields = fields


class ImportViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """Imports into the agency's libraries."""

    serializer_class = ImportSerializer
    WRITE_ACTION = Action.EDIT_FACTORS
    lookup_value_regex = "[0-9]+"
    ANSWERS: ClassVar[dict[int, Any]] = {200: ImportSerializer, 409: OpenApiTypes.OBJECT}

    def get_queryset(self) -> QuerySet[FactorImport]:
        if getattr(self, "swagger_fake_view", False):
            return FactorImport.objects.none()
        return FactorImport.objects.visible_to(actor_of(self.request)).select_related("library", "agency")

    def get_parsers(self) -> list[Any]:
        """A file comes as a form; everything else as JSON."""
        return (
            [MultiPartParser()]
            if getattr(self, "action_map", {}).get("post") == "create"
            else super().get_parsers()
        )

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Hand in a file (``multipart/form-data``); 202, and a job finds out what it is."""
        asked = UploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        file = asked.validated_data["file"]
        imports.check_size(file.size)
        batch = imports.upload(actor_of(request), file.name, file.read(), asked.validated_data["format"])
        return Response(self.get_serializer(batch).data, status=202)

    @extend_schema(
        parameters=[
            OpenApiParameter("outcome", OpenApiTypes.STR, enum=ImportRow.Outcome.values),
            OpenApiParameter("hinted", OpenApiTypes.BOOL, description="只列有提示的行"),
            OpenApiParameter("q", OpenApiTypes.STR, description="代码或名称中的文字"),
        ],
        responses=ImportRowSerializer(many=True),
    )
    @action(detail=True)
    def rows(self, request: Request, pk: str | None = None) -> Response:
        """The rows of the preview by page, in the order of the file."""
        query = request.query_params
        outcome = query.get("outcome", "")
        if outcome not in ("", *ImportRow.Outcome.values):
            raise serializers.ValidationError({"outcome": ["没有这种结果。"]})
        hinted = query.get("hinted", "").lower() in ("1", "true")
        found = showing.rows_of(
            self.get_object(), outcome=outcome, hinted=hinted, text=query.get("q", "")[:100]
        )
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)

    @extend_schema(request=ChoicesSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def choices(self, request: Request, pk: str | None = None) -> Response:
        """Answer the questions and name the library; a job compares."""
        asked = self._asked(ChoicesSerializer, request)
        actor, batch = actor_of(request), self.get_object()
        given = (asked["version"], asked["choices"], asked["library"], asked["target"])
        return self._stepped(lambda: imports.choose(actor, batch, *given))

    @extend_schema(request=VersionSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str | None = None) -> Response:
        """Compare again with the library as it is now."""
        asked = self._asked(VersionSerializer, request)
        actor, batch = actor_of(request), self.get_object()
        return self._stepped(lambda: imports.compare_again(actor, batch, asked["version"]))

    @extend_schema(request=ApplySerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str | None = None) -> Response:
        """Have the preview written as proposals, whole or not at all; a job writes."""
        asked = self._asked(ApplySerializer, request)
        actor, batch = actor_of(request), self.get_object()
        return self._stepped(lambda: imports.apply(actor, batch, **asked))

    @extend_schema(request=VersionSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str | None = None) -> Response:
        """Give the import up."""
        asked = self._asked(VersionSerializer, request)
        actor, batch = actor_of(request), self.get_object()
        return self._stepped(lambda: imports.discard(actor, batch, asked["version"]))

    def _asked(self, kind: type[_Asked], request: Request) -> dict[str, Any]:
        self.get_object()  # what does not exist for the person is 404 before anything is said of the request
        asked = kind(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def _stepped(self, act: Callable[[], FactorImport]) -> Response:
        try:
            batch = act()
        except Overtaken as overtaken:
            return Response({"detail": str(overtaken)}, status=409)
        return Response(self.get_serializer(batch).data)
