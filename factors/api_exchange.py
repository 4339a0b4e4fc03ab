"""Factors set side by side and libraries taken out, over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.row_api import StaffViewSet, actor_of
from accounts.uploads import XLSX
from factors import exporting
from factors.comparing import Comparison, chosen, compare, latest_gwp_set, potentials_of
from factors.models import Factor, GwpSet, Library


class CompareViewSet(StaffViewSet):
    """Factors side by side, in the unit of the first."""

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        return Factor.objects.visible_to(actor_of(self.request))

    @extend_schema(
        operation_id="factors_compare",
        parameters=[
            OpenApiParameter("f", OpenApiTypes.INT, many=True, description="因子的 id，一至六个"),
            OpenApiParameter("gwp", OpenApiTypes.INT, description="按气体给出的因子所用的特征化因子集"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def retrieve(self, request: Request) -> Response:
        """Figures to four significant digits as text, ratios to the first, and which facts differ."""
        actor = actor_of(request)
        factors = chosen(actor, request.query_params.getlist("f"))
        asked = request.query_params.get("gwp", "")
        gwp_set = latest_gwp_set(actor)
        if asked:
            sets: QuerySet[GwpSet] = GwpSet.objects.visible_to(actor).prefetch_related("values")
            gwp_set = get_object_or_404(sets, pk=int(asked) if asked.isascii() and asked.isdigit() else None)
        body = comparison_body(compare(factors, potentials_of(gwp_set)))
        return Response({"gwp_set": str(gwp_set) if gwp_set is not None else None, **body})


def comparison_body(comparison: Comparison) -> dict[str, Any]:
    """The comparison for JSON."""
    return {
        "unit": comparison.unit,
        "mixed": comparison.mixed,
        "factors": [
            {
                "id": column.factor.pk,
                "name": column.factor.name,
                "figure": column.figure,
                "ratio": column.ratio,
                "reason": column.reason,
            }
            for column in comparison.columns
        ],
        "facts": [
            {"label": fact.label, "texts": list(fact.texts), "differs": fact.differs}
            for fact in comparison.facts
        ],
    }


class LibraryExportViewSet(StaffViewSet):
    """A library as workbooks of at most 20,000 factors each."""

    def get_queryset(self) -> QuerySet[Library]:
        if getattr(self, "swagger_fake_view", False):
            return Library.objects.none()
        return Library.objects.visible_to(actor_of(self.request))

    @extend_schema(operation_id="library_export", responses={(200, XLSX): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, pk: int, part: int) -> HttpResponse:
        """The workbook; 403 where the licence does not permit export, 404 for a part that there is not."""
        library = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            book = exporting.export_library(actor_of(request), library, part)
        except LookupError as error:
            raise Http404 from error
        return HttpResponse(book, content_type=XLSX)
