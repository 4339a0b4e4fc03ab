"""委托方: the client, its contacts, its pictures, and its people who may sign in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action
from accounts.rows import AgencyRow
from accounts.validators import validate_credit_code
from inventories.models.pictures import PictureRow


class Company(AgencyRow):
    """委托方. ``clients``: people with the role 委托方 who see this company's issued reports."""

    EDIT_ACTION = Action.EDIT_CLIENTS

    name = models.CharField(_("公司名称"), max_length=200)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, validators=[validate_credit_code]
    )
    address = models.CharField(_("地址"), max_length=300, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    introduction = models.TextField(_("企业简介"), blank=True, max_length=20_000)
    clients = models.ManyToManyField(User, related_name="+", blank=True, editable=False)

    class Meta:
        verbose_name = _("委托方")
        verbose_name_plural = _("委托方")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="company_once_per_agency")]

    def __str__(self) -> str:
        return self.name


class CompanyContact(AgencyRow):
    """A person at the client."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "company"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts", editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = _("联系人")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CompanyPicture(PictureRow):
    """A picture of the company or its site."""

    EDIT_ACTION = Action.EDIT_CLIENTS
    PARENT = "company"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="pictures", editable=False)

    class Meta(PictureRow.Meta):
        verbose_name = _("企业图片")
        verbose_name_plural = _("企业图片")
