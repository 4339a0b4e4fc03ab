"""Drawing: a canvas that writes SVG, and text that is measured before it is placed.

Lengths are millimetres on paper. Only what WeasyPrint, browsers and Word converters all draw alike is used: rects,
paths and texts with presentation attributes; no style sheet, no marker, no filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from reports.rendering import fonts

# One accent and greys. Every pair that text is set in has a contrast above 4.5 : 1.
ACCENT: Final = "#1f5fa8"
INK: Final = "#1d2733"
GREY: Final = "#5f6b7a"
RULE: Final = "#b4bdc9"
PALE: Final = "#f1f5fa"
WHITE: Final = "#ffffff"

TEXT_WIDTH: Final = 160.0
# What a page of A4 leaves for a figure above its caption.
PAGE_HEIGHT: Final = 215.0
HAIRLINE: Final = 0.2
LINE_HEIGHT: Final = 1.4
# The middle of a Chinese character above the baseline, in parts of its size (Noto Sans SC).
MIDDLE: Final = 0.37
SUBSCRIPT_SIZE: Final = 0.66
SUBSCRIPT_DROP: Final = 0.18

_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_TO_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_GASES: Final = re.compile(r"(?<![A-Z])(?:CO2|CH4|N2O|SF6|NF3|CF4|C2F6|C3F8|H2O|SO2|NO2|NH3)(?![0-9])")
_SUBSCRIPT_RUN: Final = re.compile("([₀-₉]+)")
# Latin words and numbers stay whole; every other character may start a line of its own.
_WORD: Final = re.compile(r"[!-~\u00a0-\u024f₀-₉·×°²³µ]+ ?|\s|.", re.DOTALL)
_HYPHENATED: Final = re.compile("[^-/]*[-/]+|[^-/]+")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NOT_AT_LINE_START: Final = frozenset("，。、；：？！）〕】》」』〉％‰℃’”…—·～,.;:?!)]}%")
NOT_AT_LINE_END: Final = frozenset("（〔【《「『〈‘“([{")

# The files behind ``fonts.SANS_STACK``, in its order.
REGULAR_FILES: Final = ("NotoSansSC_400Regular.ttf", "DejaVuSans.ttf")
BOLD_FILES: Final = ("NotoSansSC_700Bold.ttf", "DejaVuSans-Bold.ttf")

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure: the SVG, the same in words for those who cannot see it, and its size on paper in mm."""

    svg: str
    alternative: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set: size in mm, weight, colour."""

    size: float
    bold: bool = False
    fill: str = INK


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left upper corner, in mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@lru_cache(maxsize=4)
def _advances(file: str) -> dict[int, float]:
    """Width of every character of a font, by code point, in parts of the type size."""
    with TTFont(fonts.font_dir() / file, lazy=True) as font:
        # Reading the glyphs' names would take four fifths of the time; their numbers do as well.
        font.setGlyphOrder([str(index) for index in range(font["maxp"].numGlyphs)])
        widths, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {point: widths[glyph][0] / units for point, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=20_000)
def _advance(character: str, bold: bool) -> float:
    """Width of one character in parts of the type size, from the first font of the stack that has it."""
    for file in BOLD_FILES if bold else REGULAR_FILES:
        if (width := _advances(file).get(ord(character))) is not None:
            return width
    return 1.0


def text_width(text: str, kind: Type) -> float:
    """Width of one line in mm; ``text`` as ``plain`` gives it."""
    widths = (
        _advance(run, kind.bold)
        if index % 2 == 0
        else _advance(run.translate(_SUBSCRIPTS), kind.bold) * SUBSCRIPT_SIZE
        for index, part in enumerate(_SUBSCRIPT_RUN.split(text))
        for run in part
    )
    return sum(widths) * kind.size


def plain(text: str) -> str:
    """The text as one line, without the control characters that XML forbids, CO2 written as CO₂."""
    line = " ".join(_CONTROLS.sub(" ", text).split())
    return _GASES.sub(lambda gas: gas[0].translate(_TO_SUBSCRIPTS), line)


def _pieces(text: str) -> list[str]:
    """The text in pieces between which a line may break, after the Chinese rules for punctuation."""
    pieces: list[str] = []
    for word in _WORD.findall(plain(text)):
        glued = pieces and (word[0] in NOT_AT_LINE_START or pieces[-1][-1] in NOT_AT_LINE_END)
        if glued:
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _fill(pieces: Iterable[str], kind: Type, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if text_width((lines[-1] + piece).rstrip(), kind) <= width:
            lines[-1] += piece
        elif text_width(piece.rstrip(), kind) <= width:
            lines.append(piece)
        else:
            _break_inside(lines, piece, kind, width)
    return [line.strip() for line in lines if line.strip()]


def _break_inside(lines: list[str], piece: str, kind: Type, width: float) -> None:
    """A word wider than the line is broken after a hyphen, else anywhere: overflowing would hide it."""
    for part in _HYPHENATED.findall(piece):
        whole = text_width(part, kind) <= width
        for unit in [part] if whole else part:
            if text_width(lines[-1] + unit, kind) > width and lines[-1]:
                lines.append("")
            lines[-1] += unit


def _widest_unbroken(pieces: Iterable[str], kind: Type, width: float) -> float:
    """The width below which evening out the lines would break a word that now stays whole."""
    parts = (part for piece in pieces for part in _HYPHENATED.findall(piece.rstrip()))
    return max((size for part in parts if (size := text_width(part, kind)) <= width), default=0.0)


def wrap(text: str, kind: Type, width: float) -> list[str]:
    """The text in lines no wider than ``width`` mm, as even in length as that number of lines allows."""
    pieces = _pieces(text)
    lines = _fill(pieces, kind, width)
    narrow, wide = max(width / 2, _widest_unbroken(pieces, kind, width)), width
    while len(lines) > 1 and wide - narrow > 0.2:
        middle = (narrow + wide) / 2
        if len(_fill(pieces, kind, middle)) == len(lines):
            wide = middle
        else:
            narrow = middle
    return _fill(pieces, kind, wide)


def number(value: float) -> str:
    """A coordinate to a thousandth of a millimetre, short."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


