"""The forms of a line's transport legs, and what is said of their distances."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.models import Factor
from factors.picking import About, FactorPick, FactorPickField
from factors.visibility import choosable
from inventories.forms.ways import WayNote, way_note
from inventories.models import Stage, TransportLeg
from inventories.services import LegInput, settled

if TYPE_CHECKING:
    _LegModelForm = forms.ModelForm[TransportLeg]
    _LegFormSet = BaseFormSet["LegForm"]
else:
    _LegModelForm = forms.ModelForm
    _LegFormSet = BaseFormSet

LEG_COLUMNS = (
    "origin", "destination", "mode", "distance_km", "tonne_km", "factor", "proxy_for",
    "load_t", "whole_trips", "empty_return", "route_origin", "route_destination",
)  # fmt: skip

# What is kept of a distance from the table beside the boxes.
STORED = ("straight_km", "detour", "route_source")


class LegForm(_LegModelForm):
    """One leg. ``leg`` and ``version`` tell which one was read; both are empty for a new one.

    ``route_origin`` and ``route_destination`` say that the distance in the box is from the table, and for which
    places; typing over it empties them.
    """

    use_required_attribute = False
    leg = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    factor = FactorPickField(Factor.objects.none(), unit="t·km", required=False)

    class Meta:
        model = TransportLeg
        fields = LEG_COLUMNS
        widgets = {
            "origin": forms.TextInput({"list": "places", "autocomplete": "off"}),
            "destination": forms.TextInput({"list": "places", "autocomplete": "off"}),
            "mode": forms.TextInput({"list": "modes"}),
            "route_origin": forms.HiddenInput,
            "route_destination": forms.HiddenInput,
        }
        help_texts = {
            "load_t": _("因子以车辆行驶的 km 计时填写：趟数 = 质量 ÷ 每趟载重。"),
            "whole_trips": _("不足一趟按一趟计；质量须为数据期总量。"),
            "empty_return": _(
                "返程空驶占去程的比例，0 到 1；以 t·km 计的因子一般已含返程，留空，另计须在备注写明依据。"
            ),
        }

    def __init__(
        self,
        *args: Any,
        actor: User,
        chosen: Mapping[int, Factor],
        hidden: Collection[int],
        year: int | None,
        stored: Mapping[int, TransportLeg],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.instance.agency_id = actor.agency_id
        field = cast("forms.ModelChoiceField[Factor]", self.fields["factor"])
        field.queryset = choosable(actor, chosen)
        widget = cast(FactorPick, field.widget)
        pk = self.initial.get("factor")
        widget.chosen, widget.hidden = chosen.get(pk) if isinstance(pk, int) else None, hidden
        widget.about = About(stage=Stage.Kind.DISTRIBUTION, year=year)

    @property
    def wanted(self) -> LegInput:
        """What the reader wants of this leg."""
        values = {name: self.cleaned_data[name] for name in LEG_COLUMNS}
        data = self.cleaned_data
        return LegInput(values, data["leg"], data["version"], remove=bool(data.get("DELETE")))

    def as_saved(self) -> TransportLeg:
        """The leg of a valid form as it would be saved; not saved."""
        before = self.stored.get(self.cleaned_data["leg"] or 0) or TransportLeg()
        for name, value in settled(before, self.wanted.values).items():
            setattr(self.instance, name, value)
        return self.instance

    @cached_property
    def note(self) -> WayNote | None:
        """What is to be said of the distance in the box; ``None`` while the boxes are empty or not valid."""
        if not self.is_bound:
            return way_note(self.initial)
        if not self.is_valid() or not self.cleaned_data:
            return None
        return way_note(self.wanted.values, self.as_saved())

    @property
    def uses_trips(self) -> bool:
        """Whether something is said of loads and returns; their boxes then stand open."""
        boxes = ("load_t", "whole_trips", "empty_return")
        return any(self[name].value() not in (None, "", False) or self[name].errors for name in boxes)


class LegForms(_LegFormSet):
    """The legs of one line, in order. What is posted is read as it stands, not against what was shown."""

    form = LegForm
    can_order, can_delete, can_delete_extra = False, True, True
    min_num, max_num, absolute_max = 0, 50, 100
    validate_min, validate_max = False, True
    renderer = get_default_renderer()

    def __init__(
        self,
        actor: User,
        data: Any = None,
        *,
        legs: Sequence[Mapping[str, Any]] = (),
        hidden: Collection[int] = frozenset(),
        year: int | None = None,
        stored: Mapping[int, TransportLeg] = MappingProxyType({}),
    ) -> None:
        numbers = {leg["factor"] for leg in legs if leg["factor"] is not None}
        chosen = choosable(actor, numbers).select_related("library").in_bulk(numbers) if numbers else {}
        self.extra = 0 if legs else 1
        super().__init__(
            data,
            initial=list(legs) if data is None else None,
            prefix="legs",
            form_kwargs={"actor": actor, "chosen": chosen, "hidden": hidden, "year": year, "stored": stored},
        )

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "instance": TransportLeg()}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("删除该段")

    @property
    def filled(self) -> list[LegForm]:
        """The valid forms that hold a leg; a blank one at the end does not."""
        return [
            form
            for form in self.forms
            if form.cleaned_data and (form.has_changed() or form.cleaned_data["leg"])
        ]


def initial_of(leg: TransportLeg) -> dict[str, Any]:
    """A leg as its form begins."""
    values = {name: getattr(leg, name) for name in LEG_COLUMNS if name != "factor"}
    stored = {name: getattr(leg, name) for name in STORED}
    return {**values, **stored, "factor": leg.factor_id, "leg": leg.pk, "version": leg.version}
