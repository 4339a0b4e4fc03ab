"""Telling a worker that there is something to do. Only a hint: a lost message delays a job until the next sweep."""

from __future__ import annotations

from celery import current_app
from django.conf import settings
from django.db import transaction


def ring_after_commit(job_id: int) -> None:
    """Ring once the row can be seen by others. Without a broker the worker finds the row by itself.

    Robust: a broker that is away must not turn a request whose rows are committed into an error page.
    """
    if settings.REDIS_URL:
        # A function, not functools.partial: Django's log line about a failed robust hook asks for its __qualname__.
        transaction.on_commit(lambda: ring(job_id), robust=True)


def ring(job_id: int, *, expires: int | None = None) -> None:
    """Send the message now; a worker ignores it when it arrives later than ``expires`` seconds from now."""
    current_app.send_task("jobs.run", args=[job_id], expires=expires)
