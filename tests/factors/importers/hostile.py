"""Files that are meant to do harm, or are merely broken, each built from nothing."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.factors.importers.grids import Grid, text_of, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c><c r="B1" t="inlineStr"><is><t>数值</t></is></c></row>'
ROWS: Grid = [["名称", "数值", "单位"], ["钢", 2.15, "kgCO2e/kg"], ["铝", 16.5, "kgCO2e/kg"]]
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "haha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
FETCHING = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def xlsx_parts(
    sheet: str = HEAD, *, before: str = "", after: str = "", shared: str = ""
) -> dict[str, bytes | str]:
    """The parts of a workbook with one sheet of these rows."""
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (("workbook.xml", "sheet.main"), ("worksheets/sheet1.xml", "worksheet"))
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {MAIN}><sheetData>{sheet}</sheetData>{after}</worksheet>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    return parts


def xlsx(sheet: str = HEAD, *, before: str = "", after: str = "", shared: str = "") -> bytes:
    """Such a workbook."""
    return zipped(xlsx_parts(sheet, before=before, after=after, shared=shared))


def cells(*places: str) -> str:
    """Rows with a number in each of these cells."""
    return HEAD + "".join(
        f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>'
        for place in places
    )


def ods(content: str) -> bytes:
    """An OpenDocument spreadsheet with this table."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    body = f'<office:document-content{names} office:version="1.2"><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:media-type="{kind}" manifest:full-path="/"/></manifest:manifest>'
    return zipped({"mimetype": kind, "content.xml": body, "META-INF/manifest.xml": manifest})


def ods_cell(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'
    )


def lying_directory() -> bytes:
    """A part of 60 MB that its directory calls 60 bytes."""
    data = bytearray(zipped({**xlsx_parts(), "xl/worksheets/sheet1.xml": " " * 60_000_000}))
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        if b"sheet1" in data[start : start + 80]:
            data[start + 24 : start + 28] = struct.pack("<I", 60)
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


def encrypted_flag() -> bytes:
    """A zip whose parts say that they are encrypted."""
    data = bytearray(xlsx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def twice_the_same_name() -> bytes:
    """Two first sheets."""
    data = zipped({**xlsx_parts(), "xl/worksheets/sheet2.xml": "x"})
    return data.replace(b"sheet2.xml", b"sheet1.xml")


def noise(seed: int, size: int) -> bytes:
    """Bytes without meaning, the same in every run."""
    return random.Random(seed).randbytes(size)  # noqa: S311


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(2, 120_000))
FORMULAS = HEAD + "".join(
    f'<row r="{row}"><c r="B{row}"><f>A{row}+1</f></c></row>' for row in range(2, 25_000)
)

# Each must be refused; the word is part of the reason.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.xlsx": (lambda: xlsx(HEAD + " " * 110_000_000), "展开后超过|压缩炸弹"),
    "ratio.xlsx": (lambda: xlsx(HEAD + " " * 50_000_000), "压缩炸弹"),
    "shared-bomb.xlsx": (
        lambda: xlsx(shared=f"<sst {MAIN}><si><t>{'x' * 60_000_000}</t></si></sst>"),
        "压缩炸弹",
    ),
    "far.xlsx": (lambda: xlsx(cells("A2", "XFD1048576")), "XFD 列"),
    "tall.xlsx": (lambda: xlsx(cells("A2", "GR1048576")), "超过系统能读取的大小"),
    "columns.xlsx": (lambda: xlsx(cells("BDWGN1")), "列，超过上限"),
    "hidden-row.xlsx": (
        lambda: xlsx(HEAD + '<row r="2"><c r="A2"/><c r="GA9999999"><v>1</v></c></row>'),
        "超过系统能读取的大小",
    ),
    "laughs.xlsx": (lambda: xlsx(before=LAUGHS, sheet=HEAD.replace("名称", "&i;")), "DOCTYPE"),
    "fetching.xlsx": (lambda: xlsx(before=FETCHING, sheet=HEAD.replace("名称", "&e;")), "DOCTYPE"),
    "book-laughs.xlsx": (
        lambda: zipped({**xlsx_parts(), "xl/workbook.xml": LAUGHS + "<workbook>&i;</workbook>"}),
        "DOCTYPE",
    ),
    "merged.xlsx": (lambda: xlsx(after=f"<mergeCells>{MERGED}</mergeCells>"), "合并单元格"),
    "formulas.xlsx": (lambda: xlsx(FORMULAS), "没有计算结果的公式"),
    "lying.xlsx": (lying_directory, "."),
    "encrypted.xlsx": (encrypted_flag, "密码"),
    "twice.xlsx": (twice_the_same_name, "两个名为"),
    "up.xlsx": (lambda: zipped({**xlsx_parts(), "../../etc/evil": "x"}), "指向外部"),
    "absolute.xlsx": (lambda: zipped({**xlsx_parts(), "/etc/evil": "x"}), "指向外部"),
    "many.xlsx": (
        lambda: zipped({**xlsx_parts(), **{f"xl/{n}.xml": "x" for n in range(300)}}),
        "300|30[0-9] 个文件",
    ),
    "macros.xlsm": (lambda: zipped({**xlsx_parts(), "xl/vbaProject.bin": b"x"}), "宏"),
    "binary.xlsb": (lambda: zipped({"xl/workbook.bin": b"x"}), "xlsb"),
    "no-sheet.xlsx": (lambda: zipped({k: v for k, v in xlsx_parts().items() if "sheet1" not in k}), "不完整"),
    "broken-book.xlsx": (lambda: zipped({**xlsx_parts(), "xl/workbook.xml": "<workbook"}), "XML"),
    "deep.xlsx": (lambda: zipped({**xlsx_parts(), "xl/workbook.xml": "<a>" * 100_000}), "XML"),
    "letter.docx": (lambda: zipped({"word/document.xml": "<w/>"}), "认不出"),
    "nested.zip": (lambda: zipped({"inner.zip": xlsx(), "more.zip": zipped({"a.zip": xlsx()})}), "认不出"),
    "empty.zip": (lambda: b"PK\x05\x06" + bytes(18), "."),
    "password.xlsx": (
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
        "密码",
    ),
    "ole.xls": (lambda: OLE + bytes(4000), "损坏|无法读取"),
    "ole-noise.xls": (lambda: OLE + noise(1, 20_000), "."),
    "laughs.ods": (lambda: zipped({"mimetype": "x", "content.xml": LAUGHS + "<a>&i;</a>"}), "DOCTYPE"),
    "spanned.ods": (
        lambda: ods(
            f'<table:table table:name="S"><table:table-row>{ods_cell("名称", chr(32) + chr(116) + "able:number-columns-spanned=" + chr(34) + "2" + chr(34))}</table:table-row></table:table>'
        ),
        "合并单元格",
    ),
    "picture.csv": (lambda: b"\x89PNG\r\n\x1a\n" + noise(2, 5_000), "PNG"),
    "photo.csv": (lambda: b"\xff\xd8\xff\xe0" + noise(3, 5_000), "JPEG"),
    "paper.xlsx": (lambda: b"%PDF-1.7\n1 0 obj", "PDF"),
    "page.csv": (lambda: b"<html><table><tr><td>a</td></tr></table></html>", "认不出"),
    "laughs.xml": (lambda: (LAUGHS + "<a>&i;</a>").encode(), "."),
    "wide.csv": (lambda: b",".join([b"x"] * 1_000_000), "列，超过上限"),
    "huge-cell.csv": (lambda: "名称,数值\n".encode() + b"a" * 10_000_000 + b",1\n", "字符"),
    "quotes.csv": (lambda: "名称,数值\n".encode() + b'"' * 500_001, "引号|字符"),
    "one-column.csv": (lambda: "名称\n钢\n".encode(), "只有一列"),
    "utf16.csv": (lambda: text_of(ROWS).encode("utf-16"), "UTF-16"),
    "zeros.csv": (lambda: bytes(1_000_000), "空字节"),
    "noise.csv": (lambda: noise(4, 100_000), "."),
}

