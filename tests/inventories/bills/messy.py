"""A bill as an ERP program exports it: a title, merged heads in two rows, a total, heads repeated, text numbers."""

from __future__ import annotations

import io

import openpyxl

UPPER = ("序号", "层级", "物料", "", "用量", "", "重量", "", "损耗率(%)", "供应商", "属性", "备注")
LOWER = ("", "", "编码", "名称", "数量", "单位", "单重(g)", "总重(g)", "", "", "", "")
MERGED = ("A1:L1", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:H3", "I3:I4", "J3:J4", "K3:K4", "L3:L4")
ROWS: tuple[tuple[object, ...], ...] = (
    (1, "0", "P-1000", "制动气室总成", "1", "EA", "", "", "", "", "自制", ""),
    (2, ".1", "A-1100", "壳体部件", "2", "EA", "", "", "1", "", "自制", ""),
    (3, "..2", "M-2001", "钢板", "1,250.5", "g", "", "", "5", "宏远钢铁有限公司", "外购", "下料"),
    (4, "..2", "S-3001", "六角螺栓", "６", "PCS", "12.5", "75", "", "力固紧固件有限公司", "外购", ""),
    (5, ".1", "A-1200", "弹簧组件", 1, "EA", "", "", "", "", "虚拟件", ""),
    (6, "..2", "W-4001", "弹簧钢丝", "0.85", "KG", "", "", "3", "", "外购", ""),
    (7, "..2", "S-3001", "六角螺栓", "4", "PCS", 12.5, "50", "", "力固紧固件有限公司", "外购", ""),
    ("", "", "", "本页小计", "", "", "", "125", "", "", "", ""),
    (
        "序号",
        "层级",
        "编码",
        "名称",
        "数量",
        "单位",
        "单重(g)",
        "总重(g)",
        "损耗率(%)",
        "供应商",
        "属性",
        "备注",
    ),
    (8, ".1", "T-6001", "密封胶带", "1.2", "M", "", "", "", "", "外购", ""),
)
WRONG: tuple[tuple[object, ...], ...] = (
    (9, ".1", "E-7001", "压力传感器", "1", "EA", "", "", "", "", "外购", ""),
    (10, "...3", "X-8001", "跳级件", "1", "EA", "5", "", "", "", "外购", ""),
)
END: tuple[tuple[object, ...], ...] = (("合计", *[""] * 11), ("制表：周宁", "", "", "审核：陈立", *[""] * 8))


def messy(*more: tuple[object, ...], rows: tuple[tuple[object, ...], ...] = ROWS) -> bytes:
    """The file, with ``more`` rows of materials."""
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "说明"
    notes.append(["本文件由 ERP 导出"])
    sheet = book.create_sheet("BOM展开")
    for row in (
        ("多级物料清单展开表",),
        ("母件：P-1000   打印日期：2026-11-20",),
        UPPER,
        LOWER,
        *rows,
        *more,
        *END,
    ):
        sheet.append(list(row))
    for place in MERGED:
        sheet.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
