"""Forms of bills of materials."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from factors import units
from inventories.bills.choices import Decision
from inventories.bom.model import LABELS, Key, Leaves
from inventories.models import FilledWorkbook, InventoryLine, Stage
from inventories.services import workbooks

PREFIX = "column-"


class BillForm(forms.Form):
    """The file of a bill."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("物料清单文件"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=_("从 ERP、PLM 或 CAD 导出的 xlsx、xls、ods、csv；表头不限，系统识别后由您确认。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        workbooks.check_size(file.size)
        return file


class BillMappingForm(forms.Form):
    """What each column is, and how the file as a whole is to be read."""

    use_required_attribute = False
    stage = forms.TypedChoiceField(label=_("写入阶段"), coerce=int)
    multiple = forms.DecimalField(
        label=_("每个功能单位的总成数量"),
        min_value=Decimal("0.000001"),
        help_text=_("功能单位是 1 件产品时为 1。"),
    )
    per_top = forms.ChoiceField(
        label=_("用量的含义"),
        choices=(("", _("每个上级的用量（逐级相乘）")), ("1", _("每个总成的总用量（不再相乘）"))),
        required=False,
    )
    scrap_of = forms.ChoiceField(label=_("损耗率按"), choices=InventoryLine.LossOf.choices)
    in_percent = forms.BooleanField(
        label=_("损耗率列中的数是百分数"), required=False, help_text=_("例如 2 表示 2%。")
    )
    keep_loss = forms.BooleanField(
        label=_("只有物料本身有损耗时，记为该数据的损耗率"),
        required=False,
        help_text=_("不勾选则直接计入数量。"),
    )
    unit = forms.CharField(
        label=_("用量没有单位时按"), required=False, max_length=20, help_text=_("留空则逐行提示。")
    )
    mass_unit = forms.CharField(
        label=_("单重没有单位时按"),
        required=False,
        max_length=20,
        help_text=_("例如 kg、g；留空则逐行提示。"),
    )
    keep_pieces = forms.BooleanField(
        label=_("没有单重的物料按件数写入"), required=False, help_text=_("不勾选则作为问题列出。")
    )
    leaves = forms.ChoiceField(
        label=_("写入哪些物料"),
        choices=(
            (Leaves.LOWEST.value, _("展开到最底层")),
            (Leaves.BOUGHT.value, _("外购件不再展开，按整件")),
            (Leaves.LEVEL.value, _("展开到指定层级")),
        ),
    )
    depth = forms.IntegerField(label=_("展开到第几层"), min_value=1, max_value=60, required=False)
    top = forms.CharField(
        label=_("总成编码"), required=False, max_length=80, help_text=_("文件中有多个总成时填写。")
    )

    def __init__(self, filled: FilledWorkbook, sheet: Mapping[str, Any], data: Any = None) -> None:
        self.sheet = sheet
        stages = list(filled.study.stages.all())
        suggested = sheet["suggested"]
        first = next(
            (each for each in stages if each.kind == Stage.Kind.RAW_MATERIALS), stages[0] if stages else None
        )
        initial = {
            "multiple": "1", "scrap_of": "input", "leaves": Leaves.LOWEST.value, "depth": 1, "keep_loss": True,
            "stage": first.pk if first is not None else None, **suggested,
        }  # fmt: skip
        initial["per_top"] = "1" if suggested.get("per_top") else ""
        columns = suggested["columns"]
        for at, head in enumerate(sheet["heads"]):
            initial[f"{PREFIX}{at}"] = columns.get(head, "")
        super().__init__(data, initial=initial)
        self.fields["stage"].choices = [(stage.pk, stage.label) for stage in stages]  # type: ignore[attr-defined]
        keys = [("", _now("不使用")), *((key.value, LABELS[key]) for key in Key)]
        for at, head in enumerate(sheet["heads"]):
            if head:
                self.fields[f"{PREFIX}{at}"] = forms.ChoiceField(label=head, choices=keys, required=False)

    def clean_unit(self) -> str:
        return _known_unit(self.cleaned_data["unit"])

    def clean_mass_unit(self) -> str:
        return _known_unit(self.cleaned_data["mass_unit"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for name in [name for name in self.fields if name.startswith(PREFIX)]:
            key = cleaned.get(name)
            if key and key in seen:
                self.add_error(name, _now("“%s”已对应另一列。") % LABELS[Key(key)])
            elif key:
                seen[key] = name
        if Key.QUANTITY.value not in seen:
            self.add_error(None, _now("请指定哪一列是用量。"))
        if not {Key.CODE.value, Key.NAME.value} & seen.keys():
            self.add_error(None, _now("请指定物料编码或物料名称的列。"))
        if cleaned.get("leaves") == Leaves.BOUGHT.value and Key.SOURCING.value not in seen:
            self.add_error("leaves", _now("没有对应“%s”的列，不知道哪些是外购件。") % LABELS[Key.SOURCING])
        return cleaned

    @property
    def columns(self) -> list[tuple[str, forms.BoundField, list[str]]]:
        """Each head with its choice and what stands below it."""
        return [
            (head, self[f"{PREFIX}{at}"], [row[at] for row in self.sheet["samples"]])
            for at, head in enumerate(self.sheet["heads"])
            if head
        ]

    def decision(self) -> Decision:
        """What the person said."""
        said = self.cleaned_data
        columns = {
            head: said[f"{PREFIX}{at}"]
            for at, head in enumerate(self.sheet["heads"])
            if head and said.get(f"{PREFIX}{at}")
        }
        names = (
            "stage",
            "scrap_of",
            "in_percent",
            "keep_loss",
            "unit",
            "mass_unit",
            "keep_pieces",
            "leaves",
            "top",
        )
        return Decision(
            sheet=self.sheet["name"],
            head=self.sheet["head"],
            columns=columns,
            per_top=bool(said["per_top"]),
            depth=said["depth"] or 1,
            multiple=f"{said['multiple']:f}",
            **{name: said[name] for name in names},
        )


class BillEnterForm(forms.Form):
    """The person's word on the preview."""

    use_required_attribute = False
    leave_out = forms.BooleanField(required=False)

    def __init__(self, filled: FilledWorkbook, data: Any = None) -> None:
        super().__init__(data)
        refused = filled.counts.get("refused", 0)
        self.fields["leave_out"].label = _now("有问题的 %d 项不写入，只写入其余各项") % refused
        if not refused:
            del self.fields["leave_out"]

    def refuse(self, error: ValidationError) -> None:
        """Take what the service refuses to the boxes."""
        told = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
        for name, errors in told.items():
            self.add_error(name if name in self.fields else None, errors)


def _known_unit(text: str) -> str:
    plain = text.strip()
    try:
        if plain:
            units.parse(plain)
    except units.UnitError as error:
        raise ValidationError(str(error)) from error
    return plain
