"""产品: what it is, what it does, how it is made and on what equipment."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from accounts.rows import AgencyRow
from factors import units
from factors.fields import ExactDecimalField
from inventories.fields import DetailsField, LinesField
from inventories.models.companies import Company
from inventories.models.pictures import PictureRow


class Product(AgencyRow):
    """产品 of one client."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "company"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(_("产品名称"), max_length=200)
    model = models.CharField(_("型号"), max_length=120, blank=True)
    specification = models.CharField(_("规格"), max_length=300, blank=True)
    mass = ExactDecimalField(_("单件质量"), null=True, blank=True)
    mass_unit = models.CharField(_("质量单位"), max_length=20, default="kg")
    introduction = models.TextField(_("产品介绍"), blank=True, max_length=20_000)
    functions = LinesField(_("产品功能"))

    class Meta:
        verbose_name = _("产品")
        verbose_name_plural = _("产品")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name", "model"], name="product_once_per_company")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.model}".strip()

    def clean(self) -> None:
        super().clean()
        try:
            units.require_dimension(self.mass_unit, "mass")
        except units.UnitError as error:
            raise ValidationError({"mass_unit": str(error)}) from error


class ProductPicture(PictureRow):
    """A picture of the product."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "product"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures", editable=False)

    class Meta(PictureRow.Meta):
        verbose_name = _("产品图片")
        verbose_name_plural = _("产品图片")


class ProcessStep(AgencyRow):
    """One step of making the product, in order, with inputs and waste streams."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "product"

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="process_steps", editable=False
    )
    position = models.PositiveIntegerField(_("顺序"), default=0)
    name = models.CharField(_("工序"), max_length=120)
    description = models.TextField(_("说明"), blank=True, max_length=5_000)
    outsourced = models.BooleanField(_("外协"), default=False)
    inputs = LinesField(_("投入"))
    waste_streams = LinesField(_("废物流"))
    details = DetailsField(_("补充信息"))

    class Meta:
        verbose_name = _("工序")
        verbose_name_plural = _("工序")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Equipment(AgencyRow):
    """One row of the equipment list."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "product"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="equipment", editable=False)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    name = models.CharField(_("设备名称"), max_length=120)
    code = models.CharField(_("设备编号"), max_length=80, blank=True)
    model = models.CharField(_("设备型号"), max_length=120, blank=True)
    quantity = ExactDecimalField(_("数量"), null=True, blank=True)
    manufacturer = models.CharField(_("生产厂家"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("设备")
        verbose_name_plural = _("设备")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
