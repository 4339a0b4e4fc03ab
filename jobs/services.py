"""Asking for a job, and asking again."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Agency, User
from accounts.permissions import Action, require
from jobs.doorbell import ring_after_commit
from jobs.models import UNFINISHED, Job, State
from jobs.registry import KINDS


def enqueue(
    kind: str, key: str, args: Mapping[str, int], *, agency: Agency, requested_by: User | None
) -> Job:
    """Write down that a job is wanted, in the caller's transaction, and wake a worker after the commit.

    While a job of the same agency, kind and key is unfinished that one is returned and nothing is written. What
    was asked for must therefore be told by the key: put the version of what is to be read into it, so that a
    change made while a job runs leads to a job of its own. The caller has asked for permission already.
    Raises ``LookupError`` for an unknown kind, ``TypeError`` for arguments that are not whole numbers.
    """
    if kind not in KINDS:
        raise LookupError(f"job kind {kind!r} is not registered")
    if any(type(value) is not int for value in args.values()):
        raise TypeError("the arguments of a job are ids: whole numbers only")
    job, created = Job.objects.get_or_create(
        agency=agency,
        kind=kind,
        key=key,
        state__in=UNFINISHED,
        defaults={"args": dict(args), "requested_by": requested_by, "run_after": timezone.now()},
    )
    if created:
        ring_after_commit(job.pk)
    return job


def retry(actor: User, job: Job) -> Job:
    """Queue a failed job again, with all its attempts; the same row, so that whoever watches it goes on watching.

    Raises ``PermissionDenied`` or ``Http404``, and ``ValidationError`` when the job has not failed, when another
    one for the same thing is on its way, or when its kind is no longer known.
    """
    kind = KINDS.get(job.kind)
    require(actor, Action.VIEW_WORK if kind is None else kind.action, job)
    if kind is None:
        raise ValidationError(_("系统中已没有此类任务的处理程序，不能重试。"))
    with transaction.atomic():
        before = {"state": job.state, "error": job.error}
        try:
            _requeue(job)
        except IntegrityError as error:
            raise ValidationError(_("同一内容的任务已在处理中，无需重试。")) from error
        audit.record(actor, "job.retry", job, before=before, after={"state": State.QUEUED.value})
        ring_after_commit(job.pk)
    job.refresh_from_db()
    return job


def _requeue(job: Job) -> None:
    with transaction.atomic():
        requeued = Job.objects.filter(pk=job.pk, state=State.FAILED).update(
            state=State.QUEUED,
            attempts=0,
            run_after=timezone.now(),
            step="",
            progress=0,
            error="",
            finished_at=None,
        )
    if not requeued:
        raise ValidationError(_("只有未成功的任务可以重试；此任务的状态已经改变，请刷新页面查看。"))


def state_of(job: Job) -> dict[str, object]:
    """The job as the API and scripts read it."""
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": job.state,
        "step": job.step,
        "progress": job.progress,
        "error": job.error,
        "created_at": job.created_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at is not None else None,
    }
