"""A bill's preview in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from inventories.bom.sentences import percent
from inventories.models import FilledWorkbook, FilledWorkbookRow
from inventories.workbook.showing import KINDS, Cell, Change


@dataclass(frozen=True, slots=True)
class Part:
    """A part: ``kind`` is the colour of its outcome, ``amount`` with its unit, ``notes`` the arithmetic."""

    row: FilledWorkbookRow
    kind: str
    amount: str
    loss: str
    problems: list[Cell]
    changes: list[Change]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the tree; ``indent`` is a class of the style sheet, the depth itself is printed too."""

    row: int
    depth: int
    code: str
    name: str
    amount: str
    scrap: str
    kind: str

    @property
    def indent(self) -> str:
        """Deeper than ten looks like ten."""
        return f"depth-{min(self.depth, 10)}"


def part_of(row: FilledWorkbookRow) -> Part:
    """The row in words."""
    values = row.content.get("values", {})
    amount, loss = values.get("amount"), values.get("loss_rate")
    return Part(
        row,
        KINDS[FilledWorkbookRow.Outcome(row.outcome)],
        f"{amount} {values.get('unit', '')}" if amount is not None else "",
        percent(Decimal(loss)) if loss else "",
        [Cell(*problem) for problem in row.problems],
        [Change(*change) for change in row.changes],
        [Cell(*cell) for cell in row.cells],
    )


def tree_of(filled: FilledWorkbook) -> list[Node]:
    """The rows of the bill under each other."""
    return [Node(*node) for node in filled.bill.tree]
