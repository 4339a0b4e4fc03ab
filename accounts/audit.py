"""The audit trail: one line per act, written in the act's own transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from accounts.models import AuditEntry, User

# So many lines in one statement: SQLite takes at most 32,766 values.
AT_ONCE = 500


class Traced(Protocol):
    """What the trail can name."""

    pk: Any

    @property
    def agency_id(self) -> int: ...


class Trace(NamedTuple):
    """One line to be written: the act, what it was done to, and what of it was so before and after."""

    act: str
    subject: Traced
    before: Mapping[str, object]
    after: Mapping[str, object]


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
    _require_transaction()
    entry = _entry(actor, Trace(act, subject, before or {}, after or {}))
    entry.save(force_insert=True)
    return entry


def record_all(actor: User | None, traces: Iterable[Trace]) -> None:
    """Write many lines of one act at once, in their order; as ``record``."""
    _require_transaction()
    AuditEntry.objects.bulk_create([_entry(actor, trace) for trace in traces], batch_size=AT_ONCE)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("the trail needs the transaction of the act that it records")


def _entry(actor: User | None, trace: Trace) -> AuditEntry:
    subject = trace.subject
    return AuditEntry(
        agency_id=subject.agency_id,
        actor=actor,
        actor_name=actor.name if actor is not None else "系统",
        act=trace.act,
        subject_type=type(subject).__name__,
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        study_id=getattr(subject, "study_id_of_row", None),
        before={key: plain(value) for key, value in trace.before.items()},
        after={key: plain(value) for key, value in trace.after.items()},
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
