"""Columns of short texts: a list, edited one per line; and texts by heading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_ITEM = 300
MAX_ITEMS = 200
MAX_DETAIL = 2_000
MAX_HEAD = 120


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
