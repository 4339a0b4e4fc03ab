"""Flush right edges for Chinese text: WeasyPrint justifies by widening spaces only, and Chinese has none.

``install`` replaces two functions of WeasyPrint 70's private interface, so that a justified line is widened between
its Chinese characters and at its spaces. Latin words, numbers, dashes and ellipses are never widened inside.

Readers of PDF take a gap of a tenth of the type size for a space between words. Gaps between Chinese characters stay
below that, so that the text can be searched and copied; what a line needs beyond goes into its spaces, then behind its
punctuation, and a line that has too little of these stays ragged.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import logging
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

logger = logging.getLogger(__name__)

# WeasyPrint's private interface is that of this version; a newer one is looked at before it is named here.
VERSION: Final = "70."

_CHINESE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f]")
_QUOTES: Final = "‘’“”"
_MARKS: Final = "，。、；：？！）〕】》」』〉’”"
_SPACES: Final = " \u00a0"

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
    ("weasyprint.text.line_break", "Layout.get_first_line"): ("self",),
}


class _Room(NamedTuple):
    """Where a line can be widened: between Chinese characters, at spaces, behind punctuation.

    As a count: how many such places there are (a half between Chinese and Latin). As a width: how much is added at
    each, in CSS px or in parts of the type size.
    """

    gap: float
    space: float
    mark: float

    def width(self, each: _Room) -> float:
        """What these places take together when each is made that wide."""
        return self.gap * each.gap + self.space * each.space + self.mark * each.mark


NOWHERE: Final = _Room(0.0, 0.0, 0.0)
# The most that is added at one place, in parts of the type size.
WIDEST: Final = _Room(gap=0.09, space=0.6, mark=0.4)


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
class _Stretch:
    """How a text is widened when it is drawn: how much at each place (CSS px), and which character follows it."""

    each: _Room
    following: str


@dataclass(frozen=True, slots=True)
class _Justification:
    """Widens lines. ``original`` is WeasyPrint's own function, still right for lines without Chinese."""

    inline: Any
    original: Callable[[Any, Any, float], None]

    def justify_line(self, context: Any, line: Any, extra_width: float) -> None:
        """Spread ``extra_width`` (CSS px) over the line."""
        leaves = list(_leaves(line))
        if line.style["direction"] == "rtl" or not any(_CHINESE.search(_text(leaf)) for leaf in leaves):
            self.original(context, line, extra_width)
            return
        following = _following(leaves)
        room = _sum(
            _after(*pair)
            for leaf, next_one in zip(leaves, following, strict=True)
            for pair in _pairs(_text(leaf), next_one)
        )
        each = _widths(room, extra_width, line.style["font_size"])
        if each is not None:
            stretches = {
                id(leaf): _Stretch(each, next_one) for leaf, next_one in zip(leaves, following, strict=True)
            }
            self._widen(context, line, 0.0, stretches)

    def _widen(self, context: Any, box: Any, shift: float, stretches: Mapping[int, _Stretch]) -> float:
        """Move ``box`` by ``shift`` and widen what is in it; how far what follows is to be moved."""
        stretch = stretches.get(id(box))
        if stretch is not None and not _text(box):
            box.translate(shift, 0)
            return shift
        box.position_x += shift
        before = shift
        if stretch is not None:
            shift += self._widen_text(context, box, stretch)
        else:
            for child in box.children:
                if child.is_in_normal_flow():
                    shift = self._widen(context, child, shift, stretches)
        box.width += shift - before
        return shift

    def _widen_text(self, context: Any, box: Any, stretch: _Stretch) -> float:
        box.justification_spacing = stretch
        box.pango_layout = self.inline.create_layout(box.text, box.style, context, None, stretch)
        box.pango_layout.deactivate()
        return _sum(_after(*pair) for pair in _pairs(box.text, stretch.following)).width(stretch.each)


