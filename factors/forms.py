"""Form fields and forms of factors."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class ExactDecimalFormField(forms.CharField):
    """A number as people type it: full-width digits, blanks and thousands separators are understood.

    The value is a ``Decimal`` with every digit kept, or ``None`` when the box is empty. 1,250.5 is 1250.5; a comma
    that does not separate thousands is refused, because 1,5 may mean 1.5.
    """

    default_error_messages = {
        "invalid": _("“%(value)s”不是数值，请填写如 1250.5 的数字。"),
        "comma": _("“%(value)s”中的逗号不是千位分隔；小数请用小数点。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "number"})

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", str(value or "")).replace(" ", "")
        if not text:
            return None
        try:
            return Decimal(_without_thousands(text))
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value}) from error
        except ValueError as error:
            raise ValidationError(self.error_messages["comma"], "comma", {"value": value}) from error

    def prepare_value(self, value: Any) -> Any:
        return format(value, "f") if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


def _without_thousands(text: str) -> str:
    if "," not in text:
        return text
    whole, point, decimals = text.partition(".")
    head, *groups = whole.lstrip("-").split(",")
    if not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups) or "," in decimals:
        raise ValueError(text)
    return whole.replace(",", "") + point + decimals