class Canvas:
    """An SVG drawing that grows downwards; its height is given when it is finished."""

    def __init__(self, *, prefix: str, title: str, alternative: str, width: float = TEXT_WIDTH) -> None:
        """``prefix`` begins every id, so that several drawings may stand in one page."""
        self.width = width
        self.title = title
        self.alternative = alternative
        self._prefix = prefix
        self._root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
        self._name("title", title)
        self._name("desc", alternative)
        self._root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")

    def _name(self, tag: str, text: str) -> None:
        ElementTree.SubElement(self._root, tag, {"id": f"{self._prefix}-{tag}"}).text = plain(text)

    def _add(self, tag: str, name: str, **attributes: str | float) -> ElementTree.Element:
        texts = {
            key.replace("_", "-"): number(value) if isinstance(value, float) else value
            for key, value in attributes.items()
        }
        return ElementTree.SubElement(self._root, tag, {"class": name} | texts if name else texts)

    def rect(
        self,
        box: Box,
        *,
        name: str = "",
        fill: str = WHITE,
        stroke: str = "none",
        thickness: float = HAIRLINE,
        dashes: str = "none",
        radius: float = 0.0,
    ) -> None:
        self._add(
            "rect",
            name,
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            rx=radius,
            fill=fill,
            stroke=stroke,
            stroke_width=thickness,
            stroke_dasharray=dashes,
        )

    def path(
        self,
        path: str,
        *,
        name: str = "",
        fill: str = "none",
        stroke: str = GREY,
        thickness: float = HAIRLINE,
        dashes: str = "none",
    ) -> None:
        self._add(
            "path",
            name,
            d=path,
            fill=fill,
            stroke=stroke,
            stroke_width=thickness,
            stroke_dasharray=dashes,
            stroke_linejoin="round",
        )

    def polyline(
        self,
        points: Sequence[tuple[float, float]],
        *,
        name: str = "",
        stroke: str = GREY,
        thickness: float = HAIRLINE,
    ) -> None:
        commands = (f"{'L' if index else 'M'}{number(x)} {number(y)}" for index, (x, y) in enumerate(points))
        self.path("".join(commands), name=name, stroke=stroke, thickness=thickness)

    def arrow(
        self,
        points: Sequence[tuple[float, float]],
        *,
        name: str = "arrow",
        stroke: str = GREY,
        thickness: float = 0.3,
    ) -> None:
        """A line through the points with a filled head at the last one; the last leg is horizontal or vertical."""
        (from_x, from_y), (x, y) = points[-2:]
        length = max(abs(x - from_x), abs(y - from_y))
        along_x, along_y = (x - from_x) / length, (y - from_y) / length
        back_x, back_y = x - 2.0 * along_x, y - 2.0 * along_y
        self.polyline([*points[:-1], (back_x, back_y)], name=name, stroke=stroke, thickness=thickness)
        corners = [
            (x, y),
            (back_x - 0.8 * along_y, back_y + 0.8 * along_x),
            (back_x + 0.8 * along_y, back_y - 0.8 * along_x),
        ]
        self.path(
            "M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "Z",
            fill=stroke,
            stroke="none",
        )

    def text(
        self, x: float, y: float, text: str, kind: Type, *, anchor: Anchor = "start", name: str = ""
    ) -> None:
        """One line with its baseline at ``y``; subscript digits are set as smaller, lowered digits."""
        element = self._add(
            "text",
            name,
            x=x,
            y=y,
            font_family=", ".join(fonts.SANS_STACK),
            font_size=kind.size,
            font_weight="700" if kind.bold else "400",
            text_anchor=anchor,
            fill=kind.fill,
        )
        parts = _SUBSCRIPT_RUN.split(plain(text))
        if len(parts) == 1:
            element.text = parts[0]
            return
        _set_runs(element, parts, kind.size)

    def lines(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        kind: Type,
        *,
        anchor: Anchor = "middle",
        name: str = "",
    ) -> None:
        """Several lines whose block is vertically centred on ``middle``."""
        step = kind.size * LINE_HEIGHT
        first = middle - step * (len(lines) - 1) / 2 + kind.size * MIDDLE
        for index, line in enumerate(lines):
            self.text(x, first + index * step, line, kind, anchor=anchor, name=name)

    def figure(self, height: float) -> Figure:
        """Finish the drawing at this height in mm; one that is higher than a page is made smaller as a whole."""
        scale = min(1.0, PAGE_HEIGHT / height)
        self._root.set("width", f"{number(self.width * scale)}mm")
        self._root.set("height", f"{number(height * scale)}mm")
        self._root.set("viewBox", f"0 0 {number(self.width)} {number(height)}")
        svg = ElementTree.tostring(self._root, encoding="unicode")
        return Figure(svg, self.alternative, self.width * scale, height * scale)


def _set_runs(element: ElementTree.Element, parts: Sequence[str], size: float) -> None:
    drop = size * SUBSCRIPT_DROP
    lowered = False
    for index, part in enumerate(parts):
        if not part:
            continue
        run = ElementTree.SubElement(element, "tspan")
        if index % 2:
            run.set("font-size", number(size * SUBSCRIPT_SIZE))
            run.set("dy", number(drop))
        elif lowered:
            run.set("dy", number(-drop))
        lowered = bool(index % 2)
        run.text = part.translate(_SUBSCRIPTS)
