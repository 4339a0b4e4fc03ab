"""Small files of every kind that mean harm or mislead, by the formats' own ways: one process reads them all.

The large ones (bombs, millions of cells) are in ``hostile``, each in a child process of its own.
"""

from __future__ import annotations

import io
import json
import random
import zipfile

from tests.factors.importers.hostile import (
    HEAD,
    LAUGHS,
    MAIN,
    PACKAGE,
    RELATIONS,
    xlsx,
    xlsx_parts,
    zipped,
)

ILCD = 'xmlns="http://lca.jrc.it/ILCD/Process"'
TABLE = "名称,数值,单位\n热轧钢板,2.1,kgCO2e/kg\n"
# No number that a factor may have; whoever typed it is told so.
NUMBERS = [
    "1e999999",
    "-1e999999",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "0x1F",
    "1_000",
    "1,234,5",
    "1.2.3",
    "--1",
    "1e",
    "e5",
    "½",
    "2024-05-01",
    "5月1日",
    "12:30",
    "TRUE",
    "#DIV/0!",
    "#N/A",
    "=1+1",
    "@SUM(1)",
    "1‰",
    "5%",
    "≤3",
    "<0.1",
    "约2",
    "2±0.1",
    "1~2",
    "5kg",
]
CELLS = (
    '<c r="B2"><f>[1]Sheet1!A1</f></c>',
    '<c r="B2"><f>WEBSERVICE("http://127.0.0.1/")</f></c>',
    '<c r="B2" t="e"><v>#REF!</v></c>',
    '<c r="B2" t="d"><v>2024-01-01</v></c>',
    '<c r="B2"><v>1e400</v></c>',
    '<c r="B2" t="s"><v>-1</v></c>',
    '<c r="B2" t="s"><v>99999999999999999999</v></c>',
    '<c r="B2"><v></v></c>',
    '<c r="B2"><v>1</v></c><c r="B2"><v>2</v></c>',
)


def bad() -> dict[str, bytes]:
    """Files out of which no factor may come: refused, or every row is."""
    return {**_texts(), **_documents(), **_archives(), **_workbooks()}


def _texts() -> dict[str, bytes]:
    files = {
        f"number-{at}.csv": f'名称,数值,单位\n钢,"{number}",kgCO2e/kg\n'.encode()
        for at, number in enumerate(NUMBERS)
    }
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "shift_jis"):
        files[f"{encoding}.csv"] = TABLE.replace("钢板", "").encode(encoding, "replace")
    return files | {
        "mixed.csv": TABLE.encode() + "电解铝,16.5,kgCO2e/kg\n".encode("gbk"),
        "mark-and-gbk.csv": b"\xef\xbb\xbf" + TABLE.encode("gbk"),
        "nul.csv": TABLE.encode().replace(b"2.1", b"2\x001"),
        "escape.csv": TABLE.replace("热轧", "\x1b[31m").encode(),
        "letters-of-another-alphabet.csv": "名称,数值,单位\n钢,2,kgСО2е/kg\n".encode(),
        "unclosed.csv": '名称,数值,单位\n"钢,2,kgCO2e/kg\n铝,3,kgCO2e/kg\n'.encode(),
        "only-heads.csv": "名称,数值,单位\n".encode(),
        "blank.csv": b"\n\n  \n",
    }


def _documents() -> dict[str, bytes]:
    entity = f"<processDataSet {ILCD}>&x;</processDataSet>"
    deep = 100_000
    return {
        "entity.xml": f'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>{entity}'.encode(),
        "address.xml": f'<!DOCTYPE p [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>{entity}'.encode(),
        "outside.xml": f'<!DOCTYPE p SYSTEM "http://127.0.0.1:9/x.dtd"><processDataSet {ILCD}/>'.encode(),
        "parameter.xml": f'<!DOCTYPE p [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><processDataSet {ILCD}/>'.encode(),
        "laughs.xml": (LAUGHS + f"<processDataSet {ILCD}>&i;</processDataSet>").encode(),
        "deep.xml": f"<processDataSet {ILCD}>".encode() + b"<a>" * deep,
        "cut.xml": f"<processDataSet {ILCD}><processInfo".encode(),
        "picture.xml": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "deep.json": b"[" * deep + b"]" * deep,
        "deeper.json": b'{"a":' * deep + b"1" + b"}" * deep,
        "twice.json": b'{"id":"a","id":"b","specVersion":"3.0.0","specVersion":"2.0.0","pcf":{},"pcf":1}',
        "no-number.json": b'{"specVersion":"3.0.0","pcf":{"declaredUnitAmount":NaN}}',
        "digits.json": b'{"specVersion":"3.0.0","pcf":{"declaredUnitAmount":' + b"9" * 100_000 + b"}}",
        "power.json": b'{"specVersion":"3.0.0","pcf":{"declaredUnitAmount":1e999999999}}',
        "cut.json": b'{"specVersion":"3.0.0","pcf":{',
        "half-a-character.json": b'{"specVersion":"3.0.0","productDescription":"\\ud800","pcf":{}}',
        "nothing.json": b"null",
        "empty.json": b"{}",
    }


