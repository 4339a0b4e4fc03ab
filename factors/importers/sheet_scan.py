"""A look at a worksheet's XML before a parser gets it, and at what the parser does not tell.

``python_calamine`` lays out the whole rectangle from the first to the last cell (two far cells abort the process), and
shows errors, formulas without a stored result and hidden rows as if nothing was there. The scan is done by patterns
over a stream, so its memory is bounded whatever the part claims; it decides nothing that the parser decides.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from factors.importers.contract import Refused

MAX_ROWS = 1_048_576
# A rectangle of so many cells takes calamine about 300 MB.
MAX_CELLS = 12_000_000
MAX_MERGED = 100_000
MAX_FLAWS = 20_000
# A row longer than this holds more text than any table of factors.
MAX_ROW_BYTES = 16 * 1024 * 1024

# The patterns over every cell begin with fixed text, for which the pattern machine leaps ahead.
_ROW = re.compile(rb"<row\b([^>]*)>")
_PREFIXED_ROW = re.compile(rb"<\w+:row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,9})[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
# The column of a cell; of one far down the row too, which may stand in a row that says nothing of it.
_CELL = re.compile(rb' r="([A-Za-z]{1,8}(?:\d{6,9}(?=\"))?)')
_QUOTED_CELL = re.compile(rb" r='([A-Za-z]{1,8}(?:\d{6,9}(?='))?)")
_WHOLE_PLACE = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"')
_COLUMN_HIDDEN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_RANGE = re.compile(rb"\b(?:min|max)=[\"'](\d{1,7})[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*+)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?"
    rb"\s*<(?:\w+:)?v>([^<]{0,40})</"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")

_SHEET_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'

Place = tuple[int, int]


@dataclass(slots=True)
class SheetFacts:
    """What the scan found; rows and columns count from 0. ``flaws`` say why a cell has no value to rely on."""

    last_row: int = 0
    first_column: int = MAX_ROWS
    last_column: int = 0
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    flaws: dict[Place, str] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """The size of the rectangle that the parser will lay out, at most."""
        return (self.last_row + 1) * max(0, self.last_column - self.first_column + 1)


def column_number(letters: str) -> int:
    """``A`` is 0, ``AA`` 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is ``A``, 26 ``AA``."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scanned(pieces: Iterable[bytes], sheet: str, max_columns: int) -> SheetFacts:
    """The facts of a worksheet's XML, given in pieces of any size. Raises ``Refused`` for what no table has."""
    facts = SheetFacts()
    for block in _blocks(pieces, sheet):
        if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
            raise Refused(
                "文件中含有 XML 文档类型或实体声明（DOCTYPE、ENTITY），已拒绝。请用 Excel 或 WPS 另存后再上传。"
            )
        _look_at_extent(block, facts, sheet, max_columns)
        _look_at_flaws(block, facts, sheet)
        _look_at_layout(block, facts, sheet)
    return facts


def only_columns(pieces: Iterable[bytes], sheet: str, columns: Iterable[int]) -> bytes | None:
    """The worksheet again with the cells of these columns alone, for tables of hundreds of columns of which few are read.

    ``None`` when it is written in a way that this does not understand; it must then be read as a whole.
    """
    letters = "|".join(column_letters(column) for column in columns).encode("ascii")
    tokens = re.compile(rb'<row\b[^>]*>|<c r="(?:' + letters + rb')\d+"(?:[^>]*/>|[^>]*>.*?</c>)', re.DOTALL)
    out = [_SHEET_START]
    inside = any_cell = False
    for block in _blocks(pieces, sheet):
        for token in tokens.findall(block):
            if token.startswith(b"<c"):
                any_cell = True
            elif inside:
                out.append(b"</row>")
            out.append(token)
            inside = (inside and token.startswith(b"<c")) or (
                token.startswith(b"<row") and not token.endswith(b"/>")
            )
    out.append((b"</row>" if inside else b"") + b"</sheetData></worksheet>")
    return b"".join(out) if any_cell else None


