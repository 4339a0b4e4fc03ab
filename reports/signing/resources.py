"""Leaner PDF objects before the first byte is written.

WeasyPrint shares one resource dictionary among all pages, so everything hangs together: pyHanko's difference
analysis, which follows every way through the document, then takes twenty times as long.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pydyf

# A name, up to one number after it (the size in "/F1 12 Tf"), and the operator that takes the name.
_USE = re.compile(rb"/([^\s/<>\[\]()]+)(?:\s+[\d.]+)?\s+(Tf|Do|gs|sh|scn|SCN)\b")
_DEFAULT_WIDTH = 1000  # of a CID font that names none, in thousandths of its size
_CATEGORY = {
    b"Tf": "Font",
    b"Do": "XObject",
    b"gs": "ExtGState",
    b"sh": "Shading",
    b"scn": "Pattern",
    b"SCN": "Pattern",
}


def narrow_resources(pdf: Any) -> None:
    """Give every page, form and pattern only the resources that its own content names; the look stays the same."""
    for item in list(pdf.objects):
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page":
            item["Resources"] = _narrowed(pdf, item["Resources"], _content(_resolve(pdf, item["Contents"])))
        elif isinstance(item, pydyf.Stream) and item.extra.get("Resources"):
            item.extra["Resources"] = _narrowed(pdf, item.extra["Resources"], _content(item))


def shorten_widths(pdf: Any) -> None:
    """Leave out of fonts the widths that are the default, as of nearly all Chinese characters.

    The tables hang below every page that uses the font, and each later validation reads them from each page anew.
    """
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Font" and "W" in item:
            item["W"] = _without_default(item["W"], item.get("DW", _DEFAULT_WIDTH))


def _without_default(table: Any, default: float) -> Any:
    """The table alternates a first glyph number and the widths from there on."""
    shortened, open_run, following = pydyf.Array(), None, None
    for first, widths in zip(table[::2], table[1::2], strict=True):
        for glyph, width in enumerate(widths, start=first):
            if width == default:
                continue
            if open_run is None or glyph != following:
                open_run = pydyf.Array()
                shortened.extend([glyph, open_run])
            open_run.append(width)
            following = glyph + 1
    return shortened


def compress_streams(pdf: Any) -> None:
    """Compress every stream that is not compressed yet, without packing other objects into object streams."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Filter" not in item.extra:
            item.compress = True


def _resolve(pdf: Any, value: Any) -> Any:
    return pdf.objects[int(value.split()[0])] if isinstance(value, bytes) else value


def _content(stream: Any) -> bytes:
    return b"\n".join(part if isinstance(part, bytes) else str(part).encode() for part in stream.stream)


def _narrowed(pdf: Any, resources: Any, content: bytes) -> Any:
    used = _names_used(content)
    narrowed = pydyf.Dictionary()
    for category, entries in _resolve(pdf, resources).items():
        if category not in _CATEGORY.values():
            narrowed[category] = entries  # colour spaces are one small shared object
            continue
        kept = {name: value for name, value in _resolve(pdf, entries).items() if name in used[category]}
        if kept:
            narrowed[category] = pydyf.Dictionary(kept)
    return narrowed


def _names_used(content: bytes) -> Mapping[str, set[str]]:
    used: defaultdict[str, set[str]] = defaultdict(set)
    for name, operator in _USE.findall(content):
        used[_CATEGORY[operator]].add(name.decode())
    return used
