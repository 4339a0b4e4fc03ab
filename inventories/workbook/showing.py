"""The rows of a preview in the reader's words, for the page and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet

from inventories.models import FilledWorkbook, FilledWorkbookRow
from inventories.workbook.sections import BY_KEY

Outcome = FilledWorkbookRow.Outcome
KINDS = {
    Outcome.NEW: "ok",
    Outcome.CHANGED: "wait",
    Outcome.UNCHANGED: "off",
    Outcome.MISSING: "off",
    Outcome.REFUSED: "stop",
}


class Cell(NamedTuple):
    """Something that is said of a cell."""

    cell: str
    head: str
    message: str


class Change(NamedTuple):
    """One column before and after."""

    head: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row; ``kind`` is the colour of its outcome, ``cells`` what stood there as (cell, heading, text)."""

    row: FilledWorkbookRow
    kind: str
    problems: list[Cell]
    changes: list[Change]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one sheet on a page of the preview."""

    sheet: str
    title: str
    rows: list[Shown] = field(default_factory=list)


def rows_of(
    filled: FilledWorkbook, *, outcome: str = "", only_writing: bool = False
) -> QuerySet[FilledWorkbookRow]:
    """The rows in the order of the file, narrowed to an outcome, or to those that would be written."""
    rows = FilledWorkbookRow.objects.filter(workbook=filled).order_by("position")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if only_writing:
        rows = rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED))
    return rows


def by_sheet(filled: FilledWorkbook, rows: Iterable[FilledWorkbookRow]) -> list[Group]:
    """The rows grouped as they stand in the file."""
    return [
        Group(sheet, BY_KEY[section].sheet.partition(" ")[2], [shown(row) for row in found])
        for (sheet, section), found in groupby(rows, key=lambda row: (row.sheet, row.section))
    ]


def shown(row: FilledWorkbookRow) -> Shown:
    """The row in words."""
    return Shown(
        row,
        KINDS[Outcome(row.outcome)],
        [Cell(*problem) for problem in row.problems],
        [Change(*change) for change in row.changes],
        [Cell(*cell) for cell in row.cells],
    )
