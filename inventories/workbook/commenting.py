"""Comments in a worksheet, which Excel keeps in two parts: the texts, and the boxes that it draws."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from factors.importers.sheet_scan import column_number
from inventories.workbook.package import CONTENT_TYPES, MAIN, RELATION_TYPES, RELATIONS, Package, root_of

AUTHOR = "系统核对"
# More boxes make a sheet slow to open; the list on the last sheet has all remarks.
MOST = 2_000
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# What stands behind the reference to the boxes in a worksheet, by the standard's order.
_BEHIND = re.compile(
    rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)


def with_comments(package: Package, part: str, data: bytes, texts: Mapping[str, str]) -> bytes:
    """The worksheet with a comment at each cell. One that has comments already keeps its own and gets no others."""
    behind = _BEHIND.search(data, data.find(b"</sheetData>"))
    if b"<legacyDrawing " in data or behind is None or not texts:
        return data
    shown = dict(list(texts.items())[:MOST])
    comments, boxes = package.free("xl/marks", ".xml"), package.free("xl/drawings/marks", ".vml")
    package.put(comments, _comments(shown))
    package.declare(comments, f"{CONTENT_TYPES}.comments+xml")
    package.put(boxes, _boxes(shown))
    package.declare_ending("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    package.relate(part, f"{RELATION_TYPES}/comments", f"/{comments}")
    relation = package.relate(part, f"{RELATION_TYPES}/vmlDrawing", f"/{boxes}")
    reference = f'<legacyDrawing xmlns:marks="{RELATIONS}" marks:id="{relation}"/>'.encode()
    return data[: behind.start()] + reference + data[behind.start() :]


def _comments(texts: Mapping[str, str]) -> bytes:
    root = root_of("comments", MAIN)
    authors = etree.SubElement(root, f"{{{MAIN}}}authors")
    etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
    listed = etree.SubElement(root, f"{{{MAIN}}}commentList")
    for cell, text in texts.items():
        comment = etree.SubElement(listed, f"{{{MAIN}}}comment", ref=cell, authorId="0")
        etree.SubElement(etree.SubElement(comment, f"{{{MAIN}}}text"), f"{{{MAIN}}}t").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _boxes(texts: Mapping[str, str]) -> bytes:
    root = etree.Element("xml", nsmap={"v": _V, "o": _O, "x": _X})
    kind = etree.SubElement(
        root,
        f"{{{_V}}}shapetype",
        id="_x0000_t202",
        coordsize="21600,21600",
        path="m,l,21600r21600,l21600,xe",
    )
    kind.set(f"{{{_O}}}spt", "202")
    etree.SubElement(kind, f"{{{_V}}}stroke", joinstyle="miter")
    for number, cell in enumerate(texts, start=1025):
        found = _PLACE.fullmatch(cell)
        if found is None:
            continue
        column, row = column_number(found[1]), int(found[2]) - 1
        style = "position:absolute;width:240pt;height:80pt;visibility:hidden"
        shape = etree.SubElement(
            root,
            f"{{{_V}}}shape",
            id=f"_x0000_s{number}",
            type="#_x0000_t202",
            style=style,
            fillcolor="#ffffe1",
        )
        etree.SubElement(shape, f"{{{_V}}}fill", color2="#ffffe1")
        client = etree.SubElement(shape, f"{{{_X}}}ClientData", ObjectType="Note")
        etree.SubElement(
            client, f"{{{_X}}}Anchor"
        ).text = f"{column + 1}, 15, {row}, 2, {column + 4}, 15, {row + 5}, 4"
        etree.SubElement(client, f"{{{_X}}}AutoFill").text = "False"
        etree.SubElement(client, f"{{{_X}}}Row").text = str(row)
        etree.SubElement(client, f"{{{_X}}}Column").text = str(column)
    return etree.tostring(root)
