"""A batch of edits from the grid: texts as they were typed, read to values and written cell by cell, once."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from inventories.entry.cells import TOGETHER, Known, columns, read_cells
from inventories.grid.matching import Matches, Unclear, match
from inventories.grid.reading import beside, rows_of
from inventories.grid.requests import Edit, Malformed
from inventories.models import EntryBatch, InventoryLine, Stage, Study
from inventories.services.rows import ROW, RowEdit, RowOutcome, write_rows

# A browser that was away for longer reads its unsent edits anew against what is there.
KEPT = datetime.timedelta(days=90)


def write(
    actor: User, study: Study, key: UUID, edits: Sequence[Edit], hidden: Collection[int]
) -> dict[str, Any]:
    """Write a batch and answer what came of every edit; of a batch that was written before, what was answered then.

    Texts that are no value are told in ``refused`` by column; what else was typed in
    the row is written. Raises ``Malformed``, and as ``inventories.services.rows.write_rows``.
    """
    try:
        with transaction.atomic():
            batch = EntryBatch.objects.create(study=study, author=actor, key=key)
            answer = _write(actor, study, edits, hidden)
            batch.answer = answer
            batch.save(update_fields=["answer"])
            EntryBatch.objects.filter(study=study, at__lt=timezone.now() - KEPT).delete()
    except IntegrityError:
        earlier = EntryBatch.objects.filter(study=study, author=actor, key=key).first()
        if earlier is None:
            raise
        return dict(earlier.answer)
    return answer


def _write(actor: User, study: Study, edits: Sequence[Edit], hidden: Collection[int]) -> dict[str, Any]:
    known = Known({stage.label: stage for stage in Stage.objects.filter(study=study)})
    matches = match(actor, edits)
    read = [_read(edit, known, matches) for edit in edits]
    # Half a new row would be calculated with; it waits in the browser until its marked cells are put right.
    wanted = [row for row, refused in read if row.line is not None or not refused]
    outcomes = {outcome.key: outcome for outcome in write_rows(actor, study, wanted)}
    answers = [_answer(outcomes.get(row.key) or RowOutcome(row.key), refused) for row, refused in read]
    written = [answer["line"] for answer in answers if answer["line"] is not None]
    lines = InventoryLine.objects.filter(study=study, pk__in=written)
    rows = rows_of(lines)
    return {"outcomes": answers, "rows": rows, **beside(rows, lines, hidden)}


def _read(edit: Edit, known: Known, matches: Matches) -> tuple[RowEdit, dict[str, str]]:
    """The edit in values, and by column why a text was refused."""
    cells = read_cells({name: text for name, text in edit.texts.items() if name != "factor"}, known)
    values, refused = {**cells.values, **edit.references}, cells.refused
    if "factor" in edit.texts:
        unit = values.get("unit") or edit.read.get("unit") or InventoryLine._meta.get_field("unit").default
        try:
            values["factor"] = matches.of(edit.texts["factor"], str(unit))
        except Unclear as unclear:
            refused["factor"] = str(unclear)
    for pair in TOGETHER:
        # An old amount in a new unit would be another statement than either.
        for name in pair & values.keys() if pair & refused.keys() else ():
            del values[name]
            refused[name] = (
                _("与“%s”是一个数据，未写入。") % columns()[next(iter(pair & refused.keys()))].label
            )
    if edit.line is not None and not values.keys() <= edit.read.keys():
        raise Malformed(_("发送的内容没有说明修改前的值，请刷新页面。"))
    return RowEdit(
        key=edit.key,
        line=edit.line,
        values=values,
        read=edit.read,
        before=edit.before,
        remove=edit.remove,
        version=edit.version,
    ), refused


def _answer(outcome: RowOutcome, refused: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome as JSON; a column that cannot be told apart by its key stands for the row."""
    known = columns()
    told = {name if name in known else ROW: reason for name, reason in outcome.refused.items()}
    return {
        "key": outcome.key,
        "line": outcome.line,
        "written": outcome.written,
        "refused": {**told, **refused},
        "conflicts": {
            name: {
                "current": conflict.current,
                "by": conflict.by,
                "at": conflict.at.isoformat() if conflict.at is not None else "",
            }
            for name, conflict in outcome.conflicts.items()
        },
        "gone": outcome.gone,
    }
