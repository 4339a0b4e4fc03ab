"""特征化因子: sets of GWP values."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from factors.fields import ExactDecimalField


class GwpSetQuerySet(models.QuerySet["GwpSet"]):
    """GWP sets; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The starter sets and those of the own agency; none for a client's person."""
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(Q(agency=None) | Q(agency_id=user.agency_id))


class GwpSet(models.Model):
    """特征化因子: one set of GWP values, such as IPCC AR6 over 100 years.

    A set is never changed: corrected values come as a higher ``release`` of the same name, and studies keep theirs.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    name = models.CharField(_("名称"), max_length=60)
    release = models.PositiveSmallIntegerField(_("版次"), default=1, editable=False)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    horizon_years = models.PositiveSmallIntegerField(_("时间尺度（年）"), default=100)

    objects = GwpSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("特征化因子集")
        verbose_name_plural = _("特征化因子集")
        ordering = ["name", "-release"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "release"], name="own_gwp_set_once"),
            models.UniqueConstraint(
                fields=["name", "release"], condition=Q(agency=None), name="starter_gwp_set_once"
            ),
        ]

    def __str__(self) -> str:
        if self.release == 1:
            return self.name
        return gettext("%(name)s（第 %(release)d 版）") % {"name": self.name, "release": self.release}


class GwpValue(models.Model):
    """kgCO2e per kg of one gas."""

    gwp_set = models.ForeignKey(GwpSet, on_delete=models.CASCADE, related_name="values")
    symbol = models.CharField(_("符号"), max_length=40)
    name = models.CharField(_("气体"), max_length=100)
    cas = models.CharField(_("CAS 号"), max_length=20, blank=True)
    value = ExactDecimalField(_("GWP"))
    source = models.CharField(_("来源"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["gwp_set", "symbol"], name="gas_once_per_set")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.value}"
