"""Flush right edges for Chinese text: WeasyPrint justifies by widening spaces only, and Chinese has none.

``install`` replaces three functions of WeasyPrint 70's private interface, so that a justified line is widened evenly
between its Chinese characters (and at its spaces). Pango puts half of a character's extra space on either side of it
and none at the ends of a text, so the gap between two Chinese characters is a whole one, the gap between a Chinese
character and a Latin letter half a one, and Latin words and numbers stay as they are.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

logger = logging.getLogger(__name__)

# WeasyPrint's private interface is that of this version; a newer one is looked at before it is named here.
VERSION: Final = "70."
# A line that would need gaps wider than this part of the type size stays ragged: it would fall apart.
WIDEST_GAP: Final = 0.5

# Chinese characters and full-width punctuation, and spaces. Dashes and ellipses are drawn in two halves that must
# stay joined, so they are not among them.
_ELASTIC: Final = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2018\u2019\u201c\u201d"
    "\U00020000-\U0003134f \u00a0]"
)
_ELASTIC_RUN: Final = re.compile(f"{_ELASTIC.pattern}+")
_CHINESE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f]")

# What is relied on: the parameters of the functions that are replaced or called.
_EXPECTED: Final = {
    ("weasyprint.layout.inline", "justify_line"): ("context", "line", "extra_width"),
    ("weasyprint.layout.inline", "create_layout"): (
        "text",
        "style",
        "context",
        "max_width",
        "justification_spacing",
    ),
    ("weasyprint.text.line_break", "Layout.set_text"): ("self", "text", "justify"),
    ("weasyprint.text.line_break", "Layout.reactivate"): ("self", "style"),
}


def install() -> bool:
    """Make WeasyPrint justify Chinese lines; whether it does now.

    When the private interface is another one than expected, nothing is changed and a warning is logged: the caller
    then sets its text ragged (``text-align: start``), because plain justification would tear lines at single spaces.
    """
    weasyprint = importlib.import_module("weasyprint")
    inline: Any = importlib.import_module("weasyprint.layout.inline")
    line_break: Any = importlib.import_module("weasyprint.text.line_break")
    if isinstance(getattr(inline.justify_line, "__self__", None), _Justification):
        return True
    changed = _changed_interface()
    if not weasyprint.__version__.startswith(VERSION) or changed:
        logger.warning(
            "WeasyPrint %s 的内部接口与预期不同（%s），正文改为左对齐。", weasyprint.__version__, changed
        )
        return False
    inline.justify_line = _Justification(inline, inline.justify_line).justify_line
    line_break.Layout.set_text = _set_text(line_break, line_break.Layout.set_text)
    return True


def _changed_interface() -> list[str]:
    """The names of the private interface that are gone or take other parameters."""
    changed = []
    for (module, path), parameters in _EXPECTED.items():
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name, None)
        if found is None or tuple(inspect.signature(found).parameters) != parameters:
            changed.append(path)
    return changed


@dataclass(frozen=True, slots=True)
class _Item:
    """A text or an inline picture of a line. ``inner``: the gaps within it; ``before``: the part of a gap before it."""

    box: Any
    inner: float
    before: float


@dataclass(frozen=True, slots=True)
class _Justification:
    """Widens lines. ``original`` is WeasyPrint's own function, still right for lines without Chinese."""

    inline: Any
    original: Callable[[Any, Any, float], None]

    def justify_line(self, context: Any, line: Any, extra_width: float) -> None:
        """Spread ``extra_width`` (CSS px) over the gaps of ``line``."""
        items = _measured(list(_leaves(line)))
        if line.style["direction"] == "rtl" or not any(_CHINESE.search(_text(item.box)) for item in items):
            self.original(context, line, extra_width)
            return
        gaps = sum(item.inner + item.before for item in items)
        if gaps and extra_width / gaps <= WIDEST_GAP * line.style["font_size"]:
            by_box = {id(item.box): item for item in items}
            self._widen(context, line, extra_width / gaps, 0.0, by_box)

    def _widen(self, context: Any, box: Any, gap: float, shift: float, items: Mapping[int, _Item]) -> float:
        """Move ``box`` and what is in it by ``shift`` and what was inserted before; the shift of what follows."""
        if item := items.get(id(box)):
            shift += item.before * gap
            if not _text(box):
                box.translate(shift, 0)
                return shift
            box.position_x += shift
            return shift + self._widen_text(context, box, gap, item.inner)
        box.position_x += shift
        inserted = shift
        for child in box.children:
            if child.is_in_normal_flow():
                inserted = self._widen(context, child, gap, inserted, items)
        box.width += inserted - shift
        return inserted

    def _widen_text(self, context: Any, box: Any, gap: float, inner: float) -> float:
        box.justification_spacing = gap
        box.width += inner * gap
        box.pango_layout = self.inline.create_layout(box.text, box.style, context, None, gap)
        box.pango_layout.deactivate()
        return inner * gap


def _leaves(box: Any) -> Iterator[Any]:
    """What stands in the line one after the other: texts, and pictures and blocks that are set like a letter."""
    boxes = importlib.import_module("weasyprint.formatting_structure.boxes")
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _leaves(child)
    else:
        yield box


def _text(box: Any) -> str:
    text: str = getattr(box, "text", "")
    return text


def _measured(leaves: Sequence[Any]) -> list[_Item]:
    items: list[_Item] = []
    half_before = 0.0
    for index, box in enumerate(leaves):
        text = _text(box)
        first, last = (_half(text[:1]), _half(text[-1:]))
        inner = len(_ELASTIC.findall(text)) - first - last
        items.append(_Item(box, inner, half_before + first if index else 0.0))
        half_before = last
    return items


def _half(character: str) -> float:
    """The part of a gap that an elastic character has on either side."""
    return 0.5 if _ELASTIC.match(character) else 0.0


def _set_text(
    line_break: Any, original: Callable[[Any, str, bool], None]
) -> Callable[[Any, str, bool], None]:
    def set_text(self: Any, text: str, justify: bool = False) -> None:
        """As WeasyPrint's, but with the line's extra space on every elastic character instead of on spaces."""
        if not (justify and self.justification_spacing and _CHINESE.search(text)):
            original(self, text, justify)
            return
        original(self, text, False)
        ffi, pango = line_break.ffi, line_break.pango
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        spacing = self.justification_spacing
        if self.style["letter_spacing"] != "normal":
            spacing += self.style["letter_spacing"]
        for start, end in _elastic_bytes(self.text):
            attribute = pango.pango_attr_letter_spacing_new(round(spacing * line_break.TO_UNITS))
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)

    return set_text


def _elastic_bytes(text: str) -> Iterator[tuple[int, int]]:
    """Where runs of elastic characters begin and end, in bytes of UTF-8 as Pango counts."""
    for run in _ELASTIC_RUN.finditer(text):
        start = len(text[: run.start()].encode())
        yield start, start + len(run[0].encode())
