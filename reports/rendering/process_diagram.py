"""The process flow of a product, drawn: steps in order, what goes in at the left, what is left over at the right.

Steps without inputs and waste streams are a chain in rows. Otherwise they run down a column, down two columns where
one would be too high, and over several figures where a page would not hold them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from inventories.footprint.subject import ProcessStep
from reports.rendering.boxes import INPUT, OUTSOURCED, STEP, WASTE, Chain, Key, Label, draw_legend, link
from reports.rendering.charts import NotDrawable
from reports.rendering.svg import ACCENT, GREY, PAGE_HEIGHT, TEXT_WIDTH, Box, Canvas, Figure, Type, plain

# What one column may take before two are tried, and what a step's row may take in two.
COMFORTABLE_HEIGHT: Final = 150.0
COMFORTABLE_ROW: Final = 40.0
LEGEND_HEIGHT: Final = 9.0
GAP: Final = 5.0
GUTTER: Final = 7.0
CONTINUED: Final = Type(2.6, fill=GREY)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in mm within one column of steps: inputs, arrow, step, arrow, waste; 0 where a part is not used."""

    count: int
    inputs: float
    step: float
    waste: float
    arrow: float

    @property
    def width(self) -> float:
        return (TEXT_WIDTH - (self.count - 1) * GUTTER) / self.count

    @property
    def step_left(self) -> float:
        return self.inputs + self.arrow if self.inputs else 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """One step with the texts of what goes in and what is left over, measured."""

    step: Label
    inputs: Label | None
    waste: Label | None

    @property
    def height(self) -> float:
        return max(label.height for label in (self.step, self.inputs, self.waste) if label is not None)


def process_diagram(
    steps: Sequence[ProcessStep], *, prefix: str, title: str = "生产工艺流程图"
) -> tuple[Figure, ...]:
    """The steps as one figure, or as several that each fit on a page. Raises ``NotDrawable`` without a step."""
    if not steps:
        raise NotDrawable("产品还没有生产工艺步骤，请先在产品资料中填写。")
    if not any(step.inputs or step.waste_streams for step in steps):
        return (_chain(steps, prefix, title),)
    columns, rows = _laid_out(steps)
    pages = _pages(rows, columns.count)
    figures: list[Figure] = []
    first = 0
    for index, page in enumerate(pages):
        count = sum(len(column) for column in page)
        shown = _Page(steps[first : first + count], page, first, len(steps))
        name = title if len(pages) == 1 else f"{title}（{index + 1}/{len(pages)}）"
        figures.append(
            _draw_page(
                shown,
                columns,
                Canvas(
                    prefix=f"{prefix}-{index + 1}",
                    title=name,
                    alternative=_in_words(shown.steps, first, name),
                ),
            )
        )
        first += count
    return tuple(figures)


def _in_words(steps: Sequence[ProcessStep], first: int, title: str) -> str:
    return (
        f"{title}："
        + "；".join(_step_in_words(step, first + index + 1) for index, step in enumerate(steps))
        + "。"
    )


def _step_in_words(step: ProcessStep, number: int) -> str:
    told = f"第{number}步 {plain(step.name)}" + ("（外协）" if step.outsourced else "")
    if step.inputs:
        told += f"，投入{'、'.join(map(plain, step.inputs))}"
    if step.waste_streams:
        told += f"，产生{'、'.join(map(plain, step.waste_streams))}"
    return told


def _step_label(step: ProcessStep, width: float) -> Label:
    return Label.fitted(step.name, width, OUTSOURCED if step.outsourced else STEP)


def _keys(steps: Sequence[ProcessStep]) -> list[Key]:
    keys = [Key("工序", STEP)] if any(not step.outsourced for step in steps) else []
    if any(step.outsourced for step in steps):
        keys.append(Key("外协工序", OUTSOURCED))
    if any(step.inputs for step in steps):
        keys.append(Key("投入", INPUT))
    if any(step.waste_streams for step in steps):
        keys.append(Key("废物与排放", WASTE))
    return keys


# --- a chain in rows --------------------------------------------------------------------------------------------


def _chain(steps: Sequence[ProcessStep], prefix: str, title: str) -> Figure:
    canvas = Canvas(prefix=f"{prefix}-1", title=title, alternative=_in_words(steps, 0, title))
    columns = math.ceil(len(steps) / math.ceil(len(steps) / 5))
    gap = 8.0
    width = min(38.0, (TEXT_WIDTH - 1.0 - (columns - 1) * gap) / columns)
    chain = Chain(tuple(_step_label(step, width) for step in steps), columns, width, gap)
    chain.draw(canvas, (TEXT_WIDTH - chain.width) / 2, 1.0)
    bottom = chain.height + 1.0
    if any(step.outsourced for step in steps):
        bottom = draw_legend(canvas, _keys(steps), bottom + 3.0)
    return canvas.figure(bottom + 1.0)


# --- columns with inputs and waste streams ----------------------------------------------------------------------


def _laid_out(steps: Sequence[ProcessStep]) -> tuple[_Columns, list[_Row]]:
    """One column where it is not too high, or where the texts are too long for half the width; else two."""
    one, two = _columns(steps, 1), _columns(steps, 2)
    rows = [_row(step, one) for step in steps]
    narrow = [_row(step, two) for step in steps]
    if _height(rows) <= COMFORTABLE_HEIGHT or max(row.height for row in narrow) > COMFORTABLE_ROW:
        return one, rows
    return two, narrow


