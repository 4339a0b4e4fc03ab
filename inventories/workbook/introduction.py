"""填写说明: the first sheet, with the agency's letterhead, what is asked for, colours, rules and units."""

from __future__ import annotations

from typing import Any

from inventories.workbook import sections, subject
from inventories.workbook.sections import TABLE_SECTIONS
from inventories.workbook.sheets import Book
from inventories.workbook.styles import Styles

RULES = (
    "每行填写一项数据。没有的项目填 0，暂时不知道的留空，并在备注中说明，请勿填写“—”或“/”。",
    "数值一栏只填数字；单位从下拉列表选择。同一张表中可以使用不同的单位，系统自动换算。",
    "“数量口径”说明数量是每个单位产品的用量，还是整个数据期的总量；期间总量请填写对应产量，或留空采用项目产量。",
    "共用计量（如全厂电表）请填写本产品所占份额，并在备注中说明分摊依据。",
    "佐证文件在“10 佐证清单”中登记名称，在数据行的“佐证文件”中引用；文件本身另行发送。",
    "可以在各表末尾的空行中继续填写，也可以在右侧增加列；系统按表头识别各列。",
    "请勿删除或改动各表的表头；已有数据需要更正时直接改写单元格。",
)


def write(sheet: Any, styles: Styles, book: Book) -> None:
    """The whole sheet."""
    for at, width in enumerate((18, 34, 14, 34)):
        sheet.set_column(at, at, width)
    row = _letterhead(sheet, styles, book)
    row = _contents(sheet, styles, row)
    row = _colours(sheet, styles, row)
    row = _title(sheet, styles, row, "填写要求")
    for number, rule in enumerate(RULES, start=1):
        sheet.set_row(row, 34)
        sheet.merge_range(row, 0, row, 3, f"{number}. {rule}", styles.get("text"))
        row += 1
    row = _stages(sheet, styles, book, row + 1)
    sheet.print_area(0, 0, _units(sheet, styles, book, row), 3)


def _letterhead(sheet: Any, styles: Styles, book: Book) -> int:
    letterhead = book.letterhead
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, letterhead.agency, styles.get("agency"))
    sheet.set_row(1, 38)
    sheet.write_string(1, 0, sections.TITLE, styles.get("title"))
    sheet.set_row(2, 6)
    for column in range(4):
        sheet.write_blank(2, column, None, styles.get("rule"))
    facts = (
        ("委托方", letterhead.client, "产品", letterhead.product),
        ("核算项目", letterhead.study, "数据期", letterhead.period),
        ("版次", f"第 {letterhead.number} 版", "生成日期", letterhead.day.isoformat()),
        ("联系人", letterhead.contact, "核算机构", letterhead.agency),
    )
    for row, texts in enumerate(facts, start=3):
        sheet.set_row(row, 22)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles.get("fact" if column % 2 else "label"))
    return 8


def _title(sheet: Any, styles: Styles, row: int, text: str) -> int:
    sheet.set_row(row, 24)
    for column in range(4):
        sheet.write_string(row, column, text if column == 0 else "", styles.get("section"))
    return row + 1


def _contents(sheet: Any, styles: Styles, row: int) -> int:
    row = _title(sheet, styles, row, "本表的内容")
    pages = [(subject.SHEET, subject.NOTE), *((section.sheet, section.note) for section in TABLE_SECTIONS)]
    for name, note in pages:
        sheet.set_row(row, 20)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.get("link"), name)
        sheet.merge_range(row, 1, row, 3, note, styles.get("text"))
        row += 1
    return row + 1


def _colours(sheet: Any, styles: Styles, row: int) -> int:
    row = _title(sheet, styles, row, "颜色")
    for style, text in (("required", "必填"), ("optional", "选填"), ("fact", "由核算机构填写，不能改动")):
        sheet.write_blank(row, 0, None, styles.get(style))
        sheet.write_string(row, 1, text, styles.get("plain"))
        row += 1
    return row + 1


def _stages(sheet: Any, styles: Styles, book: Book, row: int) -> int:
    if not book.letterhead.stages:
        return row
    row = _title(sheet, styles, row, "本项目的生命周期阶段")
    for label, kind in book.letterhead.stages:
        sheet.write_string(row, 0, label, styles.get("plain"))
        sheet.write_string(row, 1, kind if kind != label else "", styles.get("plain"))
        row += 1
    return row + 1


def _units(sheet: Any, styles: Styles, book: Book, row: int) -> int:
    row = _title(sheet, styles, row, "可以使用的单位")
    for label, group in book.units:
        text = "、".join(group)
        sheet.set_row(row, 18 * max(1, -(-len(text) // 46)))
        sheet.write_string(row, 0, label, styles.get("label"))
        sheet.merge_range(row, 1, row, 3, text, styles.get("listed"))
        row += 1
    return row
