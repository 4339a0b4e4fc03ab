"""Where formulas stand in a workbook; the parser gives their stored results and does not tell."""

from __future__ import annotations

import re
from pathlib import Path

from factors.importers import archives, workbooks
from factors.importers.sheet_scan import column_number

_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b")
# A formula's opening is shorter than this, so none is lost between two pieces.
_OVERLAP = 400


def places(path: Path) -> dict[str, frozenset[tuple[int, int]]]:
    """The cells with a formula by sheet, rows and columns from 0; nothing is told of xls and ods."""
    if not archives.is_zip(path):
        return {}
    with archives.opened(path, archives.WORKBOOK) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        found: dict[str, frozenset[tuple[int, int]]] = {}
        for sheet, part in workbooks.sheet_parts(archive).items():
            rest, cells = b"", set()
            for piece in workbooks.pieces(archive, part):
                block = rest + piece
                cells |= {
                    (int(row) - 1, column_number(letters.decode()))
                    for letters, row in _FORMULA.findall(block)
                }
                rest = block[-_OVERLAP:]
            found[sheet] = frozenset(cells)
    return found