def _archives() -> dict[str, bytes]:
    good = zipped({"openlca.json": "{}", "processes/a.json": "{}"})
    nested = xlsx()
    for _ in range(20):
        nested = zipped({"n.zip": nested})
    loop = {
        "@type": "Process",
        "@id": "a",
        "name": "x",
        "exchanges": [{"amount": 1, "defaultProvider": {"@id": "a"}}],
    }
    return {
        "link.zip": _with_link({"openlca.json": "{}"}, "processes/a.json"),
        "link.xlsx": _with_link(
            {name: part for name, part in xlsx_parts().items() if "sheet1" not in name},
            "xl/worksheets/sheet1.xml",
        ),
        "upwards.zip": zipped({"openlca.json": "{}", "..\\..\\x.json": "{}", "processes/a.json": "{}"}),
        "drive.zip": zipped({"openlca.json": "{}", "C:/x.json": "{}", "processes/a.json": "{}"}),
        "deep.zip": zipped({"openlca.json": "{}", "processes/a.json": "[" * 100_000}),
        "types.zip": zipped(
            {
                "openlca.json": "[]",
                "processes/a.json": "[1]",
                "processes/b.json": '"x"',
                "flows/c.json": "null",
            }
        ),
        "loop.zip": zipped({"openlca.json": "{}", "processes/a.json": json.dumps(loop)}),
        "laughs.zip": zipped({"ILCD/processes/a.xml": LAUGHS + "<a>&i;</a>"}),
        "cut-inside.zip": zipped({"ILCD/processes/a.xml": f"<processDataSet {ILCD}>"}),
        "nested.zip": nested,
        "cut.zip": good[: len(good) // 2],
        "noise.zip": random.Random(2).randbytes(20_000),  # noqa: S311
        "noise.xlsx": random.Random(1).randbytes(20_000),  # noqa: S311
        "noise.json": random.Random(6).randbytes(2_000),  # noqa: S311
        "noise.ods": random.Random(4).randbytes(2_000),  # noqa: S311
    }


def _with_link(parts: dict[str, bytes | str], name: str) -> bytes:
    """A zip in which one part is a symbolic link out of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for other, part in parts.items():
            archive.writestr(other, part)
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _workbooks() -> dict[str, bytes]:
    heads = HEAD.replace("</row>", '<c r="C1" t="inlineStr"><is><t>单位</t></is></c></row>')
    row = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>钢</t></is></c>{}'
        '<c r="C2" t="inlineStr"><is><t>kgCO2e/kg</t></is></c></row>'
    )
    files = {f"cell-{at}.xlsx": xlsx(heads + row.format(cell)) for at, cell in enumerate(CELLS)}
    sheet = f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" '
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{sheet}{{}}/></Relationships>'
    for name, target in (
        ("outside", 'Target="http://127.0.0.1/sheet.xml" TargetMode="External"'),
        ("upwards", 'Target="../../../etc/passwd"'),
    ):
        files[f"{name}.xlsx"] = zipped(
            {**xlsx_parts(), "xl/_rels/workbook.xml.rels": relations.format(target)}
        )
    many = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="rId1"/>' for at in range(500))
    book = f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>{many}</sheets></workbook>'
    return files | {
        "sheets.xlsx": zipped({**xlsx_parts(), "xl/workbook.xml": book}),
        "cut.xlsx": xlsx()[:-300],
    }
