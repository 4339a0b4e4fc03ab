"""Copying and comparing studies over the API: the same acts as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from inventories.comparing import Compared, compared, labelled
from inventories.footprint.described import Cell
from inventories.footprint.difference import Difference
from inventories.models import Product, Study
from inventories.services.copying import CopyPlan, Kept, copy_study


class CopySerializer(serializers.Serializer[Any]):
    """What the copy is to be."""

    title = serializers.CharField(max_length=200)
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.none())
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    kept = serializers.ChoiceField(choices=Kept.choices, help_text="沿用哪些数量：all、per_unit 或 none。")
    evidence = serializers.BooleanField(default=False, help_text="是否带上所保留数据的证据文件。")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        product: Any = fields["product"]
        product.queryset = Product.objects.visible_to(actor_of(self.context["request"]))
        return fields

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["没有此字段，请检查拼写。"] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class StudyCopyViewSet(StaffViewSet):
    """A study once more, and what differs from another one."""

    WRITE_ACTION = Action.EDIT_STUDY
    serializer_class = CopySerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Study.objects.none()
        return Study.objects.visible_to(actor_of(self.request)).select_related("product__company", "gwp_set")

    @extend_schema(operation_id="study_copy", responses={201: OpenApiTypes.OBJECT})
    def copy(self, request: Request, pk: int) -> Response:
        """Copy the study with scope, stages, lines and legs; answers with the new study's id."""
        source = get_object_or_404(self.get_queryset(), pk=pk)
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values = wanted.validated_data
        plan = CopyPlan(**{**values, "kept": Kept(values["kept"])})
        study = copy_study(actor_of(request), source, plan)
        return Response({"id": study.pk, "version": study.version, "copied_from": source.pk}, status=201)

    @extend_schema(
        operation_id="study_compare",
        parameters=[OpenApiParameter("with", int, required=True, description="与之比较的项目")],
        responses={200: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT},
    )
    def compare(self, request: Request, pk: int) -> Response:
        """What differs from the study ``?with=`` to this one; 409 while one of them is too incomplete to compare."""
        study = get_object_or_404(self.get_queryset(), pk=pk)
        number = request.query_params.get("with", "")
        if not (number.isascii() and number.isdigit()):
            raise serializers.ValidationError({"with": ["请给出要比较的项目的编号。"]})
        other = get_object_or_404(self.get_queryset(), pk=int(number))
        told = compared(actor_of(request), other, study)
        if told.obstacle is not None:
            detail = f"“{told.obstacle.title}”的资料还不完整，不能比较。"
            return Response({"detail": detail, "study": told.obstacle.pk}, status=409)
        return Response(_body(told))


def _body(told: Compared) -> dict[str, Any]:
    comparison = told.comparison
    if comparison is None:
        raise ValueError("nothing was compared")
    return {
        "before": told.before.pk,
        "after": told.after.pk,
        "restricted": told.is_restricted,
        "unit": comparison.unit,
        "unlike": [cell.name for cell in comparison.unlike],
        "scope": [_cell(cell) for cell in comparison.scope],
        "total": _difference(comparison.total),
        "stages": [
            {
                "label": stage.label,
                "difference": _difference(stage.difference),
                "lines": [
                    {
                        "name": line.name,
                        "before": line.before is not None,
                        "after": line.after is not None,
                        "cells": [_cell(cell) for cell in line.cells],
                        "difference": _difference(line.difference),
                    }
                    for line in stage.lines
                ],
            }
            for stage in comparison.stages
        ],
    }


def _cell(cell: Cell) -> dict[str, str]:
    label, _before, _after = labelled(cell)
    return {"name": cell.name, "label": label, "before": cell.before, "after": cell.after}


def _difference(difference: Difference) -> dict[str, Any]:
    """Exact figures in kgCO2e as text, and as they are printed."""
    exact = {"before": difference.before, "after": difference.after, "difference": difference.value}
    printed = {
        "before": difference.before_text,
        "after": difference.after_text,
        "difference": difference.text,
        "percent": difference.percent_text,
    }
    return {**{name: _exact(figure) for name, figure in exact.items()}, "printed": printed}


def _exact(figure: Decimal | None) -> str | None:
    return None if figure is None else format(figure, "f")
