"""Charts of a result: the ring of shares and the bars of amounts.

Lengths and angles come from the exact values, every number that is printed is the text that the report's rounding
policy made. Readable without colour: lightness steps, white gaps, and a direct label or a row for each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.rendering.errors import RenderError
from reports.rendering.svg import (
    ACCENT,
    GREY,
    LINE_HEIGHT,
    RULE,
    TEXT_WIDTH,
    Box,
    Canvas,
    Figure,
    Type,
    plain,
    text_width,
    wrap,
)

NAME: Final = Type(3.0)
SHARE: Final = Type(3.0, bold=True)
AMOUNT: Final = Type(2.7, fill=GREY)
HEAD: Final = Type(2.7, fill=GREY)

MAX_BARS: Final = 45


class NotDrawable(RenderError):
    """The values cannot be drawn as this chart; the message says why and what to use instead."""


@dataclass(frozen=True, slots=True)
class Part:
    """One slice or bar.

    ``value``: exact, gives length or angle; ``None`` is not quantified. ``figure`` and ``share``: as printed, with
    their sign of percent, e.g. ``5.4863`` and ``96.11%``, or ``/``.
    """

    label: str
    value: Decimal | None
    figure: str
    share: str


def checked(parts: Sequence[Part]) -> list[Part]:
    """The parts with their texts as they are drawn. Raises ``NotDrawable`` for none or more than a page can show."""
    if not 1 <= len(parts) <= MAX_BARS:
        raise NotDrawable(f"图中须有 1 至 {MAX_BARS} 项，现有 {len(parts)} 项，请减少项数或改用表格。")
    return [Part(plain(part.label), part.value, plain(part.figure), plain(part.share)) for part in parts]


def in_words(kind: str, title: str, parts: Sequence[Part], unit: str) -> str:
    """The chart as a sentence: what a reader hears who cannot see it."""
    return f"{kind}：{title}。{'；'.join(_part_in_words(part, plain(unit)) for part in parts)}。"


def _part_in_words(part: Part, unit: str) -> str:
    return (
        f"{part.label} 未量化" if part.value is None else f"{part.label} {part.figure} {unit}（{part.share}）"
    )


# --- bars -------------------------------------------------------------------------------------------------------


def bars(parts: Sequence[Part], *, title: str, unit: str, prefix: str) -> Figure:
    """Horizontal bars in the given order, with the printed figure and share of each in columns at the right.

    Negative values (credits) go to the left of the axis. A part that is not quantified has no bar. Raises
    ``NotDrawable`` when there is nothing to draw, or more than fits on a page.
    """
    parts = checked(parts)
    canvas = Canvas(prefix=prefix, title=title, alternative=in_words("条形图", title, parts, unit))
    sheet = _BarSheet.of(parts, unit)
    y = sheet.head(canvas, unit)
    top = y
    for part in parts:
        y = sheet.row(canvas, part, y)
    canvas.polyline([(sheet.axis, top), (sheet.axis, y)], name="axis", stroke=GREY, thickness=0.25)
    return canvas.figure(y + 1.0)


@dataclass(frozen=True, slots=True)
class _BarSheet:
    """Columns of the bar chart in mm: names end at ``names``, bars start at ``axis``, figures end at ``figures``."""

    names: float
    axis: float
    scale: float
    figures: float
    row_height: float

    @classmethod
    def of(cls, parts: Sequence[Part], unit: str) -> _BarSheet:
        most = 46.0 if len(parts) <= 20 else 62.0
        names = min(most, max(text_width(part.label, NAME) for part in parts) + 1.0)
        shares = max(text_width(text, SHARE) for text in ["占比", *(part.share for part in parts)])
        figures = TEXT_WIDTH - shares - 4.0
        amounts = max(text_width(plain(unit), HEAD), *(text_width(part.figure, AMOUNT) for part in parts))
        left, right = names + 3.0, figures - amounts - 4.0
        values = [0.0, *(float(part.value) for part in parts if part.value is not None)]
        low, high = min(values), max(values)
        scale = (right - left) / (high - low) if high > low else 0.0
        row_height = 7.2 if len(parts) <= 12 else 5.4 if len(parts) <= 30 else 4.8
        return cls(names, left - low * scale, scale, figures, row_height)

    def head(self, canvas: Canvas, unit: str) -> float:
        canvas.text(self.figures, 4.0, unit, HEAD, anchor="end", name="unit")
        canvas.text(TEXT_WIDTH, 4.0, "占比", HEAD, anchor="end")
        canvas.polyline([(0.0, 6.0), (TEXT_WIDTH, 6.0)], stroke=RULE)
        return 7.5

    def row(self, canvas: Canvas, part: Part, y: float) -> float:
        lines = wrap(part.label, NAME, self.names)
        height = max(self.row_height, len(lines) * NAME.size * LINE_HEIGHT + 0.6)
        middle = y + height / 2
        canvas.lines(self.names, middle, lines, NAME, anchor="end", name="label")
        if part.value is not None and part.value != 0:
            length = float(part.value) * self.scale
            thick = self.row_height * 0.52
            bar = Box(self.axis + min(0.0, length), middle - thick / 2, abs(length), thick)
            canvas.rect(bar, name="bar", fill=ACCENT if length > 0 else RULE)
        canvas.lines(self.figures, middle, [part.figure], AMOUNT, anchor="end", name="figure")
        canvas.lines(TEXT_WIDTH, middle, [part.share], SHARE, anchor="end", name="share")
        return y + height
