"""Text tables: encodings found or refused, delimiters told, broken quoting named with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers import delimited, sources
from factors.importers.contract import Refused
from factors.importers.delimited import text_table
from tests.factors.importers.grids import text_file, text_of

ROWS = [
    ["产品名称", "碳排放因子", "单位"],
    ["铝锭（电解铝）", "16.5", "kgCO2e/kg"],
    ["瓦楞纸箱", "0.9", "kgCO2e/kg"],
]
FRENCH = [
    ["Nom", "Total", "Unité"],
    ["Électricité — déchets d'acier", "0,052", "kgCO2e/m²"],
    ["Forêt à côté", "1,5", "kgCO2e/kg"],
]


@pytest.mark.parametrize(
    ("rows", "encoding", "label"),
    [
        (ROWS, "utf-8", "UTF-8"),
        (ROWS, "utf-8-sig", "UTF-8（带 BOM）"),
        (ROWS, "gb18030", "GB18030"),
        (FRENCH, "cp1252", "Windows-1252"),
        (FRENCH, "utf-8", "UTF-8"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_and_told(
    tmp_path: Path, rows: list[list[str]], encoding: str, label: str, delimiter: str
) -> None:
    table = text_table(text_file(tmp_path / "a.csv", rows, encoding, delimiter))
    assert [cells for _number, cells in table.rows()] == rows
    assert label in table.notes[0]
    assert {",": "逗号", ";": "分号", "\t": "制表符"}[delimiter] in table.notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (text_of(ROWS).encode("utf-16"), "UTF-16"),
        (text_of(ROWS).encode("utf-16-le"), "空字节"),
        (
            "製品名,係数,単位\nアルミニウム地金,1.9,kg\nエポキシ樹脂,2.2,kg\n".encode("shift-jis"),
            "认不出文件的编码",
        ),
        ("產品名稱,排放係數,單位\n鋁錠,1.9,公斤\n瓦楞紙箱,2.2,公斤\n".encode("big5"), "认不出文件的编码"),
        ("제품명,배출계수,단위\n알루미늄,1.9,kg\n".encode("euc-kr"), "认不出文件的编码"),
        ("Изделие,Фактор\nАлюминий,1.9\n".encode("cp1251"), "认不出文件的编码"),
        (f"Изделие,{'1.234,' * 40}\n".encode("cp1251"), "认不出文件的编码"),
        ("Προϊόν,τιμή\nαλουμίνιο,1.9\n".encode("cp1253"), "认不出文件的编码"),
        (b"\xef\xbb\xbfname,value\n\xff\xfe,1\n", "第 2 行"),
        (b"name,value\na\x00b,1\n", "空字节"),
        (b"name,value\na\x07b,1\n", "控制字符"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04rest", "压缩包"),
        (bytes(range(128, 256)) * 20, "认不出文件的编码"),
        (b"name;value", None),
        (b"only one column\nand no delimiter\n", "只有一列"),
        (b"   \n \n", "空的"),
        (b'name,value\n"never closed,1\n' + b"x" * 60_000, "引号没有配对"),
        (b'name,value\n"a"b,1\n', "第 2 行"),
        (b'name,value\n"' + b'""' * 50_000 + b'",1\n', "40,000"),
        (b",".join([b"a"] * 201) + b"\n", "201 列"),
    ],
)
def test_what_is_no_certain_text_table_is_refused(tmp_path: Path, data: bytes, reason: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    if reason is None:
        assert list(text_table(path).rows()) == [(1, ["name", "value"])]
        return
    with pytest.raises(Refused, match=reason) as refusal:
        list(text_table(path).rows())
    assert "。" in str(refusal.value)


def test_quoted_delimiters_and_lines_stay_in_their_cell(tmp_path: Path) -> None:
    rows = [["name", "note"], ["a;b,c", 'line one\nline "two"'], ["=1+1", "text"]]
    assert [cells for _number, cells in text_table(text_file(tmp_path / "a.csv", rows)).rows()] == rows


def test_only_the_wanted_columns_are_given(tmp_path: Path) -> None:
    table = sources.opened(text_file(tmp_path / "a.csv", [["a", "b", "c"], ["1", "2"]])).table("")
    assert [(line.number, list(line.cells)) for line in table.lines([2, 0])] == [
        (1, ["c", "a"]),
        (2, ["", "1"]),
    ]


def test_a_file_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_ROWS", 3)
    path = text_file(tmp_path / "a.csv", [["a", "b"]] * 3)
    assert len(list(text_table(path).rows())) == 3
    with pytest.raises(Refused, match="超过 3 行，请拆分"):
        list(text_table(text_file(path, [["a", "b"]] * 4)).rows())
