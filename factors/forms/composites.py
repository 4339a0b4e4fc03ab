"""Forms of composite factors: the parts of an electricity mix, the figures of a lorry, and what every factor says.

What is wrong with a composition is found by ``factors.values`` alone; here it is brought to the boxes it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pydantic
from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors import units
from factors.forms.factors import FactorForm
from factors.forms.fields import ExactDecimalFormField
from factors.models import Factor
from factors.picking import FactorPickField
from factors.services import component_of
from factors.values import Component, FactorKind, MixPart, Source, Trouble

if TYPE_CHECKING:
    _PartFormSet = BaseFormSet["MixPartForm"]
else:
    _PartFormSet = BaseFormSet

ROLES = {
    "grid": _("外购电网电力"),
    "green": _("绿电、绿证"),
    "own": _("自发电"),
    "other": _("其他供电"),
    "delivery": _("输配电"),
}
INSTRUMENTS = [
    ("", _("未注明")),
    ("gec", _("绿证（GEC）")),
    ("green_power", _("绿色电力交易")),
    ("irec", "I-REC"),
    ("other", _("其他")),
]
MOST_PARTS = 40
PART = re.compile(r"parts\[(\d+)\]\.?(.*)")


class FigureForm(forms.Form):
    """One component: a factor that is chosen, or a figure that is typed with its source."""

    use_required_attribute = False
    factor = FactorPickField(Factor.objects.none(), required=False, label=_("组成因子"))
    figure = ExactDecimalFormField(required=False, label=_("或直接填写数值"))
    figure_unit = forms.CharField(required=False, max_length=40, label=_("数值单位"))
    figure_source = forms.CharField(
        required=False, max_length=300, label=_("数值出处"), help_text=_("直接填写数值时必填。")
    )
    figure_year = forms.IntegerField(required=False, min_value=1990, max_value=2100, label=_("数据年份"))

    def __init__(self, *args: Any, actor: User, unit: str, typed_unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick: Any = self.fields["factor"]
        pick.queryset = Factor.objects.visible_to(actor).select_related("library")
        pick.widget.unit = unit
        self.fields["figure_unit"].initial = typed_unit

    @property
    def origin(self) -> Factor | None:
        """The factor that was chosen."""
        chosen: Factor | None = self.cleaned_data.get("factor")
        return chosen

    @property
    def is_blank(self) -> bool:
        """Whether nothing tells a figure; for a form whose boxes could be read."""
        return self.origin is None and self.cleaned_data.get("figure") is None and "factor" not in self.errors

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("factor") is not None and values.get("figure") is not None:
            self.add_error("figure", _("已选择组成因子，请将此处留空，或去掉所选的因子。"))
        if values.get("figure") is not None:
            for name in ("figure_unit", "figure_source"):
                if not str(values.get(name) or "").strip():
                    self.add_error(name, _("直接填写数值时须填写此项。"))
        return values

    def component(self, name: str, kind: FactorKind | None) -> Component | None:
        """The component; ``None`` after putting what stands in the way at its box. ``kind`` of a figure that is typed."""
        try:
            if self.origin is not None:
                return component_of(self.origin)
            return self._typed(name, kind)
        except ValidationError as error:
            self.add_error("factor", error)
        except pydantic.ValidationError as error:
            self.add_error("figure", "；".join(detail["msg"] for detail in error.errors()))
        return None

    def _typed(self, name: str, kind: FactorKind | None) -> Component | None:
        values = self.cleaned_data
        if values.get("figure") is None:
            self.add_error("factor", _("请选择组成因子，或直接填写数值。"))
            return None
        return Component(
            name=name,
            amount=values["figure"],
            unit=values["figure_unit"],
            kind=kind or _kind_of(values["figure_unit"]),
            year=values["figure_year"],
            source=Source(document=values["figure_source"]),
        )

    def refuse(self, member: str, trouble: Trouble) -> None:
        """Put a trouble of the component, at its member ``unit``, ``amount`` or ``kind``, at the box it is about."""
        typed = self.origin is None
        box = "factor" if not typed else "figure_unit" if member == "unit" else "figure"
        self.add_error(box, f"{trouble.reason}{trouble.remedy}")


def _kind_of(unit: str) -> FactorKind:
    """CO2 alone or a footprint, as the unit says; a unit that cannot be read is told by the composition."""
    try:
        return "co2_only" if units.parse_emission_factor_unit(unit).co2_only else "footprint"
    except units.UnitError:
        return "footprint"


class MixPartForm(FigureForm):
    """One part of the electricity."""

    role = forms.ChoiceField(label=_("来源"), choices=list(ROLES.items()))
    name = forms.CharField(label=_("名称"), required=False, max_length=100)
    amount = ExactDecimalFormField(required=False, label=_("数据期内的电量"))
    sold = ExactDecimalFormField(required=False, label=_("其中已出售绿证的电量"))
    instrument = forms.ChoiceField(label=_("凭证类型"), required=False, choices=INSTRUMENTS)
    certificates = forms.CharField(label=_("绿证编号或凭证号"), required=False, max_length=500)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, help_text=_("因子为零时须写明依据。")
    )

    def clean_name(self) -> str:
        role = self.cleaned_data.get("role", "")
        return self.cleaned_data["name"].strip() or str(ROLES.get(role, role))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered: no figure and no amount."""
        unread = {"amount", "sold", "figure"} & self.errors.keys()
        given = [self.cleaned_data.get(name) for name in ("amount", "sold")]
        return super().is_blank and not unread and given == [None, None]

    def part(self) -> MixPart | None:
        """The part; ``None`` after putting what stands in the way at its box."""
        values = self.cleaned_data
        factor = self.component(values["name"], None)
        if factor is None:
            return None
        try:
            return MixPart(
                role=values["role"],
                name=values["name"],
                amount=values["amount"],
                sold=values["sold"],
                instrument=values["instrument"] or None,
                certificates=values["certificates"],
                note=values["note"],
                factor=factor,
            )
        except pydantic.ValidationError as error:
            self.add_error("amount", "；".join(detail["msg"] for detail in error.errors()))
        return None


