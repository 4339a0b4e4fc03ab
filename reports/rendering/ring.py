"""The ring of shares: large parts labelled beside it, many small ones gathered in a list below it.

Parts are drawn clockwise from the largest to the smallest, from dark to light. Where several are small, the ring is
turned so that they lie at three o'clock, where their leader lines fan out freely. No figure is made up for a group:
each part keeps its own printed figure and share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.rendering.charts import AMOUNT, NAME, SHARE, NotDrawable, Part, checked, in_words
from reports.rendering.label_layout import distance_to_segment, on_circle, spread
from reports.rendering.svg import (
    GREY,
    HAIRLINE,
    LINE_HEIGHT,
    RULE,
    TEXT_WIDTH,
    WHITE,
    Anchor,
    Box,
    Canvas,
    Figure,
    Type,
    number,
    plain,
    text_width,
    wrap,
)

OUTER: Final = 26.0
INNER: Final = 15.5
# From the ring's edge: where a leader turns, where its column of labels begins.
TICK: Final = 2.5
ELBOW: Final = 9.0
COLUMN: Final = 12.0
# In the list below the ring: what shares take at the right.
SHARES: Final = 15.0
COLUMN_WIDTH: Final = TEXT_WIDTH / 2 - OUTER - COLUMN - 1.5
BLOCK_GAP: Final = 2.2
SMALL: Final = 0.05
MOST_LABELLED: Final = 12
LABELLED_BESIDE_A_LIST: Final = 6

TOTAL: Final = Type(5.2, bold=True)
UNIT: Final = Type(2.7, fill=GREY)
KEY: Final = Type(2.3)
DARK: Final = (0x17, 0x4A, 0x86)
LIGHT: Final = (0xD3, 0xDF, 0xED)


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of the ring: its place in descending order and its angles in radians clockwise from twelve."""

    rank: int
    part: Part
    start: float
    end: float
    fill: str

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def turned(self, by: float) -> _Slice:
        return _Slice(self.rank, self.part, self.start + by, self.end + by, self.fill)


@dataclass(frozen=True, slots=True)
class _Label:
    """The lines beside a slice, and where they and their leader are; coordinates from the ring's middle."""

    slice: _Slice
    names: tuple[str, ...]
    middle: float

    @property
    def side(self) -> int:
        return 1 if math.sin(self.slice.middle) >= 0 else -1

    @property
    def anchor(self) -> Anchor:
        return "start" if self.side > 0 else "end"

    @property
    def height(self) -> float:
        return (len(self.names) * NAME.size + AMOUNT.size) * LINE_HEIGHT + BLOCK_GAP

    def leader(self) -> list[tuple[float, float]]:
        """From the ring's edge outwards, then to the label's column."""
        return [
            on_circle(self.slice.middle, OUTER),
            on_circle(self.slice.middle, OUTER + TICK),
            (self.side * (OUTER + ELBOW), self.middle),
            (self.side * (OUTER + COLUMN - 1.0), self.middle),
        ]


def ring(parts: Sequence[Part], *, title: str, total: str, unit: str, prefix: str) -> Figure:
    """A ring of the parts' shares with ``total`` and ``unit`` as printed in its middle.

    A part that is not quantified or zero has no slice but is listed. Raises ``NotDrawable`` for a negative part or
    when nothing is above zero: a ring cannot show these, ``bars`` can.
    """
    parts = checked(parts)
    slices, without = _slices(parts)
    beside = slices if len(slices) <= MOST_LABELLED else slices[:LABELLED_BESIDE_A_LIST]
    turn = _best_turn(slices, beside)
    slices = [one.turned(turn) for one in slices]
    labels = _labels(slices[: len(beside)])
    canvas = Canvas(prefix=prefix, title=title, alternative=in_words("环形图", title, parts, unit))
    up = max([OUTER + 2.0, *(label.height / 2 - label.middle for label in labels)])
    down = max([OUTER + 2.0, *(label.height / 2 + label.middle for label in labels)])
    centre = (TEXT_WIDTH / 2, up + 1.0)
    for one in slices:
        _draw_slice(canvas, centre, one, keyed=one.rank >= len(beside))
    _draw_total(canvas, centre, total, unit)
    for label in labels:
        _draw_label(canvas, centre, label)
    bottom = _draw_list(canvas, slices[len(beside) :], without, centre[1] + down + 3.0)
    return canvas.figure(bottom)


