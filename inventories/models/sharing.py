"""分摊方案: how what several products have in common is divided among them."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from accounts.rows import AgencyRow
from factors import units
from factors.fields import ExactDecimalField
from inventories.fields import PartsField
from inventories.models.studies import Study


class Sharing(AgencyRow):
    """分摊方案 of a study: ``own`` over own and all ``others`` (name and amount, as text), all in ``unit``.

    ``own`` null is not known yet: lines that use it have no result.
    """

    EDIT_ACTION = Action.EDIT_STUDY
    PARENT = "study"

    class Purpose(models.TextChoices):
        METER = "meter", _("共用的计量或车间")
        CO_PRODUCTS = "co_products", _("主产品与副产品")

    class Measure(models.TextChoices):
        MASS = "mass", _("质量")
        PIECES = "pieces", _("件数")
        HOURS = "hours", _("工时")
        REVENUE = "revenue", _("产值")
        AREA = "area", _("面积")
        ENERGY = "energy", _("能量")
        OTHER = "other", _("其他")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sharings", editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    name = models.CharField(_("名称"), max_length=120)
    purpose = models.CharField(_("用于"), max_length=12, choices=Purpose, default=Purpose.METER)
    by = models.CharField(_("分摊依据"), max_length=8, choices=Measure)
    unit = models.CharField(_("单位"), max_length=40)
    own = ExactDecimalField(_("本产品的数值"), null=True, blank=True)
    others = PartsField(_("其他产品"))
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("分摊方案")
        verbose_name_plural = _("分摊方案")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="sharing_once_per_study")]

    def __str__(self) -> str:
        return self.name

    @property
    def total(self) -> Decimal | None:
        """The measure of all that share; ``None`` while the product's own is not known."""
        if self.own is None:
            return None
        return sum((Decimal(part["amount"]) for part in self.others), self.own)

    def clean(self) -> None:
        super().clean()
        problems: dict[str, str] = {}
        if self.own is not None and self.own <= 0:
            problems["own"] = _now("本产品的数值须大于零。")
        try:
            units.parse(self.unit)
        except units.UnitError as error:
            problems["unit"] = str(error)
        if problems:
            raise ValidationError(problems)
