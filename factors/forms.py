"""Form fields and forms of factors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from factors.fields import HALF_WIDTH, exact_decimal

MAX_TYPED = 80


class ExactDecimalFormField(forms.Field):
    """A number as people type it: full-width digits, blanks and thousands separators are understood.

    The value is a ``Decimal`` with every digit kept, or ``None`` when the box is empty. 1,250.5 is 1250.5 and
    2.5E-05 is 0.000025; a comma that does not separate thousands is refused, because 1,5 may mean 1.5.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("“%(value)s”不是数值，请填写如 1250.5 的数字。"),
        "comma": _("“%(value)s”中的逗号不是千位分隔；小数请用小数点。"),
        "long": _("数值过长，请核对。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "number"})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        typed = "" if value is None else str(value)
        text = "".join(typed.translate(HALF_WIDTH).split())
        if not text:
            return None
        if len(text) > MAX_TYPED:
            raise ValidationError(self.error_messages["long"], "long")
        if not _commas_separate_thousands(text):
            raise ValidationError(self.error_messages["comma"], "comma", {"value": typed})
        try:
            return exact_decimal(text.replace(",", ""))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": typed}) from error

    def prepare_value(self, value: Any) -> Any:
        return format(value, "f") if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other digits are there: 0.5 and 0.50 differ in precision. What cannot be read is a change."""
        if self.disabled:
            return False
        try:
            return bool(
                self.prepare_value(self.to_python(initial)) != self.prepare_value(self.to_python(data))
            )
        except ValidationError:
            return True


def _commas_separate_thousands(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    if "," in decimals:
        return False
    head, *groups = whole.lstrip("+-").split(",")
    return not groups or (1 <= len(head) <= 3 and all(len(group) == 3 for group in groups))
