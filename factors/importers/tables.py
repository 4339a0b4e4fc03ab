"""A table of a foreign file as lines of text cells, whatever the file was, and how its head is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

HEAD_WITHIN = 60
Place = tuple[int, int]


class Line(NamedTuple):
    """A row: its number from 1 as people see it, its cells as text without blanks around, what is wrong with some."""

    number: int
    cells: Sequence[str]
    flaws: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook, or a text file (then ``name`` is empty). ``merged`` count from 0."""

    name: str
    read: Callable[[Sequence[int] | None], Iterator[Line]]
    notes: tuple[str, ...] = ()
    merged: tuple[tuple[Place, Place], ...] = ()

    def lines(self, columns: Sequence[int] | None = None) -> Iterator[Line]:
        """The rows in turn, of the given columns (from 0) or of all. Raises ``Refused``."""
        return self.read(columns)

    def place(self, number: int) -> str:
        """Where a row is, in words."""
        return f"工作表“{self.name}”第 {number} 行" if self.name else f"第 {number} 行"


@dataclass(frozen=True, slots=True)
class Head:
    """The row of heads: its number, the heads as they stand, and their columns by ``folded`` head."""

    number: int
    heads: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)

    def column(self, head: str) -> int | None:
        """The column of a head in any of its spellings."""
        return self.columns.get(folded(head))

    def cell(self, line: Line, head: str) -> str:
        """The text of a line below a head, empty when there is no such column."""
        index = self.columns.get(folded(head), len(line.cells))
        return line.cells[index] if index < len(line.cells) else ""

    def as_written(self, head: str) -> str:
        """The head as it stands in the file."""
        index = self.columns.get(folded(head))
        return head if index is None else self.heads[index]


def find_head(lines: Iterable[Line], required: Sequence[str]) -> Head | None:
    """The first row within ``HEAD_WITHIN`` that has all the required heads. Of equal heads the first counts."""
    wanted = {folded(head) for head in required}
    for line in lines:
        if line.number > HEAD_WITHIN:
            return None
        columns = {
            folded(cell): index for index, cell in reversed(list(enumerate(line.cells))) if cell.strip()
        }
        if wanted <= columns.keys():
            return Head(line.number, tuple(cell.strip() for cell in line.cells), columns)
    return None


@lru_cache(maxsize=5_000)
def folded(head: str) -> str:
    """A head as it is compared: without blanks, underscores, case and the full-width forms of brackets."""
    plain = "".join(head.replace("_", " ").split()).casefold()
    return plain.replace("（", "(").replace("）", ")").replace("’", "'")
