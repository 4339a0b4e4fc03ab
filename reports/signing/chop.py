"""The agency's round seal, drawn as a Chinese company chop: ring, five-pointed star, name along the upper arc.

All measures are shares of the seal's radius, after the usual 42 mm chop. WeasyPrint does not set text on a path, so
every character is placed by itself: moved to its place on the arc, turned upright to the centre, and narrowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from math import cos, pi, radians, sin

from reports.signing.appearance import SANS, SERIF, draw_page, text_width
from reports.signing.errors import AppearanceError

RED = "#c8161d"
_INK_OPACITY = 0.9  # print under a real chop stays legible
_RING = 0.055
_TEXT_EDGE = 0.885  # outer edge of the name
_STAR = 0.333
_TALLEST = 0.25  # character height
_NARROWEST = 0.55  # width of a character by its height, where the name is long
_LONGEST_ARC = radians(262)
_WIDEST_STEP = radians(25)
_BRACKET = 0.7  # a full-width bracket is half empty
_FILL = 0.9  # of a character's step on the arc that the character takes
_GLYPH_CENTRE = 0.38  # middle of a Chinese character above its baseline, in em
_LATIN_FONTS = SERIF.replace('"', "")


@dataclass(frozen=True)
class Chop:
    """The seal: the registered name, a straight second line below the star, and the date of sealing below the chop."""

    agency: str
    second_line: str = ""
    sealed_on: date | None = None

    def draw(self, width: float, height: float) -> bytes:
        """A one-page PDF of this size in points; raises AppearanceError."""
        if not self.agency.strip():
            raise AppearanceError("机构名称为空，无法盖章。")
        date_height = 0.0 if self.sealed_on is None else min(14.0, height * 0.13)
        side = min(width, height - date_height)
        left, top = (width - side) / 2, (height - date_height - side) / 2
        style = f"""
            .chop {{ left: {left:.3f}pt; top: {top:.3f}pt; width: {side:.3f}pt; height: {side:.3f}pt }}
            .chop svg {{ display: block; width: {side:.3f}pt; height: {side:.3f}pt }}
            .date {{ left: 0; bottom: 0; width: {width:.3f}pt; color: #222;
                     font: {date_height * 0.7:.2f}pt/{date_height:.2f}pt {SANS} }}"""
        day = "" if self.sealed_on is None else f'<div class="date">{_chinese_date(self.sealed_on)}</div>'
        return draw_page(width, height, style, f'<div class="chop">{self._svg()}</div>{day}')

    def _svg(self) -> str:
        parts = [_ring(), _star(), *_arc(self.agency.strip())]
        if self.second_line:
            parts.append(_straight(self.second_line))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1000 -1000 2000 2000">'
            f"<title>{escape(self.agency)}印章</title>"
            f'<g fill="{RED}" fill-opacity="{_INK_OPACITY}">{"".join(parts)}</g></svg>'
        )


def _chinese_date(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _px(share: float) -> str:
    return f"{share * 1000:.1f}"


def _ring() -> str:
    radius = 1 - _RING / 2 - 0.004
    return (
        f'<circle r="{_px(radius)}" fill="none" stroke="{RED}" stroke-opacity="{_INK_OPACITY}" '
        f'stroke-width="{_px(_RING)}"/>'
    )


def _star() -> str:
    """Five points; the inner corners of a regular star lie at 0.382 of its radius."""
    corners = []
    for index in range(10):
        radius = _STAR if index % 2 == 0 else _STAR * 0.381966
        angle = index * pi / 5
        corners.append(f"{_px(radius * sin(angle))},{_px(-radius * cos(angle))}")
    return f'<polygon points="{" ".join(corners)}"/>'


def _arc(name: str) -> list[str]:
    """The characters of the name, from left to right around the top."""
    weights = [_BRACKET if char in "（）" else text_width(char) for char in name]
    step, tall, wide = _measures(sum(weights))
    angle = -step * sum(weights) / 2
    placed = []
    for char, weight in zip(name, weights, strict=True):
        middle = angle + step * weight / 2
        placed.append(_character(char, middle, tall, wide))
        angle += step * weight
    return placed


def _measures(length: float) -> tuple[float, float, float]:
    """Step on the arc (radians) of one full-width character, its height and its width."""
    step = min(_WIDEST_STEP, _LONGEST_ARC / length)
    tall = _TALLEST
    # a character's foot is nearer to the centre, where its step is shorter
    wide = min(tall, _FILL * step * (_TEXT_EDGE - tall))
    if wide < _NARROWEST * tall:
        tall = _FILL * step * _TEXT_EDGE / (_NARROWEST + _FILL * step)
        wide = _NARROWEST * tall
    return step, tall, wide


def _character(char: str, angle: float, tall: float, wide: float) -> str:
    radius = _TEXT_EDGE - tall / 2
    x, y = radius * sin(angle), -radius * cos(angle)
    return _text(
        char, tall, f"translate({_px(x)} {_px(y)}) rotate({angle * 180 / pi:.3f}) scale({wide / tall:.4f} 1)"
    )


def _straight(line: str) -> str:
    length = text_width(line)
    tall = min(0.19, 1.05 / length)
    spread = min(1.0, 1.05 / (length * tall))
    return _text(line, tall, f"translate(0 {_px(0.56)}) scale({spread:.4f} 1)")


def _text(text: str, size: float, transform: str) -> str:
    return (
        f'<g transform="{transform}"><text x="0" y="{_px(size * _GLYPH_CENTRE)}" text-anchor="middle" '
        f'font-family="{_LATIN_FONTS}" font-weight="700" font-size="{_px(size)}">{escape(text)}</text></g>'
    )
