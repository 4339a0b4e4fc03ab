"""A decimal column that keeps every digit as it was typed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from factors.exact import HALF_WIDTH, MAX_DIGITS, exact_decimal, figures

__all__ = ["HALF_WIDTH", "MAX_DIGITS", "ExactDecimalField", "exact_decimal"]

if TYPE_CHECKING:
    _Base = models.Field[Decimal | str | int | None, Decimal | None]
else:
    _Base = models.Field


class ExactDecimalField(_Base):
    """A decimal of up to 30 digits: ``numeric`` on PostgreSQL, text on SQLite.

    Django's own field is stored by SQLite as a binary floating number, which loses digits beyond the 15th and the
    zeros that say how precise a figure is (0.0850). ``None`` is *not known*. Never sum or order it in SQL.
    """

    description = _("精确小数")
    default_error_messages = {
        "invalid": _("“%(value)s”不是数值，请填写如 1250.5 的数字。"),
        "not_finite": _("数值必须是有限的。"),
        "digits": _("数值最多 %(max)d 位数字。"),
        "negative": _("数值不能为负。"),
    }

    def __init__(self, *args: Any, allow_negative: bool = False, **kwargs: Any) -> None:
        self.allow_negative = allow_negative
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        if self.allow_negative:
            kwargs["allow_negative"] = True
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text" if connection.vendor == "sqlite" else "numeric"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value})
        try:
            return exact_decimal(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value}) from error

    def get_prep_value(self, value: Any) -> Decimal | None:
        return self.to_python(super().get_prep_value(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        number = value if prepared else self.get_prep_value(value)
        if number is None or connection.vendor != "sqlite":
            return number
        return format(number, "f")

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value is None:
            return
        if not value.is_finite():
            raise ValidationError(self.error_messages["not_finite"], "not_finite")
        if value < 0 and not self.allow_negative:
            raise ValidationError(self.error_messages["negative"], "negative")
        if abs(value.adjusted()) > MAX_DIGITS or figures(value) > MAX_DIGITS:
            raise ValidationError(self.error_messages["digits"], "digits", {"max": MAX_DIGITS})

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else format(value, "f")

    def formfield(self, **kwargs: Any) -> Any:
        from factors.forms.fields import (
            ExactDecimalFormField,
        )  # forms need the apps; fields are loaded before them

        return super().formfield(**{"form_class": ExactDecimalFormField, **kwargs})

    def api_field(self) -> Any:
        """The field of the API for such a column."""
        from factors.api import ExactDecimal  # serializers need the apps; fields are loaded before them

        return ExactDecimal
