"""Libraries, factors and GWP sets over the API. A factor is superseded, never edited: there is no PATCH."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError as ModelError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import uploads
from accounts.permissions import Action
from accounts.row_api import StaffViewSet, StrictSerializer, actor_of
from factors import services, units
from factors.api_confirming import CONFIRMS, ConfirmedFigure, confirmed_note
from factors.comparing import latest_gwp_set, potentials_of
from factors.fields import exact_decimal
from factors.forms import FactorFilter
from factors.magnitude import KILOGRAM, Immeasurable, Potentials, magnitude
from factors.models import Factor, GwpSet, GwpValue, Library


@extend_schema_field({"type": "string", "format": "decimal", "example": "1.4677"})
class ExactDecimal(serializers.Field[Decimal, str, str, Any]):
    """A number as text, every digit kept; JSON numbers are refused because they have lost digits already."""

    default_error_messages = {
        "text": '数值须写成带引号的文本，例如 "1.4677"。',
        "number": "“{value}”不是数值。",
    }

    def to_internal_value(self, data: str) -> Decimal:
        if not isinstance(data, str):
            self.fail("text")
        try:
            return exact_decimal(data)
        except ValueError:
            self.fail("number", value=data[:60])

    def to_representation(self, value: Decimal) -> str:
        return format(value, "f")


# The parameters by which factors are looked up, as the page of factors has them.
FILTERS = {
    "q": "查找的词：名称、英文名、别名、CAS 号、编号，多个词须同时出现",
    "library": "因子库的 id",
    "kind": "口径",
    "year_from": "数据年份起",
    "year_to": "数据年份止",
    "region": "地区，如“中国”含各省区",
    "unit": "可换算成的数据单位，如 kg",
    "state": "状态",
}


class WrittenSerializer(StrictSerializer):
    """Refuses also what the system writes itself: passed over in silence, a ``state`` would look obeyed."""

    def to_internal_value(self, data: Any) -> Any:
        given = set(data) if isinstance(data, Mapping) else set()
        ours = [name for name, field in self.fields.items() if field.read_only and name in given]
        if ours:
            raise serializers.ValidationError(
                {name: ["此字段由系统写入，不能填写，请删去。"] for name in ours}
            )
        return super().to_internal_value(data)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        if hasattr(model_field, "api_field"):
            return model_field.api_field(), {"required": False, "allow_null": model_field.null}
        return super().build_standard_field(field_name, model_field)


def source_file(upload: UploadedFile[Any] | None) -> services.SourceFile | None:
    """The file that was handed in with a factor. Raises Django's ``ValidationError`` on ``file`` for one too large."""
    if upload is None:
        return None
    try:
        return services.SourceFile(upload.name or "", uploads.content(upload))
    except ModelError as error:
        raise ModelError({"file": error.messages}) from error


class LibrarySerializer(WrittenSerializer):
    """因子库; ``agency`` null is the starter library that everybody uses."""

    class Meta:
        model = Library
        fields = [
            "id",
            "agency",
            "name",
            "release",
            "publisher",
            "licence",
            "introduction",
            "audience",
            "disclosure",
            "exportable",
        ]
        read_only_fields = ["agency", "audience", "exportable"]

    def create(self, validated_data: dict[str, Any]) -> Library:
        return services.create_library(actor_of(self.context["request"]), Library(**validated_data))


class LibraryViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """The starter libraries and the agency's own."""

    serializer_class = LibrarySerializer
    WRITE_ACTION = Action.EDIT_FACTORS
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Library]:
        if getattr(self, "swagger_fake_view", False):
            return Library.objects.none()
        return Library.objects.visible_to(actor_of(self.request)).order_by("pk")


