"""Tables as the template prints them: widths, decimal points under one another, rows that stay together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.rendering.blocks import Column, Row, Table
from reports.rendering.svg import Type, plain, text_width

# Of report.css: the width of a table, the size of its type, what a cell leaves at its left and, in em, behind a number.
TABLE_MM, EM_MM, CELL_MM, BEHIND_NUMBER = 160.0, 8.8 * 25.4 / 72, 1.4, 1.0
# Advance widths in Noto Sans SC, in em. Its digits are all equally wide.
DIGIT_WIDTH, POINT_WIDTH, SIGN_WIDTH, PERCENT_WIDTH = 0.555, 0.278, 0.6, 0.921
# Numbers whose points cannot be aligned within this part of the table stand flush right instead.
NUMBERS_PART = 0.6
# A table of so few rows is not broken over pages; of a longer one so many rows stay together at either end.
KEPT_WHOLE, KEPT_ROWS = 6, 3
_NUMBER = re.compile(r"(?P<sign>[±-]?)(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+))?(?P<percent>%?)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``span`` columns wide; ``indent`` in em moves a number so that its point is under the others."""

    text: str
    css: str
    span: int = 1
    indent: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one column: the most digits before and behind the point, and the widest of them in em."""

    whole: float
    decimals: int
    widest: float

    @property
    def aligned(self) -> float:
        """The width in em that all of them need when their points are under one another."""
        behind = POINT_WIDTH + self.decimals * DIGIT_WIDTH if self.decimals else 0.0
        return max(self.whole + behind, self.widest)


def table_view(table: Table) -> dict[str, Any]:
    """What ``blocks/table.html`` prints."""
    figures = [_figures(table, index, column) for index, column in enumerate(table.columns)]
    needed = [0.0 if found is None else _needed(found.aligned) for found in figures]
    aligned = sum(needed) <= TABLE_MM * NUMBERS_PART
    if not aligned:
        needed = [0.0 if found is None else _needed(found.widest) for found in figures]
    needed = [max(pair) for pair in zip(needed, _unit_widths(table), strict=True)]
    widths = _widths(table.columns, needed)
    decimals = [found.decimals if found is not None and aligned else None for found in figures]
    return {
        "columns": [
            {"title": column.title, "css": column.alignment, "width": f"{width * 100 / TABLE_MM:.2f}"}
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": [
            {"css": f"{row.kind} {keep}".strip(), "cells": _cells(row, table.columns, decimals)}
            for row, keep in zip(table.rows, _kept_together(len(table.rows)), strict=True)
        ],
        "whole": len(table.rows) <= KEPT_WHOLE,
    }


def _unit_widths(table: Table) -> list[float]:
    """The width in mm of the widest unit of each column of units; 0 for the others."""
    return [
        max(text_width(plain(row.cells[index]), Type(EM_MM)) for row in table.rows) + 2 * CELL_MM
        if column.alignment == "unit"
        else 0.0
        for index, column in enumerate(table.columns)
    ]


def _figures(table: Table, index: int, column: Column) -> Figures | None:
    if column.alignment != "number":
        return None
    found = [match for row in table.rows if (match := _NUMBER.fullmatch(row.cells[index]))]
    others = [row.cells[index] for row in table.rows if not _NUMBER.fullmatch(row.cells[index])]
    return Figures(
        max((_before_point(match) for match in found), default=0.0),
        max((len(match["decimals"] or "") for match in found), default=0),
        max([_width(match) for match in found] + [_rough_width(text) for text in others], default=0.0),
    )


def _before_point(match: re.Match[str]) -> float:
    return len(match["whole"]) * DIGIT_WIDTH + len(match["sign"]) * SIGN_WIDTH


def _width(match: re.Match[str]) -> float:
    decimals = match["decimals"] or ""
    behind = POINT_WIDTH + len(decimals) * DIGIT_WIDTH if decimals else 0.0
    return _before_point(match) + behind + len(match["percent"]) * PERCENT_WIDTH


def _rough_width(text: str) -> float:
    """A number with its unit (16345 台): Chinese characters are an em wide, others about a digit."""
    return sum(1.0 if ord(character) > 0x2E7F else DIGIT_WIDTH for character in text)


def _needed(ems: float) -> float:
    return (ems + BEHIND_NUMBER) * EM_MM + CELL_MM if ems else 0.0


def _widths(columns: Sequence[Column], needed: Sequence[float]) -> list[float]:
    """The proposed widths in mm; a column of numbers is never narrower than its numbers, the others make room."""
    whole = sum(column.width for column in columns)
    proposed = [column.width * TABLE_MM / whole for column in columns]
    narrow = [least > width for least, width in zip(needed, proposed, strict=True)]
    fixed = sum(least for least, is_narrow in zip(needed, narrow, strict=True) if is_narrow)
    free = sum(width for width, is_narrow in zip(proposed, narrow, strict=True) if not is_narrow)
    if not any(narrow) or not free:
        return proposed
    scale = (TABLE_MM - fixed) / free
    scaled = [max(width * scale, least) for width, least in zip(proposed, needed, strict=True)]
    return [
        least if is_narrow else width for width, least, is_narrow in zip(scaled, needed, narrow, strict=True)
    ]


def _kept_together(rows: int) -> Iterator[str]:
    """The first and the last rows stay with their neighbours, so that no page shows one row of a table alone."""
    for index in range(rows):
        if rows <= KEPT_WHOLE:
            yield ""
        elif index < KEPT_ROWS - 1:
            yield "with-next"
        else:
            yield "with-previous" if index > rows - KEPT_ROWS else ""


def _cells(row: Row, columns: Sequence[Column], decimals: Sequence[int | None]) -> list[Cell]:
    cells = [
        Cell(text, column.alignment, 1, "" if most is None else _indent(text, most))
        for text, column, most in zip(row.cells, columns, decimals, strict=True)
    ]
    return _headed(cells) if row.kind == "group" else cells


def _headed(cells: list[Cell]) -> list[Cell]:
    """The title of a group takes the empty cells beside it."""
    span = next((index for index, cell in enumerate(cells) if index and cell.text), len(cells))
    return [Cell(cells[0].text, "group", span), *cells[span:]]


def _indent(text: str, most: int) -> str:
    """What is missing at the right of a number to the longest fraction in its column, as a padding in em."""
    match = _NUMBER.fullmatch(text)
    own = 0 if match is None else len(match["decimals"] or "")
    if most == 0 or own == most or text.endswith("%") or (match is None and len(text) > 1):
        return ""
    return f"{BEHIND_NUMBER + (most - own) * DIGIT_WIDTH + (0 if own else POINT_WIDTH):.3f}"
