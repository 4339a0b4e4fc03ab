"""Forms of a study: goal and scope, functional unit, stages, boundary processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.row_forms import RowForm
from factors import units
from factors.forms import ExactDecimalFormField
from factors.models import Library
from factors.visibility import choosable_libraries
from inventories import services
from inventories.forms.controls import UNIT, date
from inventories.models import BoundaryProcess, FunctionalUnit, Stage, Study
from inventories.models.studies import BoundaryType

PERIOD = {"period_start": date(), "period_end": date()}


class NewStudyForm(RowForm):
    """What a study begins with; everything else can wait."""

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("项目"): ["title", "product", "period_start", "period_end", "gwp_set"],
        _("功能单位或声明单位"): ["kind", "amount", "unit", "description"],
        _("系统边界"): ["boundary_type", "stages"],
    }

    kind = forms.ChoiceField(
        label=_("类型"), choices=FunctionalUnit.Kind.choices, initial=FunctionalUnit.Kind.FUNCTIONAL
    )
    amount = ExactDecimalFormField(label=_("数量"), initial="1")
    unit = forms.CharField(label=_("单位"), max_length=40, widget=forms.TextInput(UNIT), initial="件")
    description = forms.CharField(
        label=_("描述"), max_length=300, help_text=_("例如“生产 1 件制动执行器（FB）”；印入报告。")
    )
    stages = forms.TypedMultipleChoiceField(
        label=_("生命周期阶段"),
        choices=Stage.Kind.choices,
        coerce=Stage.Kind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个阶段。")},
        help_text=_("名称和顺序以后可在“阶段与边界”中调整。"),
    )

    class Meta:
        model = Study
        fields = ["title", "product", "period_start", "period_end", "boundary_type", "gwp_set"]
        widgets = PERIOD

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Study, **kwargs: Any
    ) -> None:
        initial = dict(kwargs.pop("initial", None) or {})
        boundary = BoundaryType.CRADLE_TO_GATE
        initial.setdefault("boundary_type", boundary)
        initial.setdefault("stages", services.DEFAULT_STAGES[boundary])
        super().__init__(actor, data, files, instance=instance, initial=initial, **kwargs)

    def clean_unit(self) -> str:
        """A known unit."""
        return known_unit(self.cleaned_data["unit"])

    def write(self) -> Any:
        names = ("kind", "amount", "unit", "description")
        unit = FunctionalUnit(**{name: self.cleaned_data[name] for name in names})
        return services.create_study(
            self.actor, cast(Study, self.instance), unit, self.cleaned_data["stages"]
        )


class ScopeForm(RowForm):
    """Goal, scope, method and rounding of a study."""

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("项目与数据期"): [
            "title",
            "period_start",
            "period_end",
            "output_amount",
            "output_unit",
            "output_produced",
            "output_rejected",
            "output_reworked",
            "first_assessment",
        ],
        _("目的"): ["purpose", "audience", "comparative"],
        _("边界、标准与数据库"): [
            "boundary_type",
            "gwp_set",
            "standards",
            "criteria",
            "gwp_symbols",
            "libraries",
        ],
        _("分配与取舍"): [
            "allocation_method",
            "allocation_description",
            "cut_off_single",
            "cut_off_total",
            "cut_off_description",
        ],
        _("假设与限制"): ["assumptions", "limitations"],
        _("结果的单位与修约"): [
            "result_unit",
            "ties",
            "figure_style",
            "figure_digits",
            "total_style",
            "total_digits",
            "total_of",
            "shares_of",
            "share_decimals",
            "trim_zeros",
            "whole_hundred",
        ],
    }

    libraries = forms.ModelMultipleChoiceField(
        Library.objects.none(),
        label=_("另列的数据库"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("所用因子所在的因子库自动列入报告；这里勾选此外还要列出的。"),
    )

    class Meta:
        model = Study
        fields = [
            "title", "period_start", "period_end", "output_amount", "output_unit", "output_produced",
            "output_rejected", "output_reworked", "first_assessment",
            "purpose", "audience", "comparative", "boundary_type", "gwp_set", "gwp_symbols", "standards", "criteria",
            "allocation_method", "allocation_description", "cut_off_single", "cut_off_total", "cut_off_description",
            "assumptions", "limitations", "result_unit", "ties", "figure_style", "figure_digits", "total_style",
            "total_digits", "total_of", "shares_of", "share_decimals", "trim_zeros", "whole_hundred",
        ]  # fmt: skip
        widgets = {**PERIOD, "output_unit": forms.TextInput(UNIT)}
        help_texts = {
            "output_amount": _("按数据期总量填写的数据除以这一产量；各条数据也可填写各自的产量。"),
            "output_produced": _("可不填。填写时，完工总数减不合格须等于产量：数据期总量由合格品承担。"),
            "output_reworked": _("返工的消耗已在总量中，这里只作说明。"),
            "total_of": _("印出的总计由未修约的数值求和后修约，或由已印出的各阶段相加。"),
            "comparative": _("用于公开对比论断的研究须有关键性评审，报告会注明。"),
        }

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Study, **kwargs: Any
    ) -> None:
        initial = dict(kwargs.pop("initial", None) or {})
        if instance.pk is not None:
            initial.setdefault("libraries", [library.pk for library in instance.libraries.all()])
        super().__init__(actor, data, files, instance=instance, initial=initial, **kwargs)
        libraries = cast("forms.ModelMultipleChoiceField[Library]", self.fields["libraries"])
        libraries.queryset = choosable_libraries(actor, initial.get("libraries", ()))

    def write(self) -> Any:
        with transaction.atomic():
            study = super().write()
            services.list_libraries(self.actor, study, self.cleaned_data["libraries"])
        return study

    @property
    def values(self) -> dict[str, Any]:
        """The columns; libraries are not one and never in conflict."""
        return {name: value for name, value in super().values.items() if name != "libraries"}


class FunctionalUnitForm(RowForm):
    """功能单位."""

    class Meta:
        model = FunctionalUnit
        fields = ["kind", "amount", "unit", "description", "reference_flow"]
        widgets = {"unit": forms.TextInput(UNIT)}
        help_texts = {
            "kind": _("产品的功能可以确定时用功能单位；只能按数量说明时用声明单位。"),
            "unit": _("与产量的单位一致时，数据期总量才能分摊到功能单位。"),
            "description": _("报告中结果的“每……”由此而来。"),
            "reference_flow": _("实现功能单位所需的产品量，可不填。"),
        }


class StageForm(RowForm):
    """One stage; in the boundary but without data it says so, with a reason."""

    class Meta:
        model = Stage
        fields = ["kind", "label", "empty", "reason"]
        help_texts = {
            "label": _("报告中的名称；留空则用阶段类型的名称。"),
            "empty": _("阶段在边界内却没有数据时须选一项；有数据的阶段留空。"),
            "reason": _("读者据此判断边界是否完整。"),
        }

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Stage, **kwargs: Any
    ) -> None:
        super().__init__(actor, data, files, instance=instance, **kwargs)
        self.fields["label"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("label") and values.get("kind"):
            values["label"] = str(Stage.Kind(values["kind"]).label)
        return values

    def write(self) -> Any:
        if self.instance.pk is None:
            return services.add_stage(self.actor, cast(Stage, self.instance))
        return super().write()


class ProcessForm(RowForm):
    """A process named as inside or outside the boundary, or cut off."""

    class Meta:
        model = BoundaryProcess
        fields = ["place", "name", "reason"]
        help_texts = {"reason": _("边界外和舍去的过程须写明理由。")}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        place = values.get("place")
        if place in {BoundaryProcess.Place.EXCLUDED, BoundaryProcess.Place.CUT_OFF} and not values.get(
            "reason"
        ):
            self.add_error("reason", _("请填写排除或舍去的理由。"))
        return values


class NewProcessesForm(forms.Form):
    """Several processes of one place at once, one per line; a reason stands behind a bar."""

    use_required_attribute = False
    place = forms.ChoiceField(label=_("位置"), choices=BoundaryProcess.Place.choices)
    names = forms.CharField(
        label=_("过程"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("每行一项；边界外和舍去的过程写作“过程｜理由”。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines = [line.strip() for line in str(values.get("names", "")).splitlines() if line.strip()]
        parts = [line.replace("|", "｜").partition("｜") for line in lines]
        values["processes"] = [(name.strip(), reason.strip()) for name, _bar, reason in parts]
        needs_reason = values.get("place") != BoundaryProcess.Place.INCLUDED
        bare = [name for name, reason in values["processes"] if needs_reason and not reason]
        if bare:
            self.add_error("names", _("请在“｜”后写明理由：%s。") % "、".join(bare))
        return values


def known_unit(text: str) -> str:
    """The unit as typed. Raises ``ValidationError`` for one that the system does not know."""
    try:
        units.parse(text)
    except units.UnitError as error:
        raise ValidationError(str(error)) from error
    return text
