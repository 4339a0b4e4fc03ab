"""Names of cells. Pure."""

from __future__ import annotations

from factors.importers.sheet_scan import column_letters


def cell_name(column: int, row: int) -> str:
    """``B7`` of a column from 0 and a row from 1."""
    return f"{column_letters(column)}{row}"