class FactorSerializer(ConfirmedFigure, WrittenSerializer):
    """排放因子 in one version; with ``file`` (multipart/form-data) the file in which the figure stands."""

    code = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="留空即由系统编号。"
    )

    file = serializers.FileField(
        write_only=True,
        required=False,
        help_text="来源文件：PDF、PNG、JPEG、XLSX 或 DOCX，随 multipart/form-data 提交。",
    )
    found = serializers.SerializerMethodField(help_text="查找时命中的原因；未查找时为空。")
    figure = serializers.SerializerMethodField(
        help_text="折算的数值（kgCO2e 或 kgCO2，34 位）和单位，推导和组合的因子也有；gwp_set 是按气体折算所用的特征化因子集。"
        "求不出时为空。"
    )

    class Meta:
        model = Factor
        exclude = ["agency"]
        read_only_fields = ["release", "supersedes", "state", "created_at"]
        validators: ClassVar[list[object]] = []  # the service numbers the factor before the row is validated

    def get_found(self, factor: Factor) -> str:
        reasons: dict[int, str] = self.context.get("reasons", {})
        return reasons.get(factor.pk, "")

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_figure(self, factor: Factor) -> dict[str, str | None] | None:
        """What the factor comes to, on one scale; by gas with the latest GWP set, as the page shows it first."""
        gwp_set, potentials = self._gwp
        try:
            measured = magnitude(factor, potentials)
        except (Immeasurable, units.UnitError):
            return None
        with units.calculating():
            kilograms = Decimal(measured.kilograms.numerator) / measured.kilograms.denominator
        by_gas = factor.form == Factor.Form.GASES and gwp_set is not None
        return {
            "kilograms": format(kilograms, "f"),
            "unit": units.EmissionFactorUnit(KILOGRAM, measured.co2_only, measured.per).symbol,
            "gwp_set": str(gwp_set) if by_gas else None,
        }

    @cached_property
    def _gwp(self) -> tuple[GwpSet | None, Potentials]:
        """The latest set with its potentials, read once for a list of factors."""
        gwp_set = latest_gwp_set(actor_of(self.context["request"]))
        return gwp_set, potentials_of(gwp_set)

    def create(self, validated_data: dict[str, Any]) -> Factor:
        actor, file = actor_of(self.context["request"]), source_file(validated_data.pop("file", None))
        figure = {name: value for name, value in validated_data.items() if name not in CONFIRMS}
        factor = Factor(**figure)
        factor.note = confirmed_note(actor, factor, validated_data)
        return services.create_factor(actor, factor, file)


class FactorViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """Factors; ``?q=`` searches, best matches first. A new one is a proposal until a second person approves it."""

    serializer_class = FactorSerializer
    parser_classes = [JSONParser, MultiPartParser]
    WRITE_ACTION = Action.EDIT_FACTORS
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        return Factor.objects.visible_to(actor_of(self.request)).select_related("library").order_by("pk")

    @extend_schema(
        parameters=[
            OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in FILTERS.items()
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All visible factors by page; with any of the parameters the best 1,000 that match, with ``found``: why."""
        asked = {name: request.query_params[name] for name in FILTERS if request.query_params.get(name)}
        if not asked:
            return super().list(request, *args, **kwargs)
        form = FactorFilter(actor_of(request), asked)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: list(map(str, texts)) for name, texts in form.errors.items()}
            )
        found = services.browse(form.actor, form.cleaned_data["q"], form.filters)
        # The pages of a list are cut from anything that has a length.
        hits: Any = self.paginate_queryset(cast(Any, found))
        reasons = {hit.factor.pk: hit.reason.text for hit in hits if hit.reason is not None}
        context = {**self.get_serializer_context(), "reasons": reasons}
        rows = FactorSerializer([hit.factor for hit in hits], many=True, context=context)
        return self.get_paginated_response(rows.data)


class GwpValueSerializer(serializers.ModelSerializer[GwpValue]):
    """kgCO2e per kg of one gas."""

    value = ExactDecimal(read_only=True)

    class Meta:
        model = GwpValue
        fields = ["symbol", "name", "cas", "value", "source"]


class GwpSetSerializer(serializers.ModelSerializer[GwpSet]):
    """特征化因子集 with its values."""

    values = GwpValueSerializer(many=True, read_only=True)

    class Meta:
        model = GwpSet
        fields = ["id", "name", "source", "horizon_years", "values"]


class GwpSetViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """GWP sets, to be read."""

    serializer_class = GwpSetSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[GwpSet]:
        if getattr(self, "swagger_fake_view", False):
            return GwpSet.objects.none()
        return GwpSet.objects.visible_to(actor_of(self.request)).prefetch_related("values").order_by("pk")
