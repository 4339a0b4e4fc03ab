"""Workbooks: xlsx, xls and ods give the same text; what the parser hides is found; a first look is a true one."""

from __future__ import annotations

import base64
import datetime
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from factors.importers import sources
from factors.importers.contract import Refused
from factors.importers.sheet_scan import column_letters, column_number, scanned
from factors.importers.tables import Line
from factors.importers.workbooks import Workbook
from tests.factors.importers.grids import Cell, Grid, workbook
from tests.factors.importers.hostile import MAIN, ods, ods_cell, xlsx, xlsx_parts, zipped

# A BIFF8 workbook made for this test: a head, two factors, a comma, two merged cells, a formula without a result.
XLS = (
    "c-rk)OGs2v82-+EIWzf~F%2{_5wbENN`e;I^q^d+W7>lXO>>YKQ5ht#MOo%D2y#<IV7O^xwdp|-wF?TAS_F|WQ?zPRP|-"
    "rY{pY{uPBS(O2TC&Tcjx@)oc}-"
    "nci!ioxzkgj#Q5FvBo<&Nbj;g+SZO*z!S7~*AiHhLq#OGv*dCS@{63mU%fzFCmw9py<$Nch;g0c)B=DZXaSWiTzb{(3gxJGv"
    "=oGRI^&|zZlco@5+^S-hCt0p!d7Dc<X1R+smsr+Q*@QTXsc=)xcD0I+XjN=0gyg-"
    "?K5tpG1*Lc{SMj;a!YONFcl=am@4soNF!C`0nzx2%Uo_s?n?MOo-"
    "~_(emB3ebr#`Lp^h>K3ApMU_eO?y*70m#KVV~dyK8k#N*QG@hi9?ZNvuKs4ELKPjL_yo<A&Lf~J0cVvY;A0&Xs~^*NkH5jqj"
    "Nddv$uI`baSkS6f<Ka-"
    "i;AkUF|k1=W9FNPEl`5QAa?Y;=JpF8N0rKcSAnOZWM7k#Csx0=lbleFRvQABH<3!4D(6vybspNF2Kfl=|RqgY++JJOAUK$Vt"
    "IjCS97|YWeKfhimM}~DzSfr%Uon@HPutccpYA!mfk?=(N8T8Dn>tqH&S}CA$g``@=bUgRrG%9CV%;ipjOn1YgZ*6hTT}Gvtx"
    "#3*>C5FPYbHH+v=rPggFE_8Di<=<miZ0PE%v$<aEmEic4hS63it>=d2dswuaE5L)j#knX*Z)8*3ddEen^%T$U>D%-"
    "V}GC|f$0mcgZG;nJBaPxV7*E?+8_&ZTE?8QkYgE`z!Js=UEmmf|u}T+-"
    "WI;QfT^G}UNJUz2?U%Gb>BwX)P~v2TD^^%@F7&4#?2K&{RSA%D74+$H?T!*6h!E<jo_?#a=m*U2vg;K73j4<0;t@UYAw`1T5"
    "Q9|T{1EOmpI-"
    "*x6F%zK|n{#zVCKRtu=$8;b1D2`(&r}eW6rf|8$B7NNNg%XFU_Bdkb;&#MxUcdBjPNer|(T>4Cw}o=8e?FIX{^k0A0<-+=$^"
)


