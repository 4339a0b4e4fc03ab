"""DESNZ/DEFRA 排放系数: the flat file of the UK government's conversion factors, one workbook or CSV cuts of it.

A total ("kg CO2e") stands beside its parts ("kg CO2e of CO2 per unit" …): the parts become ``split``, never a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from factors.importers import sources
from factors.importers.contract import Inspection, Reading, Refused
from factors.importers.defra_scopes import Scope, scope_of
from factors.importers.drafts import Draft, Once
from factors.importers.headed import (
    Choices,
    Rows,
    draft_of,
    inspected,
    is_blank,
    opened_table,
    sheets_with,
    split_at_head,
)
from factors.importers.tables import Head, Line, Table, find_head

ID, SCOPE, UOM, GHG = "ID", "Scope", "UOM", "GHG/Unit"
LEVELS = ("Level 1", "Level 2", "Level 3", "Level 4", "Column Text")
REQUIRED = (ID, SCOPE, "Level 1", UOM, GHG)
TOTAL = "kg CO2e"
LIBRARY = {
    "name": "英国政府温室气体排放转换系数（DESNZ/DEFRA）",
    "publisher": "英国能源安全与净零排放部（DESNZ）",
    "licence": "英国开放政府许可（OGL v3.0），须注明来源",
}
UNITS = {
    "tonnes": "t",
    "tonne": "t",
    "kg": "kg",
    "litres": "L",
    "litre": "L",
    "million litres": "千m³",
    "cubic metres": "m³",
    "kwh": "kWh",
    "kwh (net cv)": "kWh",
    "kwh (gross cv)": "kWh",
    "gj": "GJ",
    "tonne.km": "t·km",
    "passenger.km": "人·km",
    "km": "km",
    "per fte working hour": "h",
}
_BASES = {"kwh (net cv)": "按低位热值（Net CV）", "kwh (gross cv)": "按高位热值（Gross CV）"}
_VALUE_HEAD = re.compile(r"GHG Conversion Factor\s*(?P<year>(?:19|20)[0-9]{2})?.*", re.IGNORECASE)
_PART = re.compile(r"kg CO2e of (?P<gas>CO2|CH4|N2O) per unit", re.IGNORECASE)
_GWP_GASES = re.compile(r"refrigerant", re.IGNORECASE)
# From this edition on the factors are made with AR5; of earlier ones nothing is claimed.
_AR5_FROM = 2024

EMPTY = "没有数值（原表留空，表示不可得）"
PARTS = "合计行的分气体组成（已记入合计行，不另作因子）"
OUTSIDE = "范围之外的生物源二氧化碳（不计入 CO2e 合计）"
GASES = "制冷剂等气体的 GWP（不是产品因子，请用系统的 GWP 表）"
MILES = "以英里计（同一因子另有以公里计的行）"


@dataclass(slots=True)
class _Sheet:
    """The lines of the table by what they are."""

    value: str
    totals: list[Line] = field(default_factory=list)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)


class DefraFlatFile:
    """Scope decides the kind: only what covers a life cycle or a supply is a footprint, use is combustion."""

    key = "defra"
    label = "DESNZ/DEFRA 系数（flat file）"
    hint = "英国政府转换系数的“flat file”工作簿（工作表 Factors by Category），或其中一类的 CSV。"

    def recognises(self, path: Path, name: str) -> bool:
        return bool(sheets_with(path, REQUIRED))

    def inspect(self, path: Path, name: str) -> Inspection:
        found = inspected(path, self.key, REQUIRED, LIBRARY)
        heads = [find_head(one.lines, REQUIRED) for one in sources.beginnings(path)]
        year = next((_year(_value_head(head)) for head in heads if head is not None), None)
        library = {**LIBRARY, "release": str(year)} if year else LIBRARY
        return Inspection(found.format, found.choices, library, found.notes)

    def read(self, path: Path, name: str, choices: Choices) -> Reading:
        table, notes = opened_table(path, choices, REQUIRED)
        head, lines = split_at_head(table, REQUIRED)
        rows, once = Rows(head), Once()
        sheet = _sorted(head, lines, rows)
        for line in sheet.totals:
            _read_total(table, line, sheet, rows, once)
        return rows.reading(notes)


def _sorted(head: Head, lines: Iterable[Line], rows: Rows) -> _Sheet:
    """Totals apart from parts; rows of other kinds are skipped with their reason."""
    sheet = _Sheet(_value_head(head))
    parts: dict[str, int] = {}
    for line in lines:
        cell = partial(head.cell, line)
        gas = cell(GHG)
        part = _PART.fullmatch(gas)
        stem = cell(ID).rpartition("_")[0]
        if is_blank(line):
            rows.skip("空行")
        elif cell(SCOPE).casefold() == "outside of scopes":
            rows.skip(OUTSIDE)
        elif part is not None:
            sheet.parts.setdefault(stem, {})[part["gas"].upper()] = cell(sheet.value)
            parts[stem] = parts.get(stem, 0) + 1
        elif gas == TOTAL:
            sheet.totals.append(line)
            sheet.stems.add(stem)
        else:
            rows.skip(f"GHG/Unit 为“{gas[:40]}”的行（只读取 {TOTAL}）")
    rows.skipped[PARTS] += sum(count for stem, count in parts.items() if stem in sheet.stems)
    alone = sum(count for stem, count in parts.items() if stem not in sheet.stems)
    rows.skipped["只有分气体的行，没有合计行"] += alone
    rows.skipped = +rows.skipped
    return sheet


def _read_total(table: Table, line: Line, sheet: _Sheet, rows: Rows, once: Once) -> None:
    draft = draft_of(table, rows.head, line)
    uom = draft.cell(UOM).casefold()
    if not draft.cell(sheet.value) and not draft.problems:
        rows.skip(EMPTY)
    elif _GWP_GASES.search(draft.cell("Level 1")):
        rows.skip(GASES)
    elif uom == "miles" and _in_kilometres(draft.cell(ID)) in sheet.stems:
        rows.skip(MILES)
    else:
        _fill(draft, sheet)
        once.check(draft, ID)
        rows.done.append(draft.row())


def _fill(draft: Draft, sheet: _Sheet) -> None:
    uom = draft.cell(UOM).casefold()
    scope = scope_of(draft.cell(SCOPE), draft.cell("Level 1"), draft.cell("Column Text"))
    levels = [draft.cell(level) for level in LEVELS]
    draft.text("code", draft.cell(ID), ID)
    draft.text("name", _name(levels, _BASES.get(uom, "")), "Level 3")
    draft.text("category", scope.category)
    draft.text("boundary", scope.boundary)
    draft.text("region", "英国")
    year = _year(sheet.value)
    draft.text("publisher", LIBRARY["publisher"])
    draft.text("document", f"{LIBRARY['name']}{year or ''}")
    draft.text("table", "；".join(part for part in levels[:2] if part))
    draft.content["kind"] = scope.kind
    if year:
        draft.content["year"] = year
    if year and year >= _AR5_FROM:
        draft.content["gwp_set"] = "IPCC AR5"
    draft.amount(draft.cell(sheet.value), sheet.value)
    known = "DEFRA 的单位能读取：" + "、".join(UNITS) + "。"
    draft.unit(f"kgCO2e/({UNITS.get(uom, draft.cell(UOM))})", UOM, known)
    _fill_notes(draft, uom, scope)
    _fill_split(draft, sheet)


def _fill_notes(draft: Draft, uom: str, scope: Scope) -> None:
    draft.notes.append(scope.note)
    if uom in _BASES:
        draft.notes.append(f"每千瓦时{_BASES[uom]}计。")
    if uom == "million litres":
        draft.notes.append("原单位 million litres（百万升），即千立方米。")
    if "without rf" in draft.cell("Column Text").casefold():
        draft.notes.append("不含航空非二氧化碳效应（RF）。")
    elif "with rf" in draft.cell("Column Text").casefold():
        draft.notes.append("含辐射强迫乘数（RF）：ISO 14067 的总量不应使用这一行。")


def _fill_split(draft: Draft, sheet: _Sheet) -> None:
    """The parts of the total, where each of them is a number; they are for information only."""
    parts = sheet.parts.get(draft.cell(ID).rpartition("_")[0], {})
    split = {gas: draft.number(text, GHG) for gas, text in parts.items() if text}
    if split and None not in split.values():
        draft.content["split"] = split


def _name(levels: list[str], basis: str) -> str:
    """The levels without repetition; the chapter (the first) behind them, where they do not say it."""
    said: list[str] = []
    for level in [*levels[1:], basis]:
        if level and level.casefold() not in {one.casefold() for one in said}:
            said.append(level)
    name, chapter = ", ".join(said), levels[0]
    if not name or not chapter or chapter.casefold() in name.casefold():
        return name or chapter
    return f"{name} ({chapter})"


def _in_kilometres(identity: str) -> str:
    """The stem of the row that has the same factor per kilometre: unit 9 is miles, unit 4 km."""
    stem = identity.rpartition("_")[0]
    return f"{stem.rpartition('_')[0]}_4"


def _value_head(head: Head) -> str:
    for name in head.heads:
        if _VALUE_HEAD.fullmatch(name):
            return name
    raise Refused("表头中缺少“GHG Conversion Factor 年份”一列，请检查文件是否完整。")


def _year(value_head: str) -> int | None:
    match = _VALUE_HEAD.fullmatch(value_head)
    return int(match["year"]) if match and match["year"] else None
