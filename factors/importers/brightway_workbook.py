"""The layout of Brightway's workbooks: blocks of databases, activities and exchanges, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from factors.importers.contract import Refused
from factors.importers.tables import Line, Table
from factors.importers.workbooks import Workbook

MAX_ACTIVITIES = 50_000
_UNKNOWN = "(unknown)"
_BLOCKS = ("parameters", "project parameters", "database parameters")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One row of an exchange table: cells by the table's heads (folded), and what is wrong with single cells."""

    place: str
    cells: Mapping[str, str]
    flaws: tuple[str, ...] = ()

    def text(self, head: str) -> str:
        """A cell; ``(Unknown)`` is what Brightway writes for nothing."""
        text = self.cells.get(head, "")
        return "" if text.casefold() == _UNKNOWN else text

    @property
    def kind(self) -> str:
        """production, technosphere, biosphere …"""
        return self.text("type").casefold()


@dataclass(slots=True)
class Block:
    """An activity as the workbook has it; ``facts`` are the rows of key and value below its name."""

    place: str
    database: str
    name: str
    facts: dict[str, str] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)

    def fact(self, key: str) -> str:
        """What the activity says of itself; empty when it does not."""
        text = self.facts.get(key, "")
        return "" if text.casefold() == _UNKNOWN else text


class _Reading:
    """The state of going down a sheet."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.blocks: list[Block] = []
        self.heads: list[str] = []
        self.state = ""

    def take(self, table: Table, line: Line, cells: list[str]) -> None:
        """One row."""
        first = cells[0].strip().casefold() if cells else ""
        second = cells[1].strip() if len(cells) > 1 else ""
        if not any(cell.strip() for cell in cells):
            self.state = "" if self.state in ("rows", "other") else self.state
        elif first == "database" and second:
            self.database, self.state = second, "other"
        elif first == "activity" and second:
            self.blocks.append(Block(table.place(line.number), self.database, second))
            self.state = "facts"
        elif first == "exchanges" and self.blocks and self.state in ("facts", "", "other"):
            self.state = "heads"
        elif first in _BLOCKS:
            self.state = "other"
        elif self.state == "heads":
            self.heads, self.state = [cell.strip().casefold() for cell in cells], "rows"
        elif self.state == "rows":
            self._exchange(table, line, cells)
        elif self.state == "facts" and first and self.blocks:
            self.blocks[-1].facts.setdefault(first, second)

    def _exchange(self, table: Table, line: Line, cells: list[str]) -> None:
        named = dict(
            zip(
                reversed(self.heads),
                reversed(cells[: len(self.heads)] + [""] * (len(self.heads) - len(cells))),
                strict=True,
            )
        )
        flaws = tuple(reason for column, reason in line.flaws.items() if column < len(cells))
        self.blocks[-1].exchanges.append(Exchange(table.place(line.number), named, flaws))


def blocks_of(workbook: Workbook) -> list[Block]:
    """Every activity of the workbook. Raises ``Refused``."""
    found: list[Block] = []
    database = ""
    for name in workbook.sheets:
        reading = _Reading(database)
        table = workbook.table(name)
        for line, cells in _kept(table):
            reading.take(table, line, cells)
            if len(found) + len(reading.blocks) > MAX_ACTIVITIES:
                raise Refused(f"工作簿中的活动超过 {MAX_ACTIVITIES} 个，请拆分后分次导入。")
        found.extend(reading.blocks)
        database = reading.database
    if not found:
        raise Refused(
            "工作簿中没有 Brightway 的活动（首列为 Activity 的行），请按 Brightway 的 Excel 格式导出。"
        )
    return found


def looks_like(workbook: Workbook) -> bool:
    """Whether any sheet has a database and an activity in its first rows."""
    firsts = {
        cells[0].strip().casefold()
        for name in workbook.sheets
        for line, cells in _kept(workbook.table(name))
        if line.number <= 200 and cells
    }
    return {"database", "activity"} <= firsts


def _kept(table: Table) -> Iterator[tuple[Line, list[str]]]:
    """The rows of a sheet that is not to be skipped, without the columns that it says are cut off."""
    width: int | None = None
    for line in table.lines():
        cells = list(line.cells)
        if line.number == 1 and cells and cells[0].strip().casefold() == "skip":
            return
        if line.number == 1 and len(cells) > 1 and cells[0].strip().casefold() == "cutoff":
            width = (
                int(cells[1]) - 1 if cells[1].isascii() and cells[1].isdigit() and len(cells[1]) < 6 else None
            )
            continue
        yield line, cells[:width]
