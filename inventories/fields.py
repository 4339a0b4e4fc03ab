"""Columns of short texts: a list, edited one per line; named amounts; and texts by heading."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from factors.exact import MAX_DIGITS, exact_decimal, figures
from inventories.entry.quantities import EntryError, read_number

MAX_ITEM = 300
MAX_ITEMS = 200
MAX_DETAIL = 2_000
MAX_HEAD = 120
# What stands between a name and its amount.
_BAR = re.compile(r"\s*[|｜\t]\s*")


class LinesFormField(forms.CharField):
    """A text area whose lines are the items; blank lines are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class LinesField(models.JSONField):
    """A list of short texts in order (functions of a product, standards, assumptions); empty is ``[]``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or any(
            not isinstance(item, str) or not item.strip() for item in value
        ):
            raise ValidationError(_("每行填写一项文字。"), "lines")
        if len(value) > MAX_ITEMS or any(len(item) > MAX_ITEM for item in value):
            raise ValidationError(
                _("最多 %(items)d 项，每项最多 %(length)d 字。"),
                "lines",
                {"items": MAX_ITEMS, "length": MAX_ITEM},
            )

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": LinesFormField, **kwargs})


class PartsFormField(forms.CharField):
    """A text area with one part a line: its name, a tab or bar, its amount, as two columns come from a workbook."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        parts = []
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            name, _bar, amount = _BAR.sub("\t", line.strip()).rpartition("\t")
            if not name.strip() or not amount.strip():
                raise ValidationError(_("“%s”缺少名称或数值，请写作“名称｜数值”。") % line.strip())
            try:
                number = read_number(amount)
            except EntryError as error:
                raise ValidationError(f"“{line.strip()}”：{error}") from error
            if number is None:
                raise ValidationError(_("“%s”没有数值。") % line.strip())
            parts.append({"name": name.strip(), "amount": format(number, "f")})
        return parts

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{part['name']}｜{part['amount']}" for part in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class PartsField(models.JSONField):
    """Named amounts in order, as ``{"name", "amount"}`` with the amount as text; at least one, none below zero."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        if not isinstance(value, list) or not value:
            raise ValidationError(_("请至少填写一项，每行一项，写作“名称｜数值”。"), "parts")
        if len(value) > MAX_ITEMS:
            raise ValidationError(_("最多 %(items)d 项。"), "parts", {"items": MAX_ITEMS})
        for part in value:
            _validate_part(part)

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": PartsFormField, **kwargs})


def _validate_part(part: Any) -> None:
    if not isinstance(part, dict) or set(part) != {"name", "amount"}:
        raise ValidationError(_("每项由名称和数值组成。"), "parts")
    name, amount = part["name"], part["amount"]
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_HEAD:
        raise ValidationError(_("名称须有 1 到 %(length)d 字。"), "parts", {"length": MAX_HEAD})
    try:
        number = exact_decimal(amount) if isinstance(amount, str) else None
    except ValueError:
        number = None
    if number is None or number < 0 or number.adjusted() > MAX_DIGITS or figures(number) > MAX_DIGITS:
        raise ValidationError(_("“%(name)s”的数值须是不小于零的数。"), "parts", {"name": name})


class DetailsField(models.JSONField):
    """Texts by the heading under which they were entered; what reports do not reckon with and nobody may lose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, dict) or any(not isinstance(text, str) for text in value.values()):
            raise ValidationError(_("补充信息由名称和文字组成。"), "details")
        if len(value) > MAX_ITEMS or any(
            not 0 < len(head) <= MAX_HEAD or len(text) > MAX_DETAIL for head, text in value.items()
        ):
            raise ValidationError(
                _("最多 %(items)d 项补充信息，名称最多 %(head)d 字，内容最多 %(length)d 字。"),
                "details",
                {"items": MAX_ITEMS, "head": MAX_HEAD, "length": MAX_DETAIL},
            )
