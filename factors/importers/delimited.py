"""Text tables (CSV, TSV): encoding and delimiter are found and told; broken quoting is refused with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from factors.importers.contract import Refused
from factors.importers.encodings import decoded

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

DELIMITERS = {",": "逗号", ";": "分号", "\t": "制表符"}
MAX_BYTES = 60 * 1024 * 1024
MAX_COLUMNS = 200
MAX_ROWS = 200_000
# Excel holds 32,767 characters in a cell; what is longer is an unclosed quotation mark or an attack.
MAX_CELL = 40_000
_SAMPLE_LINES = 50


@dataclass(frozen=True, slots=True)
class TextTable:
    """A decoded file with its delimiter; ``notes`` say what was found."""

    text: str
    delimiter: str
    notes: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The number of each row, as a spreadsheet counts them, and its cells. Raises ``Refused``."""
        reader = _reader(self.text, self.delimiter)
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _broken(error, number + 1, reader.line_num) from error
            number += 1
            if len(cells) > MAX_COLUMNS:
                raise Refused(f"第 {number} 行有 {len(cells)} 列，超过上限 {MAX_COLUMNS} 列，已拒绝。")
            if number > MAX_ROWS:
                raise Refused(f"文件超过 {MAX_ROWS:,} 行，请拆分后分次导入。")
            yield number, cells


def text_table(path: Path) -> TextTable:
    """The file's table. Raises ``Refused`` for what is no text table of at least two columns."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Refused(f"文本文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后分次导入。")
    text, encoding = decoded(path.read_bytes())
    if not text.strip():
        raise Refused("文件是空的，没有内容可以导入。")
    delimiter = _delimiter(text)
    return TextTable(text, delimiter, (f"文本编码：{encoding}；分隔符：{DELIMITERS[delimiter]}。",))


def _delimiter(text: str) -> str:
    """The delimiter by which the first lines fall into most equal rows of two columns or more."""
    best, best_score = "", (0, 0)
    for delimiter in DELIMITERS:
        score = _score(text, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    if not best:
        raise Refused("文件只有一列：找不到逗号、分号或制表符分隔的表格。请检查文件，或另存为 xlsx 后上传。")
    return best


def _score(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of columns, and that number; nothing when it is one."""
    reader = _reader(text, delimiter)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(cells) for cells in islice(reader, _SAMPLE_LINES) if any(cells))
    except csv.Error:
        # What the rows say so far decides; the reading itself tells where the file is broken.
        if not widths:
            widths.update([_first_line_width(text, delimiter)])
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0, 0
    width = max(wide, key=lambda width: (wide[width], width))
    return wide[width], width


def _first_line_width(text: str, delimiter: str) -> int:
    return text.split("\n", 1)[0][:10_000].count(delimiter) + 1


def _reader(text: str, delimiter: str) -> CsvReader:
    csv.field_size_limit(MAX_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _broken(error: csv.Error, row: int, line: int) -> Refused:
    if "field limit" in str(error):
        return Refused(
            f"第 {row} 行有单元格超过 {MAX_CELL:,} 个字符，多半是引号没有配对（读到第 {line} 个文本行）。请改正后再上传。"
        )
    return Refused(f"第 {row} 行（第 {line} 个文本行）的引号不配对，无法读取。请改正后再上传。")
