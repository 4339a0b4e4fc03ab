"""Factors of a study that are out of date, over the API: what newer ones would change, and updating on request."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from factors.api import FactorSerializer
from factors.models import Factor
from factors.templatetags.factor_values import value_text
from factors.visibility import HIDDEN, hidden_libraries
from inventories.factor_versions import Change, StudyVersions, Use, study_versions
from inventories.factor_versions.parts import Renewed
from inventories.footprint.substitution import Effect
from inventories.models import Study
from inventories.services.factor_versions import Choice, update_factors
from inventories.services.renewal import renew_parts


class ChoiceSerializer(serializers.Serializer[Any]):
    """One factor to update: ``factor``, ``newer`` and ``read`` as they were read."""

    factor = serializers.IntegerField(min_value=1)
    newer = serializers.IntegerField(min_value=1)
    read = serializers.CharField(max_length=32)


class UpdateFactorsSerializer(serializers.Serializer[Any]):
    """The factors to update, and why."""

    updates = ChoiceSerializer(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=500)


class StudyFactorsViewSet(StaffViewSet):
    """The factors of one study that were superseded, have expired, were withdrawn, or have newer data."""

    WRITE_ACTION = Action.EDIT_STUDY
    serializer_class = UpdateFactorsSerializer

    def get_queryset(self) -> QuerySet[Study]:
        if getattr(self, "swagger_fake_view", False):
            return Study.objects.none()
        return Study.objects.visible_to(actor_of(self.request)).select_related("gwp_set")

    @extend_schema(operation_id="study_factors", responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, pk: int) -> Response:
        """What newer factors would change, each alone and all together; figures in kgCO2e per functional unit."""
        study = get_object_or_404(self.get_queryset(), pk=pk)
        actor = actor_of(request)
        return Response(versions_body(study_versions(actor, study), hidden_libraries(actor)))

    @extend_schema(operation_id="study_update_factors", responses=OpenApiTypes.OBJECT)
    def update_factors(self, request: Request, pk: int) -> Response:
        """Put the chosen newer factors in place, all or none; 409 when something changed since it was read."""
        study = get_object_or_404(self.get_queryset(), pk=pk)
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        choices = [Choice(**choice) for choice in wanted.validated_data["updates"]]
        done = update_factors(actor_of(request), study, choices, wanted.validated_data["reason"])
        return Response({"factors": len(done.changes), "uses": done.uses, "effect": effect_body(done.effect)})


class FactorRenewalViewSet(StaffViewSet):
    """A composite factor whose parts are out of date."""

    WRITE_ACTION = Action.EDIT_FACTORS
    serializer_class = FactorSerializer

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        return Factor.objects.visible_to(actor_of(self.request)).select_related("library")

    @extend_schema(operation_id="factor_renew", request=None, responses={201: FactorSerializer})
    def renew(self, request: Request, pk: int) -> Response:
        """Propose its next release with the newest releases of its parts; 400 when there is nothing to renew."""
        made = renew_parts(actor_of(request), get_object_or_404(self.get_queryset(), pk=pk))
        return Response(FactorSerializer(made, context=self.get_serializer_context()).data, status=201)


def versions_body(versions: StudyVersions, hidden: frozenset[int]) -> dict[str, Any]:
    """All that is to be said of a study's factors, for JSON."""
    return {
        "study": versions.study.pk,
        "locked": versions.study.lock,
        "restricted": versions.is_restricted,
        "obstacles": [finding.model_dump(mode="json") for finding in versions.obstacles],
        "factors": [_change_body(change, hidden) for change in versions.changes],
        "together": effect_body(versions.together),
    }


def _change_body(change: Change, hidden: frozenset[int]) -> dict[str, Any]:
    outlook = change.outlook
    return {
        "factor": factor_body(outlook.factor, hidden),
        "standing": outlook.standing.value,
        "newer": factor_body(outlook.newer, hidden) if outlook.newer is not None else None,
        "newer_is_edition": outlook.is_edition,
        "renewed": _renewed_body(outlook.renewed, hidden) if outlook.renewed is not None else None,
        "offered": change.is_offered,
        "obstacle": change.obstacle,
        "effect": effect_body(change.effect),
        "uses": [{**use_body(each.use), "effect": effect_body(each.effect)} for each in change.uses],
        "read": change.read,
    }


def _renewed_body(made: Renewed, hidden: frozenset[int]) -> dict[str, Any]:
    """What a composite would be with the newest releases of its parts; propose it at ``factors/{id}/renew/``."""
    is_hidden = made.factor.library_id in hidden
    return {
        "value": str(HIDDEN) if is_hidden else value_text(made.factor),
        "parts": [[factor_body(old, hidden), factor_body(new, hidden)] for old, new in made.replaced],
    }


def factor_body(factor: Factor, hidden: frozenset[int]) -> dict[str, Any]:
    """A factor in one release; its value is hidden where ``hidden`` (libraries by id) has its library."""
    return {
        "id": factor.pk,
        "name": factor.name,
        "library": str(factor.library),
        "code": factor.code,
        "release": factor.release,
        "year": factor.year,
        "state": factor.state,
        "value": str(HIDDEN) if factor.library_id in hidden else value_text(factor),
    }


def use_body(use: Use) -> dict[str, Any]:
    """A line, or a leg of one, that uses a factor."""
    return {
        "line": use.line,
        "leg": use.leg,
        "factor": use.factor,
        "name": use.name,
        "stage": use.stage,
        "way": use.way,
    }


def effect_body(effect: Effect | None) -> dict[str, Any] | None:
    """Totals and difference in kgCO2e, unrounded, as text; and as the study rounds them. Null for totals not to be seen."""
    if effect is None:
        return None
    return {
        "before": None if effect.is_restricted else format(effect.before, "f"),
        "after": None if effect.is_restricted else format(effect.after, "f"),
        "difference": format(effect.difference, "f"),
        "printed": {
            "unit": effect.unit,
            "before": effect.before_text,
            "after": effect.after_text,
            "difference": effect.difference_text,
            "percent": effect.percent_text,
        },
    }
