"""What was done to a study's lines since somebody looked: told by the audit trail, which every act writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import AuditEntry
from inventories.grid.reading import beside, rows_of, stages_of
from inventories.models import InventoryLine, Study, TransportLeg

# Behind so many acts the page reads the whole table anew.
MOST = 5_000
_LINE, _LEG = InventoryLine.__name__, TransportLeg.__name__


@dataclass
class _Seen:
    """What the acts were about: lines, and of each who changed which column last."""

    lines: set[int] = field(default_factory=set)
    by: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    legs: set[int] = field(default_factory=set)
    is_ordered_anew: bool = False
    has_other_rows: bool = False


def changes(study: Study, since: int, hidden: Collection[int]) -> dict[str, Any]:
    """The lines that changed behind the cursor as they are now; one query on an index when nothing was done.

    ``removed``: lines that are no more. ``order``: the ids of all lines, where one came or was moved. ``by``: who
    (name, time, id) changed which column of which line last. ``again``: too much was done, the whole table is to be read.
    """
    acts = AuditEntry.objects.filter(study_id=study.pk, pk__gt=since).order_by("pk")[: MOST + 1]
    entries = list(acts)
    if not entries:
        return {"cursor": since, "lock": study.lock}
    cursor = entries[-1].pk
    # A leg that is gone does not tell any more whose it was.
    if len(entries) > MOST or any(_is_gone_leg(entry) for entry in entries):
        return {"cursor": since, "again": True, "lock": study.lock}
    seen = _seen(entries)
    seen.lines |= set(TransportLeg.objects.filter(pk__in=seen.legs).values_list("line_id", flat=True))
    lines = InventoryLine.objects.filter(study=study, pk__in=seen.lines)
    rows = rows_of(lines)
    told: dict[str, Any] = {
        "cursor": cursor,
        "lock": study.lock,
        "rows": rows,
        "removed": sorted(seen.lines - {row[0] for row in rows}),
        "by": seen.by,
        **beside(rows, lines, hidden),
    }
    if seen.is_ordered_anew:
        told["order"] = _order(study)
    if seen.has_other_rows:
        told["stages"] = stages_of(study)
    return told


def _is_gone_leg(entry: AuditEntry) -> bool:
    return entry.subject_type == _LEG and entry.act.endswith(".remove")


def _seen(entries: Iterable[AuditEntry]) -> _Seen:
    seen = _Seen()
    for entry in entries:
        if entry.subject_type == _LINE:
            seen.lines.add(entry.subject_id)
            names = seen.by.setdefault(entry.subject_id, {})
            for name in entry.after:
                names[name] = [entry.actor_name, entry.at.isoformat(), entry.actor_id]
            if not entry.act.endswith(".edit") or "stage" in entry.after:
                seen.is_ordered_anew = True
        elif entry.subject_type == _LEG:
            seen.legs.add(entry.subject_id)
        else:
            seen.has_other_rows = True
    return seen


def _order(study: Study) -> list[int]:
    lines = InventoryLine.objects.filter(study=study)
    return list(lines.order_by("stage__position", "stage_id", "position", "pk").values_list("pk", flat=True))
