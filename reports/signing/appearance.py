"""What a reader sees of a signature: a small PDF of exactly the field's size, drawn by WeasyPrint.

The fonts are the shipped ones, as in the report itself. Sizes are in PDF points. A character that no font has is
refused: an empty box instead of somebody's name is worse than an error.
"""

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Protocol

from reports.rendering import fonts
from reports.signing.errors import AppearanceError
from reports.signing.handwriting import trimmed

SERIF = '"Noto Serif SC", "DejaVu Sans", serif'
SANS = '"Noto Sans SC", "DejaVu Sans", sans-serif'
INK = "#16264a"  # a pen's blue black
_LARGEST = 26.0  # a name
_SMALL = 8.0  # the date beside a name
_SMALLEST = 3.0  # still legible when enlarged
_LINE = 1.25
_GAP = 3.0
# From this ratio of width to height name and date stand side by side, else one above the other.
_SIDE_BY_SIDE = 2.4


class Appearance(Protocol):
    """Something visible that fills a signature field."""

    def draw(self, width: float, height: float) -> bytes:
        """A one-page PDF of this size in points."""
        ...


@dataclass(frozen=True)
class _Layout:
    """Name or picture at the top left; small lines beside or below it. Points from the top left."""

    mark_width: float
    mark_height: float
    side_left: float
    side_top: float
    side_width: float
    side_height: float


@dataclass(frozen=True)
class PersonMark:
    """A person's signature: handwriting if there is a picture, else the name; and the date (Asia/Shanghai).

    ``note`` is a short word such as 试用 that is printed with it.
    """

    name: str
    signed_on: date
    handwriting: bytes | None = None
    note: str = ""

    def draw(self, width: float, height: float) -> bytes:
        """A one-page PDF of this size in points; raises AppearanceError."""
        if not self.name.strip():
            raise AppearanceError("签名人姓名为空，无法签名。")
        return draw_page(width, height, self._style(width, height), self._body())

    def _layout(self, width: float, height: float) -> _Layout:
        lines = (self.handwriting is not None) + 1 + bool(self.note)
        if width / height >= _SIDE_BY_SIDE:
            side = min(width * 0.38, 62.0)
            return _Layout(width - side - _GAP, height, width - side, 0.0, side, height)
        below = min(height * 0.16 * lines, _LINE * _SMALL * lines)
        return _Layout(width, height - below, 0.0, height - below, width, below)

    def _mark(self) -> str:
        name = escape(self.name)
        if self.handwriting is None:
            return name
        picture = base64.b64encode(trimmed(self.handwriting)).decode("ascii")
        return f'<img alt="{name}的手写签名" src="data:image/png;base64,{picture}">'

    def _captions(self) -> list[tuple[str, str]]:
        """CSS class and text of the small lines."""
        captions = [("name", self.name)] if self.handwriting is not None else []
        captions.append(("date", f"{self.signed_on:%Y-%m-%d}"))
        if self.note:
            captions.append(("note", self.note))
        return captions

    def _body(self) -> str:
        lines = "".join(f'<p class="{kind}">{escape(text)}</p>' for kind, text in self._captions())
        return f'<div class="mark">{self._mark()}</div><div class="side">{lines}</div>'

    def _style(self, width: float, height: float) -> str:
        place, captions = self._layout(width, height), self._captions()
        widest = max(text_width(text) for _, text in captions)
        small = min(_SMALL, place.side_height / len(captions) / _LINE, place.side_width / widest)
        if small < _SMALLEST:
            raise AppearanceError(f"签名栏太小，放不下“{self.name}”的签名，请在报告模板中加大签名栏。")
        side_top = place.side_top + (place.side_height - small * _LINE * len(captions)) / 2
        mark = min(place.mark_height * 0.62, place.mark_width / text_width(self.name), _LARGEST)
        return f"""
            .mark {{ left: 0; top: 0; width: {place.mark_width:.2f}pt; height: {place.mark_height:.2f}pt;
                     font: {mark:.2f}pt/{place.mark_height:.2f}pt {SERIF}; color: {INK} }}
            .mark img {{ position: absolute; left: {_GAP / 2}pt; top: {_GAP / 2}pt;
                         width: {place.mark_width - _GAP:.2f}pt; height: {place.mark_height - _GAP:.2f}pt;
                         object-fit: contain; image-rendering: crisp-edges }}
            .side {{ left: {place.side_left:.2f}pt; top: {side_top:.2f}pt; width: {place.side_width:.2f}pt }}
            p {{ margin: 0; font: {small:.2f}pt/{_LINE} {SANS}; color: #222 }}
            .note {{ color: #b3261e }}"""


def text_width(text: str) -> float:
    """A generous width of a line of text in em: wide characters count 1, the others 0.62."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.62 for char in text)


def draw_page(width: float, height: float, style: str, body: str) -> bytes:
    """A one-page PDF; everything in ``body`` is placed absolutely."""
    page = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>签名</title><style>
        @page {{ size: {width:.3f}pt {height:.3f}pt; margin: 0 }}
        body {{ margin: 0 }}
        div {{ position: absolute; white-space: nowrap; text-align: center }}
        {style}</style><body>{body}"""
    html, fetcher = _weasyprint()
    document = html(string=page, url_fetcher=fetcher(allowed_protocols=["data"])).render()
    if len(document.pages) != 1:
        raise AppearanceError("签名栏太小，放不下签名内容，请在报告模板中加大签名栏。")
    pdf: bytes = document.write_pdf()
    _refuse_missing_glyphs(document)
    return pdf


def _weasyprint() -> tuple[Any, Any]:
    """``HTML`` and ``URLFetcher``, imported only when the shipped fonts are in force: the import asks fontconfig."""
    try:
        fonts.configure()
    except fonts.FontsMissing as error:
        raise AppearanceError(str(error)) from error
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    return HTML, URLFetcher


def _refuse_missing_glyphs(document: Any) -> None:
    missing = fonts.missing_glyphs(document)
    if missing:
        characters = "、".join(f"“{each}”（U+{ord(each):04X}）" for each in missing)
        raise AppearanceError(f"字体里没有这些字：{characters}。请改用手写签名图片，或在服务器上补充字体。")
