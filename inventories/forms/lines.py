"""The form of an inventory line with its transport legs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import editing
from accounts.audit import plain
from accounts.models import User
from accounts.row_forms import RowForm
from factors.models import Factor
from factors.picking import About, FactorPick, FactorPickField
from factors.visibility import choosable, hidden_libraries
from inventories import services
from inventories.assemble import Draft
from inventories.forms.controls import UNIT, score
from inventories.forms.legs import LEG_COLUMNS, STORED, LegForms, initial_of
from inventories.models import Evidence, InventoryLine, TransportLeg
from inventories.services import LegInput

if TYPE_CHECKING:
    _GoodsField = forms.ModelChoiceField[InventoryLine]
else:
    _GoodsField = forms.ModelChoiceField

# What is known of a datum beside what is reckoned with.
BESIDE = ("code", "specification", "supplier", "process")
SCORES = ("reliability", "completeness", "time_score", "geography", "technology")


class GoodsField(_GoodsField):
    """The line that a transport carries, named with its stage."""

    def label_from_instance(self, obj: InventoryLine) -> str:
        return f"{obj.stage} · {obj.name}"


class LineForm(RowForm):
    """A line with its legs; both are saved together or not at all.

    ``legs``: the leg forms. ``newest_legs``: after a conflict, the legs as they stand now, where they differ from
    what the reader entered.
    """

    factor = FactorPickField(Factor.objects.none(), unit_from="id_unit", required=False)
    goods = GoodsField(InventoryLine.objects.none(), label=_("货物"), required=False)
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(), label=_("证据"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = InventoryLine
        fields = [
            "stage", "kind", "name", "purpose", "amount", "unit", "basis", "output", "output_unit", "share",
            "meter", "co_products", "loss_rate", "loss_of",
            "factor", "goods", "proxy_for", "data_kind", "data_source", *SCORES, "note", *BESIDE,
        ]  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "basis": forms.RadioSelect,
            "unit": forms.TextInput(UNIT),
            "output_unit": forms.TextInput(UNIT),
            **{name: score() for name in SCORES},
        }
        help_texts = {
            "output": _("与产量单位都留空时，采用项目的数据期产量。"),
            "share": _("共用计量时本产品所占的份额，0 到 1 之间的小数；留空为全部。"),
            "meter": _("按质量、件数、工时或产值分摊的共用计量；与份额只填一项。"),
            "co_products": _("同时产出副产品时，主产品所占的部分。"),
            "loss_rate": _("数量为净用量时填写，例如 5% 填写 0.05；实际领用量已含损耗，留空。"),
            "proxy_for": _("因子并非该材料本身、只作近似时填写所代表的材料。"),
            "note": _("因子为负值（抵扣、碳移除）时须写明依据。"),
        }

    def __init__(
        self,
        actor: User,
        data: Any = None,
        files: Any = None,
        *,
        instance: InventoryLine,
        legs: Sequence[Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        initial = dict(kwargs.pop("initial", None) or {})
        if instance.pk is not None:
            initial.setdefault("evidence", [tie.evidence_id for tie in instance.ties.all()])
        super().__init__(actor, data, files, instance=instance, initial=initial, **kwargs)
        hidden = hidden_libraries(actor)
        self._choose_from(instance, hidden)
        self.newest_legs: list[TransportLeg] = []
        stored = {leg.pk: leg for leg in instance.legs.all()} if instance.pk is not None else {}
        known = legs if legs is not None else [initial_of(leg) for leg in stored.values()]
        self.legs = LegForms(actor, data, legs=known, hidden=hidden, year=_year(instance), stored=stored)

    def _choose_from(self, line: InventoryLine, hidden: Collection[int]) -> None:
        """Offer what belongs to the line's own study; its factor stays choosable for who may not find it."""
        study = line.study
        kept = frozenset() if line.factor_id is None else frozenset({line.factor_id})
        self._field("factor").queryset = choosable(self.actor, kept)
        self._field("stage").queryset = study.stages.all()
        widget = cast(FactorPick, self.fields["factor"].widget)
        kinds = {str(pk): kind for pk, kind in study.stages.values_list("pk", "kind")}
        widget.about = About(stage_from="id_stage", stages=kinds, year=_year(line))
        others = study.lines.filter(kind=InventoryLine.Kind.ACTIVITY).exclude(pk=line.pk)
        self._field("goods").queryset = others.select_related("stage").order_by(
            "stage__position", "position", "pk"
        )
        self._field("evidence").queryset = study.evidence.all()
        for name in ("meter", "co_products"):
            self._field(name).queryset = study.sharings.filter(purpose=name)
        self._field("stage").empty_label = None
        if line.factor_id is not None:
            chosen = Factor.objects.select_related("library").filter(pk=line.factor_id).first()
            widget.chosen, widget.hidden = chosen, hidden

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def line(self) -> InventoryLine:
        """The line as the form has it."""
        return cast(InventoryLine, self.instance)

    def close(self, refusal: str) -> None:
        super().close(refusal)
        for form in self.legs.forms:
            for field in form.fields.values():
                field.disabled = True

    @property
    def is_transport(self) -> bool:
        kind = self.cleaned_data.get("kind") if self.is_bound and hasattr(self, "cleaned_data") else None
        return str(kind or self.initial.get("kind")) == InventoryLine.Kind.TRANSPORT

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        per_unit = InventoryLine.Basis.PER_FUNCTIONAL_UNIT
        if values.get("kind") == InventoryLine.Kind.TRANSPORT:
            values["factor"], values["proxy_for"] = None, ""
        else:
            values["goods"] = None
        if values.get("kind") == InventoryLine.Kind.TRANSPORT or values.get("basis") != per_unit:
            values["loss_rate"] = None
        if values.get("basis") == per_unit:
            values |= {"output": None, "output_unit": "", "share": None, "meter": None, "co_products": None}
        return values

    def is_valid(self) -> bool:
        """Whether line and legs are; both are looked at, so that all errors show at once."""
        line = super().is_valid()
        legs = self.legs.is_valid() if self.is_transport else True
        return line and legs

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the row, also where ``clean`` emptied what the chosen kind has no use for."""
        row = InventoryLine.objects.visible_to(self.actor).get(pk=self.line.pk)
        return {
            name: value for name, value in self.values.items() if plain(getattr(row, name)) != plain(value)
        }

    def leg_inputs(self) -> list[LegInput]:
        """The legs as wanted; those of an activity go."""
        if not self.is_transport:
            return [LegInput({}, leg["leg"], leg["version"], remove=True) for leg in self._read_legs()]
        return [form.wanted for form in self.legs.filled]

    def _read_legs(self) -> list[dict[str, int]]:
        """The legs that the reader saw, whatever is typed in them."""
        read = []
        for form in self.legs.forms:
            leg, version = form["leg"].data, form["version"].data
            if str(leg or "").isdigit() and str(version or "").isdigit():
                read.append({"leg": int(leg), "version": int(version)})
        return read

    def write(self) -> Any:
        evidence = self.cleaned_data["evidence"]
        if self.line.pk is None:
            return services.save_line(self.actor, self.line, {}, self.leg_inputs(), evidence=evidence)
        return services.save_line(
            self.actor,
            self.line,
            self.changes,
            self.leg_inputs(),
            version=self.cleaned_data["version"],
            evidence=evidence,
        )

    def after(self, conflict: editing.EditConflict) -> Self:
        again = super().after(conflict)
        newest = list(again.line.legs.select_related("factor"))
        typed = [form.wanted for form in self.legs.filled] if self.is_transport else []
        if _differ(newest, typed):
            again.newest_legs = newest
        return again

    def again(self, instance: Any, initial: Mapping[str, object]) -> Self:
        legs = self._legs_to_go_on_with(list(instance.legs.all()))
        return type(self)(self.actor, instance=instance, initial=dict(initial), legs=legs)

    def _legs_to_go_on_with(self, newest: list[TransportLeg]) -> list[dict[str, Any]]:
        """What the reader entered, on the newest versions; legs that the reader never saw stand behind."""
        versions = {leg.pk: leg.version for leg in newest}
        legs = []
        for form in self.legs.filled if self.is_transport else ():
            wanted = form.wanted
            factor = wanted.values["factor"]
            values = {**wanted.values, "factor": factor.pk if factor is not None else None}
            known = wanted.pk in versions
            saved = form.as_saved()
            legs.append(
                {
                    **values,
                    **{name: getattr(saved, name) for name in STORED},
                    "leg": wanted.pk if known else None,
                    "version": versions.get(wanted.pk or 0),
                }
            )
        seen = {leg["leg"] for leg in legs} | {leg["leg"] for leg in self._read_legs()}
        return [*legs, *(initial_of(leg) for leg in newest if leg.pk not in seen or not self.is_transport)]


class LinePreviewForm(LineForm):
    """The same boxes while they are being typed: nothing is required yet, nothing is saved."""

    def __init__(self, actor: User, data: QueryDict, *, instance: InventoryLine) -> None:
        # A factor's name that is still being typed is no factor yet, and no mistake either.
        typed = data.copy()
        for name in [name for name in typed if name.endswith("factor-typed")]:
            del typed[name]
        super().__init__(actor, typed, instance=instance)
        for name in ("name", "unit"):
            self.fields[name].required = False

    def draft(self) -> Draft:
        """The line as typed, of a form that is valid."""
        line = self.line
        line.name = line.name or _now("（未命名）")
        legs = (
            [form.as_saved() for form in self.legs.filled if not form.wanted.remove]
            if self.is_transport
            else []
        )
        return Draft(line, legs)


def _year(line: InventoryLine) -> int:
    """The year for which data are looked for: that in which the study's data period ends."""
    year: int = line.study.period_end.year
    return year


def _differ(newest: Sequence[TransportLeg], typed: Sequence[LegInput]) -> bool:
    """Whether the legs as they stand are not those that the reader's form holds."""
    now = [{name: getattr(leg, name) for name in LEG_COLUMNS} for leg in newest]
    return now != [dict(leg.values) for leg in typed if not leg.remove]
