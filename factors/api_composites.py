"""Composite factors over the API: the parts are nested, each a factor by its id or a figure with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import Action
from accounts.row_api import StaffViewSet, actor_of
from factors import services
from factors.api import FactorSerializer, WrittenSerializer
from factors.api_confirming import CONFIRMS, ConfirmedFigure, confirmed_note
from factors.models import COMPOSED, Factor
from factors.services import Draft
from factors.values import Malformed, MixValue, TransportValue, read_composition

_PART = "每个 part 用 component 给出一个因子的 id，或用 factor 给出数值及其出处；两者取其一。数值写成文本。"


def _example(value: type[MixValue] | type[TransportValue]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"{_PART}成员见 docs/study-file.schema.json 的 {value.__name__}。",
    }


@extend_schema_field(_example(MixValue))
class MixField(serializers.JSONField):
    """The parts of an electricity mix."""


@extend_schema_field(_example(TransportValue))
class TransportField(serializers.JSONField):
    """The figures of a lorry."""


class CompositeSerializer(ConfirmedFigure, WrittenSerializer):
    """A composite factor as it is proposed: ``mix`` or ``transport``; number, unit and kind follow from it."""

    code = serializers.CharField(max_length=120, required=False, allow_blank=True)
    mix = MixField(required=False, write_only=True)
    transport = TransportField(required=False, write_only=True)
    reason = serializers.CharField(
        max_length=500, required=False, write_only=True, help_text="修订理由；修订时必填。"
    )

    class Meta:
        model = Factor
        fields = [
            "library", "code", "name", "name_en", "synonyms", "category", "region", "year", "valid_until", "boundary",
            "gwp_set", "publisher", "document", "uncertainty", "quality", "note", "mix", "transport", "reason",
            *CONFIRMS,
        ]  # fmt: skip
        validators: ClassVar[list[object]] = []  # the service numbers the factor before the row is validated

    def create(self, validated_data: dict[str, Any]) -> Factor:
        actor = actor_of(self.context["request"])
        if validated_data.pop("reason", ""):
            raise serializers.ValidationError({"reason": ["只在修订时填写，请删去。"]})
        given = {name: validated_data.pop(name) for name in ("mix", "transport") if name in validated_data}
        if len(given) != 1:
            raise serializers.ValidationError({"mix": ["mix 与 transport 须给出其一，且只给出其一。"]})
        ((kind, data),) = given.items()
        said = {name: validated_data.pop(name) for name in CONFIRMS if name in validated_data}
        factor, draft = Factor(**validated_data), _draft(actor, kind, data)
        factor.note = confirmed_note(actor, services.composed(factor, draft), said)
        return services.create_composite(actor, factor, draft)

    def update(self, instance: Factor, validated_data: dict[str, Any]) -> Factor:
        """The next release, with the whole composition; of the other columns what is not given stays."""
        actor = actor_of(self.context["request"])
        kind, reason = instance.form, validated_data.pop("reason", "")
        data = validated_data.pop(kind, None)
        if data is None or "mix" in validated_data or "transport" in validated_data:
            raise serializers.ValidationError({kind: [f"请给出 {kind}，且只给出这一种组成。"]})
        fixed = [name for name in ("library", "code") if name in validated_data]
        if fixed:
            raise serializers.ValidationError({name: ["修订时不能更改。"] for name in fixed})
        said = {name: validated_data.pop(name) for name in CONFIRMS if name in validated_data}
        draft = _draft(actor, kind, data)
        changed = services.composed(services.changed(instance, validated_data), draft)
        note = confirmed_note(actor, changed, said, exists=instance)
        if note != changed.note:
            validated_data["note"] = note
        return services.supersede_composite(actor, instance, validated_data, draft, reason)

    def to_representation(self, instance: Factor) -> dict[str, Any]:
        shown: dict[str, Any] = FactorSerializer(instance, context=self.context).data
        return {**shown, "components": services.component_ids(instance)}


def _draft(actor: User, kind: str, data: object) -> Draft:
    """The composition with the factors that it names; everything else is as in a study file."""
    parts = data.get("parts") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(parts, list):
        raise serializers.ValidationError({kind: ["须是含有 parts 列表的对象。"]})
    ids = {part["component"] for part in parts if isinstance(part, Mapping) and _is_id(part.get("component"))}
    known = Factor.objects.visible_to(actor).select_related("library").in_bulk(ids)
    origins: list[Factor | None] = []
    filled = [_part(part, f"{kind}.parts[{index}]", known, origins) for index, part in enumerate(parts)]
    try:
        value = read_composition(kind, {**data, "kind": kind, "parts": filled})
    except Malformed as error:
        raise serializers.ValidationError({kind: [str(error)]}) from error
    return Draft(value, tuple(origins))


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _part(part: object, path: str, known: Mapping[int, Factor], origins: list[Factor | None]) -> object:
    """A part with its figure written out; the factor that it was taken from goes to ``origins``."""
    if not isinstance(part, Mapping) or "component" not in part:
        origins.append(None)
        return part
    if "factor" in part:
        raise serializers.ValidationError({path: ["component 与 factor 只能给出其一。"]})
    origin = known.get(part["component"]) if _is_id(part["component"]) else None
    if origin is None:
        raise serializers.ValidationError({path: [f"没有找到因子 {part['component']}。"]})
    origins.append(origin)
    figure = services.component_of(origin).model_dump(mode="json")
    return {**{name: value for name, value in part.items() if name != "component"}, "factor": figure}


@extend_schema(summary="提交一个组合因子（电力组合或由车辆推导的运输因子），由另一人审核")
class CompositeViewSet(mixins.CreateModelMixin, StaffViewSet):
    """Proposes composite factors; they are read under ``factors/`` like every other."""

    serializer_class = CompositeSerializer
    WRITE_ACTION = Action.EDIT_FACTORS
    queryset = Factor.objects.none()
    lookup_value_regex = "[0-9]+"

    @extend_schema(summary="提交组合因子的新版次：给出全部组成和 reason，由另一人审核")
    @action(detail=True, methods=["post"])
    def supersede(self, request: Request, pk: str) -> Response:
        """Propose the next release of a composite factor."""
        visible = Factor.objects.visible_to(actor_of(request)).select_related("library")
        factor = get_object_or_404(visible, pk=pk)
        if factor.form not in COMPOSED:
            raise serializers.ValidationError({"form": [f"不是组合因子，请提交到 factors/{pk}/supersede/。"]})
        wanted = self.get_serializer(factor, data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        wanted.save()
        return Response(wanted.data, status=201)
