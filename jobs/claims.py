"""Taking a job, keeping it, and giving its result: each one conditional update, so that two never both succeed.

The lease's end is judged by the clock of the machine that looks. A wrong clock can make a job run twice; it
cannot make its result appear twice, for that is guarded by the token alone.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.errors import LeaseLost
from jobs.models import Job, JobQuerySet, State

logger = logging.getLogger(__name__)


@dataclass
class Claim:
    """A job in the hands of one worker. ``args`` are the ids that it was asked with; ``attempt`` counts from 1."""

    job_id: int
    token: int
    kind: str
    args: dict[str, int]
    agency_id: int
    requested_by_id: int | None
    attempt: int
    published: bool = field(default=False, init=False)

    def progress(self, step: str, percent: int) -> None:
        """Tell people where the work stands (``step`` in Chinese, ``percent`` 0…100), and renew the lease.

        Raises ``LeaseLost`` when another worker has the job now. Call it outside a transaction.
        """
        self._write(step=step, progress=percent, lease_until=lease_end())

    def renew(self) -> None:
        """Keep the lease for another while. Raises ``LeaseLost``."""
        self._write(lease_until=lease_end())

    @contextmanager
    def publish(self) -> Iterator[None]:
        """A transaction in which the result is written and the job becomes done: both or neither.

        The job's row is written first, so on PostgreSQL it stays locked until the result is in. Raises
        ``LeaseLost`` before the first line of the body when another worker has the job now.
        """
        with transaction.atomic():
            self._write(
                state=State.DONE,
                step="",
                progress=100,
                error="",
                lease_until=None,
                finished_at=timezone.now(),
            )
            yield
        self.published = True

    def release(self) -> None:
        """Give the job back untried (the worker is asked to stop); a finished or lost job is left as it is."""
        self._mine().update(
            state=State.QUEUED,
            lease_until=None,
            run_after=timezone.now(),
            attempts=F("attempts") - 1,
            step=_("处理程序正在重新启动，任务将自动继续"),
            progress=0,
        )

    def postpone(self, delay: datetime.timedelta) -> None:
        """Give the job back to be tried again after ``delay``. Raises ``LeaseLost``."""
        step = _("第 %d 次处理未成功，将自动重试") % self.attempt
        self._write(
            state=State.QUEUED, lease_until=None, run_after=timezone.now() + delay, step=step, progress=0
        )

    def fail(self, message: str) -> None:
        """End the job without a result; ``message`` is for people. Raises ``LeaseLost``."""
        self._write(state=State.FAILED, lease_until=None, error=message, finished_at=timezone.now())

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job_id, token=self.token, state=State.RUNNING)

    def _write(self, **values: Any) -> None:
        if not self._mine().update(**values):
            raise LeaseLost(f"job {self.job_id} is no longer held with token {self.token}")


def lease_end() -> datetime.datetime:
    """When a lease taken or renewed now runs out."""
    return timezone.now() + datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)


def due_jobs() -> JobQuerySet:
    """The jobs that somebody should work on: queued and due, or running under a lease that has run out."""
    now = timezone.now()
    waiting = Q(state=State.QUEUED, run_after__lte=now)
    abandoned = Q(state=State.RUNNING, lease_until__lt=now)
    return Job.objects.filter(waiting | abandoned).order_by("run_after", "pk")


def claim_next() -> Claim | None:
    """The job that has waited longest, or ``None`` when nothing is due."""
    for job in due_jobs()[:20]:
        claim = _claim(job)
        if claim is not None:
            return claim
    return None


def claim_job(job_id: int) -> Claim | None:
    """That very job if it is due and nobody else was faster."""
    job = due_jobs().filter(pk=job_id).first()
    return _claim(job) if job is not None else None


def _claim(job: Job) -> Claim | None:
    """Compare and set: of any number of workers that read the same row, the database lets one through."""
    unchanged = due_jobs().filter(pk=job.pk, token=job.token).order_by()
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        _give_up(unchanged, job)
        return None
    taken = unchanged.update(
        state=State.RUNNING,
        token=job.token + 1,
        attempts=F("attempts") + 1,
        lease_until=lease_end(),
        started_at=Coalesce("started_at", timezone.now()),
    )
    if not taken:
        return None
    return Claim(
        job_id=job.pk,
        token=job.token + 1,
        kind=job.kind,
        args=job.args,
        agency_id=job.agency_id,
        requested_by_id=job.requested_by_id,
        attempt=job.attempts + 1,
    )


def _give_up(unchanged: JobQuerySet, job: Job) -> None:
    """A job under which worker after worker died is not given to the next one."""
    given_up = unchanged.update(
        state=State.FAILED,
        token=job.token + 1,
        lease_until=None,
        error=exhausted_message(job.pk, job.attempts),
        finished_at=timezone.now(),
    )
    if given_up:
        logger.error("job %s (%s) given up: its worker died %s times", job.pk, job, job.attempts)


def exhausted_message(job_id: int, attempts: int) -> str:
    """What people read when the system stops trying."""
    return _(
        "系统已自动尝试 %(attempts)d 次，均未成功，现已停止。请稍后点击“重试”；"
        "如仍不成功，请将任务编号 %(job)d 告知系统管理员，以便查阅运行日志。"
    ) % {"attempts": attempts, "job": job_id}
