"""The preview as a workbook: the file's own heads and cells, coloured by outcome, with what there is to say.

Cells are written as text, whatever they look like: a formula from a stranger's file must not run at the reader's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from factors.imports.showing import remarks, rows_of
from factors.models import FactorImport, ImportRow

Outcome = ImportRow.Outcome
# A workbook is made within a request: so many cells take some seconds.
MOST_CELLS = 800_000
_OWN = 3
_COLOURS = {
    Outcome.NEW: "#E7F4EA",
    Outcome.CHANGED: "#FFF4D6",
    Outcome.UNCHANGED: "#FFFFFF",
    Outcome.REFUSED: "#FBE3E1",
}
_MARK = "#E9928B"
_OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def parts(batch: FactorImport) -> int:
    """How many workbooks the preview takes; none without a row."""
    rows = sum(int(batch.counts.get(outcome, 0)) for outcome in Outcome.values)
    return -(-rows // _rows_a_part(batch))


def marked_up(batch: FactorImport, part: int = 1) -> bytes:
    """The ``part``-th workbook, counted from one. Raises ``LookupError`` for one that there is not."""
    if not 1 <= part <= parts(batch):
        raise LookupError(f"the preview of import {batch.pk} has {parts(batch)} parts")
    size = _rows_a_part(batch)
    rows = rows_of(batch)[(part - 1) * size : part * size]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "preview.xlsx"
        with xlsxwriter.Workbook(path, {**_OPTIONS, "tmpdir": folder}) as book:
            book.set_properties({"title": batch.name})
            _write(book, batch, rows.iterator(chunk_size=2_000))
        return path.read_bytes()


def _rows_a_part(batch: FactorImport) -> int:
    return max(1, MOST_CELLS // (len(batch.heads) + _OWN))


def _write(book: Any, batch: FactorImport, rows: Iterator[ImportRow]) -> None:
    sheet, head = book.add_worksheet(_("导入预览")), book.add_format({"bold": True, "bottom": 1})
    formats = {
        outcome: book.add_format({"bg_color": colour, "valign": "top"})
        for outcome, colour in _COLOURS.items()
    }
    mark = book.add_format({"bg_color": _MARK, "bold": True, "valign": "top"})
    heads = [_("结果"), _("问题与改动"), _("位置"), *batch.heads]
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, len(heads) - 1, 18)
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, head)
    sheet.freeze_panes(1, 1)
    count = 0
    for count, row in enumerate(rows, start=1):
        wrong = {name for name, _message in row.problems if name}
        plain = formats[Outcome(row.outcome)]
        texts = (str(Outcome(row.outcome).label), remarks(row), row.place, *row.cells)
        for column, (name, text) in enumerate(zip(heads, texts, strict=False)):
            sheet.write_string(count, column, text, mark if column >= _OWN and name in wrong else plain)
    sheet.autofilter(0, 0, count, len(heads) - 1)
