"""Levels as programs write them: 2, ..2, **, 1.2.3, L2, 第2层, or the blanks before a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from factors.exact import HALF_WIDTH

_WORDS = re.compile(r"(?:level|lev|l|第|bom)?\s*(\d{1,2})\s*(?:层|级|阶|阶层)?", re.IGNORECASE)
_MARKED = re.compile(r"[.·*+>\-—_\s]*(\d{1,2})")
_MARKS = re.compile(r"[.·*+>]{1,40}")
_OUTLINE = re.compile(r"\d{1,4}(?:[.\-]\d{1,4})*[.]?")
_LEADING = re.compile(r"[.·*+>├└│─—\-\s\u3000]*")


def levels_of(texts: Sequence[str]) -> list[int | None]:
    """The level of each text of a column, ``None`` for one that is none.

    One 1.2.3 in the column makes all of them numbers of an outline, whose level is how many parts they have.
    """
    plain = [text.translate(HALF_WIDTH).strip() for text in texts]
    is_outline = any(_OUTLINE.fullmatch(text) and re.search(r"\d[.\-]\d", text) for text in plain)
    return [_outline(text) if is_outline else _level(text) for text in plain]


def _outline(text: str) -> int | None:
    if not _OUTLINE.fullmatch(text):
        return None
    parts = re.split(r"[.\-]", text.rstrip("."))
    return 0 if parts == ["0"] else len(parts)


def _level(text: str) -> int | None:
    found = _MARKED.fullmatch(text) or _WORDS.fullmatch(text)
    if found is not None:
        return int(found[1])
    return len(text) if _MARKS.fullmatch(text) else None


def indents_of(names: Sequence[str]) -> list[int]:
    """The level of each name by how far it is indented (blanks, dots, tree lines), steps of any width.

    The widths that occur are put in order: the smallest is level 0. A full-width blank counts as two.
    """
    widths = [_width(name) for name in names]
    order = {width: level for level, width in enumerate(sorted(set(widths)))}
    return [order[width] for width in widths]


def _width(name: str) -> int:
    found = _LEADING.match(name)
    lead = found[0] if found is not None else ""
    return sum(4 if sign == "\t" else 2 if sign == "\u3000" else 1 for sign in lead)


def unindented(name: str) -> str:
    """The name without what stands before it."""
    return _LEADING.sub("", name, count=1)
