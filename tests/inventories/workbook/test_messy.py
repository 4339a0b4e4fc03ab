"""Workbooks as people keep them: merged heads, totals, units in brackets, numbers as text, two tables on a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from accounts.models import User
from inventories.models import FilledWorkbook, InventoryLine, Study
from inventories.services import workbooks
from inventories.workbook.steps import State
from tests.inventories.workbook.returning import applied, cell, changed, content_of, returned, rows

D = Decimal


def book_of(**sheets: Sequence[Sequence[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(list(line))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(filled: FilledWorkbook) -> dict[str, str]:
    return {row.name: "；".join(text for _cell, _head, text in row.problems) for row in rows(filled)}


@pytest.fixture
def empty(brake: Study) -> Study:
    """The study of the brake, with its stages and without lines."""
    InventoryLine.objects.exclude(goods=None).delete()
    InventoryLine.objects.all().delete()
    return brake


def test_a_bill_of_materials_with_merged_heads_totals_and_units_in_brackets(
    consultant: User, empty: Study
) -> None:
    book = book_of(
        物料清单=[
            ["2025年度原材料消耗统计表"],
            [],
            ["序号", "材料名称", "供方", "消耗情况", None, "来源", "厂内编码", "检验批"],
            [None, None, None, "年用量（kg）", "备注", None, None],
            ["一、主要原料"],
            [1, "铸铝 ADC12", "甲公司", "12,500.50", "含余料", "ERP", "A-01", "P-7"],
            [2, "冷轧钢板", None, "1.2 万千克", None, "ERP", "A-02"],
            ["小计", None, None, 24500.5],
            ["二、辅料"],
            [3, "润滑脂", "乙公司", "三千二百", None, "台账", "B-01"],
            [4, "清洗剂", "乙公司", "８５０ 升", None, "台账", "B-02"],
            ["合计", None, None, "28,550.5"],
            ["填表人：张三", None, "日期：2026-01-05"],
        ]
    )
    page = book["物料清单"]
    for area in ("A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "G3:G4"):
        page.merge_cells(area)
    page.merge_cells("C6:C7")
    page.row_dimensions[7].hidden = True
    filled = returned(consultant, empty, saved(book), "BOM.xlsx")
    assert filled.state == State.PREVIEW, filled.refusal
    assert filled.counts["refused"] == 0, told(filled)
    assert [reason for _row, reason in filled.tables[0]["skipped"]] == [
        "“一、主要原料”是小标题",
        "“小计”是合计行",
        "“二、辅料”是小标题",
        "“合计”是合计行",
        "“填表人：张三”是说明文字",
    ]
    assert any("隐藏" in note for note in filled.tables[0]["notes"])
    assert applied(consultant, filled).state == State.APPLIED
    lines = {line.name: line for line in empty.lines.all()}
    assert {name: (line.amount, line.unit, line.supplier) for name, line in lines.items()} == {
        "铸铝 ADC12": (D("12500.50"), "kg", "甲公司"),
        "冷轧钢板": (D(12000), "千克", "甲公司"),
        "润滑脂": (D(3200), "kg", "乙公司"),
        "清洗剂": (D(850), "升", "乙公司"),
    }
    assert {line.basis for line in lines.values()} == {"period_total"}
    assert {line.stage.kind for line in lines.values()} == {"raw_materials"}
    assert (lines["铸铝 ADC12"].code, lines["铸铝 ADC12"].details) == ("A-01", {"检验批": "P-7"})
    assert (lines["清洗剂"].source_sheet, lines["清洗剂"].source_row) == ("物料清单", 11)
    again = returned(consultant, empty, saved(book), "BOM.xlsx")
    assert (again.counts["new"], again.counts["changed"]) == (0, 0), [
        r.changes for r in rows(again, "changed")
    ]


def test_two_tables_on_a_sheet_and_columns_in_another_order(consultant: User, empty: Study) -> None:
    book = book_of(
        统计=[
            ["能源消耗"],
            ["单位", "备注", "能源名称", "消耗量"],
            ["kWh", None, "外购电", 743500],
            ["m3", "食堂除外", "天然气", "1 250"],
            [],
            ["运输情况"],
            ["物料名称", "起运地", "目的地", "运输距离(公里)", "重量(吨)", "运输工具"],
            ["铝锭", "青岛", "常州", "820", "12.5", "货车"],
        ]
    )
    filled = returned(consultant, empty, saved(book))
    assert [(table["section"], table["head"], table["rows"]) for table in filled.tables] == [
        ("energy", 2, 2),
        ("transport", 7, 1),
    ]
    # A transport of something that no table names is told with its cell.
    assert told(filled)["铝锭运输"] == "没有名为“铝锭”的物料。请填写与物料名称完全一致的名称。"
    assert rows(filled, "refused")[0].problems[0][0] == "A8"
    with pytest.raises(Exception, match="有 1 行存在问题"):
        workbooks.apply(consultant, filled, filled.version)
    assert not empty.lines.exists()


def test_every_problem_names_its_cell_and_nothing_is_written(consultant: User, empty: Study) -> None:
    book = book_of(
        原辅料=[
            ["物料名称", "数量", "单位", "数据类型", "生命周期阶段"],
            ["钢", "约 5", "kg", None, None],
            ["铝", 5, "坨", None, None],
            ["铜", 5, None, None, None],
            ["锌", "12.6—13.1", "kg", None, None],
            [None, 5, "kg", None, None],
            ["锡", 5, "kg", "猜测", None],
            ["镍", 5, "kg", None, "月球"],
            ["铅", "=1/0", "kg", None, None],
            ["钛", 5, "kg", "实测", "原材料"],
        ]
    )
    filled = returned(consultant, empty, saved(book))
    assert [(row.number, row.problems[0][0]) for row in rows(filled, "refused")] == [
        (2, "B2"), (3, "C3"), (4, "C4"), (5, "B5"), (6, "A6"), (7, "D7"), (8, "E8"), (9, "B9"),
    ]  # fmt: skip
    assert [row.name for row in rows(filled, "new")] == ["钛"]
    assert not empty.lines.exists()


def test_an_amount_in_a_merged_cell_is_not_shared_out(consultant: User, empty: Study) -> None:
    book = book_of(
        原料=[["名称", "用量", "单位"], ["钢", 5, "kg"], ["铝", None, "kg"]],
    )
    book["原料"].merge_cells("B2:B3")
    filled = returned(consultant, empty, saved(book))
    assert {row.number: row.problems[0][2] for row in rows(filled)} == dict.fromkeys(
        (2, 3), "位于合并单元格 B2:B3 中，不能确定各行的数值，请取消合并并逐格填写"
    )


def test_a_stage_that_the_study_lacks_is_offered(consultant: User, empty: Study) -> None:
    book = book_of(使用阶段=[["项目", "数量", "单位"], ["年用电", 12, "kWh"]])
    filled = returned(consultant, empty, saved(book))
    assert filled.missing_stages == ["use"]
    with pytest.raises(Exception, match="没有的阶段"):
        workbooks.apply(consultant, filled, filled.version)
    assert applied(consultant, filled, add_stages=True).state == State.APPLIED
    assert empty.lines.get().stage.kind == "use"


def test_columns_that_the_client_moved_renamed_and_added_are_found(consultant: User, brake: Study) -> None:
    def rearrange(book: openpyxl.Workbook) -> None:
        page = book["3 原辅料"]
        page.insert_cols(3, 1)
        page.cell(row=4, column=3).value = "库位"
        page.cell(row=6, column=3).value = "A 区 3 排"
        cell(book, "3 原辅料", "供应商", 1).value = "示范铸造"
        for each in page[4]:
            if each.value == "供应商":
                each.value = "供应商名称"
        page.insert_rows(3, 2)

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), rearrange))
    assert filled.state == State.PREVIEW, filled.refusal
    assert [row.changes for row in rows(filled, "changed")] == [
        [["库位", "", "A 区 3 排"], ["供应商名称", "", "示范铸造"]]
    ]
    applied(consultant, filled)
    line = brake.lines.get(name="壳体")
    assert (line.supplier, line.details) == ("示范铸造", {"库位": "A 区 3 排"})


def test_formulas_count_by_their_stored_result_and_are_told(consultant: User, empty: Study) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("原辅料")
        page.write_row(0, 0, ("名称", "用量", "单位"))
        page.write_row(1, 0, ("钢", None, "kg"))
        page.write_formula(1, 1, "=2*3", None, 6)
    filled = returned(consultant, empty, out.getvalue())
    assert rows(filled)[0].notes == ["B2 用量是公式，取文件中保存的计算结果"]
    applied(consultant, filled)
    assert empty.lines.get().amount == D(6)
