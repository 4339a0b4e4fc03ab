"""Libraries, factors and GWP sets over the API. A factor is superseded, never edited: there is no PATCH."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Action
from accounts.row_api import StaffViewSet, StrictSerializer, actor_of
from factors import services
from factors.fields import exact_decimal
from factors.models import Factor, GwpSet, GwpValue, Library
from factors.search import matching


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


class LibrarySerializer(StrictSerializer):
    """因子库; ``agency`` null is the starter library that everybody uses."""

    class Meta:
        model = Library
        fields = ["id", "agency", "name", "release", "publisher", "licence", "introduction"]
        read_only_fields = ["agency"]

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


class FactorSerializer(StrictSerializer):
    """排放因子 in one version."""

    code = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="留空即由系统编号。"
    )

    class Meta:
        model = Factor
        exclude = ["agency"]
        read_only_fields = ["release", "supersedes", "state", "created_at"]
        validators: ClassVar[list[object]] = []  # the service numbers the factor before the row is validated

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        if hasattr(model_field, "api_field"):
            return model_field.api_field(), {"required": False, "allow_null": model_field.null}
        return super().build_standard_field(field_name, model_field)

    def create(self, validated_data: dict[str, Any]) -> Factor:
        return services.create_factor(actor_of(self.context["request"]), Factor(**validated_data))


class FactorViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, StaffViewSet):
    """Factors; ``?q=`` searches, best matches first."""

    serializer_class = FactorSerializer
    WRITE_ACTION = Action.EDIT_FACTORS
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Factor]:
        if getattr(self, "swagger_fake_view", False):
            return Factor.objects.none()
        actor, text = actor_of(self.request), self.request.query_params.get("q", "").strip()
        if text:
            return matching(actor, text)
        return Factor.objects.visible_to(actor).select_related("library").order_by("pk")

    @extend_schema(parameters=[OpenApiParameter("q", OpenApiTypes.STR, description="名称、编号中的词")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Factors by page; with ``?q=`` those in which every word occurs, best matches first."""
        return super().list(request, *args, **kwargs)


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
