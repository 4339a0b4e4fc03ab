"""The workbook as a file: letterhead, drop-downs, units, notes, protected structure, the study's rows filled in.

Pure: texts in, bytes out. What a person may fill in is unlocked; the first column of a table holds the hidden keys.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from inventories.workbook import introduction, sections, subject
from inventories.workbook.columns import Column, Kind, detail
from inventories.workbook.sections import HINT_KEY, KEY_HEAD, KEY_SHEET, LIST_SHEET, TABLE_SECTIONS, Section
from inventories.workbook.sheets import Book, Row
from inventories.workbook.styles import Styles

FORMAT = "1"
# Rows below the filled ones that are ruled and waiting; drop-downs reach further down.
SPARE, REACH = 40, 2_000
# A binary number keeps 15 figures; a longer one is written as text, or its last ones would change.
EXACT_FIGURES = 15
HEAD_ROW, FIRST_ROW = 3, 5
# In points; a Chinese character is as wide as two of the widths of columns.
LINE_HEIGHT, MOST_LINES = 18, 8
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NUMBERS = (Kind.AMOUNT, Kind.NUMBER, Kind.SHARE)
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}


class Lists(NamedTuple):
    """Where the entries of the drop-downs stand, as formulas of data validation."""

    units: str
    stages: str
    goods: str


def build(book: Book) -> bytes:
    """The workbook as bytes of an xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        with xlsxwriter.Workbook(path, {**_OPTIONS, "tmpdir": folder}) as file:
            file.set_properties({"title": sections.TITLE, "company": book.letterhead.agency})
            _write(file, book)
        return _structure_locked(path)


def _write(file: Any, book: Book) -> None:
    styles = Styles(file)
    sheets = [file.add_worksheet(sections.INTRODUCTION), file.add_worksheet(subject.SHEET)]
    tables = [file.add_worksheet(section.sheet) for section in TABLE_SECTIONS]
    lists = _lists(file, book)
    introduction.write(sheets[0], styles, book)
    _write_subject(sheets[1], styles, book, lists)
    for sheet, section in zip(tables, TABLE_SECTIONS, strict=True):
        _Table(sheet, styles, section, book, lists).write()
    key = file.add_worksheet(KEY_SHEET)
    key.very_hidden()
    for row, (name, text) in enumerate(
        (("format", FORMAT), ("study", book.mark), ("issue", str(book.letterhead.number)))
    ):
        key.write_string(row, 0, name)
        key.write_string(row, 1, text)
    key.protect()
    for sheet in (*sheets, *tables):
        sheet.protect("", _PROTECTION)
        sheet.hide_gridlines(2)
        if sheet is not sheets[0]:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1 if sheet is sheets[1] else 0)
        sheet.set_footer(f"&L&8{book.letterhead.study}&C&8第 &P 页 共 &N 页&R&8{book.letterhead.agency}")
    sheets[0].activate()


def _lists(file: Any, book: Book) -> Lists:
    """The sheet behind the drop-downs; formulas take no list of more than 255 characters."""
    sheet = file.add_worksheet(LIST_SHEET)
    sheet.very_hidden()
    goods = [
        row.texts["name"]
        for section in sections.LINE_SECTIONS
        if section.key != sections.TRANSPORT
        for row in book.tables[section.key]
    ]
    every = dict.fromkeys(unit for _label, group in book.units for unit in group)
    columns = (list(every), list(book.stages), list(dict.fromkeys(goods)))
    formulas = []
    for column, texts in enumerate(columns):
        for row, text in enumerate(texts):
            sheet.write_string(row, column, text)
        letter = "ABC"[column]
        formulas.append(f"={LIST_SHEET}!${letter}$1:${letter}${max(1, len(texts))}")
    sheet.protect()
    return Lists(*formulas)


