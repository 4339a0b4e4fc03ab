"""Bills of materials over the API: the same steps as the pages, each with the ``version`` that was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.row_api import actor_of
from inventories.api_workbooks import HandedInViewSet, ReturnedSerializer, StepSerializer
from inventories.bills.choices import Decision
from inventories.bom.model import Key, Leaves
from inventories.models import FilledWorkbook, FilledWorkbookRow, InventoryLine
from inventories.services import bills, workbooks

Outcome = FilledWorkbookRow.Outcome


class BillColumnsSerializer(StepSerializer):
    """What the columns of a bill are: ``columns`` from head to key; the others as on the page, with its defaults.

    ``sheet``, ``head``: as ``sheets`` of the bill names them. ``stage``: where new lines go.
    """

    sheet = serializers.CharField(allow_blank=True, max_length=60)
    head = serializers.IntegerField(min_value=1)
    stage = serializers.IntegerField(min_value=1)
    columns = serializers.DictField(child=serializers.ChoiceField([key.value for key in Key]))
    scrap_of = serializers.ChoiceField(InventoryLine.LossOf.choices, default="input")
    in_percent = serializers.BooleanField(default=False)
    per_top = serializers.BooleanField(default=False)
    unit = serializers.CharField(default="", allow_blank=True, max_length=20)
    mass_unit = serializers.CharField(default="", allow_blank=True, max_length=20)
    keep_pieces = serializers.BooleanField(default=False)
    keep_loss = serializers.BooleanField(default=True)
    leaves = serializers.ChoiceField([each.value for each in Leaves], default=Leaves.LOWEST.value)
    depth = serializers.IntegerField(min_value=1, max_value=60, default=1)
    top = serializers.CharField(default="", allow_blank=True, max_length=80)
    multiple = serializers.RegexField(r"^(?!0+(\.0*)?$)[0-9]{1,12}(\.[0-9]{1,12})?$", default="1")

    def validate_columns(self, columns: dict[str, str]) -> dict[str, str]:
        if len(set(columns.values())) != len(columns):
            raise serializers.ValidationError("一种含义只能对应一列。")
        return columns


class BillEnterSerializer(StepSerializer):
    """The decision on a preview; ``leave_out``: without the parts that have problems."""

    leave_out = serializers.BooleanField(default=False)


class BillSerializer(serializers.ModelSerializer[FilledWorkbook]):
    """A bill: where it stands, what was found in the file, what was said of it, its tree and what was left aside."""

    sheets = serializers.JSONField(source="bill.sheets", read_only=True)
    choices = serializers.JSONField(source="bill.choices", read_only=True)
    tree = serializers.JSONField(source="bill.tree", read_only=True)
    aside = serializers.JSONField(source="bill.aside", read_only=True)

    class Meta:
        model = FilledWorkbook
        fields = [
            "id", "version", "study", "state", "name", "digest", "size", "refusal", "counts", "sheets", "choices",
            "tree", "aside", "uploaded_by", "created_at", "read_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class BillViewSet(HandedInViewSet):
    """Bills of materials."""

    serializer_class = BillSerializer
    ANSWERS: ClassVar[dict[int, Any]] = {200: BillSerializer, 409: OpenApiTypes.OBJECT}

    def get_queryset(self) -> QuerySet[FilledWorkbook]:
        if getattr(self, "swagger_fake_view", False):
            return FilledWorkbook.objects.none()
        visible = FilledWorkbook.objects.visible_to(actor_of(self.request)).filter(bill__isnull=False)
        return visible.select_related("study__product__company", "agency", "bill").order_by("-pk")

    @extend_schema(request={"multipart/form-data": ReturnedSerializer}, responses={202: BillSerializer})
    def create(self, request: Request) -> Response:
        """Hand in the file (``multipart/form-data``); 202, and a job finds its heads."""
        asked = ReturnedSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        study, file = asked.validated_data["study"], asked.validated_data["file"]
        workbooks.check_size(file.size)
        filled = bills.upload(actor_of(request), study, file.name, file.read())
        return Response(self.get_serializer(filled).data, status=202)

    @extend_schema(request=BillColumnsSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def columns(self, request: Request, pk: str | None = None) -> Response:
        """Say what the columns are; a job rolls the bill up."""
        asked = self._asked(BillColumnsSerializer, request)
        decision = Decision(**{each.name: asked[each.name] for each in fields(Decision)})
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: bills.map_columns(actor, filled, asked["version"], decision))

    @extend_schema(request=StepSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str | None = None) -> Response:
        """Back to the columns; the heads are found anew."""
        asked = self._asked(StepSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: bills.read_again(actor, filled, asked["version"]))

    @extend_schema(request=BillEnterSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str | None = None) -> Response:
        """Have the preview written, whole or not at all; a job writes."""
        asked = self._asked(BillEnterSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: bills.apply(actor, filled, **asked))

    @extend_schema(request=StepSerializer, responses=ANSWERS)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str | None = None) -> Response:
        """Give it up."""
        asked = self._asked(StepSerializer, request)
        actor, filled = actor_of(request), self.get_object()
        return self._stepped(lambda: workbooks.discard(actor, filled, asked["version"]))

    def _stepped(self, act: Callable[[], FilledWorkbook]) -> Response:
        return super()._stepped(lambda: _with_bill(act()))


def _with_bill(filled: FilledWorkbook) -> FilledWorkbook:
    """The step was done to another copy of the bill than the one that is answered with."""
    filled.bill.refresh_from_db()
    return filled
