"""Tables for the readers' tests: text files and workbooks written from rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from factors.importers.contract import Reading, ReadRow

Cell = str | float | None
Grid = Sequence[Sequence[Cell]]


def text_of(rows: Grid, delimiter: str = ",") -> str:
    """The rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def text_file(path: Path, rows: Grid, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A delimited text file."""
    path.write_bytes(text_of(rows, delimiter).encode(encoding))
    return path


def workbook(path: Path, sheets: Mapping[str, Grid], merged: Sequence[str] = ()) -> Path:
    """An xlsx with these sheets; ``merged`` ranges (``B2:C2``) of the first, whose first cell keeps its content."""
    with xlsxwriter.Workbook(path) as book:
        for number, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, column, cell)
            for span in merged if number == 0 else ():
                sheet.merge_range(span, "")
                first = span.partition(":")[0]
                row, column = int(first[1:]) - 1, ord(first[0]) - 65
                if (content := rows[row][column]) is not None:
                    sheet.write(row, column, content)
    return path


def row_of(reading: Reading, code: str) -> ReadRow:
    """The row of a factor by its code."""
    return next(row for row in reading.rows if row.content.get("code") == code)


def messages(row: ReadRow) -> str:
    """All that is wrong with a row, in one text."""
    return " ".join(f"{problem.column}：{problem.message}" for problem in row.problems)