def _write_subject(sheet: Any, styles: Styles, book: Book, lists: Lists) -> None:
    """企业与产品: the question, the answer, the note."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 52)
    sheet.set_column(2, 2, 34)
    _head(sheet, styles, book, subject.SHEET, subject.NOTE)
    row = HEAD_ROW
    for group in subject.GROUPS:
        sheet.set_row(row, 24)
        for column in range(3):
            sheet.write_string(row, column, group.title if column == 0 else "", styles.get("section"))
        row += 1
        for field in group.fields:
            name = "fact" if field.locked else "required" if field.required else "optional"
            sheet.write_string(
                row, 0, f"{field.heading} *" if field.required else field.heading, styles.get("label")
            )
            _write_cell(sheet, styles, row, 1, field, book.subject.get((group.key, field.key), ""), name)
            sheet.write_string(row, 2, field.note, styles.get("hint"))
            if field.kind is Kind.UNIT:
                sheet.data_validation(row, 1, row, 1, _list(lists.units))
            row += 1
        row += 1


def _head(sheet: Any, styles: Styles, book: Book, title: str, note: str, column: int = 0) -> None:
    letterhead = book.letterhead
    sheet.set_row(0, 28)
    sheet.write_string(0, column, f"{sections.TITLE} · {title.partition(' ')[2]}", styles.get("sheet_title"))
    told = f"{letterhead.agency}    项目：{letterhead.study}    委托方：{letterhead.client}    数据期：{letterhead.period}    第 {letterhead.number} 版"
    sheet.write_string(1, column, told, styles.get("study"))
    sheet.write_string(2, column, note, styles.get("study"))


class _Table:
    """One sheet of rows."""

    def __init__(self, sheet: Any, styles: Styles, section: Section, book: Book, lists: Lists) -> None:
        self._sheet, self._styles, self._section, self._book = sheet, styles, section, book
        self._lists = lists
        self._rows = book.tables[section.key]
        self._columns = (*section.columns, *_further(section, self._rows))

    def write(self) -> None:
        """Heads, hints, rows, spare rows, drop-downs."""
        section, lacking = self._section, self._book.lacking.get(self._section.key)
        note = section.note
        if lacking:
            note += f"（本项目目前没有“{lacking}”阶段，填写前请与核算机构联系，或从“生命周期阶段”一列选择。）"
        self._sheet.set_column(0, 0, 4, self._styles.get("key"), {"hidden": True})
        _head(self._sheet, self._styles, self._book, section.sheet, note, column=1)
        self._write_heads()
        for number, row in enumerate(self._rows):
            self._write_row(FIRST_ROW + number, row)
        last = FIRST_ROW + len(self._rows) + SPARE
        for number in range(FIRST_ROW + len(self._rows), last):
            self._sheet.set_row(number, LINE_HEIGHT)
            for at, column in enumerate(self._columns, start=1):
                self._sheet.write_blank(
                    number, at, None, self._styles.get("required" if column.required else "optional")
                )
        self._offer(last + REACH)
        self._sheet.freeze_panes(FIRST_ROW, 1 + self._frozen())
        self._sheet.repeat_rows(HEAD_ROW)

    def _write_heads(self) -> None:
        self._sheet.set_row(HEAD_ROW, 32)
        self._sheet.set_row(HEAD_ROW + 1, 40)
        self._sheet.write_string(HEAD_ROW, 0, KEY_HEAD, self._styles.get("key"))
        self._sheet.write_string(HEAD_ROW + 1, 0, HINT_KEY, self._styles.get("key"))
        for at, column in enumerate(self._columns, start=1):
            self._sheet.set_column(at, at, column.width, self._styles.get("free"))
            head = "head" if column.required else "head_optional"
            text = f"{column.heading} *" if column.required else column.heading
            self._sheet.write_string(HEAD_ROW, at, text, self._styles.get(head))
            self._sheet.write_string(
                HEAD_ROW + 1,
                at,
                column.note or ("必填" if column.required else "选填"),
                self._styles.get("hint"),
            )

    def _write_row(self, number: int, row: Row) -> None:
        self._sheet.set_row(number, _height(self._columns, row))
        self._sheet.write_string(number, 0, row.key, self._styles.get("key"))
        for at, column in enumerate(self._columns, start=1):
            style = "required" if column.required else "optional"
            _write_cell(self._sheet, self._styles, number, at, column, row.texts.get(column.key, ""), style)

    def _offer(self, last: int) -> None:
        for at, column in enumerate(self._columns, start=1):
            source = self._source(column)
            if source is not None:
                self._sheet.data_validation(FIRST_ROW, at, last, at, source)

    def _source(self, column: Column) -> dict[str, Any] | None:
        if column.kind is Kind.UNIT:
            return _list(self._lists.units)
        if column.kind is Kind.STAGE and self._book.stages:
            return _list(self._lists.stages, strict=True)
        if column.kind is Kind.GOODS:
            return _list(self._lists.goods)
        if column.options:
            return _list(
                [label for _value, label in column.options], strict=column.kind in (Kind.CHOICE, Kind.YES)
            )
        return None

    def _frozen(self) -> int:
        """The columns up to the name stay in sight; where that is many, none."""
        names = [column.key for column in self._columns]
        at = names.index("name") + 1
        return at if at <= 3 else 0


def _further(section: Section, rows: Sequence[Row]) -> list[Column]:
    """Columns that the client added, as their headings stand in the data."""
    known = {column.key for column in section.columns}
    heads = dict.fromkeys(head for row in rows for head in row.texts if head not in known)
    return [detail(head) for head in heads]


def _height(columns: Sequence[Column], row: Row) -> int:
    """So high that the longest text of a row can be read."""
    lines = (-(-2 * len(row.texts.get(column.key, "")) // (column.width - 2)) for column in columns)
    return LINE_HEIGHT * min(MOST_LINES, max(1, *lines))


def _write_cell(sheet: Any, styles: Styles, row: int, at: int, column: Column, text: str, style: str) -> None:
    """A number as a number with all its figures, where a binary number keeps them; else text."""
    if (
        column.kind in _NUMBERS
        and _PLAIN.fullmatch(text)
        and len(re.sub(r"\D", "", text).lstrip("0")) <= EXACT_FIGURES
    ):
        places = len(text.partition(".")[2])
        shown = f"0.{'0' * places}" if places else "0"
        sheet.write_number(row, at, float(text), styles.get(style, shown))
    elif text:
        sheet.write_string(row, at, text, styles.get(style))
    else:
        sheet.write_blank(row, at, None, styles.get(style))


def _list(source: str | list[str], *, strict: bool = False) -> dict[str, Any]:
    """A drop-down; unless ``strict`` another text is allowed, after a question."""
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if strict else "information",
        "error_title": "请从列表中选择",
        "error_message": "所填内容不在下拉列表中。" if strict else "所填内容不在下拉列表中，请确认无误。",
    }


def _structure_locked(path: Path) -> bytes:
    """The file with its sheets held in their order, which XlsxWriter has no word for."""
    locked = path.with_name("locked.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(locked, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/workbook.xml":
                if data.count(b"<bookViews>") != 1:
                    raise ValueError("the workbook's views are not where they used to be")
                data = data.replace(b"<bookViews>", b'<workbookProtection lockStructure="1"/><bookViews>')
            target.writestr(entry, data)
    return locked.read_bytes()
