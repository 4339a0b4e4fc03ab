"""Boxes of a diagram: a label that is wrapped and measured first, so that it never leaves its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reports.rendering.svg import ACCENT, GREY, LINE_HEIGHT, RULE, WHITE, Box, Canvas, Type, wrap

PADDING_X: Final = 2.0
PADDING_Y: Final = 1.8
NOTE: Final = Type(2.4, fill=GREY)


@dataclass(frozen=True, slots=True)
class Style:
    """How a box of one meaning looks. ``name`` is its class in the SVG."""

    name: str
    kind: Type
    fill: str = WHITE
    stroke: str = ACCENT
    thickness: float = 0.3
    dashes: str = "none"
    radius: float = 0.8
    note: Type = NOTE


STAGE: Final = Style("stage", Type(3.1, bold=True), thickness=0.45)
INCLUDED: Final = Style("included", Type(2.8), stroke=RULE)
EXCLUDED: Final = Style(
    "excluded", Type(2.7, fill=GREY), fill="#f4f4f4", stroke="#a8a8a8", dashes="1.2 0.9", thickness=0.25
)
STEP: Final = Style("step", Type(3.0, bold=True), thickness=0.4)
OUTSOURCED: Final = Style("step outsourced", Type(3.0, bold=True), thickness=0.4, dashes="1.4 1")
FRAME: Final = Style("frame", Type(2.5), fill="none", dashes="2 1.2", thickness=0.4)
INPUT: Final = Style("input", Type(2.7), stroke=RULE, thickness=0.25)
WASTE: Final = Style("waste", Type(2.7, fill=GREY), fill="#f4f4f4", stroke="#a8a8a8", thickness=0.25)


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a box: its name, then notes in smaller grey type."""

    names: tuple[str, ...]
    notes: tuple[str, ...]
    style: Style

    @classmethod
    def fitted(cls, name: str, width: float, style: Style, notes: Sequence[str] = ()) -> Label:
        inner = width - 2 * PADDING_X
        wrapped = [line for note in notes for line in wrap(note, style.note, inner)]
        return cls(tuple(wrap(name, style.kind, inner)), tuple(wrapped), style)

    @property
    def height(self) -> float:
        """The height that a box needs for this label, in mm."""
        text = len(self.names) * self.style.kind.size + len(self.notes) * self.style.note.size
        return text * LINE_HEIGHT + 2 * PADDING_Y

    def draw(self, canvas: Canvas, box: Box) -> None:
        style = self.style
        canvas.rect(
            box,
            name=style.name,
            fill=style.fill,
            stroke=style.stroke,
            thickness=style.thickness,
            dashes=style.dashes,
            radius=style.radius,
        )
        x, y = box.middle
        of_names = len(self.names) * style.kind.size * LINE_HEIGHT
        of_notes = len(self.notes) * style.note.size * LINE_HEIGHT
        canvas.lines(x, y - of_notes / 2, self.names, style.kind, name="label")
        canvas.lines(x, y + of_names / 2, self.notes, style.note, name="note")


@dataclass(frozen=True, slots=True)
class Chain:
    """Boxes of one width joined by arrows, in rows of ``columns``, every other row from right to left; mm."""

    labels: tuple[Label, ...]
    columns: int
    box_width: float
    gap: float

    @property
    def width(self) -> float:
        return self.columns * (self.box_width + self.gap) - self.gap

    @property
    def height(self) -> float:
        return sum(self._row_heights()) + self.gap * (len(self._rows()) - 1)

    def _rows(self) -> list[tuple[Label, ...]]:
        return [
            self.labels[first : first + self.columns] for first in range(0, len(self.labels), self.columns)
        ]

    def _row_heights(self) -> list[float]:
        return [max(label.height for label in row) for row in self._rows()]

    def draw(self, canvas: Canvas, left: float, y: float) -> None:
        boxes: list[Box] = []
        for number, (row, height) in enumerate(zip(self._rows(), self._row_heights(), strict=True)):
            for index in range(len(row)):
                column = index if number % 2 == 0 else self.columns - 1 - index
                boxes.append(Box(left + column * (self.box_width + self.gap), y, self.box_width, height))
            y += height + self.gap
        for label, box in zip(self.labels, boxes, strict=True):
            label.draw(canvas, box)
        for before, after in pairwise(boxes):
            canvas.arrow(link(before, after), stroke=ACCENT)


def link(before: Box, after: Box) -> list[tuple[float, float]]:
    """A straight line from the edge of one box to the facing edge of the next, beside or below it."""
    if after.y >= before.bottom:
        return [(before.middle[0], before.bottom), (before.middle[0], after.y)]
    if after.x >= before.right:
        return [(before.right, before.middle[1]), (after.x, before.middle[1])]
    return [(before.x, before.middle[1]), (after.right, before.middle[1])]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a small sample and what it means."""

    meaning: str
    style: Style


def draw_legend(canvas: Canvas, keys: Sequence[Key], y: float) -> float:
    """The legend's entries in a row, broken where the width ends; the lower edge in mm."""
    kind = Type(2.5, fill=GREY)
    x = 0.0
    for key in keys:
        width = 7.5 + kind.size * (len(key.meaning) + 2)
        if x + width > canvas.width:
            x, y = 0.0, y + 5.0
        style = key.style
        sample = Box(x + 0.3, y + 0.9, 5.6, 3.0)
        canvas.rect(
            sample,
            name="sample",
            fill=style.fill,
            stroke=style.stroke,
            thickness=style.thickness,
            dashes=style.dashes,
            radius=0.5,
        )
        canvas.lines(x + 7.5, sample.middle[1], [key.meaning], kind, anchor="start", name="meaning")
        x += width
    return y + 5.0
