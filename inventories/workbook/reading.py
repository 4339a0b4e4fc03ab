"""Taking a workbook apart: tables by their headings, rows with their places, answers about company and product.

Tolerant of what people do to workbooks (moved and added columns, merged heads, totals, sub-headings, two tables on a
sheet), and silent about nothing that it leaves out. Only to be used in the child process of ``inventories.workbook.child``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from factors.importers.contract import Refused
from factors.importers.tables import Line, Table
from factors.importers.workbooks import Workbook
from inventories.workbook import answers, formulas
from inventories.workbook.columns import Kind
from inventories.workbook.contract import ReadAnswer, Reading, ReadRow, ReadTable
from inventories.workbook.heads import Found, Head, head_at, section_named
from inventories.workbook.merging import Merged
from inventories.workbook.sections import (
    HINT_KEY,
    INTRODUCTION,
    KEY_SHEET,
    LIST_SHEET,
    REMARKS_SHEET,
    TABLE_SECTIONS,
    Section,
)
from inventories.workbook.subject import SHEET as SUBJECT_SHEET

MAX_ROWS = 100_000
TOTAL = re.compile(r".{0,12}(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总和)(?:\s*[:：(（].*)?")
REMARK = re.compile(
    r"(?:注|备注|说明|填表人|填报人|制表人?|审核人?|复核人?|编制人?|日期|填表日期|以下空白|单位负责人)\s*\d*\s*(?:[:：.、].*)?"
)
_SUB_HEAD = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．\s].*|[（(][一二三四五六七八九十\d]{1,2}[）)].*|.*[:：])"
)
_NUMBERS = (Kind.AMOUNT, Kind.NUMBER, Kind.SHARE)
# A title above a table is short.
_TITLE = 40
# Texts that stand in every row of headings; only a row that has one is looked at closely.
_TELLING = frozenset(
    text.replace(" ", "")
    for section in TABLE_SECTIONS
    for column in section.columns
    if column.key in ("name", "goods", "origin")
    for text in (column.head, *column.others)
)


def read(path: Path) -> Reading:
    """Everything that the workbook says. Raises ``Refused``."""
    book = Workbook(path)
    by_sheet = formulas.places(path)
    tables: list[ReadTable] = []
    said: list[ReadAnswer] = []
    notes: list[str] = []
    keys = {line.cells[0]: line.cells[1] for line in _lines(book, KEY_SHEET) if len(line.cells) > 1}
    for name in book.sheets:
        if (
            name in (KEY_SHEET, LIST_SHEET)
            or name.startswith(REMARKS_SHEET)
            or (keys and name == INTRODUCTION)
        ):
            continue
        sheet = _Sheet(book.table(name), by_sheet.get(name, frozenset()))
        found = sheet.tables()
        tables += found
        answered = answers.of_sheet(
            name, sheet.lines, own=bool(keys) and name == SUBJECT_SHEET, has_tables=bool(found)
        )
        said += answered
        if sheet.has_content and not found and not answered:
            notes.append(
                f"工作表“{name}”中没有找到能识别的表头（至少要有名称、数量、单位等三个栏目），没有读取。"
            )
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise Refused(f"工作簿中的数据超过 {MAX_ROWS:,} 行，请拆分后分次上传。")
    if not tables and not said:
        raise Refused(
            "工作簿中没有找到可以读取的表。请使用从本项目下载的数据收集表，或在表头中写明名称、数量和单位。"
        )
    return Reading(keys, tables, said, notes)


def _lines(book: Workbook, name: str) -> Iterator[Line]:
    if name in book.sheets:
        yield from book.table(name).lines()


class _Sheet:
    """One sheet, its lines in memory, looked through for tables."""

    def __init__(self, table: Table, formula_cells: frozenset[tuple[int, int]]) -> None:
        self._name, self._notes = table.name, list(table.notes)
        self.lines = list(table.lines())
        self._merged = Merged(table.merged, self.lines)
        self._formulas = formula_cells

    @property
    def has_content(self) -> bool:
        """Whether anything stands on it."""
        return any(any(line.cells) for line in self.lines)

    def tables(self) -> list[ReadTable]:
        """The tables from top to bottom."""
        found: list[ReadTable] = []
        at, title = 0, section_named(self._name)
        while at < len(self.lines):
            head = self._head(at, title)
            if head is None:
                title = _title(self.lines[at]) or title
                at += 1
                continue
            end = next((row for row in range(head.first, len(self.lines)) if self._head(row, title)), None)
            last = len(self.lines) if end is None else end
            titles = self._titles_above(last) if end is not None else []
            found.append(self._table(head, at, last - len(titles)))
            title = next((named for row in reversed(titles) if (named := _title(self.lines[row]))), title)
            at = last
        return found

    def _titles_above(self, row: int) -> list[int]:
        """The blank lines and titles between a table and the headings of the next one."""
        first = row
        while first and sum(bool(text) for text in self.lines[first - 1].cells) <= 1:
            first -= 1
        return list(range(first, row))

    def _head(self, row: int, title: Section | None) -> Head | None:
        cells = self.lines[row].cells
        below = self.lines[row + 1].cells if row + 1 < len(self.lines) else ()
        if not (_may_be_head(cells) or (self._merged.is_merged(row) and _may_be_head(below))):
            return None
        upper = self._merged.filled(row)
        lower = self._merged.filled(row + 1) if self._merged.is_merged(row) and below else None
        return head_at(upper, lower, row, title)

    def _table(self, head: Head, row: int, last: int) -> ReadTable:
        rows: list[ReadRow] = []
        skipped: list[tuple[int, str]] = []
        for line in self.lines[head.first : last]:
            read = self._row(head, line)
            reason = _left_out(head, line, read)
            if reason:
                skipped.append((line.number, reason))
            elif read.key != HINT_KEY and (read.key or any(read.texts)):
                rows.append(read)
        columns = [column for column in head.columns if column.key]
        keys_hidden = f"工作表“{self._name}”的 A 列处于隐藏状态，也会读取。"
        notes = [note for note in self._notes if not (head.own and note == keys_hidden)]
        self._notes = []
        return ReadTable(
            self._name, head.section.key, self.lines[row].number, head.own, columns, rows, skipped, notes
        )

    def _row(self, head: Head, line: Line) -> ReadRow:
        row = line.number - 1
        cells, wide = line.cells, len(line.cells)
        key = ""
        texts: list[str] = []
        flaws: dict[int, str] = {}
        notes: dict[int, str] = {}
        merged, has_formula = self._merged.is_merged(row), bool(self._formulas)
        for column in head.columns:
            text = cells[column.index] if column.index < wide else ""
            if not column.key:
                key = text
                continue
            at = len(texts)
            if merged or line.flaws:
                text = self._repaired(head.section, column, line, text, at, flaws, notes)
            if has_formula and text and (row, column.index) in self._formulas:
                notes[at] = "是公式，取文件中保存的计算结果"
            texts.append(text)
        return ReadRow(line.number, key, texts, flaws, notes)

    def _repaired(
        self, section: Section, column: Found, line: Line, text: str, at: int,
        flaws: dict[int, str], notes: dict[int, str],
    ) -> str:  # fmt: skip
        """The text of a cell that is merged or has a flaw: repeated down a merged column of texts, else told."""
        row = line.number - 1
        span = self._merged.span(row, column.index)
        if span is None:
            if column.index in line.flaws:
                flaws[at] = line.flaws[column.index]
            return text
        if span.height == 1:
            return text
        known = section.column(column.key)
        if known is not None and known.kind in _NUMBERS:
            flaws[at] = f"位于合并单元格 {span.name} 中，不能确定各行的数值，请取消合并并逐格填写"
            return text
        if span.text:
            notes[at] = f"位于合并单元格 {span.name} 中，各行按相同内容读取"
        return span.text


def _may_be_head(cells: Sequence[str]) -> bool:
    """Whether a text stands here that a row of headings has; a quick look at every row."""
    for text in cells:
        if text and len(text) <= _TITLE:
            plain = text.replace(" ", "").replace("\n", "").rstrip("*")
            if plain in _TELLING or plain.partition("（")[0].partition("(")[0].rstrip("*") in _TELLING:
                return True
    return False


def _title(line: Line) -> Section | None:
    """The section that a line of one short text names."""
    filled = [text for text in line.cells if text]
    return section_named(filled[0]) if len(filled) == 1 and len(filled[0]) <= _TITLE else None


def _left_out(head: Head, line: Line, row: ReadRow) -> str:
    """Why a row is no data; empty for one that is. What we wrote ourselves always is."""
    if row.key:
        return ""
    filled = [text for text in line.cells if text]
    if not filled:
        return ""
    names = [
        text
        for column, text in zip([c for c in head.columns if c.key], row.texts, strict=True)
        if column.key == "name"
    ]
    if any(TOTAL.fullmatch(text) for text in (filled[0], *names)):
        return f"“{filled[0][:20]}”是合计行"
    if REMARK.fullmatch(filled[0]) and len(filled) <= 4 and not _has_number(head, row):
        return f"“{filled[0][:20]}”是说明文字"
    if len(filled) == 1 and _SUB_HEAD.fullmatch(filled[0]):
        return f"“{filled[0][:20]}”是小标题"
    return ""


def _has_number(head: Head, row: ReadRow) -> bool:
    amounts = [
        at
        for at, column in enumerate(c for c in head.columns if c.key)
        if column.key in ("amount", "distance_km", "tonne_km")
    ]
    return any(row.texts[at] for at in amounts)
