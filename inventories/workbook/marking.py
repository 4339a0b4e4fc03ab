"""The client's own workbook with cells marked: coloured, with a comment, and a sheet that lists what is said.

Everything else of the file stays byte for byte: only the rows with marks, the styles and the lists of parts are
touched. Only to be used in the child process of ``inventories.workbook.child``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from factors.importers import archives, safe_xml, workbooks
from factors.importers.contract import Refused
from inventories.workbook import commenting, marked_rows
from inventories.workbook.package import CONTENT_TYPES, MAIN, RELATION_TYPES, RELATIONS, Package, root_of
from inventories.workbook.sections import REMARKS_SHEET

WRONG = "wrong"
FILLS = {WRONG: "FFFFC7CE", "changed": "FFFFF2CC"}
STYLES = "xl/styles.xml"
WORKBOOK = "xl/workbook.xml"
_HEADS = ("工作表", "单元格", "类别", "说明")
Mark = Sequence[str]


def marked(path: Path, marks: Sequence[Mark], remarks: Sequence[Sequence[str]]) -> bytes:
    """The file with ``marks`` (sheet, cell, kind, what is said). Raises ``Refused`` where it cannot be marked."""
    with archives.opened(path, archives.WORKBOOK) as archive:
        if WORKBOOK not in archive.namelist():
            raise Refused("只能在 xlsx 文件上标注。请将文件另存为 xlsx 后重新上传。")
        package = Package(archive)
        parts = workbooks.sheet_parts(archive)
        styles = _Styles(package)
        for sheet, own in _by_sheet(marks).items():
            if sheet in parts:
                _mark_sheet(package, parts[sheet], own, styles)
        styles.store()
        _add_list(package, remarks)
        return package.written()


def _by_sheet(marks: Sequence[Mark]) -> dict[str, dict[str, tuple[str, str]]]:
    """Kind and text by sheet and cell; what is wrong counts before what changed."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for sheet, cell, kind, text in marks:
        cells = found.setdefault(sheet, {})
        before, said = cells.get(cell, (kind, ""))
        cells[cell] = (WRONG if WRONG in (before, kind) else kind, f"{said}\n{text}" if said else text)
    return found


def _mark_sheet(package: Package, part: str, own: Mapping[str, tuple[str, str]], styles: _Styles) -> None:
    data = package.read(part)
    data = marked_rows.with_styles(data, {cell: kind for cell, (kind, _text) in own.items()}, styles.marked)
    texts = {cell: text for cell, (_kind, text) in own.items()}
    package.put(part, commenting.with_comments(package, part, data, texts))


class _Styles:
    """The styles of the workbook; each style of a marked cell gets a twin with another ground."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = safe_xml.parsed(package.read(STYLES))
        self._fills: dict[str, int] = {}
        self._made: dict[tuple[str, str], str] = {}

    def marked(self, style: str, kind: str) -> str:
        """The number of the style that is like ``style``, marked."""
        if (style, kind) not in self._made:
            formats = self._root.find(f"{{{MAIN}}}cellXfs")
            if formats is None or len(formats) == 0:
                raise Refused("工作簿的样式表不完整，无法标注。请用 Excel 或 WPS 打开并另存后重新上传。")
            at = int(style) if style.isdigit() and int(style) < len(formats) else 0
            twin = etree.fromstring(etree.tostring(formats[at]))
            twin.set("fillId", str(self._fill(kind)))
            twin.set("applyFill", "1")
            formats.append(twin)
            formats.set("count", str(len(formats)))
            self._made[style, kind] = str(len(formats) - 1)
        return self._made[style, kind]

    def _fill(self, kind: str) -> int:
        if kind not in self._fills:
            fills = self._root.find(f"{{{MAIN}}}fills")
            if fills is None:
                raise Refused("工作簿的样式表不完整，无法标注。请用 Excel 或 WPS 打开并另存后重新上传。")
            fill = etree.SubElement(fills, f"{{{MAIN}}}fill")
            pattern = etree.SubElement(fill, f"{{{MAIN}}}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{{{MAIN}}}fgColor", rgb=FILLS[kind])
            etree.SubElement(pattern, f"{{{MAIN}}}bgColor", indexed="64")
            fills.set("count", str(len(fills)))
            self._fills[kind] = len(fills) - 1
        return self._fills[kind]

    def store(self) -> None:
        """Put the styles back."""
        self._package.put(
            STYLES, etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        )


def _add_list(package: Package, remarks: Sequence[Sequence[str]]) -> None:
    """A further sheet that lists everything that is said, each line leading to its cell."""
    root = safe_xml.parsed(package.read(WORKBOOK))
    sheets = root.find(f"{{{MAIN}}}sheets")
    if sheets is None:
        raise Refused("工作簿不完整，无法标注。请用 Excel 或 WPS 打开并另存后重新上传。")
    taken = {each.get("name") for each in sheets}
    name, number = REMARKS_SHEET, 1
    while name in taken:
        number += 1
        name = f"{REMARKS_SHEET}{number}"
    part = package.free("xl/worksheets/remarks", ".xml")
    relation = package.relate(WORKBOOK, f"{RELATION_TYPES}/worksheet", posixpath.relpath(part, "xl"))
    last = max((int(each.get("sheetId", "0")) for each in sheets), default=0)
    sheet = etree.SubElement(sheets, f"{{{MAIN}}}sheet", name=name, sheetId=str(last + 1))
    sheet.set(f"{{{RELATIONS}}}id", relation)
    package.put(WORKBOOK, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    package.declare(part, f"{CONTENT_TYPES}.worksheet+xml")
    package.put(part, _list_sheet(remarks))


def _list_sheet(remarks: Sequence[Sequence[str]]) -> bytes:
    rows = [_HEADS, *remarks]
    sheet = root_of("worksheet", MAIN)
    columns = etree.SubElement(sheet, f"{{{MAIN}}}cols")
    for at, width in enumerate(("22", "10", "10", "90"), start=1):
        etree.SubElement(columns, f"{{{MAIN}}}col", min=str(at), max=str(at), width=width, customWidth="1")
    data = etree.SubElement(sheet, f"{{{MAIN}}}sheetData")
    links = etree.Element(f"{{{MAIN}}}hyperlinks")
    for number, texts in enumerate(rows, start=1):
        row = etree.SubElement(data, f"{{{MAIN}}}row", r=str(number))
        for letter, text in zip("ABCD", texts, strict=True):
            cell = etree.SubElement(row, f"{{{MAIN}}}c", r=f"{letter}{number}", t="inlineStr")
            inline = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            inline.text = text
        if number > 1:
            quoted = texts[0].replace("'", "''")
            etree.SubElement(
                links, f"{{{MAIN}}}hyperlink", ref=f"B{number}", location=f"'{quoted}'!{texts[1]}"
            )
    if len(links):
        sheet.append(links)
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)
