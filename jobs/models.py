"""The job row: the truth about work that is done beside the request."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User


class State(models.TextChoices):
    """Where a job stands. Only ``FAILED`` can be tried again by a person."""

    QUEUED = "queued", _("等待处理")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未成功")


UNFINISHED = (State.QUEUED, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The jobs of the user's agency; none for a client's person."""
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(agency_id=user.agency_id)


class Job(models.Model):
    """One piece of work asked for by a person or by the system.

    ``token`` is the fencing token: it grows with every claim, and whoever writes progress or a result does so only
    where the token is still the one that was claimed. ``args`` holds whole numbers only (ids, versions), never a
    secret and never data that could be out of date when the job runs.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.PositiveBigIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "key"],
                condition=Q(state__in=["queued", "running"]),
                name="one_unfinished_job_per_key",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_percent"),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="job_lease_while_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_after", "id"], condition=Q(state__in=["queued", "running"]), name="job_due"
            ),
            models.Index(fields=["agency", "-id"], name="job_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen unless a person asks for it."""
        return self.state not in UNFINISHED
