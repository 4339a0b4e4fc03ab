"""A foreign file as a source of tables, whatever it is: a workbook with sheets, or a text file that is one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Protocol

from factors.importers.contract import Refused
from factors.importers.delimited import TextTable, text_table
from factors.importers.tables import HEAD_WITHIN, Line, Place, Table
from factors.importers.workbooks import Workbook

_WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Source(Protocol):
    """Where tables come from."""

    sheets: tuple[str, ...]
    notes: tuple[str, ...]

    def table(self, name: str) -> Table:
        """The table of that name. Raises ``Refused``."""


class TextSource:
    """A text file: one table without a name."""

    sheets: tuple[str, ...] = ("",)

    def __init__(self, path: Path) -> None:
        self._table: TextTable = text_table(path)
        self.notes = self._table.notes

    def table(self, name: str) -> Table:
        return Table("", self._lines)

    def _lines(self, columns: Sequence[int] | None) -> Iterator[Line]:
        for number, cells in self._table.rows():
            texts = [cell.strip() for cell in cells]
            if columns is not None:
                texts = [texts[column] if column < len(texts) else "" for column in columns]
            yield Line(number, texts, {})


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a table, for recognising it and for suggesting what its columns are."""

    sheet: str
    lines: tuple[Line, ...]
    merged: tuple[tuple[Place, Place], ...] = ()


def opened(
    path: Path, *, glance: bool = False, wide: bool = False, only: Mapping[str, Sequence[int]] | None = None
) -> Source:
    """The file by its content, not by its name; the words as for ``Workbook``. Raises ``Refused``."""
    with path.open("rb") as file:
        is_workbook = file.read(4) in _WORKBOOK_SIGNATURES
    return Workbook(path, glance=glance, wide=wide, only=only) if is_workbook else TextSource(path)


def beginnings(path: Path, *, wide: bool = False) -> tuple[Beginning, ...]:
    """The first rows of every table. Raises ``Refused``."""
    found = _beginnings(path, path.stat().st_mtime_ns, wide)
    if isinstance(found, Refused):
        raise found
    return found


def glimpses(path: Path, *, wide: bool = False) -> tuple[Beginning, ...]:
    """As ``beginnings``, for readers that only ask whether the file is theirs: nothing when it cannot be read."""
    try:
        return beginnings(path, wide=wide)
    except Refused:
        return ()


@lru_cache(maxsize=4)
def _beginnings(path: Path, changed: int, wide: bool) -> tuple[Beginning, ...] | Refused:
    """Kept for the readers that are asked in turn, a refusal too."""
    try:
        source = opened(path, glance=True, wide=wide)
        tables = [source.table(sheet) for sheet in source.sheets]
        return tuple(
            Beginning(table.name, tuple(islice(table.lines(), HEAD_WITHIN)), table.merged) for table in tables
        )
    except Refused as refusal:
        return refusal
