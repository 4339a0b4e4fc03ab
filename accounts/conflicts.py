"""Two editors at once: what the slower one wanted, what the faster one wrote, and what can be kept of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.audit import plain
from accounts.models import Agency, AuditEntry, User
from accounts.rows import AgencyRow
from accounts.wording import Wording


class ConflictRow(NamedTuple):
    """One field that both changed."""

    label: str
    yours: str
    theirs: str


class Change(NamedTuple):
    """Who wrote in between, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Conflict:
    """``rows``: the fields that both changed, differently. ``kept``: the values that the reader's form goes on with.

    A field that only the others changed is not in ``kept``: the form then shows the newest value.
    """

    rows: list[ConflictRow]
    changes: list[Change]
    kept: dict[str, object]


def compare(current: AgencyRow | Agency | User, wanted: Mapping[str, object], *, read: int) -> Conflict:
    """Set the values ``wanted``, entered on the version ``read``, against the row as it stands now.

    The audit trail tells what was written in between: each edit is one version and one line. Should lines be
    missing (a service that writes otherwise), every differing field is shown.
    """
    wording = Wording(type(current).__name__)
    steps = current.version - read
    entries = _edits(current, steps)
    as_read: dict[str, object] = {}
    for entry in entries:  # newest first, so that the value before the oldest edit remains
        as_read.update(entry.before)
    rows, kept = [], {}
    for name, value in wanted.items():
        yours, theirs = plain(value), plain(getattr(current, name))
        if yours == theirs or (name in as_read and as_read[name] == yours):
            continue
        kept[name] = value
        if name in as_read or len(entries) < steps:
            rows.append(ConflictRow(wording.label(name), wording.say(name, yours), wording.say(name, theirs)))
    return Conflict(rows, [Change(entry.actor_name, entry.at) for entry in entries], kept)


def _edits(row: AgencyRow | Agency | User, count: int) -> list[AuditEntry]:
    subject = {"subject_type": type(row).__name__, "subject_id": row.pk}
    return list(AuditEntry.objects.filter(**subject, act__endswith=".edit")[: max(count, 0)])
