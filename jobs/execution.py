"""Doing one claimed job, and what becomes of it when its handler fails."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.utils.translation import gettext as _

from jobs.claims import Claim, exhausted_message
from jobs.errors import JobRefused, LeaseLost, NotPublished
from jobs.registry import KINDS

logger = logging.getLogger(__name__)

LONGEST_DELAY = datetime.timedelta(minutes=10)


def execute(claim: Claim) -> None:
    """Run the handler of ``claim`` to its end; afterwards the row says done, queued again, or failed.

    Only what the process itself must obey (``BaseException``: stop, interrupt) and an unreachable database leave
    this function as exceptions; in the latter case the lease runs out and another worker takes over.
    """
    try:
        with _lease_kept(claim):
            _run(claim)
    except LeaseLost as lost:
        logger.warning("job %s (%s) was taken over by another worker: %s", claim.job_id, claim.kind, lost)


def _run(claim: Claim) -> None:
    kind = KINDS.get(claim.kind)
    if kind is None:
        logger.error("job %s is of the unknown kind %r", claim.job_id, claim.kind)
        claim.fail(_("系统中没有此类任务的处理程序，请告知系统管理员（任务编号 %d）。") % claim.job_id)
        return
    try:
        kind.handler(claim)
        if not claim.published:
            raise NotPublished(f"the handler of {claim.kind} returned without publish()")
    except LeaseLost:
        raise
    except JobRefused as refusal:
        logger.info("job %s (%s) refused: %s", claim.job_id, claim.kind, refusal)
        claim.fail(str(refusal))
    except (
        Exception
    ):  # The boundary of all handlers: whatever one raises is logged and counted, none ends the worker.
        logger.exception("job %s (%s), attempt %s failed", claim.job_id, claim.kind, claim.attempt)
        _after_failure(claim)


def _after_failure(claim: Claim) -> None:
    if claim.published:
        return
    if claim.attempt >= settings.JOB_MAX_ATTEMPTS:
        claim.fail(exhausted_message(claim.job_id, claim.attempt))
    else:
        claim.postpone(delay_after(claim.attempt))


def delay_after(attempt: int) -> datetime.timedelta:
    """How long to wait after the given failed attempt (1, 2, …): doubled each time, ten minutes at most."""
    delay = datetime.timedelta(seconds=settings.JOB_RETRY_SECONDS) * (1 << (attempt - 1))
    return min(delay, LONGEST_DELAY)


@contextmanager
def _lease_kept(claim: Claim) -> Iterator[None]:
    """Renew the lease from a thread while the body runs: a long render reports nothing for minutes."""
    ended = threading.Event()
    thread = threading.Thread(
        target=_renew_until, args=(claim, ended), name=f"lease-{claim.job_id}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew_until(claim: Claim, ended: threading.Event) -> None:
    """Threads have connections of their own, which nobody else closes."""
    try:
        while not ended.wait(settings.JOB_LEASE_SECONDS / 3):
            _renew_once(claim)
    except LeaseLost as lost:
        logger.info("lease thread ends: %s", lost)
    finally:
        connections.close_all()


def _renew_once(claim: Claim) -> None:
    try:
        claim.renew()
    except DatabaseError:
        logger.warning("the lease of job %s could not be renewed; trying again", claim.job_id, exc_info=True)
        connections.close_all()
