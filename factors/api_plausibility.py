"""Bands of plausible figures over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.row_api import StaffViewSet, actor_of
from factors import plausibility, units
from factors.api import ExactDecimal
from factors.models import Factor, Library
from factors.plausibility.asking import BandRow, Question, band_rows


class QuestionSerializer(serializers.Serializer[Any]):
    """A figure to be compared; it is not entered anywhere."""

    name = serializers.CharField(max_length=300, help_text="因子名称，据此找名称相近的因子。")
    value = ExactDecimal(help_text="数值，写成文本。")
    unit = serializers.CharField(max_length=40, help_text="例如 kgCO2e/kWh。")
    kind = serializers.ChoiceField(choices=Factor.Kind.choices, default=Factor.Kind.FOOTPRINT)
    category = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")

    def validate_unit(self, text: str) -> str:
        try:
            units.parse_emission_factor_unit(text)
        except units.UnitError as error:
            raise serializers.ValidationError(str(error)) from error
        return text


class PlausibilityViewSet(StaffViewSet):
    """The bands of the libraries that the caller may see, and a figure compared with them."""

    serializer_class = QuestionSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Library]:
        if getattr(self, "swagger_fake_view", False):
            return Library.objects.none()
        return Library.objects.visible_to(actor_of(self.request))

    @extend_schema(operation_id="plausibility_bands", responses=OpenApiTypes.OBJECT)
    def list(self, request: Request) -> Response:
        """The bands by kind, dimension and category; figures to three significant digits as text."""
        return Response([_band_body(row) for row in band_rows(actor_of(request))])

    @extend_schema(
        operation_id="plausibility_verdict",
        parameters=[
            OpenApiParameter("name", OpenApiTypes.STR, required=True),
            OpenApiParameter("value", OpenApiTypes.STR, required=True),
            OpenApiParameter("unit", OpenApiTypes.STR, required=True),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=[*Factor.Kind.values]),
            OpenApiParameter("category", OpenApiTypes.STR),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    @action(detail=False, methods=["get"])
    def verdict(self, request: Request) -> Response:
        """How a figure compares; ``null`` where the visible libraries hold too little like it."""
        asked = QuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        verdict = Question(**asked.validated_data).verdict(actor_of(request))
        return Response({"verdict": verdict_body(verdict) if verdict is not None else None})


def _band_body(row: BandRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "dimension": row.dimension.key,
        "category": row.key,
        "unit": row.unit,
        "count": row.count,
        "low": str(row.low),
        "median": str(row.median),
        "high": str(row.high),
        "libraries": [*row.libraries],
    }


def verdict_body(verdict: plausibility.Verdict) -> dict[str, Any]:
    """A verdict for JSON."""
    return {
        "off": verdict.is_off,
        "value": str(verdict.value),
        "low": str(verdict.low),
        "median": str(verdict.median),
        "high": str(verdict.high),
        "unit": verdict.figure_unit,
        "times": str(verdict.times),
        "above": verdict.decades > 0,
        "slip": verdict.slip.text if verdict.slip is not None else None,
        "compared_with": verdict.band.scope,
        "key": verdict.band.key,
        "count": verdict.band.count,
        "kinds": [*map(str, verdict.band.kinds)],
        "converted_by": str(verdict.band.bridge) if verdict.band.bridge is not None else None,
        "enough": not verdict.band.is_of_everything,
        "libraries": [*verdict.libraries],
    }