def _columns(steps: Sequence[ProcessStep], count: int) -> _Columns:
    width = (TEXT_WIDTH - (count - 1) * GUTTER) / count - 0.6
    arrow = 9.0 if count == 1 else 5.0
    sides = [any(step.inputs for step in steps), any(step.waste_streams for step in steps)]
    room = width - arrow * sum(sides)
    step = room * (0.3 if all(sides) else 0.42)
    side = (room - step) / sum(sides)
    return _Columns(count, side if sides[0] else 0.0, step, side if sides[1] else 0.0, arrow)


def _row(step: ProcessStep, columns: _Columns) -> _Row:
    inputs = Label.fitted("、".join(step.inputs), columns.inputs, INPUT) if step.inputs else None
    waste = Label.fitted("、".join(step.waste_streams), columns.waste, WASTE) if step.waste_streams else None
    return _Row(_step_label(step, columns.step), inputs, waste)


def _height(rows: Sequence[_Row]) -> float:
    return sum(row.height + GAP for row in rows) - GAP


def _pages(rows: Sequence[_Row], count: int) -> list[list[list[_Row]]]:
    """The rows by page and column, in order; columns of a page about equally high."""
    room = PAGE_HEIGHT - LEGEND_HEIGHT - 2 * GAP
    if count == 1:
        return [[column] for column in _split(rows, room)]
    level = max(_height(rows) / count, max(row.height for row in rows))
    while level < room and len(_split(rows, level)) > count:
        level += 2.0
    columns = _split(rows, min(level, room))
    return [columns[first : first + count] for first in range(0, len(columns), count)]


def _split(rows: Sequence[_Row], room: float) -> list[list[_Row]]:
    columns: list[list[_Row]] = [[]]
    for row in rows:
        if columns[-1] and _height([*columns[-1], row]) > room:
            columns.append([])
        columns[-1].append(row)
    return columns


@dataclass(frozen=True, slots=True)
class _Page:
    """The steps of one figure; ``first`` is the index of its first step among all of them."""

    steps: Sequence[ProcessStep]
    columns: list[list[_Row]]
    first: int
    total: int

    @property
    def is_last(self) -> bool:
        return self.first + len(self.steps) == self.total


def _draw_page(page: _Page, layout: _Columns, canvas: Canvas) -> Figure:
    top = GAP if page.first or len(page.columns) > 1 else 1.0
    bottom = top
    ends: list[tuple[Box, Box]] = []
    for index, rows in enumerate(page.columns):
        boxes = _draw_column(canvas, rows, layout, 0.3 + index * (layout.width + GUTTER), top)
        ends.append((boxes[0], boxes[-1]))
        bottom = max(bottom, top + _height(rows))
    for (_, before), (after, _) in pairwise(ends):
        _draw_turn(canvas, before, after, layout, bottom)
    _draw_continuation(canvas, page, ends)
    bottom += GAP if len(page.columns) > 1 or not page.is_last else 0.0
    return canvas.figure(draw_legend(canvas, _keys(page.steps), bottom + 3.0) + 1.0)


def _draw_column(canvas: Canvas, rows: Sequence[_Row], layout: _Columns, left: float, y: float) -> list[Box]:
    boxes: list[Box] = []
    for row in rows:
        box = Box(left + layout.step_left, y, layout.step, row.height)
        row.step.draw(canvas, box)
        _draw_sides(canvas, row, box, layout)
        if boxes:
            canvas.arrow(link(boxes[-1], box), stroke=ACCENT)
        boxes.append(box)
        y += row.height + GAP
    return boxes


def _draw_sides(canvas: Canvas, row: _Row, step: Box, layout: _Columns) -> None:
    middle = step.middle[1]
    if row.inputs is not None:
        box = Box(
            step.x - layout.arrow - layout.inputs,
            middle - row.inputs.height / 2,
            layout.inputs,
            row.inputs.height,
        )
        row.inputs.draw(canvas, box)
        canvas.arrow(link(box, step))
    if row.waste is not None:
        box = Box(step.right + layout.arrow, middle - row.waste.height / 2, layout.waste, row.waste.height)
        row.waste.draw(canvas, box)
        canvas.arrow(link(step, box))


def _draw_turn(canvas: Canvas, before: Box, after: Box, layout: _Columns, bottom: float) -> None:
    """From the last step of a column round its foot, up the gutter and down to the first step of the next."""
    foot, head = bottom + GAP * 0.6, after.y - GAP * 0.6
    gutter = after.x - layout.step_left - GUTTER / 2
    start, end = before.middle[0], after.middle[0]
    corners = [
        (start, before.bottom),
        (start, foot),
        (gutter, foot),
        (gutter, head),
        (end, head),
        (end, after.y),
    ]
    canvas.arrow(corners, stroke=ACCENT)


def _draw_continuation(canvas: Canvas, page: _Page, ends: Sequence[tuple[Box, Box]]) -> None:
    if page.first:
        box = ends[0][0]
        canvas.arrow([(box.middle[0], box.y - GAP + 1.0), (box.middle[0], box.y)], stroke=ACCENT)
        canvas.lines(
            box.middle[0] + 2.0, box.y - GAP * 0.6, ["接上图"], CONTINUED, anchor="start", name="continued"
        )
    if not page.is_last:
        box = ends[-1][1]
        canvas.arrow([(box.middle[0], box.bottom), (box.middle[0], box.bottom + GAP - 0.4)], stroke=ACCENT)
        canvas.lines(
            box.middle[0] + 2.0,
            box.bottom + GAP * 0.5,
            ["接下图"],
            CONTINUED,
            anchor="start",
            name="continued",
        )
