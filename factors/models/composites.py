"""Of which released factors a composite factor was made: an electricity mix, a lorry at its load."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from factors.models.factors import Factor


class FactorComponent(models.Model):
    """One part of a composite factor that was taken from a factor; ``place`` is the part's index in the composition.

    The figures themselves stand in ``Factor.composition``: a released factor never changes, so the two say the same.
    """

    composite = models.ForeignKey(
        Factor, on_delete=models.CASCADE, related_name="components", verbose_name=_("组合因子")
    )
    place = models.PositiveSmallIntegerField(_("序号"))
    component = models.ForeignKey(
        Factor, on_delete=models.PROTECT, related_name="+", verbose_name=_("组成因子")
    )

    class Meta:
        verbose_name = _("组成因子")
        verbose_name_plural = _("组成因子")
        ordering = ["composite", "place"]
        constraints = [models.UniqueConstraint(fields=["composite", "place"], name="factor_component_once")]

    def __str__(self) -> str:
        return f"{self.composite} · {self.component}"
