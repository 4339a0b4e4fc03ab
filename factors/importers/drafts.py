"""A row of a table on its way to a factor: cells are taken, checked and noted; whatever is wrong is named with its column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from factors import units
from factors.importers.contract import Content, Problem, ReadRow
from factors.importers.numbers import NotANumber, plain_number
from factors.importers.offers import LENGTHS, YEARS
from factors.importers.offers import line as _line
from factors.importers.tables import Head, Line, folded

FOOTPRINT, CO2_ONLY, COMBUSTION, SPEND_BASED = "footprint", "co2_only", "combustion", "spend_based"
# A shortened name or code would be another's, a shortened unit another unit.
_WHOLE = frozenset({"code", "name", "unit"})
_LABELS = {
    "code": "代码",
    "name": "名称",
    "name_en": "英文名称",
    "synonyms": "别名",
    "category": "类别",
    "region": "地区",
    "boundary": "核算边界",
    "document": "文献",
    "publisher": "发布机构",
    "uncertainty": "不确定性",
    "quality": "数据质量",
}
_MONEY = frozenset({"yuan", "us_dollar", "euro", "pound"})
_DAMAGED_DASH = re.compile(r"(?<=\d)\ufffd(?=\d)")
CELL_SHOWN = 2_000

line = lru_cache(maxsize=20_000)(_line)


@dataclass(slots=True)
class Draft:
    """A row in the making. ``content`` grows; ``row`` closes it and checks that it makes one factor."""

    place: str
    line: Line
    head: Head
    content: Content = field(default_factory=lambda: Content(kind=FOOTPRINT, form="stated"))
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cell(self, head: str) -> str:
        """The text below a head, empty when there is no such column; a flaw of the cell becomes a problem."""
        if self.line.flaws:
            flaw = self.line.flaws.get(self.head.columns.get(folded(head), -1))
            if flaw is not None:
                self.refuse(head, f"单元格{flaw}。")
        return self.head.cell(self.line, head)

    def refuse(self, column: str, message: str) -> None:
        """Say why the row cannot be taken."""
        problem = Problem(self.head.as_written(column) if column else "", message)
        if problem not in self.problems:
            self.problems.append(problem)

    def text(self, name: str, text: str, column: str = "") -> None:
        """Set a text column, on one line; what is too long is shortened with the whole text in the note."""
        if not text:
            return
        most = LENGTHS[name]
        plain = line(text, most + 1)
        if "\ufffd" in plain:
            plain = self._without_damage(plain, column)
        if len(plain) > most:
            if name in _WHOLE:
                self.refuse(column, f"{_LABELS.get(name, '内容')}超过 {most} 个字符，请缩短。")
            else:
                self.notes.append(f"{_LABELS.get(name, '内容')}全文：{line(text, 1500)}")
            plain = plain[: most - 1] + "…"
        if plain:
            self.content[name] = plain

    def number(self, text: str, column: str, *, decimal_comma: bool = False) -> str | None:
        """The cell's number in plain digits; ``None`` with a problem noted."""
        try:
            return plain_number(text, decimal_comma=decimal_comma)
        except NotANumber as error:
            self.refuse(column, str(error))
            return None

    def amount(self, text: str, column: str, *, decimal_comma: bool = False) -> None:
        """Set the figure."""
        if any(problem.column == self.head.as_written(column) for problem in self.problems):
            return
        number = self.number(text, column, decimal_comma=decimal_comma)
        if number is not None:
            self.content["amount"] = number

    def unit(self, text: str, column: str, known: str = "") -> units.EmissionFactorUnit | None:
        """Set the unit of the figure in its canonical writing; ``known`` says what the format's units may be."""
        try:
            unit = units.parse_emission_factor_unit(text)
        except units.UnitError as error:
            self.refuse(column, f"{error}{known}")
            return None
        self.content["unit"] = unit.symbol
        return unit

    def year(self, text: str, column: str) -> None:
        """Set the year of the data; an empty cell says nothing."""
        plain = text.strip().removesuffix("年").strip()
        if plain in {"", "-", "—", "/"}:
            return
        year = int(plain) if re.fullmatch(r"[0-9]{4}", plain) else 0
        if year in YEARS:
            self.content["year"] = year
        else:
            self.refuse(column, f"“{text.strip()[:40]}”不是 {YEARS[0]} 至 {YEARS[-1]} 之间的年份。")

    def row(self) -> ReadRow:
        """The finished row."""
        self._check_kind()
        for name, message in (
            ("name", "没有名称，请补上。"),
            ("amount", "没有数值，请补上。"),
            ("unit", "没有单位，请补上。"),
        ):
            if name not in self.content and not self.problems:
                self.refuse("", message)
        note = "\n".join(dict.fromkeys(self.notes))
        if note:
            self.content["note"] = note if len(note) <= LENGTHS["note"] else note[: LENGTHS["note"] - 1] + "…"
        wide = len(self.head.heads)
        cells = tuple(map(_shown, self.line.cells[:wide]))
        return ReadRow(self.place, (*cells, *[""] * (wide - len(cells))), self.content, tuple(self.problems))

    def _check_kind(self) -> None:
        unit = self.content.get("unit")
        if not isinstance(unit, str):
            return
        parsed = units.parse_emission_factor_unit(unit)
        kind = self.content["kind"]
        if parsed.co2_only and kind == FOOTPRINT:
            self.refuse("", f"口径是碳足迹（CO2e），单位却是 {unit}（只计二氧化碳）。请核对口径或单位。")
        if not parsed.co2_only and kind == CO2_ONLY:
            self.refuse("", f"口径是仅二氧化碳，单位却是 {unit}（二氧化碳当量）。请核对口径或单位。")
        if parsed.per.dimension.key in _MONEY and kind != SPEND_BASED:
            self.refuse("", f"单位 {unit} 是按金额的，口径须为“按金额”。")

    def _without_damage(self, text: str, column: str) -> str:
        mended = _DAMAGED_DASH.sub("–", text)
        if "\ufffd" in mended:
            self.refuse(column, f"“{text[:60]}”含有无法辨认的字符（原文件的编码已损坏），请改正后再导入。")
        else:
            self.notes.append("原文件中两个数字之间的连接号已损坏，按“–”读取。")
        return mended


def _shown(cell: str) -> str:
    """A cell as it is shown; the usual one needs no cleaning."""
    return cell if len(cell) < 200 and cell.isprintable() else line(cell, CELL_SHOWN)


class Once:
    """The codes of a file: a second row of the same code is refused with the place of the first."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def check(self, draft: Draft, column: str) -> None:
        """Note the draft's code, or refuse the draft."""
        code = draft.content.get("code")
        if not isinstance(code, str):
            if "name" in draft.content and not draft.problems:
                draft.refuse(column, "没有代码，以后无法更新这条因子。")
            return
        first = self._places.setdefault(code, draft.place)
        if first != draft.place:
            draft.refuse(
                column, f"代码“{code}”在{first}已出现过，同一文件中不能重复。请删除其中一行或改用不同的代码。"
            )
