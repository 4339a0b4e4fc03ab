"""What a section of the report is made of: paragraphs, tables, figures, formulas, as plain frozen values.

A block with a ``key`` and a caption is numbered when the whole report is put together, so a paragraph refers to it
by ``Ref(key)`` and the number is filled in then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from reports.rendering.svg import Figure

# A unit stands in the middle and is never broken over lines.
Alignment = Literal["text", "centre", "unit", "number"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to the table, figure or formula with this key: prints 表 3 as a link."""

    key: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text, possibly with references in it."""

    template: ClassVar[str] = "paragraph"
    parts: tuple[str | Ref, ...]

    @classmethod
    def of(cls, *parts: str | Ref) -> Paragraph:
        """A body paragraph from its parts."""
        return cls(parts)


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list."""

    template: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A small heading inside a section, without a number of its own."""

    template: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (with the unit), how its cells stand, and its width in proportion to the others'."""

    title: str
    width: int
    alignment: Alignment = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns. ``group``: heads the rows below it. ``total``: the sum of those above."""

    cells: tuple[str, ...]
    kind: Literal["line", "group", "total"] = "line"


@dataclass(frozen=True, slots=True)
class Table:
    """A three-line table. Never without rows: who has none says so in a paragraph instead."""

    template: ClassVar[str] = "table"
    kind: ClassVar[str] = "表"
    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError(f"table {self.key} has no rows")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.key} has rows that do not fit its columns")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure that we drew. ``source`` is the address under which the page asks for the SVG."""

    template: ClassVar[str] = "drawing"
    kind: ClassVar[str] = "图"
    key: str
    caption: str
    svg: str
    alternative: str
    width_mm: float

    @classmethod
    def of(cls, key: str, caption: str, figure: Figure) -> Drawing:
        return cls(key, caption, figure.svg, figure.alternative, figure.width_mm)

    @property
    def source(self) -> str:
        return f"drawing:{self.key}"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture that the client handed in, by its digest."""

    template: ClassVar[str] = "photograph"
    kind: ClassVar[str] = "图"
    key: str
    caption: str
    digest: str

    @property
    def source(self) -> str:
        return f"picture:{self.digest}"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of a formula, explained below it."""

    source: str
    svg: str
    alternative: str
    width_mm: float
    height_mm: float
    meaning: str
    unit: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula set as mathematics, numbered at the right edge, with the symbols that are new in it."""

    template: ClassVar[str] = "formula"
    kind: ClassVar[str] = "式"
    key: str
    name: str
    svg: str
    alternative: str
    width_mm: float
    height_mm: float
    symbols: tuple[Symbol, ...] = ()

    @property
    def source(self) -> str:
        return f"drawing:{self.key}"


Block = Paragraph | Items | Heading | Table | Drawing | Photograph | Formula
Blocks = tuple[Block, ...]


def refs(keys: Sequence[str]) -> list[str | Ref]:
    """References to consecutive tables or figures: 表3, 表3和表4, 表3至表7."""
    if len(keys) == 1:
        return [Ref(keys[0])]
    return [Ref(keys[0]), "和" if len(keys) == 2 else "至", Ref(keys[-1])]


def text(*sentences: str) -> Blocks:
    """Paragraphs of plain text; empty ones are dropped."""
    return tuple(Paragraph.of(sentence) for sentence in sentences if sentence)


def fitted(
    key: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    optional: Iterable[int] = (),
    notes: Sequence[str] = (),
) -> Table:
    """A table without those ``optional`` columns (by index) in which no row says anything."""
    kept_rows = tuple(rows)
    dropped = {
        index for index in optional if not any(row.cells[index] for row in kept_rows if row.kind == "line")
    }
    keep = [index for index in range(len(columns)) if index not in dropped]
    return Table(
        key=key,
        caption=caption,
        columns=tuple(columns[index] for index in keep),
        rows=tuple(Row(tuple(row.cells[index] for index in keep), row.kind) for row in kept_rows),
        notes=tuple(note for note in notes if note),
    )
