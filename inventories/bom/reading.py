"""Taking the file of a bill apart. Only to be used in the child process of ``inventories.bom.child``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from factors.importers import archives
from factors.importers.contract import Refused
from factors.importers.delimited import text_table
from factors.importers.tables import Line, Table, folded
from factors.importers.workbooks import Workbook
from inventories.bom import heads
from inventories.bom.contract import ReadLine, ReadSheet
from inventories.workbook.merging import Merged
from inventories.workbook.reading import REMARK, TOTAL

MAX_ROWS = 50_000
_XLS = b"\xd0\xcf\x11\xe0"
_TOTAL_ENGLISH = re.compile(r"(?:grand |sub)?\s*total\s*:?", re.IGNORECASE)


def read(path: Path, head: int = 0, sheet: str = "") -> list[ReadSheet]:
    """The sheets that have rows under heads, the likeliest first. ``head``: the row of heads of ``sheet``, by hand.

    Raises ``Refused``.
    """
    found = [_sheet(table, head if table.name == sheet else 0) for table in _tables(path)]
    usable = [one for one in found if one is not None and one.lines]
    if not usable:
        raise Refused(
            "文件中没有找到物料清单：需要一行表头（如物料编码、名称、用量、单位），下面是物料。请核对文件，或在表格上方写明表头。"
        )
    if max(len(one.lines) for one in usable) > MAX_ROWS:
        raise Refused(f"物料清单超过 {MAX_ROWS:,} 行，请按部件拆分后分次上传。")
    return sorted(usable, key=lambda one: (one.name == sheet, one.score, len(one.lines)), reverse=True)


def _tables(path: Path) -> list[Table]:
    with path.open("rb") as file:
        is_xls = file.read(4) == _XLS
    if is_xls or archives.is_zip(path):
        # Blanks before a name say how deep it stands; they are kept.
        book = Workbook(path, indented=True)
        return [book.table(name) for name in book.sheets]
    text = text_table(path)
    lines = [Line(number, [cell.rstrip() for cell in cells], {}) for number, cells in text.rows()]
    return [Table("", lambda _columns: iter(lines), text.notes)]


def _sheet(table: Table, head: int) -> ReadSheet | None:
    lines = list(table.lines())
    merged = Merged(table.merged, lines)
    rows = range(head - 1, head) if 0 < head <= len(lines) else range(min(len(lines), heads.WITHIN))
    top, height = _head_row(lines, merged, rows, by_hand=bool(head))
    if top is None:
        return None
    below = lines[top + height :]
    width = max((len(line.cells) for line in lines), default=0)
    content = {at for line in below for at, text in enumerate(line.cells) if text.strip()}
    named = heads.unique(_texts(merged, lines, top, height, width), content)
    taken: list[ReadLine] = []
    skipped: list[tuple[int, str]] = []
    for line in below:
        reason = _left_out(line, named)
        if reason:
            skipped.append((line.number, reason))
        elif any(text.strip() for text in line.cells):
            taken.append(_line(line, merged))
    known = len({heads.head_key(head) for head in named if head} - {None})
    return ReadSheet(table.name, lines[top].number, named, taken, skipped, table.notes, known)


def _head_row(lines: Sequence[Line], merged: Merged, rows: range, *, by_hand: bool) -> tuple[int | None, int]:
    """The row with the most known heads, and of how many rows the heads are; of equals the first.

    ``by_hand``: the one row is it, whatever stands there.
    """
    best: tuple[int, int | None, int] = (heads.ENOUGH - 1, None, 1)
    for row in rows:
        upper = merged.filled(row)
        single = heads.score(upper)
        if single > best[0] or by_hand:
            best = (single, row, 1)
        if merged.is_merged(row) and row + 1 < len(lines):
            both = heads.score(_over(upper, merged.filled(row + 1)))
            if both > best[0]:
                best = (both, row, 2)
    if best[1] is None:
        for row in rows[: len(lines) - 1]:
            if heads.looks_like_heads(merged.filled(row), lines[row + 1].cells):
                return row, 1
    return best[1], best[2]


def _texts(merged: Merged, lines: Sequence[Line], top: int, height: int, width: int) -> list[str]:
    texts = merged.filled(top)
    if height == 2:
        texts = _over(texts, merged.filled(top + 1), joined=True)
    return [*texts, *[""] * (width - len(texts))]


def _over(upper: Sequence[str], lower: Sequence[str], *, joined: bool = False) -> list[str]:
    """Two rows of heads as one: what stands below is what the column is, what stands above says of what."""
    width = max(len(upper), len(lower))
    above, below = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    result = []
    for over, under in zip(above, below, strict=True):
        if not under or under == over:
            result.append(over)
        elif joined and over and heads.head_key(under) is None:
            result.append(f"{over} {under}")
        else:
            result.append(under)
    return result


def _line(line: Line, merged: Merged) -> ReadLine:
    row = line.number - 1
    spans: dict[int, tuple[str, str]] = {}
    flaws: dict[int, str] = {}
    for column, flaw in line.flaws.items():
        span = merged.span(row, column)
        if span is None:
            flaws[column] = flaw
        elif span.height > 1:
            spans[column] = (span.name, span.text)
    return ReadLine(line.number, list(line.cells), spans, flaws)


def _left_out(line: Line, named: Sequence[str]) -> str:
    """Why a row is no material; empty for one that is."""
    filled = [text.strip() for text in line.cells if text.strip()]
    if not filled:
        return ""
    for text in filled[:3]:
        if TOTAL.fullmatch(text) or _TOTAL_ENGLISH.fullmatch(text):
            return f"“{text[:20]}”是合计行"
    same = [
        at
        for at, text in enumerate(line.cells)
        if text and at < len(named) and folded(text) == folded(named[at])
    ]
    if len(same) >= heads.ENOUGH:
        return "重复的表头"
    if REMARK.fullmatch(filled[0]) and len(filled) <= 4:
        return f"“{filled[0][:20]}”是说明文字"
    if len(filled) == 1:
        return f"只有“{filled[0][:20]}”一格，不是物料"
    return ""
