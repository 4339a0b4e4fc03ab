"""What the child process tells of a file. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SHEETS = 5
MAX_ROWS = 60
MAX_COLUMNS = 20
MAX_TEXT = 200


@dataclass(frozen=True)
class Sheet:
    """The beginning of a sheet. ``heads``: the letters of the columns; ``rows``: number and texts; ``is_cut``: there is more."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    is_cut: bool


@dataclass(frozen=True)
class Book:
    """The first sheets of a workbook; ``left_out``: the names of those that are not shown."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[str, ...]


def dump(book: Book) -> str:
    """As the child writes it."""
    sheets = [[sheet.name, sheet.heads, sheet.rows, sheet.is_cut] for sheet in book.sheets]
    return json.dumps([sheets, book.left_out], ensure_ascii=False)


def load(text: str) -> Book:
    """As the parent reads it."""
    sheets, left_out = json.loads(text)
    return Book(
        tuple(
            Sheet(name, tuple(heads), tuple((number, _texts(texts)) for number, texts in rows), is_cut)
            for name, heads, rows, is_cut in sheets
        ),
        tuple(left_out),
    )


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(texts)
