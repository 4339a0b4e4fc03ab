"""Workbooks (xlsx, xls, ods) by python-calamine, after their archive and their sheets were looked at.

Only to be used inside the child process of ``sandbox``: a malformed file may abort the process that parses it.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine

from factors.importers import archives, safe_xml, sheet_scan
from factors.importers.contract import Refused
from factors.importers.numbers import plain_float
from factors.importers.sheet_scan import SheetFacts
from factors.importers.tables import Line, Table

MAX_COLUMNS = 200
WIDE_COLUMNS = 2_000
MAX_SHEETS = 60
MAX_CELL = 40_000
MAX_XLS = 60 * 1024 * 1024
# So much of each sheet is read for a first look.
_GLANCE = 1024 * 1024
# A larger sheet is narrowed to the columns that are asked for, where they are known.
LARGE_SHEET = 20 * 1024 * 1024
_MERGED_CELLS = 200_000
_SPANNED = re.compile(rb"number-(?:rows|columns)-spanned=[\"'](?!1[\"'])\d+")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(rb"<((?:\w+:)?)worksheet\b")
_RESAVE = "请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。"

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


class Workbook:
    """An opened workbook. ``glance`` reads only the beginning of each sheet, for a first look.

    ``wide`` allows the columns and the size of the result workbooks of LCA databases; ``only`` are the columns of
    each sheet that will be asked for, which spares the parser the others of a large sheet. ``indented`` keeps the
    blanks before a text, which say how deep it stands.
    """

    def __init__(
        self,
        path: Path,
        *,
        glance: bool = False,
        wide: bool = False,
        only: Mapping[str, Sequence[int]] | None = None,
        indented: bool = False,
    ) -> None:
        self._text = indented_text_of if indented else text_of
        self._max_columns = WIDE_COLUMNS if wide else MAX_COLUMNS
        self._only = only or {}
        self._parts: dict[str, str] = {}
        self._facts: dict[str, SheetFacts] = {}
        source: Path | BinaryIO = path
        if archives.is_zip(path):
            with archives.opened(path, archives.WIDE_WORKBOOK if wide else archives.WORKBOOK) as archive:
                source = self._checked(path, archive, glance)
        elif path.stat().st_size > MAX_XLS:
            raise Refused(f"xls 文件超过 {MAX_XLS // 1024 // 1024} MB。{_RESAVE}")
        self._book = _loaded(source)
        self.notes: tuple[str, ...] = ()
        self.sheets = self._worksheets()

    def table(self, name: str) -> Table:
        """One sheet. Raises ``Refused``."""
        try:
            sheet = self._book.get_sheet_by_name(name)
        except calamine.CalamineError as error:
            raise Refused(f"工作表“{name}”无法读取（{_short(error)}）。{_RESAVE}") from error
        facts = self._facts.get(name) or SheetFacts(merged=list(sheet.merged_cell_ranges or ()))
        # Of xls only the parser itself tells the extent; its rows and columns are few by the format.
        if sheet.total_width > self._max_columns:
            raise Refused(
                f"工作表“{name}”有 {sheet.total_width} 列，超过上限 {self._max_columns} 列，已拒绝。"
            )
        notes = _hidden_notes(name, facts)
        return Table(
            name, partial(_lines, sheet, _flaws(sheet, facts), text=self._text), notes, tuple(facts.merged)
        )

    def _worksheets(self) -> tuple[str, ...]:
        sheets = [one for one in self._book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(sheets) > MAX_SHEETS:
            raise Refused(
                f"工作簿有 {len(sheets)} 个工作表，超过上限 {MAX_SHEETS} 个。请只保留需要的工作表。"
            )
        hidden = [one.name for one in sheets if one.visible != calamine.SheetVisibleEnum.Visible]
        if hidden:
            self.notes = (f"隐藏的工作表：{'、'.join(hidden)}。",)
        return tuple(one.name for one in sheets)

    def _checked(self, path: Path, archive: zipfile.ZipFile, glance: bool) -> Path | BinaryIO:
        names = set(archive.namelist())
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Refused("工作簿含有宏。请另存为不含宏的 xlsx 后再上传。")
        if "xl/workbook.xml" in names:
            return self._checked_xlsx(path, archive, glance)
        if "content.xml" in names:
            _check_ods(archive)
            return path
        if "xl/workbook.bin" in names:
            raise Refused("不能读取 xlsb 格式。请另存为 xlsx 后再上传。")
        raise Refused("这是压缩包，但不是 Excel 或 ODS 工作簿。请检查文件，或选择对应的数据包格式。")

    def _checked_xlsx(self, path: Path, archive: zipfile.ZipFile, glance: bool) -> Path | BinaryIO:
        self._parts = sheet_parts(archive)
        heads: dict[str, bytes] = {}
        for name, part in self._parts.items():
            if part not in archive.namelist():
                raise Refused(f"工作簿中缺少工作表“{name}”的内容，文件不完整。{_RESAVE}")
            if glance and archive.getinfo(part).file_size > _GLANCE:
                heads[part] = _beginning(archive, part)
            elif name in self._only and archive.getinfo(part).file_size > LARGE_SHEET:
                heads |= self._narrowed(archive, name, part)
            blocks = [heads[part]] if part in heads else pieces(archive, part)
            self._facts[name] = sheet_scan.scanned(blocks, name, self._max_columns)
        return _shortened(archive, heads) if heads else path

    def _narrowed(self, archive: zipfile.ZipFile, name: str, part: str) -> dict[str, bytes]:
        narrow = sheet_scan.only_columns(pieces(archive, part), name, self._only[name])
        return {} if narrow is None else {part: narrow}


def text_of(value: Value) -> str:
    """A cell's value as text; a number with the shortest digits that name it, a date in ISO form."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        digits = repr(value)
        # Infinities stay words, which no column of numbers takes.
        return plain_float(value) if "e" in digits else digits.removesuffix(".0")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def indented_text_of(value: Value) -> str:
    """As ``text_of``, with the blanks before it."""
    return value.rstrip() if isinstance(value, str) else text_of(value)


