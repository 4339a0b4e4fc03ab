"""A table of a foreign file as lines of text cells, whatever the file was, and how its head is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from factors.importers.contract import Refused

HEAD_WITHIN = 60
Place = tuple[int, int]


class Line(NamedTuple):
    """A row: its number from 1 as people see it, its cells as text, and what is wrong with single cells."""

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
    """The row of heads: its number, the heads by column, and where a known head stands."""

    number: int
    heads: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)

    def column(self, head: str) -> int:
        """The column of a head that the format requires. Raises ``Refused``."""
        if head not in self.columns:
            raise Refused(f"表头中缺少“{head}”一列，请检查文件是否完整。")
        return self.columns[head]


def find_head(lines: Iterator[Line], required: Sequence[str]) -> Head | None:
    """The first row within ``HEAD_WITHIN`` that has all the required heads, compared without blanks and case."""
    wanted = {folded(head): head for head in required}
    for line in lines:
        if line.number > HEAD_WITHIN:
            return None
        found = {folded(cell): index for index, cell in reversed(list(enumerate(line.cells)))}
        if wanted.keys() <= found.keys():
            columns = {head: found[key] for key, head in wanted.items()}
            others = {cell.strip(): found[folded(cell)] for cell in line.cells if cell.strip()}
            return Head(line.number, tuple(cell.strip() for cell in line.cells), {**others, **columns})
    return None


def folded(head: str) -> str:
    """A head as it is compared: without blanks, case and the full-width forms of brackets."""
    return "".join(head.split()).replace("（", "(").replace("）", ")").replace("’", "'").casefold()
