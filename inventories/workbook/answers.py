"""What a workbook says of company, product and data period: a question, and beside it the answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from factors.importers.sheet_scan import column_letters
from factors.importers.tables import Line, folded
from inventories.workbook import subject
from inventories.workbook.contract import ReadAnswer
from inventories.workbook.heads import parted_head

# How far to the right of a question its answer may stand.
_WITHIN = 3


def of_sheet(name: str, lines: Sequence[Line], *, own: bool, has_tables: bool) -> list[ReadAnswer]:
    """The answers on one sheet. On a sheet of ours an empty one counts; on one of tables none is looked for."""
    if has_tables or not (own or any(folded(word) in folded(name) for word in subject.WORDS)):
        return []
    found: dict[tuple[str, str], ReadAnswer] = {}
    for line in lines:
        for at, text in enumerate(line.cells[: 1 if own else 20]):
            place = _asked(text)
            # Ours has the group's name above its questions, and one of them may be called the same.
            if place is None or (place in found and not own):
                continue
            column, answer = _answer(line, at, text, own=own)
            if answer or own:
                cell = f"{column_letters(column)}{line.number}"
                flaw = "" if "合并单元格" in line.flaws.get(column, "") else line.flaws.get(column, "")
                found[place] = ReadAnswer(*place, name, cell, answer, flaw)
    return list(found.values())


def _answer(line: Line, at: int, text: str, *, own: bool) -> tuple[int, str]:
    if own:
        return 1, line.cells[1] if len(line.cells) > 1 else ""
    for sign in ("：", ":"):
        _question, colon, behind = text.partition(sign)
        if colon and behind.strip():
            return at, behind.strip()
    beside = range(at + 1, min(at + 1 + _WITHIN, len(line.cells)))
    column = next((each for each in beside if line.cells[each]), at + 1)
    return column, line.cells[column] if column < len(line.cells) and _asked(
        line.cells[column]
    ) is None else ""


def _asked(text: str) -> tuple[str, str] | None:
    """The field that a question means."""
    if not text or len(text) > 80:
        return None
    plain = text.partition("：")[0].partition(":")[0]
    return _fields().get(folded(parted_head(plain)[0]))


@cache
def _fields() -> Mapping[str, tuple[str, str]]:
    fields: dict[str, tuple[str, str]] = {}
    for group in subject.WRITABLE:
        for column in group.fields:
            for name in (column.head, *column.others):
                fields.setdefault(folded(name), (group.key, column.key))
    return fields