# Each may be read; what cannot be relied on is a problem of its row.
READ: dict[str, Callable[[], bytes]] = {
    "declared.xlsx": lambda: zipped(
        {
            **xlsx_parts(),
            "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{HEAD}{cells("B2")[len(HEAD) :]}</sheetData></worksheet>',
        }
    ),
    "wrong-index.xlsx": lambda: xlsx(
        HEAD + '<row r="2"><c r="A2" t="s"><v>999999</v></c><c r="B2"><v>1</v></c></row>',
        shared=f'<sst {MAIN} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>',
    ),
    "numbers.xlsx": lambda: xlsx(
        HEAD
        + "".join(
            f'<row r="{row}"><c r="A{row}" t="str"><v>x</v></c><c r="B{row}"><v>{value}</v></c></row>'
            for row, value in enumerate(("1e999", "-1e999", "NaN", "1e-320", "0x10", "1,5"), start=2)
        )
    ),
    "huge-cell.xlsx": lambda: zipped(
        xlsx_parts(
            HEAD
            + f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"钢" * 2_000_000}</t></is></c><c r="B2"><v>1</v></c></row>'
        ),
        zipfile.ZIP_STORED,
    ),
    "giant-merge.xlsx": lambda: xlsx(
        cells("B2", "B3"), after='<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    ),
    "repeated.ods": lambda: ods(
        f'<table:table table:name="S"><table:table-row>{ods_cell("名称")}{ods_cell("数值")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048575">{ods_cell("钢", " table:number-columns-repeated=" + chr(34) + "16384" + chr(34))}</table:table-row></table:table>'
    ),
    "formula.csv": lambda: "名称,数值,单位\n\"=cmd|'/c calc'!A1\",=1+1,kgCO2e/kg\n".encode(),
}


def mutated(seed: int, count: int, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Good files with parts cut off, bytes changed, pieces doubled."""
    chance = random.Random(seed)  # noqa: S311 - the same files in every run
    good = {
        "a.xlsx": workbook(folder / "good.xlsx", {"S": ROWS}).read_bytes(),
        "b.csv": text_of(ROWS).encode(),
        "c.csv": text_of(ROWS, ";").encode("gb18030"),
        "d.ods": ods(
            f'<table:table table:name="S"><table:table-row>{ods_cell("名称")}{ods_cell("数值")}</table:table-row></table:table>'
        ),
    }
    for number in range(count):
        name = chance.choice(sorted(good))
        data = bytearray(good[name])
        at = chance.randrange(len(data))
        way = chance.randrange(4)
        if way == 0:
            del data[at:]
        elif way == 1:
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif way == 2:
            data[at:at] = data[: chance.randint(1, 200)]
        else:
            data[at : at + chance.randint(1, 50)] = chance.randbytes(chance.randint(0, 50))
        yield f"{number:04d}-{name}", bytes(data)
