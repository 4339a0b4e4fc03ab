"""The form field by which a factor is chosen: typed, found by ``/factors/pick/``, kept by its id."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factors.models import Factor

if TYPE_CHECKING:
    _ModelChoiceField = forms.ModelChoiceField[Factor]
else:
    _ModelChoiceField = forms.ModelChoiceField


class Typed(str):
    """What stands in the box when nothing was chosen from the list; it is no factor."""


@dataclass(frozen=True)
class About:
    """What is known of the line, by which its factors are ranked; what is empty is not known.

    ``stage``: the kind of its stage; or ``stage_from``: the id of the control that holds the stage, and ``stages``:
    the kind by the control's value. ``year``, ``region``: of the study's data.
    """

    stage: str = ""
    stage_from: str = ""
    stages: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    region: str = ""

    @property
    def stages_json(self) -> str:
        return json.dumps(dict(self.stages))


class FactorPick(forms.Widget):
    """The box of ``templates/factors/_pick.html``, where what it sends is told.

    ``unit``: the unit that the factor must fit; ``unit_from``: the id of the control that holds it. ``chosen``: the
    factor of the row, when it was read already (with its library), so that showing it costs no query. ``hidden``: the
    libraries (by id) whose figures the reader may not see.
    """

    hidden: Collection[int] = frozenset()

    def __init__(
        self, *, unit: str = "", unit_from: str = "", chosen: Factor | None = None, attrs: Any = None
    ) -> None:
        super().__init__(attrs)
        self.unit, self.unit_from, self.chosen = unit, unit_from, chosen
        self.about = About()
        self.choices: Any = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed = str(data.get(f"{name}-typed") or "").strip()
        return data.get(name) or (Typed(typed) if typed else None)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        merged = self.build_attrs(self.attrs, attrs)
        typed = value if isinstance(value, Typed) else ""
        chosen = None if typed else self._factor(value)
        context = {
            "name": name,
            "id": merged.get("id") or f"id_{name}",
            "value": chosen.pk if chosen is not None else None,
            "typed": typed,
            "chosen": chosen,
            "hidden": chosen is not None and chosen.library_id in self.hidden,
            "unit": self.unit,
            "unit_from": self.unit_from,
            "about": self.about,
            "css_class": merged.get("class", ""),
            "described_by": merged.get("aria-describedby", ""),
            "invalid": merged.get("aria-invalid", ""),
            "required": self.is_required,
            "disabled": merged.get("disabled", False),
        }
        return render_to_string("factors/_pick.html", context)

    def _factor(self, value: Any) -> Factor | None:
        key = str(value or "")
        if not key.isascii() or not key.isdigit():
            return None
        if self.chosen is not None and str(self.chosen.pk) == key:
            return self.chosen
        found: Factor | None = self.choices.queryset.select_related("library").filter(pk=key).first()
        return found


class FactorPickField(_ModelChoiceField):
    """A factor among ``queryset``, chosen by typing.

    In a ``RowForm``: ``factor = FactorPickField(Factor.objects.all(), unit_from="id_unit", required=False)``; the
    form narrows the queryset to what its actor may see. Set ``field.widget.chosen`` where many are shown at once.
    """

    widget: Any = FactorPick
    default_error_messages = {"invalid_choice": _("请从列表中选择一个因子；只输入文字不算选定。")}

    def __init__(self, queryset: Any, *, unit: str = "", unit_from: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("排放因子"))
        widget = kwargs.pop("widget", None) or FactorPick(unit=unit, unit_from=unit_from)
        super().__init__(queryset, widget=widget, **kwargs)
