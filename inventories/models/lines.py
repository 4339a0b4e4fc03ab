"""清单数据: amounts with unit, basis, factor, source, quality and evidence; transport by legs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from accounts.rows import AgencyRow
from factors import units
from factors.fields import ExactDecimalField
from factors.models import Factor
from inventories.fields import DetailsField
from inventories.models.references import foreign_references
from inventories.models.sharing import Sharing
from inventories.models.studies import Stage, Study
from inventories.models.workbooks import FilledWorkbook


def score_field(label: Any) -> models.PositiveSmallIntegerField[int | str | None, int | None]:
    """A pedigree score, 1 best to 5 worst; null is not rated."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class InventoryLine(AgencyRow):
    """One datum of the inventory. ``amount`` null is not known yet; zero is none.

    A transport line takes its mass from ``amount`` or from the line ``goods``; its factors stand at its legs.
    ``section``: the sheet of the data-collection workbook that it was entered on; ``source_…``: where in which file.
    """

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("活动数据")
        TRANSPORT = "transport", _("运输")

    class Basis(models.TextChoices):
        PER_FUNCTIONAL_UNIT = "per_functional_unit", _("按功能单位")
        PERIOD_TOTAL = "period_total", _("数据期总量 ÷ 产量")

    class DataKind(models.TextChoices):
        PRIMARY = "primary", _("初级数据")
        SECONDARY = "secondary", _("次级数据")
        ESTIMATE = "estimate", _("估算")

    class LossOf(models.TextChoices):
        INPUT = "input", _("投入量（净用量 ÷（1 − 损耗率））")
        NET = "net", _("净用量（净用量 ×（1 + 损耗率））")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="lines", editable=False)
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="lines", verbose_name=_("生命周期阶段")
    )
    position = models.PositiveIntegerField(_("顺序"), default=0)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.ACTIVITY)
    name = models.CharField(_("名称"), max_length=200)
    purpose = models.CharField(_("用途"), max_length=200, blank=True)
    amount = ExactDecimalField(_("数量"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=40, default="kg")
    basis = models.CharField(_("核算基准"), max_length=20, choices=Basis, default=Basis.PER_FUNCTIONAL_UNIT)
    output = ExactDecimalField(_("对应产量"), null=True, blank=True)
    output_unit = models.CharField(_("产量单位"), max_length=40, blank=True)
    share = ExactDecimalField(
        _("本产品所占份额"), null=True, blank=True, help_text=_("0 到 1 之间的小数；留空为全部")
    )
    meter = models.ForeignKey(
        Sharing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("共用计量的分摊"),
    )
    co_products = models.ForeignKey(
        Sharing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("主副产品的分配"),
    )
    loss_rate = ExactDecimalField(_("损耗率"), null=True, blank=True)
    loss_of = models.CharField(_("损耗率按"), max_length=5, choices=LossOf, default=LossOf.INPUT)
    factor = models.ForeignKey(
        Factor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("排放因子")
    )
    goods = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_by",
        verbose_name=_("货物"),
    )
    proxy_for = models.CharField(_("因子近似代表的材料"), max_length=200, blank=True)
    data_kind = models.CharField(_("数据类型"), max_length=10, choices=DataKind, default=DataKind.PRIMARY)
    data_source = models.CharField(_("数据来源"), max_length=300, blank=True)
    reliability = score_field(_("可靠性"))
    completeness = score_field(_("完整性"))
    time_score = score_field(_("时间代表性"))
    geography = score_field(_("地域代表性"))
    technology = score_field(_("技术代表性"))
    note = models.CharField(_("备注"), max_length=500, blank=True)
    code = models.CharField(_("编码"), max_length=80, blank=True)
    specification = models.CharField(_("规格/材质"), max_length=200, blank=True)
    supplier = models.CharField(_("供应商"), max_length=200, blank=True)
    process = models.CharField(_("工序"), max_length=120, blank=True)
    details = DetailsField(_("补充信息"))
    section = models.CharField(_("收集表分类"), max_length=12, blank=True, editable=False)
    source_workbook = models.ForeignKey(
        FilledWorkbook,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("来源文件"),
    )
    source_sheet = models.CharField(_("来源工作表"), max_length=60, blank=True, editable=False)
    source_row = models.PositiveIntegerField(_("来源行"), null=True, editable=False)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("复制自"),
    )

    class Meta:
        verbose_name = _("清单数据")
        verbose_name_plural = _("清单数据")
        ordering = ["stage__position", "position", "pk"]
        indexes = [
            models.Index(fields=["study", "stage", "position"], name="line_by_study"),
            # In which studies a factor is used, told from the index alone: an electricity factor is in every one.
            models.Index(
                fields=["agency", "factor", "study"],
                name="line_by_factor",
                condition=models.Q(kind="activity"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        problems = foreign_references(self)
        for name in ("stage", "goods", "meter", "co_products"):
            other = getattr(self, name, None) if getattr(self, f"{name}_id") is not None else None
            if other is not None and other.study_id != self.study_id:
                problems[name] = _now("所选记录不属于本项目。")
        problems |= self._unit_problems()
        if self.share is not None and not 0 < self.share <= 1:
            problems["share"] = _now("份额是 0 到 1 之间的小数，例如 35% 填写 0.35。")
        problems |= self._sharing_problems()
        if self.goods_id is not None and self.goods_id == self.pk:
            problems["goods"] = _now("货物不能是运输本身。")
        if problems:
            raise ValidationError(problems)

    def _sharing_problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        for name in ("meter", "co_products"):
            sharing = getattr(self, name) if getattr(self, f"{name}_id") is not None else None
            if sharing is not None and sharing.purpose != name:
                problems[name] = _now("“%s”不是用于此处的分摊方案。") % sharing
        if self.meter_id is not None and self.share is not None:
            problems["share"] = _now("份额与分摊方案只能填写一项。")
        if self.loss_rate is not None and self.loss_of == self.LossOf.INPUT and self.loss_rate >= 1:
            problems["loss_rate"] = _now("按投入量计的损耗率须小于 1，例如 5% 填写 0.05。")
        return problems

    def _unit_problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        for name in ("unit", "output_unit"):
            text = getattr(self, name)
            if name == "output_unit" and not text:
                continue
            try:
                units.parse(text)
            except units.UnitError as error:
                problems[name] = str(error)
        if self.output is not None and not self.output_unit:
            problems["output_unit"] = _now("请填写产量的单位。")
        return problems


class TransportLeg(AgencyRow):
    """One leg: distance (times the line's mass) or tonne-kilometres given directly, never both.

    The ``route_…`` columns, ``straight_km`` and ``detour`` say how ``distance_km`` came out of the table of places;
    empty, it was typed by hand. ``services.ways.settled`` sets them.
    """

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "line"

    line = models.ForeignKey(InventoryLine, on_delete=models.CASCADE, related_name="legs", editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    origin = models.CharField(_("发运地"), max_length=120, blank=True)
    destination = models.CharField(_("到达地"), max_length=120, blank=True)
    mode = models.CharField(_("运输方式"), max_length=60, blank=True)
    distance_km = ExactDecimalField(_("距离（km）"), null=True, blank=True)
    tonne_km = ExactDecimalField(_("周转量（t·km）"), null=True, blank=True)
    factor = models.ForeignKey(
        Factor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("排放因子")
    )
    proxy_for = models.CharField(_("因子近似代表的运输方式"), max_length=200, blank=True)
    load_t = ExactDecimalField(_("每趟载重（t）"), null=True, blank=True)
    whole_trips = models.BooleanField(_("趟数向上取整"), default=False)
    empty_return = ExactDecimalField(_("返程比例"), null=True, blank=True)
    route_origin = models.CharField(_("距离的起点"), max_length=120, blank=True)
    route_destination = models.CharField(_("距离的终点"), max_length=120, blank=True)
    straight_km = ExactDecimalField(_("球面距离（km）"), null=True, blank=True)
    detour = ExactDecimalField(_("绕行系数"), null=True, blank=True)
    route_source = models.CharField(_("距离的依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("运输段")
        verbose_name_plural = _("运输段")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.origin}→{self.destination}"

    def clean(self) -> None:
        super().clean()
        problems = foreign_references(self)
        if self.distance_km is not None and self.tonne_km is not None:
            problems["tonne_km"] = _now("距离与周转量只能填写一项。")
        if self.load_t is not None and self.load_t <= 0:
            problems["load_t"] = _now("每趟载重须大于零。")
        if self.empty_return is not None and not 0 <= self.empty_return <= 1:
            problems["empty_return"] = _now("返程比例是 0 到 1 之间的小数，全程返回填写 1。")
        if problems:
            raise ValidationError(problems)


class Evidence(AgencyRow):
    """A file behind the data: its bytes lie in the agency's file store under ``digest``.

    ``digest`` empty: the evidence is named only, its file is not here (a paper, or a study that came as a file).
    """

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="evidence", editable=False)
    name = models.CharField(_("文件名称"), max_length=200)
    digest = models.CharField(
        max_length=64, blank=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")], editable=False
    )
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    details = DetailsField(_("补充信息"))
    lines = models.ManyToManyField(
        InventoryLine, through="inventories.EvidenceTie", related_name="evidence", blank=True
    )

    class Meta:
        verbose_name = _("证据文件")
        verbose_name_plural = _("证据文件")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="evidence_once_per_study")]

    def __str__(self) -> str:
        return self.name
