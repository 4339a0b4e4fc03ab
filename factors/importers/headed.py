"""What the readers of tables with known heads have in common: finding the table, choosing the sheet, walking the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factors.importers import sources
from factors.importers.contract import Choice, Inspection, Reading, ReadRow, Refused
from factors.importers.drafts import Draft
from factors.importers.tables import Head, Line, Table, find_head

Choices = Mapping[str, str | Mapping[str, str]]


@dataclass(slots=True)
class Rows:
    """The rows of a reading as they gather, and what was left out, by reason."""

    head: Head
    done: list[ReadRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def skip(self, reason: str) -> None:
        """Leave a row out that is no factor by the format's own rules."""
        self.skipped[reason] += 1

    def reading(self, notes: Sequence[str]) -> Reading:
        """Everything, for the caller."""
        every = tuple(dict.fromkeys([*notes, *self.notes]))
        return Reading(self.head.heads, tuple(self.done), dict(self.skipped), every)


def sheets_with(path: Path, required: Sequence[str]) -> list[str]:
    """The sheets whose head has all these columns; nothing when the file cannot be read."""
    return [one.sheet for one in sources.glimpses(path) if find_head(one.lines, required) is not None]


def inspected(path: Path, key: str, required: Sequence[str], library: Mapping[str, str]) -> Inspection:
    """The inspection of a format that asks for nothing but the sheet where several fit. Raises ``Refused``."""
    sources.beginnings(path)  # says why when the file cannot be read
    sheets = sheets_with(path, required)
    if not sheets:
        raise Refused(
            f"没有找到含有这些列的表头：{'、'.join(required)}。请检查文件，或改选“任意表格”按列对应导入。"
        )
    choices = (sheet_choice(sheets),) if len(sheets) > 1 else ()
    return Inspection(key, choices, library, sources.opened(path, glance=True).notes)


def sheet_choice(sheets: Sequence[str]) -> Choice:
    """Which sheet to read."""
    return Choice("sheet", "工作表", options=tuple((sheet, sheet) for sheet in sheets), suggested=sheets[0])


def chosen_sheet(choices: Choices, sheets: Sequence[str]) -> str:
    """The sheet that a person chose, or the only one. Raises ``Refused``."""
    sheet = choices.get("sheet", sheets[0] if sheets else "")
    if not isinstance(sheet, str) or sheet not in sheets:
        raise Refused("所选的工作表不在文件中，请重新选择。")
    return sheet


def opened_table(path: Path, choices: Choices, required: Sequence[str]) -> tuple[Table, tuple[str, ...]]:
    """The table to read, and notes. Raises ``Refused``."""
    source = sources.opened(path)
    sheets = sheets_with(path, required)
    if not sheets:
        raise Refused(f"没有找到含有这些列的表头：{'、'.join(required)}。")
    table = source.table(chosen_sheet(choices, sheets))
    return table, (*source.notes, *table.notes)


def split_at_head(table: Table, required: Sequence[str]) -> tuple[Head, Iterator[Line]]:
    """The head, and the lines below it. Raises ``Refused``."""
    lines = table.lines()
    head = find_head(lines, required)
    if head is None:
        raise Refused(f"没有找到含有这些列的表头：{'、'.join(required)}。")
    return head, lines


def draft_of(table: Table, head: Head, line: Line) -> Draft:
    """A draft for one line."""
    return Draft(table.place(line.number), line, head)


def is_blank(line: Line) -> bool:
    """Whether nothing stands in the row."""
    return not any(line.cells) and not line.flaws