class MixParts(_PartFormSet):
    """The parts of a mix in their order; those in which nothing was entered are left out."""

    def __init__(self, actor: User, data: Any = None, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(data, prefix="parts", **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        common = super().get_form_kwargs(index)
        return {
            **common,
            "actor": self.actor,
            "unit": "kWh",
            "typed_unit": "kgCO2e/kWh",
            "empty_permitted": False,
        }

    @property
    def entered(self) -> list[MixPartForm]:
        """The forms in which something was entered; for a set whose boxes were read."""
        return [form for form in self.forms if not form.is_blank]

    def place(self, trouble: Trouble) -> bool:
        """Put a trouble at the box it is about; whether it is about one."""
        found = PART.fullmatch(trouble.path)
        if found is None:
            return False
        form, member = self.entered[int(found[1])], found[2]
        if member.startswith("factor"):
            form.refuse(member.removeprefix("factor").lstrip("."), trouble)
        else:
            form.add_error(member, f"{trouble.reason}{trouble.remedy}")
        return True


MixPartSet: type[MixParts] = forms.formset_factory(  # type: ignore[assignment]  # the factory keeps the given base
    MixPartForm, formset=MixParts, extra=0, max_num=MOST_PARTS, absolute_max=MOST_PARTS, validate_max=True
)


class AmountsForm(forms.Form):
    """In which unit the amounts of a mix are given."""

    use_required_attribute = False
    amount_unit = forms.ChoiceField(
        label=_("电量单位"), choices=[(symbol, symbol) for symbol in ("kWh", "MWh", "万kWh", "GWh")]
    )


class VehicleForm(forms.Form):
    """A vehicle, its load and its way back."""

    use_required_attribute = False
    PHASES: ClassVar = [
        ("wtw", _("已含燃料上游（WTW）")),
        ("split", _("行驶阶段与燃料上游分开给出（TTW + WTT）")),
        ("ttw", _("只有行驶阶段（TTW），结果的口径为“仅燃烧”")),
    ]
    vehicle = forms.CharField(
        label=_("车型"), max_length=200, help_text=_("例如铰接式货车（33 t 以上），柴油。")
    )
    payload_t = ExactDecimalFormField(label=_("额定载重（t）"), help_text=_("车辆行驶证上的核定载质量。"))
    load_rate = ExactDecimalFormField(
        label=_("载重率"), help_text=_("实际载重与额定载重之比，60% 填写 0.6。")
    )
    empty_return = ExactDecimalFormField(
        label=_("空返比例"), help_text=_("空驶返回的路程占去程的比例：全程空返填写 1，不空返填写 0。")
    )
    surcharge = ExactDecimalFormField(
        label=_("温控附加"), help_text=_("冷藏、保温多耗的比例，15% 填写 0.15；没有温控填写 0。")
    )
    surcharge_note = forms.CharField(label=_("温控附加的依据"), required=False, max_length=300)
    phase = forms.ChoiceField(label=_("每车公里的排放"), choices=PHASES, widget=forms.RadioSelect)


class CompositeForm(FactorForm):
    """What a composite factor says beside its composition; unit, kind and number follow from that."""

    gases = None  # type: ignore[assignment]  # Django's way to leave out a box of the base
    split = None  # type: ignore[assignment]

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("名称"): ["library", "code", "name", "name_en", "synonyms", "category"],
        _("适用范围"): ["region", "year", "valid_until", "boundary"],
        _("依据"): ["publisher", "document", "uncertainty", "quality", "file", "note"],
    }

    class Meta(FactorForm.Meta):
        fields = [
            "library", "code", "name", "name_en", "synonyms", "category", "region", "year", "valid_until", "boundary",
            "publisher", "document", "uncertainty", "quality", "note",
        ]  # fmt: skip
        help_texts = {
            **FactorForm.Meta.help_texts,
            "document": _("例如 2024 年电费单、绿证核销凭证、车辆行驶证和运单。"),
            "note": _("没有来源文件时必填：各项电量或车辆参数从何而来，如何核对。"),
        }


class CompositeSupersedeForm(CompositeForm):
    """The next release of a composite factor, and why."""

    reason = forms.CharField(
        label=_("修订理由"), max_length=500, help_text=_("写入操作记录；已采用旧版次的项目不受影响。")
    )
    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        title: [name for name in names if name not in ("library", "code")]
        for title, names in CompositeForm.SECTIONS.items()
    } | {_("修订"): ["reason"]}


def told_errors(form: forms.Form) -> Iterator[str]:
    """The errors of a form as sentences with the names of their boxes."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            yield gettext("%(label)s：%(error)s") % {"label": label, "error": error} if label else str(error)
