"""How the workbook looks: one family of quiet colours, one font, what may be filled in on white or pale yellow."""

from __future__ import annotations

from typing import Any

FONT = "等线"
INK, GREY, LINE = "#1F2937", "#6B7280", "#C7CFD8"
ACCENT, BAND, PALE = "#1F5F5B", "#E6EFEE", "#F4F6F7"
REQUIRED, OPTIONAL, LOCKED = "#FFF8DC", "#FFFFFF", "#EFF1F3"

_BASE = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_CELL = {**_BASE, "border": 1, "border_color": LINE, "text_wrap": True}
_TEXT = {**_CELL, "align": "left", "indent": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_size": 20, "bold": True, "font_color": ACCENT},
    "agency": {**_BASE, "font_size": 11, "font_color": GREY},
    "sheet_title": {**_BASE, "font_size": 14, "bold": True, "font_color": ACCENT},
    "study": {**_BASE, "font_color": GREY, "align": "left"},
    "lead": {**_BASE, "font_color": GREY, "text_wrap": True, "valign": "top"},
    "rule": {**_BASE, "top": 2, "top_color": ACCENT},
    "section": {**_BASE, "font_size": 12, "bold": True, "font_color": ACCENT, "bottom": 1, "bottom_color": ACCENT},
    "text": {**_BASE, "text_wrap": True, "valign": "top"},
    "label": {**_TEXT, "bg_color": BAND, "bold": True},
    "listed": {**_TEXT},
    "head": {**_CELL, "bg_color": ACCENT, "font_color": "#FFFFFF", "bold": True, "align": "center"},
    "head_optional": {**_CELL, "bg_color": BAND, "bold": True, "align": "center"},
    "hint": {**_CELL, "bg_color": PALE, "font_color": GREY, "font_size": 9, "align": "center"},
    "fact": {**_TEXT, "bg_color": LOCKED},
    "required": {**_TEXT, "bg_color": REQUIRED, "locked": False},
    "optional": {**_TEXT, "bg_color": OPTIONAL, "locked": False},
    "free": {**_BASE, "locked": False, "text_wrap": True},
    "key": {**_BASE, "font_color": GREY, "font_size": 8},
    "plain": {**_BASE},
    "link": {**_BASE, "font_color": ACCENT, "underline": 1},
}  # fmt: skip


class Styles:
    """The formats of one workbook, made when they are first asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def get(self, name: str, number_format: str = "") -> Any:
        """A format; ``number_format`` shows a number with all its figures."""
        if (name, number_format) not in self._made:
            style = dict(_STYLES[name])
            if number_format:
                style |= {"num_format": number_format, "align": "right"}
            self._made[name, number_format] = self._book.add_format(style)
        return self._made[name, number_format]