def _slices(parts: Sequence[Part]) -> tuple[list[_Slice], list[Part]]:
    known = [(part.value, part) for part in parts if part.value is not None]
    whole = sum((value for value, _ in known), Decimal(0))
    if whole <= 0 or any(value < 0 for value, _ in known):
        raise NotDrawable("环形图只能表示不小于零且合计大于零的数值，请改用条形图。")
    drawn = sorted((pair for pair in known if pair[0] > 0), key=lambda pair: -pair[0])
    without = [part for part in parts if part.value is None or part.value == 0]
    slices: list[_Slice] = []
    before = Decimal(0)
    for rank, (value, part) in enumerate(drawn):
        start, before = before, before + value
        fill = _shade(rank, len(drawn))
        slices.append(_Slice(rank, part, _angle(start / whole), _angle(before / whole), fill))
    return slices, without


def _angle(fraction: Decimal) -> float:
    return float(fraction) * 2 * math.pi


def _shade(rank: int, count: int) -> str:
    """Dark to light by rank; behind the sixth two light steps alternate, or neighbours would look alike."""
    if count > MOST_LABELLED and rank >= LABELLED_BESIDE_A_LIST:
        step = 1.0 if rank % 2 else 0.72
    else:
        step = rank / max(1, min(count, LABELLED_BESIDE_A_LIST if count > MOST_LABELLED else count) - 1)
    mixed = (round(dark + (light - dark) * min(1.0, step)) for dark, light in zip(DARK, LIGHT, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _best_turn(slices: Sequence[_Slice], beside: Sequence[_Slice]) -> float:
    """How far to turn the ring: as preferred, else the turn at which leaders stay clear of the ring."""
    small = [one for one in slices if (one.end - one.start) / (2 * math.pi) < SMALL]
    if len(slices) == 1:
        return -math.pi / 2
    preferred = math.pi / 2 - (small[0].start + small[-1].end) / 2 if 2 <= len(small) < len(slices) else 0.0
    turns = [preferred] + [preferred + math.radians(degrees) for degrees in range(10, 360, 10)]
    return min(turns, key=lambda turn: _intrusion([one.turned(turn) for one in beside]))


def _intrusion(slices: Sequence[_Slice]) -> float:
    """How deep leaders of these slices would cut into the ring, in mm; 0 when all stay clear."""
    depths = (OUTER + 0.5 - distance_to_segment(*label.leader()[1:3]) for label in _labels(slices))
    return sum(max(0.0, depth) for depth in depths)


def _labels(slices: Sequence[_Slice]) -> list[_Label]:
    found = [_Label(one, tuple(wrap(one.part.label, NAME, COLUMN_WIDTH)), 0.0) for one in slices]
    placed: list[_Label] = []
    for side in (1, -1):
        column = [label for label in found if label.side == side]
        column.sort(key=lambda label: on_circle(label.slice.middle, OUTER)[1])
        wanted = [on_circle(label.slice.middle, OUTER + TICK)[1] for label in column]
        middles = spread(wanted, [label.height for label in column])
        placed += [_Label(label.slice, label.names, y) for label, y in zip(column, middles, strict=True)]
    return placed


def _draw_slice(canvas: Canvas, centre: tuple[float, float], one: _Slice, *, keyed: bool) -> None:
    canvas.path(
        _ring_path(centre, one.start, one.end), name="slice", fill=one.fill, stroke=WHITE, thickness=0.35
    )
    band = (OUTER + INNER) / 2
    if keyed and (one.end - one.start) * band >= KEY.size * 1.6:
        x, y = on_circle(one.middle, band)
        canvas.lines(centre[0] + x, centre[1] + y, [str(one.rank + 1)], KEY, name="key")


def _ring_path(centre: tuple[float, float], start: float, end: float) -> str:
    """The band between two angles."""
    if end - start > 2 * math.pi - 1e-9:
        return _circle_path(centre, OUTER, 1) + _circle_path(centre, INNER, 0)
    large = 1 if end - start > math.pi else 0

    def at(angle: float, radius: float) -> str:
        x, y = on_circle(angle, radius)
        return f"{number(centre[0] + x)} {number(centre[1] + y)}"

    return (
        f"M{at(start, OUTER)}A{number(OUTER)} {number(OUTER)} 0 {large} 1 {at(end, OUTER)}"
        f"L{at(end, INNER)}A{number(INNER)} {number(INNER)} 0 {large} 0 {at(start, INNER)}Z"
    )


def _circle_path(centre: tuple[float, float], radius: float, sweep: int) -> str:
    """A circle as two half arcs; one inside another and drawn the other way round is a hole in it."""
    x, y = centre
    arc = f"A{number(radius)} {number(radius)} 0 1 {sweep} "
    left, right = f"{number(x - radius)} {number(y)}", f"{number(x + radius)} {number(y)}"
    return f"M{left}{arc}{right}{arc}{left}Z"


def _draw_total(canvas: Canvas, centre: tuple[float, float], total: str, unit: str) -> None:
    widest = INNER * 2 - 5.0
    size = min(TOTAL.size, TOTAL.size * widest / text_width(plain(total), TOTAL))
    canvas.lines(centre[0], centre[1] - 2.2, [total], Type(size, bold=True), name="total")
    canvas.lines(centre[0], centre[1] + 3.6, wrap(unit, UNIT, widest), UNIT, name="unit")


def _draw_label(canvas: Canvas, centre: tuple[float, float], label: _Label) -> None:
    canvas.polyline([(centre[0] + x, centre[1] + y) for x, y in label.leader()], name="leader")
    x = centre[0] + label.side * (OUTER + COLUMN)
    y = centre[1] + label.middle - (label.height - BLOCK_GAP) / 2
    for name in label.names:
        y += NAME.size * LINE_HEIGHT
        canvas.text(x, y - NAME.size * 0.35, name, NAME, anchor=label.anchor, name="label")
    y += AMOUNT.size * LINE_HEIGHT * 0.75
    part = label.slice.part
    canvas.text(x, y, part.share, SHARE, anchor=label.anchor, name="share")
    beyond = x + label.side * (text_width(part.share, SHARE) + 2.0)
    canvas.text(beyond, y, part.figure, AMOUNT, anchor=label.anchor, name="figure")


def _draw_list(canvas: Canvas, slices: Sequence[_Slice], without: Sequence[Part], y: float) -> float:
    """Parts without a label beside the ring, in two columns; the lower edge of what was drawn."""
    rows = [(str(one.rank + 1), one.fill, one.part) for one in slices] + [
        ("", WHITE, part) for part in without
    ]
    half = math.ceil(len(rows) / 2)
    width = TEXT_WIDTH / 2 - 4.0
    bottoms = [y]
    for left, column in ((0.0, rows[:half]), (TEXT_WIDTH / 2 + 4.0, rows[half:])):
        bottom = y
        for key, fill, part in column:
            bottom = _draw_row(canvas, Box(left, bottom, width, 0.0), (key, fill), part)
        bottoms.append(bottom)
    return max(bottoms) + 1.0


def _draw_row(canvas: Canvas, place: Box, key: tuple[str, str], part: Part) -> float:
    figures = text_width(part.figure, AMOUNT)
    lines = wrap(part.label, NAME, place.width - 8.0 - SHARES - figures - 2.0)
    height = max(5.4, len(lines) * NAME.size * LINE_HEIGHT + 1.2)
    middle = place.y + height / 2
    # its outline stands astride its edge: half of it would lie beyond the picture
    swatch = Box(place.x + HAIRLINE / 2, middle - 1.8, 5.6, 3.6)
    canvas.rect(swatch, name="swatch", fill=key[1], stroke=RULE)
    canvas.lines(swatch.x + 2.8, middle, [key[0]] if key[0] else [], KEY, name="key")
    canvas.lines(place.x + 8.0, middle, lines, NAME, anchor="start", name="label")
    canvas.lines(place.right - SHARES, middle, [part.figure], AMOUNT, anchor="end", name="figure")
    canvas.lines(place.right, middle, [part.share], SHARE, anchor="end", name="share")
    canvas.polyline(
        [(place.x, place.y + height), (place.right, place.y + height)], stroke=RULE, thickness=0.1
    )
    return place.y + height
