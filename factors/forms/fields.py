"""Form fields of factors: exact numbers, gases by line; and the form whose row a service writes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from factors.fields import HALF_WIDTH, exact_decimal

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[models.Model]
else:
    _ModelForm = forms.ModelForm

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


class GasesFormField(forms.CharField):
    """The gases of a factor, one per line: ``CH4 0.001``; the value is ``{"CH4": "0.001"}`` in kilograms."""

    widget = forms.Textarea
    default_error_messages = {
        "line": _("“%(line)s”不是“气体符号 千克数”的形式，例如 CH4 0.001。"),
        "twice": _("气体“%(symbol)s”写了两次。"),
    }

    def to_python(self, value: Any) -> Any:
        gases: dict[str, str] = {}
        for line in str(value or "").translate(HALF_WIDTH).splitlines():
            if not line.strip():
                continue
            symbol, kilograms = self._gas(line)
            if symbol in gases:
                raise ValidationError(self.error_messages["twice"], "twice", {"symbol": symbol})
            gases[symbol] = kilograms
        return gases

    def _gas(self, line: str) -> tuple[str, str]:
        symbol, _space, number = line.strip().replace("\t", " ").replace("=", " ").partition(" ")
        try:
            return symbol, format(exact_decimal(number), "f")
        except ValueError as error:
            raise ValidationError(self.error_messages["line"], "line", {"line": line.strip()}) from error

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{s} {n}" for s, n in value.items()) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except ValidationError:
            return True


class ServiceForm(_ModelForm):
    """A form whose row a service writes; what the service refuses goes to the fields."""

    use_required_attribute = False

    def refuse(self, error: ValidationError) -> None:
        """Take the errors of a service to their fields; those of fields that are not shown stand above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
