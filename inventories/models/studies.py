"""核算项目: goal, scope, method and rounding of one study; its functional unit, stages and boundary processes."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from accounts.rows import AgencyRow
from factors import units
from factors.fields import ExactDecimalField
from factors.models import GwpSet, Library
from inventories.fields import LinesField
from inventories.models.products import Product
from inventories.models.references import foreign_references


class BoundaryType(models.TextChoices):
    """The usual boundaries; a partial one is named as such (ISO 14067)."""

    CRADLE_TO_GATE = "cradle_to_gate", _("从摇篮到大门")
    CRADLE_TO_GATE_WITH_DELIVERY = "cradle_to_gate_with_delivery", _("从摇篮到大门，含产品运输")
    CRADLE_TO_GRAVE = "cradle_to_grave", _("从摇篮到坟墓")
    GATE_TO_GATE = "gate_to_gate", _("从大门到大门")
    PARTIAL = "partial", _("部分碳足迹")


class AllocationMethod(models.TextChoices):
    """分配 in the order of ISO 14067."""

    NONE = "none", _("无需分配")
    PHYSICAL = "physical", _("物理关系分配")
    ECONOMIC = "economic", _("经济价值分配")
    OTHER = "other", _("其他")


class Study(AgencyRow):
    """核算项目: one CFP study of one product over one data period.

    ``libraries``: databases that the report names beside those of the factors in use.
    ``copied_from``: the study whose rows it began with, of another year or of a sister product.
    ``lock``: empty while the study may be edited; else why not (its report is with the signers or issued).
    """

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "product"

    class ResultUnit(models.TextChoices):
        GRAM = "gCO2e", "gCO2e"
        KILOGRAM = "kgCO2e", "kgCO2e"
        TONNE = "tCO2e", "tCO2e"

    class DigitStyle(models.TextChoices):
        DECIMALS = "decimals", _("小数位数")
        SIGNIFICANT = "significant", _("有效数字")

    class Ties(models.TextChoices):
        EVEN = "even", _("四舍六入五成双（GB/T 8170）")
        UP = "up", _("四舍五入")

    class FigureBase(models.TextChoices):
        UNROUNDED = "unrounded", _("未修约的数值")
        PRINTED = "printed", _("修约后的数值")

    title = models.CharField(_("项目名称"), max_length=200)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="studies", verbose_name=_("产品")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("负责人"),
    )
    lock = models.CharField(max_length=200, blank=True, editable=False)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("复制自"),
    )

    purpose = models.TextField(_("研究目的"), blank=True, max_length=20_000)
    audience = models.TextField(_("用途和沟通对象"), blank=True, max_length=20_000)
    comparative = models.BooleanField(_("用于公开的对比论断"), default=False)
    first_assessment = models.BooleanField(_("首次核算"), default=True)
    period_start = models.DateField(_("数据期起"))
    period_end = models.DateField(_("数据期止"))
    output_amount = ExactDecimalField(_("数据期产量"), null=True, blank=True)
    output_unit = models.CharField(_("产量单位"), max_length=40, blank=True)
    output_produced = ExactDecimalField(_("完工总数"), null=True, blank=True)
    output_rejected = ExactDecimalField(_("其中不合格"), null=True, blank=True)
    output_reworked = ExactDecimalField(_("其中返工后合格"), null=True, blank=True)

    boundary_type = models.CharField(_("系统边界类型"), max_length=40, choices=BoundaryType)
    standards = LinesField(_("采用标准"), help_text=_("每行一项"))
    criteria = LinesField(_("核查准则"), help_text=_("每行一项"))
    gwp_set = models.ForeignKey(
        GwpSet, on_delete=models.PROTECT, related_name="+", verbose_name=_("特征化因子集（GWP）")
    )
    gwp_symbols = LinesField(_("报告列出的气体"), help_text=_("每行一个符号，如 CH4；留空为全部"))
    allocation_method = models.CharField(
        _("分配方法"), max_length=12, choices=AllocationMethod, default=AllocationMethod.NONE
    )
    allocation_description = models.TextField(_("分配说明"), blank=True, max_length=20_000)
    cut_off_single = ExactDecimalField(_("单项取舍限（%）"), null=True, blank=True)
    cut_off_total = ExactDecimalField(_("合计取舍限（%）"), null=True, blank=True)
    cut_off_description = models.TextField(_("取舍准则说明"), blank=True, max_length=20_000)
    libraries = models.ManyToManyField(
        Library, related_name="+", blank=True, editable=False, verbose_name=_("另列的数据库")
    )
    assumptions = LinesField(_("假设"), help_text=_("每行一项"))
    limitations = LinesField(_("限制"), help_text=_("每行一项"))

    result_unit = models.CharField(
        _("结果单位"), max_length=8, choices=ResultUnit, default=ResultUnit.KILOGRAM
    )
    figure_style = models.CharField(
        _("分项修约方式"), max_length=12, choices=DigitStyle, default=DigitStyle.DECIMALS
    )
    figure_digits = models.PositiveSmallIntegerField(
        _("分项位数"), default=4, validators=[MaxValueValidator(15)]
    )
    total_style = models.CharField(
        _("总计修约方式"), max_length=12, choices=DigitStyle, default=DigitStyle.DECIMALS
    )
    total_digits = models.PositiveSmallIntegerField(
        _("总计位数"), default=4, validators=[MaxValueValidator(15)]
    )
    share_decimals = models.PositiveSmallIntegerField(
        _("占比小数位数"), default=2, validators=[MaxValueValidator(6)]
    )
    ties = models.CharField(_("修约规则"), max_length=4, choices=Ties, default=Ties.EVEN)
    total_of = models.CharField(_("总计由"), max_length=10, choices=FigureBase, default=FigureBase.UNROUNDED)
    shares_of = models.CharField(_("占比由"), max_length=10, choices=FigureBase, default=FigureBase.UNROUNDED)
    trim_zeros = models.BooleanField(_("不印末尾的零"), default=False)
    whole_hundred = models.BooleanField(_("总计占比印作 100%"), default=False)

    class Meta:
        verbose_name = _("核算项目")
        verbose_name_plural = _("核算项目")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "-id"], name="study_by_agency"),
            # The few that are being worked on among all that there ever were.
            models.Index(fields=["agency", "-id"], name="open_study_by_agency", condition=models.Q(lock="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def editing_root(self) -> AgencyRow | None:
        """A study opens and closes for editing as a whole."""
        return self

    def editing_refusal(self) -> str | None:
        return self.lock or None

    @property
    def study_id_of_row(self) -> int | None:
        return self.pk

    def clean(self) -> None:
        super().clean()
        problems = foreign_references(self)
        if self.period_start and self.period_end and self.period_end < self.period_start:
            problems["period_end"] = _now("数据期的止日早于起日。")
        if self.output_amount is not None and not self.output_unit:
            problems["output_unit"] = _now("请填写产量的单位。")
        if self.output_unit:
            try:
                units.parse(self.output_unit)
            except units.UnitError as error:
                problems["output_unit"] = str(error)
        problems |= self._unlisted_gases()
        for name in ("figure", "total"):
            style, digits = getattr(self, f"{name}_style"), getattr(self, f"{name}_digits")
            if style == self.DigitStyle.SIGNIFICANT and digits is not None and digits < 1:
                problems[f"{name}_digits"] = _now("有效数字至少 1 位。")
        if problems:
            raise ValidationError(problems)

    def _unlisted_gases(self) -> dict[str, str]:
        """Gases that the report is to list and the set of the study does not have."""
        if not self.gwp_symbols or self.gwp_set_id is None:
            return {}
        known = set(self.gwp_set.values.values_list("symbol", flat=True))
        missing = [symbol for symbol in self.gwp_symbols if symbol not in known]
        if not missing:
            return {}
        names = {"set": self.gwp_set, "gases": "、".join(missing)}
        return {"gwp_symbols": _now("特征化因子集“%(set)s”中没有：%(gases)s。") % names}


class FunctionalUnit(AgencyRow):
    """功能单位 or 声明单位: what every figure of the study is per."""

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    class Kind(models.TextChoices):
        FUNCTIONAL = "functional", _("功能单位")
        DECLARED = "declared", _("声明单位")

    study = models.OneToOneField(
        Study, on_delete=models.CASCADE, related_name="functional_unit", editable=False
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, default=Kind.FUNCTIONAL)
    amount = ExactDecimalField(_("数量"))
    unit = models.CharField(_("单位"), max_length=40)
    description = models.CharField(_("描述"), max_length=300)
    reference_flow = models.CharField(_("基准流"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("功能单位")
        verbose_name_plural = _("功能单位")

    def __str__(self) -> str:
        return self.description

    def clean(self) -> None:
        super().clean()
        problems: dict[str, str] = {}
        if self.amount is not None and self.amount <= 0:
            problems["amount"] = _now("功能单位的数量须大于零。")
        try:
            units.parse(self.unit)
        except units.UnitError as error:
            problems["unit"] = str(error)
        if problems:
            raise ValidationError(problems)


class Stage(AgencyRow):
    """生命周期阶段 of one study, in its order. In the boundary but empty needs to say so, with a reason."""

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    class Kind(models.TextChoices):
        RAW_MATERIALS = "raw_materials", _("原材料获取")
        RAW_MATERIAL_TRANSPORT = "raw_material_transport", _("原材料运输")
        PRODUCTION = "production", _("产品生产")
        PACKAGING = "packaging", _("产品包装")
        PACKAGING_TRANSPORT = "packaging_transport", _("包装运输")
        DISTRIBUTION = "distribution", _("产品运输（分销）")
        USE = "use", _("使用")
        END_OF_LIFE = "end_of_life", _("生命末期")
        OTHER = "other", _("其他")

    class Empty(models.TextChoices):
        NONE = "none", _("无排放（印 0）")
        NOT_QUANTIFIED = "not_quantified", _("未量化（印 /）")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="stages", editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    kind = models.CharField(_("阶段类型"), max_length=24, choices=Kind)
    label = models.CharField(_("阶段名称"), max_length=60)
    empty = models.CharField(_("无数据时"), max_length=16, choices=Empty, blank=True)
    reason = models.CharField(_("无数据的理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("生命周期阶段")
        verbose_name_plural = _("生命周期阶段")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "label"], name="stage_once_per_study")]

    def __str__(self) -> str:
        return self.label


class BoundaryProcess(AgencyRow):
    """A process named as inside or outside the boundary, or as cut off; outside and cut off need a reason."""

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    class Place(models.TextChoices):
        INCLUDED = "included", _("边界内")
        EXCLUDED = "excluded", _("边界外")
        CUT_OFF = "cut_off", _("按取舍准则舍去")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="processes", editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    place = models.CharField(_("位置"), max_length=10, choices=Place)
    name = models.CharField(_("过程"), max_length=200)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("边界过程")
        verbose_name_plural = _("边界过程")
        ordering = ["place", "position", "pk"]

    def __str__(self) -> str:
        return self.name
