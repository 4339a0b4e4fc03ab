"""Rows over the API: the same services, permissions and versions as the pages.

Reading goes through ``visible_to``; writing through ``accounts.editing``. A change hands in the ``version`` that was
read; when somebody else was faster the answer is 409 with the newest row, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError as ModelError
from django.db import models
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import editing
from accounts.models import User
from accounts.permissions import Action, require
from accounts.rows import AgencyRow


def actor_of(request: Request) -> User:
    """Who asks; ``IsAuthenticated`` lets nobody else reach a view."""
    return cast(User, request.user)


class RoleViewSet(viewsets.GenericViewSet[Any]):
    """Asks for the role before anything is read or checked: ``READ_ACTION``, and ``write_action`` for what writes.

    Whether the role suffices for the row in question is the service's to say.
    """

    READ_ACTION: ClassVar[Action]
    WRITE_ACTION: ClassVar[Action]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        actor = actor_of(request)
        require(actor, self.READ_ACTION, actor)
        if request.method not in SAFE_METHODS:
            # What is only read has no action to write with: the answer is 405, by whoever is asking.
            if not hasattr(self, cast(str, request.method).lower()):
                self.http_method_not_allowed(request)
            require(actor, self.write_action, actor)

    @property
    def write_action(self) -> Action:
        return self.WRITE_ACTION


class StaffViewSet(RoleViewSet):
    """For those who may see the agency's work; a client's person is refused, not shown an empty list."""

    READ_ACTION = Action.VIEW_WORK


class StrictSerializer(serializers.ModelSerializer[Any]):
    """Refuses a field that there is not: passed over in silence, a misspelt one would look saved."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["没有此字段，请检查拼写。"] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class RowSerializer(StrictSerializer):
    """A row with its ``id`` and ``version``. Decimals are text with every digit; choices among rows are visible ones.

    ``PARENT_FIELDS``: set when the row is made and never changed.
    """

    PARENT_FIELDS: ClassVar[tuple[str, ...]] = ()

    version = serializers.IntegerField(
        required=False, min_value=1, help_text="读取时的 version；修改时必填，据此发现他人同时作出的修改。"
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        actor = actor_of(self.context["request"])
        for name, field in fields.items():
            related: Any = field  # a column of any kind; those that refer to a row have a queryset
            if isinstance(field, serializers.PrimaryKeyRelatedField) and related.queryset is not None:
                # Every model that a row may refer to has this door; one without it is a mistake of the serializer.
                related.queryset = related.queryset.model.objects.visible_to(actor)
            if name in self.PARENT_FIELDS and self.instance is not None:
                field.read_only = True
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if self.instance is not None and isinstance(data, Mapping):
            self._refuse_another_parent(data)
        return super().to_internal_value(data)

    def _refuse_another_parent(self, data: Mapping[str, Any]) -> None:
        shown = self.to_representation(self.instance)
        moved = [name for name in self.PARENT_FIELDS if name in data and data[name] != shown[name]]
        if moved:
            raise serializers.ValidationError({name: ["建立后不能更改。"] for name in moved})

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """A field of ours is validated by the model itself, so that page and API refuse the same things."""
        if hasattr(model_field, "api_field"):
            return model_field.api_field(), {"required": False, "allow_null": model_field.null}
        return super().build_standard_field(field_name, model_field)

    def create(self, validated_data: dict[str, Any]) -> AgencyRow:
        validated_data.pop("version", None)
        model: Any = self.Meta.model
        return self.write_new(actor_of(self.context["request"]), model(**validated_data))

    def write_new(self, actor: User, row: Any) -> AgencyRow:
        """Write the row; a kind with an act of its own for that overrides this."""
        return editing.create(actor, cast(AgencyRow, row))

    def update(self, instance: AgencyRow, validated_data: dict[str, Any]) -> AgencyRow:
        version = validated_data.pop("version", None)
        if version is None:
            raise ModelError({"version": "修改时须给出读取时的 version。"})
        return editing.edit(actor_of(self.context["request"]), instance, validated_data, version=version)


class RowViewSet(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    StaffViewSet,
):
    """List, read, create, change and delete one kind of row. ``FILTERS``: query parameters that are equal-to filters."""

    model: ClassVar[type[AgencyRow]]
    lookup_value_regex = "[0-9]+"
    FILTERS: ClassVar[tuple[str, ...]] = ()
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    @property
    def write_action(self) -> Action:
        return self.model.EDIT_ACTION

    def get_queryset(self) -> models.QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows = self.model.objects.visible_to(actor_of(self.request))
        for name in self.FILTERS:
            wanted = self.request.query_params.get(name, "")
            if wanted.isascii() and wanted.isdigit():
                rows = rows.filter(**{name: int(wanted)})
        return rows.order_by("pk")

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete; ``?version=`` is the version that was read."""
        text = request.query_params.get("version", "")
        if not (text.isascii() and text.isdigit()):
            raise ModelError({"version": "删除时须以 ?version= 给出读取时的 version。"})
        self.remove(actor_of(request), self.get_object(), int(text))
        return Response(status=204)

    def remove(self, actor: User, row: Any, version: int) -> None:
        """Delete the row; a kind with an act of its own for that overrides this."""
        editing.remove(actor, row, version=version)
