"""One row of a preview: what the file says, what that would change, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from factors.imports.content import storable
from inventories.models import FilledWorkbookRow
from inventories.workbook.cells import cell_name
from inventories.workbook.columns import Column
from inventories.workbook.contract import ReadRow, ReadTable
from inventories.workbook.sections import BY_KEY, Section
from inventories.workbook.values import same

Outcome = FilledWorkbookRow.Outcome
LONGEST = 6_000


@dataclass(slots=True)
class Planned:
    """As ``FilledWorkbookRow``, in the order of its columns."""

    position: int
    section: str
    sheet: str
    number: int
    name: str
    outcome: str = Outcome.UNCHANGED
    cells: list[list[str]] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    problems: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    target: int | None = None

    def settle(self, *, is_new: bool) -> None:
        """Say what comes of the row, after everything was looked at."""
        if self.problems:
            self.outcome = Outcome.REFUSED
        elif is_new:
            self.outcome = Outcome.NEW
        else:
            self.outcome = (
                Outcome.CHANGED if self.changes or self.content.get("legs_changed") else Outcome.UNCHANGED
            )


class FileRow:
    """A row of the file with its table, by the keys of the columns."""

    def __init__(self, table: ReadTable, row: ReadRow, position: int) -> None:
        self.table, self.row = table, row
        self.section: Section = BY_KEY[table.section]
        pairs = list(zip(table.columns, row.texts, strict=True))
        self.texts: dict[str, str] = {found.key: storable(text)[:LONGEST] for found, text in pairs}
        self.found = {found.key: found for found in table.columns}
        self.planned = Planned(
            position, table.section, table.sheet, row.number, self.texts.get("name", "")[:200]
        )
        self.planned.cells = [
            [cell_name(found.index, row.number), found.head, storable(text)[:500]]
            for found, text in pairs
            if text
        ]
        for at, note in row.notes.items():
            self.note(table.columns[at].key, note)
        for at, flaw in row.flaws.items():
            self.refuse(table.columns[at].key, flaw)

    @property
    def is_blank(self) -> bool:
        """Whether nothing but our key stands there."""
        return not any(self.texts.values())

    def column(self, key: str) -> Column | None:
        """What the section says of the column; ``None`` for one of the client's own."""
        return self.section.column(key)

    def head(self, key: str) -> str:
        """The heading as it stands in the file; that of ours where the file has no such column."""
        if key in self.found:
            return self.found[key].head.rstrip(" *")
        column = self.column(key)
        return column.head if column is not None else key

    def cell(self, key: str) -> str:
        """The name of the cell; empty where the file has no such column."""
        found = self.found.get(key)
        return cell_name(found.index, self.row.number) if found is not None else ""

    def refuse(self, key: str, message: str) -> None:
        """Tell what is wrong with a cell, or (no key) with the row."""
        self.planned.problems.append([self.cell(key), self.head(key) if key else "", message])

    def note(self, key: str, message: str) -> None:
        """Tell how a cell was read."""
        self.planned.notes.append(
            f"{self.cell(key)} {self.head(key)}{message}" if self.cell(key) else message
        )

    def change(self, key: str, before: str, after: str) -> None:
        """Tell what changes."""
        self.planned.changes.append([self.head(key), before, after])

    def filled(self) -> list[str]:
        """The columns that say something."""
        return [key for key, text in self.texts.items() if text]

    def changed(self, base: Mapping[str, str] | None, current: Mapping[str, str]) -> list[str]:
        """The columns that the client changed, by what was sent out (``base``), and that are not so already.

        A cell that changed on both sides is refused: which one holds is for a person to say.
        """
        changed = []
        for key, text in self.texts.items():
            column, now = self.column(key), current.get(key, "")
            sent = now if base is None else base.get(key, "")
            if (column is not None and column.locked) or same(column, text, sent) or same(column, text, now):
                continue
            if not same(column, sent, now):
                told = f"发出后系统中已由“{_shown(sent)}”改为“{_shown(now)}”，文件中是“{_shown(text)}”。请核对后在系统中修改，或重新下载收集表填写。"
                self.refuse(key, told)
            changed.append(key)
        return changed


def _shown(text: str) -> str:
    return text[:60] or "空"
