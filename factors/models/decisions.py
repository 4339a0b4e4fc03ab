"""批量审核: one person's word on all proposals of an import, a library or the queue, carried out by a job."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from factors.models.imports import FactorImport
from factors.models.libraries import Library


class BulkDecisionQuerySet(models.QuerySet["BulkDecision"]):
    """Decisions on many; ``visible_to`` is the only door from a page."""

    def visible_to(self, user: User) -> Self:
        """The own agency's, as far as the person may see the library that it is about."""
        if not user.is_active or user.is_client:
            return self.none()
        seen = models.Q(library=None) | models.Q(library__in=Library.objects.visible_to(user))
        batches = models.Q(batch=None) | models.Q(batch__in=FactorImport.objects.visible_to(user))
        return self.filter(seen, batches, agency_id=user.agency_id)


class BulkDecision(models.Model):
    """批量审核: what was asked for, and what came of it once the job has ended.

    ``library`` and ``batch`` narrow the proposals as the filter of the queue did. ``newest``: the highest id of a
    proposal when it was asked for; what was proposed later nobody has seen, so it waits on. ``listed``: how many were
    the person's to decide then; ``decided``: how many were in the end, ``own``: how many waited on as the person's own.
    """

    class Act(models.TextChoices):
        APPROVE = "approve", _("审核通过")
        REJECT = "reject", _("退回")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    act = models.CharField(_("处理"), max_length=7, choices=Act)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(FactorImport, on_delete=models.PROTECT, null=True, related_name="+")
    newest = models.PositiveBigIntegerField()
    listed = models.PositiveIntegerField()
    decided = models.PositiveIntegerField(null=True)
    own = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = BulkDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量审核")
        verbose_name_plural = _("批量审核")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.listed}"