def _lines(
    sheet: calamine.CalamineSheet,
    flaws: dict[int, dict[int, str]],
    columns: Sequence[int] | None,
    text: Callable[[Value], str] = text_of,
) -> Iterator[Line]:
    """The rows of a sheet; ``flaws`` by row and column from 0, given by position in the cells."""
    first = sheet.start[1] if sheet.start else 0
    for index, values in enumerate(sheet.iter_rows()):
        if columns is None:
            texts = [""] * first + [text(value) for value in values]
        else:
            wide = len(values)
            texts = [text(values[c - first]) if 0 <= c - first < wide else "" for c in columns]
        wrong = flaws.get(index, {})
        if columns is not None and wrong:
            wrong = {at: wrong[c] for at, c in enumerate(columns) if c in wrong}
        if any(len(each) > MAX_CELL for each in texts):
            texts, wrong = _cut(texts, wrong)
        yield Line(index + 1, texts, wrong)


def _cut(texts: list[str], wrong: dict[int, str]) -> tuple[list[str], dict[int, str]]:
    long = {at: f"超过 {MAX_CELL:,} 个字符" for at, text in enumerate(texts) if len(text) > MAX_CELL}
    return [text if at not in long else text[:100] + "…" for at, text in enumerate(texts)], {**wrong, **long}


def _flaws(sheet: calamine.CalamineSheet, facts: SheetFacts) -> dict[int, dict[int, str]]:
    """What is wrong with single cells, by row and column; every cell of a merged range is named with the range."""
    flaws: dict[int, dict[int, str]] = {}
    room = _MERGED_CELLS
    height, width = sheet.end or (0, 0)
    for (top, left), (bottom, right) in facts.merged:
        rows = range(top, min(bottom, height) + 1)
        columns = range(left, max(left, min(right, width)) + 1)
        room -= len(rows) * len(columns)
        if room < 0:
            raise Refused(f"工作表“{sheet.name}”中的合并单元格过多，请取消合并并逐格填写后再上传。")
        name = f"{_cell(top, left)}:{_cell(bottom, right)}"
        for row in rows:
            flaws.setdefault(row, {}).update(
                dict.fromkeys(columns, f"位于合并单元格 {name} 中，请取消合并并逐格填写")
            )
    for (row, column), reason in facts.flaws.items():
        flaws.setdefault(row, {})[column] = f"{_cell(row, column)} {reason}"
    return flaws


