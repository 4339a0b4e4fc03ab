"""Merged cells of a stranger's table: where it is certain what they mean, the rows get their value.

A cell merged downwards in a column that only describes (类别, 地区 …) stands for every row that it covers. In a column
of figures, units, names or codes it does not: there the row is refused, and a person takes the merge apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from factors.importers.tables import Line, Place

# Columns of a factor whose value may be taken from a cell that is merged downwards.
DESCRIBING = frozenset(
    {
        "category",
        "region",
        "year",
        "boundary",
        "gwp_set",
        "publisher",
        "document",
        "table",
        "licence",
        "quality",
        "note",
    }
)


class Merged:
    """The merges of one sheet, while its lines are read in turn."""

    def __init__(self, ranges: Iterable[tuple[Place, Place]], describing: Sequence[int]) -> None:
        self._down: dict[int, list[tuple[int, int]]] = {}
        self._across: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in ranges:
            if left == right and left in describing:
                self._down.setdefault(left, []).append((top, bottom))
            elif top == bottom:
                self._across.setdefault(top, []).append((left, right))
        self._texts: dict[tuple[int, int], str] = {}
        self.filled: Counter[int] = Counter()

    def opened(self, line: Line) -> Line:
        """The line with what merges say of it, and without the flaws that are none then."""
        row = line.number - 1
        cells, flaws = list(line.cells), dict(line.flaws)
        for column in [column for column in flaws if column in self._down]:
            for top, bottom in self._down[column]:
                if top <= row <= bottom and self._is_known(cells, column, top, row):
                    del flaws[column]
                    break
        return line if len(flaws) == len(line.flaws) else Line(line.number, cells, flaws)

    def is_title(self, line: Line) -> bool:
        """Whether a single text is spread over the row, and nothing else stands in it: a heading within the table."""
        spread = self._across.get(line.number - 1, ())
        if sum(map(bool, line.cells)) != 1 or not spread:
            return False
        covered = {column for left, right in spread for column in range(left, right + 1)}
        at = next(index for index, cell in enumerate(line.cells) if cell)
        return at in covered and set(line.flaws) <= covered

    def _is_known(self, cells: list[str], column: int, top: int, row: int) -> bool:
        """Whether the merge begins among the lines that were read; then the cell has its text."""
        cells += [""] * (column + 1 - len(cells))
        if row == top:
            self._texts[column, top] = cells[column]
            return True
        text = self._texts.get((column, top))
        if text:
            cells[column] = text
            self.filled[column] += 1
        return text is not None
