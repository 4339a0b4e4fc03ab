"""The first sheets of a workbook as texts. Only to be used inside the child process."""

from __future__ import annotations

from pathlib import Path

from factors.importers.sheet_scan import column_letters
from factors.importers.workbooks import Workbook
from inventories.previews.contract import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, MAX_TEXT, Book, Sheet


def read(path: Path) -> Book:
    """The beginning of each of the first sheets. Raises ``Refused``."""
    book = Workbook(path, glance=True)
    shown = [_sheet(book, name) for name in book.sheets[:MAX_SHEETS]]
    return Book(tuple(shown), tuple(book.sheets[MAX_SHEETS:]))


def _sheet(book: Workbook, name: str) -> Sheet:
    rows: list[tuple[int, tuple[str, ...]]] = []
    is_cut = False
    for line in book.table(name).lines():
        if not any(line.cells):
            continue
        if len(rows) == MAX_ROWS:
            is_cut = True
            break
        is_cut |= any(line.cells[MAX_COLUMNS:])
        rows.append((line.number, tuple(text[:MAX_TEXT] for text in line.cells[:MAX_COLUMNS])))
    width = max((_width(texts) for _number, texts in rows), default=0)
    padded = tuple((number, (*texts[:width], *[""] * (width - len(texts)))) for number, texts in rows)
    return Sheet(name, tuple(column_letters(index) for index in range(width)), padded, is_cut)


def _width(texts: tuple[str, ...]) -> int:
    return max((index + 1 for index, text in enumerate(texts) if text), default=0)
