"""Where a factor is used, over the API."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.row_api import StaffViewSet, actor_of
from factors.models import Factor
from factors.visibility import hidden_libraries
from inventories.api_factor_versions import effect_body, factor_body, use_body
from inventories.factor_versions import study_versions
from reports import factor_uses

PER_PAGE = 10


class FactorUsesViewSet(StaffViewSet):
    """The studies that use a factor, in whichever release."""

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        return Factor.objects.visible_to(actor_of(self.request)).select_related("library")

    @extend_schema(
        operation_id="factor_uses",
        parameters=[OpenApiParameter("page", OpenApiTypes.INT)],
        responses=OpenApiTypes.OBJECT,
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """Ten studies a page, newest first, with lines, reports and what the newest release would change."""
        actor = actor_of(request)
        found = factor_uses.family(actor, get_object_or_404(self.get_queryset(), pk=pk))
        hidden = hidden_libraries(actor)
        numbers = Paginator(factor_uses.study_numbers(actor, found), PER_PAGE)
        page = numbers.get_page(request.query_params.get("page"))
        listed = factor_uses.of_studies(actor, found, list(page.object_list))
        body = {
            "count": numbers.count,
            "pages": numbers.num_pages,
            "page": page.number,
            "releases": [factor_body(release, hidden) for release in found.releases],
            "results": [_study_body(actor, found, uses) for uses in listed],
        }
        return Response(body)


def _study_body(actor: User, found: factor_uses.Family, uses: factor_uses.StudyUses) -> dict[str, Any]:
    versions = study_versions(actor, uses.study, only=found.numbers, by_use=False)
    return {
        "study": uses.study.pk,
        "title": uses.study.title,
        "locked": uses.study.lock,
        "reports": [
            {"id": report.pk, "number": report.number, "state": report.state} for report in uses.reports
        ],
        "uses": [use_body(use) for use in uses.uses],
        "obstacles": [change.obstacle for change in versions.changes if change.obstacle],
        "effect": effect_body(versions.together),
    }
