"""Another style for single cells of a worksheet's XML; only the rows with such cells are taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from factors.importers.sheet_scan import column_number
from inventories.workbook.package import MAIN

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ROW = re.compile(rb"<row\b(?P<attributes>[^>]*?)(?:/>|>.*?</row>)", re.DOTALL)
_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_OPEN = b'<worksheet xmlns="' + MAIN.encode() + b'"'
_ROOT = re.compile(rb"<worksheet\b([^>]*)>")
_SPACES = re.compile(rb"\bxmlns:\w+=(?:\"[^\"]*\"|'[^']*')")

Style = Callable[[str, str], str]


def with_styles(data: bytes, kinds: Mapping[str, str], style: Style) -> bytes:
    """The worksheet with each cell of ``kinds`` in the style that ``style`` makes of the one it has.

    A sheet that is written with prefixes, or whose rows do not say their numbers, is left as it is.
    """
    by_row: dict[int, dict[str, str]] = {}
    for cell, kind in kinds.items():
        found = _CELL.fullmatch(cell)
        if found is not None:
            by_row.setdefault(int(found[2]), {})[found[1]] = kind
    root = _ROOT.search(data)
    if root is None:
        return data
    # Attributes of rows and cells may use the prefixes that the sheet declares.
    spaces = b" ".join(_SPACES.findall(root[1]))

    def repainted(match: re.Match[bytes]) -> bytes:
        number = _NUMBER.search(match["attributes"])
        wanted = by_row.get(int(number[1])) if number is not None else None
        return (
            match[0]
            if wanted is None or number is None
            else _row(match[0], int(number[1]), wanted, spaces, style)
        )

    return _ROW.sub(repainted, data)


def _row(data: bytes, number: int, wanted: Mapping[str, str], spaces: bytes, style: Style) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    sheet = etree.fromstring(_OPEN + b" " + spaces + b">" + data + b"</worksheet>", parser)
    row = sheet[0]
    for letters, kind in wanted.items():
        cell = _cell(row, letters, number)
        cell.set("s", style(cell.get("s", row.get("s", "0")), kind))
    written = etree.tostring(sheet)
    begin, end = written.index(b">") + 1, written.rindex(b"</worksheet>")
    return written[begin:end]


def _cell(row: etree._Element, letters: str, number: int) -> etree._Element:
    """The cell of a column; an empty one is put in its place where there is none."""
    place = column_number(letters)
    for at, cell in enumerate(row):
        found = _CELL.fullmatch(cell.get("r", ""))
        if found is None:
            continue
        if found[1] == letters:
            return cell
        if column_number(found[1]) > place:
            made = etree.Element(f"{{{MAIN}}}c", r=f"{letters}{number}")
            row.insert(at, made)
            return made
    return etree.SubElement(row, f"{{{MAIN}}}c", r=f"{letters}{number}")
