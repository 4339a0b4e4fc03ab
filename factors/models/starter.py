"""What the program has brought of itself: the loads of the starter library."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StarterLoad(models.Model):
    """One load of the starter files that wrote something: which release, when, and how many rows of each fate.

    Not an entry of the audit trail: those belong to an agency and a person, the starter library to neither.
    """

    at = models.DateTimeField(_("载入时间"), auto_now_add=True)
    release = models.CharField(_("版本"), max_length=20)
    counts = models.JSONField(_("条数"), default=dict)

    class Meta:
        verbose_name = _("内置因子库的载入")
        verbose_name_plural = _("内置因子库的载入")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.release