def lines(path: Path, sheet: str) -> list[Line]:
    return list(sources.opened(path).table(sheet).lines())


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_an_old_workbook(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xls", zlib.decompress(base64.b85decode(XLS)))
    found = lines(path, "因子")
    assert [list(line.cells)[:3] for line in found[:4]] == [
        ["名称", "数值", "单位"],
        ["钢", "2.15", "kgCO2e/kg"],
        ["铝", "16.5", "kgCO2e/kg"],
        ["铜", "3,5", "kgCO2e/kg"],
    ]
    assert ["A5:A6" in line.flaws.get(0, "") for line in found[3:6]] == [False, True, True]
    assert found[6].cells[1] == ""


def test_an_open_document(tmp_path: Path) -> None:
    row = f"<table:table-row>{ods_cell('名称')}{ods_cell('数值')}</table:table-row>"
    number = '<table:table-cell office:value-type="float" office:value="2.15"><text:p>2.15</text:p></table:table-cell>'
    table = f'<table:table table:name="S">{row}<table:table-row>{ods_cell("钢")}{number}</table:table-row></table:table>'
    found = lines(written(tmp_path / "a.ods", ods(table)), "S")
    assert [list(line.cells) for line in found] == [["名称", "数值"], ["钢", "2.15"]]


def test_values_of_every_kind_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, [0.1, 1e-7, 2021, 0.5777, 1e16, True, " blanks "])
        sheet.write_string(2, 8, "=1+1")
        sheet.write_datetime(2, 9, datetime.datetime(2024, 1, 2), day)  # noqa: DTZ001 - a workbook has no zone
        book.add_worksheet("Hidden").hide()
    book = Workbook(path)
    (*above, line) = book.table("S").lines()
    assert [one.number for one in above] == [1, 2]
    assert list(line.cells) == [
        *("", "0.1", "0.0000001", "2021", "0.5777", "10000000000000000", "TRUE", "blanks", "=1+1"),
        "2024-01-02",
    ]
    assert list(list(book.table("S").lines([9, 1, 50]))[2].cells) == ["2024-01-02", "0.1", ""]
    assert book.sheets == ("S", "Hidden")
    assert book.notes == ("隐藏的工作表：Hidden。",)
    assert list(book.table("Hidden").lines()) == []


def test_a_workbook_with_prefixed_names_and_strict_relations(tmp_path: Path) -> None:
    cells = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    parts = xlsx_parts()
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN.split(chr(34))[1]}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    )
    path = written(tmp_path / "a.xlsx", zipped({**parts, "xl/worksheets/sheet1.xml": sheet}))
    (line,) = lines(path, "S")
    assert line.cells[0] == "1"
    assert "#REF!" in line.flaws[1]


def test_a_first_look_at_a_long_sheet_sees_its_first_rows(tmp_path: Path) -> None:
    factors: list[list[Cell]] = [[f"物料 {number} {'长' * 200}", number] for number in range(9_000)]
    rows: Grid = [["名称", "数值"], *factors]
    path = workbook(tmp_path / "a.xlsx", {"S": rows, "T": [["a", "b"]]})
    whole = {sheet: lines(path, sheet)[:60] for sheet in ("S", "T")}
    assert {one.sheet: list(one.lines) for one in sources.beginnings(path)} == whole


def test_far_cells_without_rows_of_their_own_are_found() -> None:
    facts = scanned([b'<row r="2"><c r="B2"/><c r="D700000"/></row>'], "S", 200)
    assert (facts.last_row, facts.first_column, facts.last_column) == (699_999, 1, 3)


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("GR", 199), ("XFD", 16383)]
)
def test_letters_of_columns(letters: str, number: int) -> None:
    assert (column_number(letters), column_letters(number)) == (number, letters)


def test_rows_cut_by_the_pieces_of_the_stream_are_whole() -> None:
    row = b'<row r="%d" hidden="1"><c r="A%d"><f>1+1</f></c><c r="B%d" t="e"><v>#N/A</v></c></row>'
    data = b"".join(row % (n, n, n) for n in range(1, 200))
    for size in (7, 100, 4096):
        facts = scanned((data[at : at + size] for at in range(0, len(data), size)), "S", 200)
        assert (facts.hidden_rows, facts.last_row, len(facts.flaws)) == (199, 198, 398)


def test_a_row_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="有一行超过"):
        scanned((b"<row>" + b"x" * 1024 * 1024 for _ in range(40)), "S", 200)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    book = Workbook(written(tmp_path / "a.xlsx", xlsx()))
    with pytest.raises(Refused, match="无法读取"):
        book.table("T")
