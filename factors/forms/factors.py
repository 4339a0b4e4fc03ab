"""Forms of factors: entered, superseded, withdrawn, filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import uploads
from accounts.models import User
from factors.forms.fields import GasesFormField, ServiceForm
from factors.models import COMPOSED, CONTENT, Factor, Library
from factors.services import SourceFile

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx"
FUEL_COLUMNS = ("heating_value", "heating_value_unit", "carbon_content", "carbon_content_unit", "oxidation")


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

    file = forms.FileField(
        label=_("来源文件"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=_(
            "数值所在的文件，例如供应商的碳足迹报告：PDF、PNG、JPEG、XLSX 或 DOCX，原样保存，供审核人核对。"
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
            "file",
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
            "note": _("没有来源文件时必填：数值从何而来，如何核对。"),
        }

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Factor, **kwargs: Any
    ) -> None:
        super().__init__(data, files, instance=instance, **kwargs)
        if "form" in self.fields:
            given = cast(forms.ChoiceField, self.fields["form"])
            given.choices = [choice for choice in Factor.Form.choices if choice[0] not in COMPOSED]
        if instance.pk is not None:
            del self.fields["library"], self.fields["code"]
        else:
            own = cast("forms.ModelChoiceField[Library]", self.fields["library"])
            own.queryset = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
            self.fields["code"].required = False

    @property
    def source_file(self) -> SourceFile | None:
        """The file that was handed in with a valid form. Raises ``ValidationError`` on ``file`` for one that is too large."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        try:
            return SourceFile(file.name, uploads.content(file))
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error

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
