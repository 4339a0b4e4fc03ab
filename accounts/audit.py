"""The audit trail: one line per act, written in the act's own transaction."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from accounts.models import AuditEntry, User


class Traced(Protocol):
    """What the trail can name."""

    pk: Any

    @property
    def agency_id(self) -> int: ...


def record(
    actor: User | None,
    act: str,
    subject: Traced,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Write one line. ``actor`` None is the system itself, in a job.

    Raises ``TransactionManagementError`` outside a transaction: an act and its trace stand or fall together.
    Secrets (passwords, keys) must never be handed in.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("audit.record needs the transaction of the act that it records")
    return AuditEntry.objects.create(
        agency_id=subject.agency_id,
        actor=actor,
        actor_name=actor.name if actor is not None else "系统",
        act=act,
        subject_type=type(subject).__name__,
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        study_id=getattr(subject, "study_id_of_row", None),
        before={key: plain(value) for key, value in (before or {}).items()},
        after={key: plain(value) for key, value in (after or {}).items()},
    )


def plain(value: object) -> object:
    """A value as JSON holds it: decimals as text, dates in ISO form, rows by number and name."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return {"id": value.pk, "label": str(value)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)