def _cell(row: int, column: int) -> str:
    return f"{sheet_scan.column_letters(column)}{row + 1}"


def _hidden_notes(name: str, facts: SheetFacts) -> tuple[str, ...]:
    notes = []
    if facts.hidden_rows:
        notes.append(f"工作表“{name}”有 {facts.hidden_rows} 行处于隐藏状态，也会读取。")
    hidden = sorted(
        column for column in facts.hidden_columns if facts.first_column <= column <= facts.last_column
    )
    if hidden:
        letters = "、".join(sheet_scan.column_letters(column) for column in hidden[:20])
        notes.append(f"工作表“{name}”的 {letters} 列处于隐藏状态，也会读取。")
    return tuple(notes)


def _loaded(source: Path | BinaryIO) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_object(source)
    except calamine.PasswordError as error:
        raise Refused("工作簿设有密码，无法读取。请去除密码后再上传。") from error
    except (calamine.CalamineError, OSError) as error:
        if isinstance(source, Path) and "EncryptedPackage".encode("utf-16-le") in source.read_bytes():
            raise Refused("工作簿设有密码，无法读取。请去除密码后再上传。") from error
        raise Refused(f"工作簿已损坏或不是 Excel 文件，无法读取（{_short(error)}）。{_RESAVE}") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _check_ods(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.endswith(".xml") and any(_DOCTYPE.search(piece) for piece in pieces(archive, name)):
            raise Refused("文件中含有 XML 文档类型或实体声明（DOCTYPE、ENTITY），已拒绝。")
    if any(_SPANNED.search(piece) for piece in pieces(archive, "content.xml")):
        raise Refused(
            "ODS 工作簿中有合并单元格，系统不能确定其中各格的值。请取消合并，或另存为 xlsx 后再上传。"
        )


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by its name."""
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _xml(archive, "xl/_rels/workbook.xml.rels").iter("{*}Relationship")
        if one.get("Type", "").endswith("/worksheet")
    }
    sheets = _xml(archive, "xl/workbook.xml").iter("{*}sheet")
    parts: dict[str, str] = {}
    for sheet in sheets:
        target = targets.get(safe_xml.attribute(sheet, "id"), "")
        if target:
            parts[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return parts


def _xml(archive: zipfile.ZipFile, name: str) -> safe_xml.Element:
    try:
        return safe_xml.parsed(archives.part(archive, name))
    except safe_xml.XmlError as error:
        raise Refused(f"工作簿的“{name}”{error}。{_RESAVE}") from error


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """One part in pieces of a few megabytes."""
    with archives.stream(archive, name) as file:
        while piece := file.read(4 * 1024 * 1024):
            yield piece


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first whole rows of a sheet, closed so that it is a sheet again."""
    with archives.stream(archive, name) as file:
        data = file.read(_GLANCE)
    root = _ROOT.search(data)
    prefix = root[1] if root else b""
    end = b"</" + prefix + b"row>"
    rows, closed, _rest = data.rpartition(end)
    if not closed:
        return data
    return rows + end + b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"


def _shortened(archive: zipfile.ZipFile, heads: dict[str, bytes]) -> BinaryIO:
    """A copy of the workbook with only the beginning of its long sheets, without pictures and the like."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as short:
        for entry in archive.infolist():
            if entry.filename in heads:
                short.writestr(entry.filename, heads[entry.filename])
            elif entry.filename.endswith((".xml", ".rels")) and not entry.filename.startswith("xl/drawings/"):
                short.writestr(
                    entry.filename, archives.part(archive, entry.filename, archives.WIDE_WORKBOOK.unpacked)
                )
    copy.seek(0)
    return copy
