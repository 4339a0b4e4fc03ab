"""Writing what was decided: a handful of statements and one line of the trail for every row, however many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.audit import Trace, plain
from accounts.editing import content
from accounts.models import AuditEntry, User
from accounts.rows import AgencyRow
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.services.order import renumber
from inventories.services.rows.edits import LEGS, ROW, RowOutcome
from inventories.services.rows.legs import DecidedLegs

# So many rows in one statement: SQLite takes at most 32,766 values.
AT_ONCE = 400


@dataclass
class Work:
    """What is to be written. Of changed rows by column what stood there before; of placed ones the row behind them."""

    created: list[tuple[InventoryLine, RowOutcome]] = field(default_factory=list)
    changed: list[tuple[InventoryLine, dict[str, Any], RowOutcome]] = field(default_factory=list)
    removed: list[tuple[InventoryLine, RowOutcome]] = field(default_factory=list)
    legs: list[tuple[InventoryLine, DecidedLegs, RowOutcome]] = field(default_factory=list)
    placed: list[tuple[InventoryLine, int | None]] = field(default_factory=list)


def store(actor: User, study: Study, work: Work) -> None:
    """Write everything, in the caller's transaction, with the study locked."""
    _put_last(study, work)
    _delete(actor, work)
    _insert(actor, work)
    _update(actor, work)
    _store_legs(actor, work)
    _put_between(actor, work)


def name_others(study: Study, outcomes: Sequence[RowOutcome]) -> None:
    """Say of each conflict who made the other change, and when."""
    lines = {outcome.line for outcome in outcomes if outcome.conflicts and outcome.line is not None}
    if not lines:
        return
    entries = AuditEntry.objects.filter(subject_type="InventoryLine", subject_id__in=lines)
    acts: dict[int, list[AuditEntry]] = {}
    for entry in entries.filter(study_id=study.pk).order_by("-pk"):
        acts.setdefault(entry.subject_id, []).append(entry)
    for outcome in outcomes:
        for name, conflict in outcome.conflicts.items():
            act = _last(acts.get(outcome.line or 0, ()), name)
            if act is not None:
                outcome.conflicts[name] = replace(conflict, by=act.actor_name, at=act.at)


def _last(acts: Iterable[AuditEntry], name: str) -> AuditEntry | None:
    """The newest act that wrote the column."""
    return next((act for act in acts if name in {ROW, LEGS} or name in act.after), None)


def _put_last(study: Study, work: Work) -> None:
    """New lines, and those of another stage than before, go behind the last of their stage."""
    if not work.placed:
        return
    ends = InventoryLine.objects.filter(study=study).values_list("stage").annotate(Max("position"))
    last: dict[int, int] = {stage: -1 if end is None else end for stage, end in ends.order_by()}
    for line, _before in work.placed:
        line.position = last[line.stage_id] = last.get(line.stage_id, -1) + 1


def _delete(actor: User, work: Work) -> None:
    rows = [line for line, _outcome in work.removed]
    audit.record_all(actor, [Trace("inventoryline.remove", row, content(row), {}) for row in rows])
    # Transports first: what they carry is held by them.
    for carried in (False, True):
        numbers = [row.pk for row in rows if (row.goods_id is None) is carried]
        for start in range(0, len(numbers), AT_ONCE):
            InventoryLine.objects.filter(pk__in=numbers[start : start + AT_ONCE]).delete()


def _insert(actor: User, work: Work) -> None:
    rows = [line for line, _outcome in work.created]
    InventoryLine.objects.bulk_create(rows, batch_size=AT_ONCE)
    audit.record_all(actor, [Trace("inventoryline.create", row, {}, content(row)) for row in rows])
    for line, outcome in work.created:
        outcome.line, outcome.version = line.pk, line.version


def _update(actor: User, work: Work) -> None:
    """One line a version, grouped by the columns that changed: what was pasted fills the same ones in every row."""
    now = timezone.now()
    groups: dict[frozenset[str], list[InventoryLine]] = {}
    placed = {line.pk for line, _before in work.placed}
    for line, before, outcome in work.changed:
        line.version, line.updated_at, outcome.version = line.version + 1, now, line.version + 1
        moved = {"position"} if line.pk in placed else set()
        groups.setdefault(frozenset(before) | moved, []).append(line)
    for names, lines in groups.items():
        _write(lines, [*sorted(names), "version", "updated_at"])
    audit.record_all(actor, [_trace("inventoryline.edit", line, before) for line, before, _o in work.changed])


def _write(lines: Sequence[InventoryLine], names: Sequence[str]) -> None:
    """Write the named columns of every line, by one statement that is prepared once.

    Not ``bulk_update``: it makes a case of every row in every column, and takes ten times as long.
    """
    columns: list[Any] = [InventoryLine._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    places = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    statement = f"UPDATE {quote(InventoryLine._meta.db_table)} SET {places} WHERE id = %s"  # noqa: S608 - names of ours
    values = (
        [*(column.get_db_prep_save(getattr(line, column.attname), connection) for column in columns), line.pk]
        for line in lines
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, cast(Any, values))


def _trace(act: str, row: AgencyRow, before: dict[str, Any]) -> Trace:
    after = {name: getattr(row, name) for name in before}
    return Trace(act, row, {name: plain(value) for name, value in before.items()}, after)


def _store_legs(actor: User, work: Work) -> None:
    created = [leg for _line, decided, _o in work.legs for leg in decided.created]
    edited = [pair for _line, decided, _o in work.legs for pair in decided.edited]
    removed = [leg for _line, decided, _o in work.legs for leg in decided.removed]
    traces = [Trace("transportleg.remove", leg, content(leg), {}) for leg in removed]
    TransportLeg.objects.filter(pk__in=[leg.pk for leg in removed]).delete()
    TransportLeg.objects.bulk_create(created, batch_size=AT_ONCE)
    for leg, before in edited:
        leg.version += 1
        leg.save(update_fields=[*before, "version", "updated_at"])
        traces.append(_trace("transportleg.edit", leg, before))
    traces += [Trace("transportleg.create", leg, {}, content(leg)) for leg in created]
    audit.record_all(actor, traces)
    _raise_versions(work)


def _raise_versions(work: Work) -> None:
    """Only the legs changed: who reads the line next reads a newer one all the same."""
    changed = {id(line) for line, _before, _outcome in work.changed}
    created = {id(line) for line, _outcome in work.created}
    for line, _decided, outcome in work.legs:
        if id(line) not in changed | created:
            line.version += 1
            line.save(update_fields=["version", "updated_at"])
            outcome.version = line.version


def _put_between(actor: User, work: Work) -> None:
    """Lines that were put before another one of their stage."""
    between = [(line, before) for line, before in work.placed if before is not None]
    for stage in {line.stage_id for line, _before in between}:
        moved = {line.pk: before for line, before in between if line.stage_id == stage}
        rows = list(
            InventoryLine.objects.filter(stage=stage)
            .select_related("stage", "study")
            .order_by("position", "pk")
        )
        order = [row for row in rows if row.pk not in moved]
        for row in rows:
            if row.pk in moved:
                at = next((i for i, other in enumerate(order) if other.pk == moved[row.pk]), len(order))
                order.insert(at, row)
        renumber(order)
        audit.record_all(
            actor,
            [
                Trace("inventoryline.move", row, {}, {"stage": row.stage, "position": at + 1})
                for at, row in enumerate(order)
                if row.pk in moved
            ],
        )
