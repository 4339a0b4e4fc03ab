"""Form fields and forms of factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.fields import HALF_WIDTH, exact_decimal
from factors.models import CONTENT, Factor, Library

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[models.Model]
else:
    _ModelForm = forms.ModelForm

MAX_TYPED = 80
FUEL_COLUMNS = ("heating_value", "heating_value_unit", "carbon_content", "carbon_content_unit", "oxidation")


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


class LibraryForm(ServiceForm):
    """A new library of the own agency."""

    class Meta:
        model = Library
        fields = ["name", "release", "publisher", "licence", "introduction"]
        help_texts = {
            "name": _("例如“本机构实测因子”；报告的数据来源一节会列出所用的因子库。"),
            "release": _("同名因子库的不同版本分别建立。"),
            "introduction": _("印入报告附录的数据库介绍。"),
        }


class FactorForm(ServiceForm):
    """Everything that an own factor says; ``library`` and ``code`` only while it is new."""

    gases = GasesFormField(
        label=_("分气体排放"),
        required=False,
        help_text=_("每行一种：气体符号、空格、每单位活动数据的千克数，例如 CH4 0.001。"),
    )

    split = GasesFormField(
        label=_("其中各气体（CO2e）"),
        required=False,
        help_text=_(
            "已折算为 CO2e 的各气体份额，原文给出时填写，每行一种，例如 CH4 0.02；只作说明，不参与计算。"
        ),
    )

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("名称"): ["library", "code", "name", "name_en", "synonyms", "cas", "category"],
        _("数值"): ["kind", "form", "unit"],
        _("直接给出"): ["amount", "split"],
        _("由低位发热量推导"): FUEL_COLUMNS,
        _("按气体给出"): ["gases"],
        _("适用范围"): ["region", "year", "valid_until", "boundary", "gwp_set"],
        _("出处"): [
            "publisher",
            "document",
            "table",
            "licence",
            "second_hand",
            "uncertainty",
            "quality",
            "note",
        ],
    }
    # The columns that hold the number in each way of giving it; the others stay empty.
    VALUE_COLUMNS: ClassVar[Mapping[str, frozenset[str]]] = {
        Factor.Form.STATED: frozenset({"unit", "amount"}),
        Factor.Form.FUEL: frozenset(FUEL_COLUMNS),
        Factor.Form.GASES: frozenset({"unit", "gases"}),
    }

    class Meta:
        model = Factor
        fields = ["library", "code", *CONTENT]
        help_texts = {
            "code": _("留空则自动编号。"),
            "synonyms": _("用空格分开，查找时同样有效，例如：铝锭 电解铝。"),
            "kind": _("碳足迹以 CO2e 计；只计二氧化碳的因子请选“仅二氧化碳”，两者不能混用。"),
            "unit": _("例如 kgCO2e/kg、tCO2e/t、kgCO2/kWh；按气体给出时只写活动数据的单位，例如 t。"),
            "heating_value_unit": _("例如 GJ/t、GJ/万Nm³、MJ/kg。"),
            "carbon_content_unit": _("例如 tC/GJ、tC/TJ；以碳计，不是以二氧化碳计。"),
            "oxidation": _("0 到 1 之间的小数，例如 0.98。"),
            "gwp_set": _("因子按哪一套 GWP 换算成 CO2e，例如 IPCC AR5。"),
            "second_hand": _("数值取自转引的资料，未见原文。"),
        }

    def __init__(self, actor: User, data: Any = None, *, instance: Factor, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        if instance.pk is not None:
            del self.fields["library"], self.fields["code"]
        else:
            own = cast("forms.ModelChoiceField[Library]", self.fields["library"])
            own.queryset = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
            self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        used = self.VALUE_COLUMNS.get(values.get("form", ""), frozenset())
        for name in frozenset().union(*self.VALUE_COLUMNS.values()) - used if used else ():
            if values.get(name) not in (None, "", {}):
                self.add_error(name, _("与所选的给出方式无关，请留空或改选给出方式。"))
        return values


class SupersedeForm(FactorForm):
    """The next release of a factor: its content, and why."""

    reason = forms.CharField(
        label=_("修订理由"), max_length=500, help_text=_("写入操作记录；已采用旧版次的项目不受影响。")
    )
    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        title: [name for name in names if name not in ("library", "code")]
        for title, names in FactorForm.SECTIONS.items()
    } | {_("修订"): ["reason"]}


class WithdrawForm(forms.Form):
    """Why a factor is taken out of use."""

    use_required_attribute = False
    reason = forms.CharField(label=_("撤回理由"), max_length=500, widget=forms.Textarea)


class FactorFilter(forms.Form):
    """Which factors to list; everything may stay empty."""

    q = forms.CharField(label=_("查找"), required=False, max_length=100)
    library = forms.ModelChoiceField(
        Library.objects.none(), label=_("因子库"), required=False, empty_label=_("全部")
    )
    kind = forms.ChoiceField(label=_("口径"), required=False, choices=[("", _("全部")), *Factor.Kind.choices])
    year = forms.TypedChoiceField(label=_("数据年份"), required=False, coerce=int, empty_value=None)
    region = forms.ChoiceField(label=_("地区"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Factor.State.choices]
    )

    def __init__(self, actor: User, data: Any) -> None:
        super().__init__(data)
        visible = Factor.objects.visible_to(actor).order_by()
        years = visible.exclude(year=None).values_list("year", flat=True).distinct().order_by("-year")
        regions = visible.exclude(region="").values_list("region", flat=True).distinct().order_by("region")
        everything = ("", _("全部"))
        cast("forms.ModelChoiceField[Library]", self.fields["library"]).queryset = Library.objects.visible_to(
            actor
        )
        cast(forms.ChoiceField, self.fields["year"]).choices = [everything, *((year, year) for year in years)]
        cast(forms.ChoiceField, self.fields["region"]).choices = [
            everything,
            *((name, name) for name in regions),
        ]

    @property
    def conditions(self) -> dict[str, Any]:
        """What was asked for beside the text, as conditions on the columns."""
        asked = {name: self.cleaned_data.get(name) for name in ("library", "kind", "year", "region", "state")}
        return {name: value for name, value in asked.items() if value not in (None, "")}