def _blocks(pieces: Iterable[bytes], sheet: str) -> Iterator[bytes]:
    """The stream in blocks of whole rows."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = max(rest.rfind(b"</row>") + 6, rest.rfind(b":row>") + 5)
        if end >= 6:
            yield rest[:end]
            rest = rest[end:]
        if len(rest) > MAX_ROW_BYTES:
            raise Refused(f"工作表“{sheet}”中有一行超过 {MAX_ROW_BYTES // 1024 // 1024} MB，已拒绝。")
    yield rest


def _look_at_extent(block: bytes, facts: SheetFacts, sheet: str, max_columns: int) -> None:
    for head in (_ROW if b"<row" in block else _PREFIXED_ROW).findall(block):
        number = _ROW_NUMBER.search(head)
        facts.last_row = max(facts.last_row, int(number[1]) - 1) if number else facts.last_row + 1
        facts.hidden_rows += bool(_HIDDEN.search(head))
    cells = {cell.decode("ascii") for cell in (*_CELL.findall(block), *_QUOTED_CELL.findall(block))}
    far = [int(cell.lstrip(string.ascii_letters)) - 1 for cell in cells if cell[-1].isdigit()]
    facts.last_row = max([facts.last_row, *far])
    _look_at_repeats(block, sheet)
    numbers = [column_number(letters) for letters in {cell.rstrip(string.digits) for cell in cells}]
    facts.last_column = max([facts.last_column, *numbers])
    facts.first_column = min([facts.first_column, *numbers])
    if facts.last_column >= max_columns:
        raise Refused(
            f"工作表“{sheet}”用到了 {column_letters(min(facts.last_column, 10**6))} 列，超过上限 {max_columns} 列，已拒绝。"
            "请只保留需要的列后再上传。"
        )
    if facts.last_row >= MAX_ROWS or facts.cells > MAX_CELLS:
        raise Refused(
            f"工作表“{sheet}”的范围达到 {facts.last_row + 1:,} 行 × {facts.last_column + 1} 列，超过系统能读取的大小，"
            "已拒绝。请删除表格以外的单元格，或拆分后再上传。"
        )


def _look_at_repeats(block: bytes, sheet: str) -> None:
    """A place that is written twice has two values, of which a parser takes one; no program writes that."""
    places = _WHOLE_PLACE.findall(block)
    if len(places) == len(set(places)):
        return
    twice, _count = Counter(places).most_common(1)[0]
    raise Refused(
        f"工作表“{sheet}”的单元格 {twice.decode('ascii', 'replace')} 出现了不止一次，无法确定取哪个值，已拒绝。"
        "请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。"
    )


def _look_at_flaws(block: bytes, facts: SheetFacts, sheet: str) -> None:
    if b"<f" in block or b":f" in block:
        for match in _FORMULA.finditer(block):
            _flaw(facts, match[1], "是公式，但文件中没有保存计算结果。请用 Excel 或 WPS 打开并保存后再上传")
    if b't="e"' in block or b"t='e'" in block:
        for match in _ERROR.finditer(block):
            _flaw(facts, match[1], f"是错误值 {match[2].decode('utf-8', 'replace')}，请改正")
    if len(facts.flaws) > MAX_FLAWS:
        raise Refused(
            f"工作表“{sheet}”中有超过 {MAX_FLAWS:,} 个错误值或没有计算结果的公式。"
            "请用 Excel 或 WPS 打开、重新计算并保存后再上传。"
        )


def _flaw(facts: SheetFacts, attributes: bytes, reason: str) -> None:
    place = _PLACE.search(attributes)
    if place is not None:
        facts.flaws[int(place[2]) - 1, column_number(place[1].decode("ascii"))] = reason


def _look_at_layout(block: bytes, facts: SheetFacts, sheet: str) -> None:
    if b"hidden" in block:
        for column in _COLUMN_HIDDEN.findall(block):
            ends = [int(end) for end in _RANGE.findall(column)]
            if _HIDDEN.search(column) and len(ends) == 2:
                facts.hidden_columns.update(range(min(ends) - 1, min(max(ends), min(ends) + 300)))
    if b"mergeCell" not in block:
        return
    for left, top, right, bottom in _MERGED.findall(block):
        start = int(top) - 1, column_number(left.decode("ascii"))
        end = int(bottom) - 1, column_number(right.decode("ascii"))
        facts.merged.append((start, end))
    if len(facts.merged) > MAX_MERGED:
        raise Refused(f"工作表“{sheet}”中的合并单元格超过 {MAX_MERGED:,} 处，请取消合并后再上传。")
