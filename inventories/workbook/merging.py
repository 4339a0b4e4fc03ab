"""Merged cells of a sheet: what they cover, and the text that stands for all of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from factors.importers.sheet_scan import column_letters
from factors.importers.tables import Line

Place = tuple[int, int]
# More than this is no table that people merged by hand; the reader of workbooks has refused it before.
MOST = 200_000


class Span(NamedTuple):
    """A merged range: its name, its text, how many rows it covers."""

    name: str
    text: str
    height: int


class Merged:
    """The merged ranges of one sheet; rows and columns count from 0."""

    def __init__(self, ranges: Sequence[tuple[Place, Place]], lines: Sequence[Line]) -> None:
        self._lines = lines
        self._spans: dict[Place, Span] = {}
        self._rows: set[int] = set()
        for (top, left), (bottom, right) in ranges:
            bottom = min(bottom, len(lines) - 1)
            name = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            span = Span(name, self._text(top, left), bottom - top + 1)
            for row in range(top, bottom + 1):
                self._rows.add(row)
                for column in range(left, right + 1):
                    if len(self._spans) < MOST:
                        self._spans[row, column] = span

    def is_merged(self, row: int) -> bool:
        """Whether any cell of the row is."""
        return row in self._rows

    def span(self, row: int, column: int) -> Span | None:
        """The range that covers a cell."""
        return self._spans.get((row, column))

    def filled(self, row: int) -> list[str]:
        """The texts of a row, each repeated over the cells that it was merged with."""
        cells = list(self._lines[row].cells)
        if row not in self._rows:
            return cells
        return [span.text if (span := self._spans.get((row, at))) else text for at, text in enumerate(cells)]

    def _text(self, row: int, column: int) -> str:
        if row >= len(self._lines) or column >= len(self._lines[row].cells):
            return ""
        return self._lines[row].cells[column]
