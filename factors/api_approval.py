"""Proposed factors over the API: what waits, approved, rejected or taken back, as the queue's page does."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from factors import services
from factors.api import FactorSerializer
from factors.models import Factor


class Rejection(serializers.Serializer[Any]):
    """Why a proposal is refused."""

    reason = serializers.CharField(max_length=500)


class ProposalViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """待审核因子 of the agency, the longest waiting first; own ones included, on which somebody else decides."""

    serializer_class = FactorSerializer
    lookup_value_regex = "[0-9]+"

    @property
    def write_action(self) -> Action:
        return Action.EDIT_FACTORS if self.action == "take_back" else Action.APPROVE_FACTORS

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        waiting = services.awaiting(actor_of(self.request))
        library = self.request.query_params.get("library", "")
        return waiting.filter(library_id=int(library)) if library.isascii() and library.isdigit() else waiting

    @extend_schema(parameters=[OpenApiParameter("library", OpenApiTypes.INT, description="因子库的 id")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The proposals by page; ``?library=`` narrows."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=None, responses=FactorSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str | None = None) -> Response:
        """Put it in force; 400 when somebody was faster, 403 for one's own."""
        return self._answer(services.approve_factor(actor_of(request), self._proposal()))

    @extend_schema(request=Rejection, responses=FactorSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str | None = None) -> Response:
        """Refuse it with ``{"reason": "…"}``."""
        told = request.data.get("reason", "") if isinstance(request.data, dict) else ""
        return self._answer(services.reject_factor(actor_of(request), self._proposal(), str(told)[:500]))

    @extend_schema(request=None, responses=FactorSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str | None = None) -> Response:
        """Take an own proposal back."""
        return self._answer(services.take_back(actor_of(request), self._proposal()))

    def _proposal(self) -> Factor:
        """The factor whatever its state is now, so that who comes late is told who was faster."""
        actor = actor_of(self.request)
        own = Factor.objects.visible_to(actor).filter(agency_id=actor.agency_id)
        return get_object_or_404(own.select_related("library"), pk=self.kwargs["pk"])

    def _answer(self, factor: Factor) -> Response:
        return Response(FactorSerializer(factor, context=self.get_serializer_context()).data)
