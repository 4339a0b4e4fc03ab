"""Companies, products, studies, stages and lines over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.row_api import RowSerializer, RowViewSet, actor_of
from accounts.rows import AgencyRow
from factors.visibility import hidden_libraries
from inventories import services
from inventories.assemble import Incomplete, assemble_rows
from inventories.footprint.compute import compute
from inventories.footprint.restriction import restriction
from inventories.footprint.result import Blocked
from inventories.footprint.rounding import printed
from inventories.models import (
    Company,
    FunctionalUnit,
    InventoryLine,
    Product,
    Sharing,
    Stage,
    Study,
    TransportLeg,
)

# How a leg's distance was taken from the table: for reading, because the table alone says it.
ROUTE = ("route_origin", "route_destination", "straight_km", "detour", "route_source")


class CompanySerializer(RowSerializer):
    """委托方."""

    class Meta:
        model = Company
        fields = ["id", "version", "name", "credit_code", "address", "legal_representative", "introduction"]


class CompanyViewSet(RowViewSet):
    """Clients of the agency."""

    model = Company
    serializer_class = CompanySerializer


class ProductSerializer(RowSerializer):
    """产品."""

    PARENT_FIELDS = ("company",)

    class Meta:
        model = Product
        fields = [
            "id",
            "version",
            "company",
            "name",
            "model",
            "specification",
            "mass",
            "mass_unit",
            "introduction",
            "functions",
        ]


class ProductViewSet(RowViewSet):
    """Products; ``?company=`` narrows."""

    model = Product
    serializer_class = ProductSerializer
    FILTERS = ("company",)


class StudySerializer(RowSerializer):
    """核算项目: goal, scope, method and rounding policy."""

    PARENT_FIELDS = ("product",)

    class Meta:
        model = Study
        exclude = ["agency", "responsible", "libraries"]
        read_only_fields = ["lock", "created_at", "updated_at"]

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        row.responsible = actor
        return super().write_new(actor, row)


class StudyViewSet(RowViewSet):
    """Studies; ``?product=`` narrows."""

    model = Study
    serializer_class = StudySerializer
    FILTERS = ("product",)

    def remove(self, actor: User, row: Any, version: int) -> None:
        services.remove_study(actor, row, version=version)

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def footprint(self, request: Request, pk: str | None = None) -> Response:
        """The result, exact and as printed; 409 with every obstacle when it cannot be computed.

        ``restricted``: the study uses libraries for named people that do not name the person. Then the results of their
        lines, the sums into which these go, and all shares are null, and stand as 受限 in the printed form.
        """
        try:
            assembled = assemble_rows(self.get_object())
        except Incomplete as incomplete:
            return _findings(incomplete.findings)
        value = assembled.study
        outcome = compute(value)
        if isinstance(outcome, Blocked):
            return _findings(outcome.findings)
        unseen = hidden_libraries(actor_of(request))
        limits = restriction(
            value, [key for key, library in assembled.libraries.items() if library in unseen]
        )
        exact, told = outcome.footprint, printed(value, outcome.footprint)
        body: dict[str, Any] = {
            "restricted": bool(limits),
            "footprint": limits.members(exact) if limits else exact.model_dump(mode="json"),
            "printed": (limits.printed(told) if limits else told).model_dump(mode="json"),
            "findings": [finding.model_dump(mode="json") for finding in outcome.findings],
        }
        return Response(body)


def _findings(findings: Any) -> Response:
    return Response({"findings": [finding.model_dump(mode="json") for finding in findings]}, status=409)


class FunctionalUnitSerializer(RowSerializer):
    """功能单位."""

    PARENT_FIELDS = ("study",)
    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())

    class Meta:
        model = FunctionalUnit
        fields = ["id", "version", "study", "kind", "amount", "unit", "description", "reference_flow"]


class FunctionalUnitViewSet(RowViewSet):
    """Functional units, one a study; ``?study=`` narrows."""

    model = FunctionalUnit
    serializer_class = FunctionalUnitSerializer
    FILTERS = ("study",)


class StageSerializer(RowSerializer):
    """生命周期阶段."""

    PARENT_FIELDS = ("study",)
    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())

    class Meta:
        model = Stage
        fields = ["id", "version", "study", "position", "kind", "label", "empty", "reason"]
        read_only_fields = ["position"]

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        return services.add_stage(actor, row)


class StageViewSet(RowViewSet):
    """Stages; ``?study=`` narrows."""

    model = Stage
    serializer_class = StageSerializer
    FILTERS = ("study",)


class SharingSerializer(RowSerializer):
    """分摊方案: ``others`` is a list of ``{"name", "amount"}``, the amount as text."""

    PARENT_FIELDS = ("study",)
    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())
    others = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))

    class Meta:
        model = Sharing
        fields = [
            "id",
            "version",
            "study",
            "position",
            "name",
            "purpose",
            "by",
            "unit",
            "own",
            "others",
            "note",
        ]
        read_only_fields = ["position"]

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        return services.add_sharing(actor, row)


class SharingViewSet(RowViewSet):
    """Sharings of what products have in common; ``?study=`` narrows."""

    model = Sharing
    serializer_class = SharingSerializer
    FILTERS = ("study",)


class LineSerializer(RowSerializer):
    """清单数据: one datum, behind the last of its stage; the legs of a transport line are rows of their own."""

    PARENT_FIELDS = ("study", "kind")
    study = serializers.PrimaryKeyRelatedField(queryset=Study.objects.none())

    class Meta:
        model = InventoryLine
        exclude = ["agency"]
        read_only_fields = ["position", "created_at", "updated_at"]

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        return services.save_line(actor, row, {}, ())


class LineViewSet(RowViewSet):
    """Inventory lines; ``?study=`` and ``?stage=`` narrow."""

    model = InventoryLine
    serializer_class = LineSerializer
    FILTERS = ("study", "stage")


class LegSerializer(RowSerializer):
    """运输段: one leg of a transport line.

    Where ``distance_km`` is missing and both places are clear, it is taken from the table of places, and the route
    says how; a distance that is given stays, as typed by hand.
    """

    PARENT_FIELDS = ("line",)
    line = serializers.PrimaryKeyRelatedField(queryset=InventoryLine.objects.none())

    class Meta:
        model = TransportLeg
        exclude = ["agency"]
        read_only_fields = ["created_at", "updated_at", *ROUTE]

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        for name, value in services.settled(row, {"distance_km": row.distance_km}).items():
            setattr(row, name, value)
        return super().write_new(actor, row)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> AgencyRow:
        return super().update(instance, services.settled(instance, validated_data))


class LegViewSet(RowViewSet):
    """Transport legs; ``?line=`` narrows."""

    model = TransportLeg
    serializer_class = LegSerializer
    FILTERS = ("line",)