def _widths(room: _Room, extra: float, size: float) -> _Room | None:
    """How much is added at each place so that the line ends at the edge; ``None`` where that would tear it.

    Evenly while gaps stay narrow enough; then at spaces, then behind punctuation, each up to its most.
    """
    places = room.gap + room.space + room.mark
    if places and extra / places <= WIDEST.gap * size:
        return _Room(*[extra / places] * 3)
    gap = space = mark = WIDEST.gap * size
    rest = extra - room.width(_Room(gap, space, mark))
    if room.space:
        more = min(rest / room.space, (WIDEST.space - WIDEST.gap) * size)
        space, rest = space + more, rest - more * room.space
    if room.mark:
        more = min(rest / room.mark, (WIDEST.mark - WIDEST.gap) * size)
        mark, rest = mark + more, rest - more * room.mark
    return _Room(gap, space, mark) if rest < 0.01 else None


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


def _following(leaves: Sequence[Any]) -> list[str]:
    """For each leaf the character after it in the line: a picture counts as a letter, the line's end as nothing."""
    first = [_text(leaf)[:1] or "x" for leaf in leaves]
    return [*first[1:], ""]


def _pairs(text: str, following: str) -> Iterator[tuple[str, str]]:
    """Each character with the one after it."""
    return zip(text, [*text[1:], following], strict=True) if text else iter(())


def _sum(rooms: Iterator[_Room]) -> _Room:
    columns = tuple(zip(*rooms, strict=True))
    return _Room(*map(sum, columns)) if columns else NOWHERE


@lru_cache(maxsize=50_000)
def _after(character: str, following: str) -> _Room:
    """The room right after a character, with ``following`` next to it."""
    if not following:
        return NOWHERE
    if character in _SPACES:
        return _Room(0.0, 1.0, 0.0)
    if following in _SPACES:
        return NOWHERE
    if character in _MARKS and following not in _MARKS:
        return _Room(0.0, 0.0, 1.0)
    return _Room((_is_chinese(character) + _is_chinese(following)) / 2, 0.0, 0.0)


def _is_chinese(character: str) -> bool:
    return character in _QUOTES or _CHINESE.match(character) is not None


def _set_text(
    line_break: Any, original: Callable[[Any, str, bool], None]
) -> Callable[[Any, str, bool], None]:
    @functools.wraps(original)
    def set_text(self: Any, text: str, justify: bool = False) -> None:
        """As WeasyPrint's, but a text that this module widened gets its own extra widths."""
        stretch = self.justification_spacing
        if not isinstance(stretch, _Stretch):
            original(self, text, justify)
            return
        original(self, text, False)
        if justify:
            # WeasyPrint sets this mode before it draws, which would lay the line out anew, without the widths.
            line_break.pango.pango_layout_set_single_paragraph_mode(self.layout, True)
            _widen_glyphs(self, stretch, line_break.ffi, line_break.TO_UNITS)

    return set_text


def _widen_glyphs(layout: Any, stretch: _Stretch, ffi: Any, units: int) -> None:
    """Add to the widths of the line's glyphs, where they stand in Pango's memory.

    Places in a PDF are whole thousandths of the type size, and WeasyPrint cuts off the rest. So each width is such a
    thousandth, and the parts that are cut are carried on to the next place: the line ends where it should.
    """
    thousandth = layout.style["font_size"] / 1000
    extra_at = {
        start: _after(*pair).width(stretch.each)
        for start, pair in zip(
            _byte_offsets(layout.text), _pairs(layout.text, stretch.following), strict=True
        )
    }
    wanted = given = 0.0
    for glyphs, index, start in _last_glyphs(layout, ffi):
        wanted += extra_at.get(start, 0.0)
        steps = round((wanted - given) / thousandth)
        given += steps * thousandth
        glyphs[index].geometry.width += math.ceil(steps * thousandth * units) if steps else 0


def _byte_offsets(text: str) -> Iterator[int]:
    """Where each character begins, in bytes of UTF-8 as Pango counts."""
    offset = 0
    for character in text:
        yield offset
        offset += len(character.encode())


def _last_glyphs(layout: Any, ffi: Any) -> Iterator[tuple[Any, int, int]]:
    """The last glyph of every cluster of the first line: its array, its index, and the byte where the cluster begins."""
    first_line, _ = layout.get_first_line()
    run = first_line.runs[0]
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        for index in range(string.num_glyphs):
            start = string.log_clusters[index]
            if index + 1 == string.num_glyphs or string.log_clusters[index + 1] != start:
                yield string.glyphs, index, item.offset + start
        run = run.next
