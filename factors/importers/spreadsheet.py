"""Any table of factors, by a person's mapping of its columns: the way for libraries that have no format of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import dropwhile
from pathlib import Path

from factors import units
from factors.importers import sources
from factors.importers.ademe_words import valid_until
from factors.importers.columns import FIELDS, JOINED, KINDS, Columns, columns_of, kind_of, unit_in_head
from factors.importers.contract import Choice, Inspection, Reading, Refused
from factors.importers.drafts import CO2_ONLY, FOOTPRINT, SPEND_BASED, Draft, Once
from factors.importers.headed import Choices, Rows, chosen_sheet, is_blank, sheet_choice
from factors.importers.merging import DESCRIBING, Merged
from factors.importers.numbers import uses_decimal_comma
from factors.importers.place_words import place_in_words
from factors.importers.tables import Head, Line, Table, folded

POINT, COMMA = "point", "comma"
ANY_KIND = (("", "按单位判断"), *KINDS)
# What may be said once for all rows; a filled cell of a mapped column goes before it.
FIXED = (
    ("unit", "所有行的单位（如 kgCO2e/kg；单位列只有分母时填分子，如 kgCO2e）"),
    ("region", "所有行的地区"),
    ("year", "所有行的数据年份"),
    ("boundary", "所有行的核算边界"),
    ("gwp_set", "所有行采用的 GWP"),
    ("publisher", "所有行的发布机构"),
    ("document", "所有行的文献（数据来源）"),
    ("licence", "所有行的许可"),
)
_TEXTS = (
    "name_en",
    "region",
    "boundary",
    "gwp_set",
    "publisher",
    "document",
    "table",
    "licence",
    "cas",
    "uncertainty",
    "quality",
)
# The heating value by which an energy is counted: the unit is the same, the figure is not, so the factor says it.
_HEAT = re.compile(
    r"\s*[(（\[]?\s*(?:(?P<net>net\s*cv|ncv|lhv|pci|net\s+calorific\s+value|低位(?:热值|发热量))"
    r"|gross\s*cv|gcv|hhv|pcs|gross\s+calorific\s+value|高位(?:热值|发热量))\s*[)）\]]?\s*$",
    re.IGNORECASE,
)
TITLE = "只有一个单元格有内容的行（标题或说明）"
_TOTALS = re.compile(r"(合\s*计|总\s*计|小\s*计|total|sub-?total|sum)[:：]?", re.IGNORECASE)
_WITH_UNIT = re.compile(
    r"(?P<number>[+\-−－]?[0-9０-９][0-9０-９.,，．\s]*(?:[eE][+-]?[0-9]+)?)\s*(?P<unit>[^0-9\s.,].*)"
)
_COMMA_ONLY = re.compile(r",(?!\d{3}(?!\d))\d|^\s*[+-]?0,\d|\.\d{3},\d")
_POINT_ONLY = re.compile(r"\.(?!\d{3}(?!\d))\d|^\s*[+-]?0\.\d|,\d{3}\.")
_MONEY = frozenset({"yuan", "us_dollar", "euro", "pound"})


class AnySpreadsheet:
    """Inspecting suggests what the columns are; reading follows what a person chose."""

    key = "spreadsheet"
    label = "任意表格（按列对应）"
    hint = "任何每行一个因子的 CSV、xlsx、xls 或 ods 表格：选择各列的含义后导入。"

    def recognises(self, path: Path, name: str) -> bool:
        return any(columns_of(one) is not None for one in sources.glimpses(path))

    def inspect(self, path: Path, name: str) -> Inspection:
        tables = _tables(path)
        choices: list[Choice] = []
        if len(tables) > 1:
            best = max(tables, key=lambda one: len(one.suggested))
            choices.append(replace(sheet_choice([one.sheet for one in tables]), suggested=best.sheet))
        for number, table in enumerate(tables, start=1):
            only_for = ("sheet", table.sheet) if len(tables) > 1 else ()
            choices.append(_columns_choice(_key(tables, number), table, only_for))
        first = next((one for one in tables if choices[0].suggested == one.sheet), tables[0])
        choices += _common_choices(first)
        source = sources.opened(path, glance=True)
        heads = tuple(f"{_named(one)}的表头在第 {one.first - 1} 行。" for one in tables)
        return Inspection(self.key, tuple(choices), {}, (*source.notes, *heads))

    def read(self, path: Path, name: str, choices: Choices) -> Reading:
        tables = _tables(path)
        sheet = chosen_sheet(choices, [one.sheet for one in tables])
        columns = next(one for one in tables if one.sheet == sheet)
        mapping = _mapping(columns, choices.get(_key(tables, tables.index(columns) + 1)))
        plan = _plan(columns, mapping, choices)
        source = sources.opened(path)
        table = source.table(sheet)
        rows = Rows(
            Head(columns.first - 1, columns.heads, {folded(h): i for i, h in enumerate(columns.heads)})
        )
        merged = _merged(table, columns, plan)
        found = list(_drafts(table, columns, plan, rows, merged))
        _give_codes(found)
        once = Once()
        for draft in found:
            once.check(draft, plan.heads.get("code", [""])[0])
            rows.done.append(draft.row())
        filled = (_filled_note(columns.heads[at], count) for at, count in sorted(merged.filled.items()))
        return rows.reading((*source.notes, *table.notes, *filled))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is read from where: the heads of each factor column, and what holds for all rows."""

    heads: Mapping[str, list[str]]
    fixed: Mapping[str, str]
    kind: str
    comma: bool
    head_unit: str


def _tables(path: Path) -> list[Columns]:
    found = [columns_of(one) for one in sources.beginnings(path)]
    tables = [one for one in found if one is not None]
    if not tables:
        raise Refused(
            "没有找到表头：前 40 行中应有一行写明各列的名称（如名称、数值、单位），其下每行一个因子。请整理表格后再上传。"
        )
    return tables


def _key(tables: list[Columns], number: int) -> str:
    return "columns" if len(tables) == 1 else f"columns:{number}"


def _named(columns: Columns) -> str:
    return f"工作表“{columns.sheet}”" if columns.sheet else "文件"


def _columns_choice(key: str, table: Columns, only_for: tuple[str, str] | tuple[()]) -> Choice:
    return Choice(
        key,
        "各列的含义" if not only_for else f"工作表“{table.sheet}”各列的含义",
        kind="columns",
        options=FIELDS,
        heads=table.heads,
        mapping=table.suggested,
        examples=table.examples,
        only_for=only_for,
    )


def _common_choices(table: Columns) -> list[Choice]:
    amount = next((head for head, name in table.suggested.items() if name == "amount"), "")
    unit_head = next((head for head, name in table.suggested.items() if name == "unit"), "")
    proposal = unit_in_head(amount) or unit_in_head(unit_head)
    column = table.heads.index(amount) if amount else -1
    texts = [row[column] for row in table.examples] if amount else []
    comma = COMMA if _surely_comma(texts) else POINT
    fixed = [
        Choice(name, label, "text", suggested=proposal if name == "unit" else "") for name, label in FIXED
    ]
    marks = ((POINT, "点（1234.5 或 1,234.5）"), (COMMA, "逗号（1234,5）"))
    return [
        *fixed,
        Choice("kind", "所有行的口径", options=ANY_KIND, suggested=""),
        Choice("decimal", "小数点", options=marks, suggested=comma),
    ]


def _surely_comma(texts: list[str]) -> bool:
    """Whether commas cannot be thousands: 1,5 and 0,344 and 1.234,567; and no point is surely a decimal one."""
    odd = [text for text in texts if _COMMA_ONLY.search(text)]
    return bool(odd) and uses_decimal_comma(odd) and not any(_POINT_ONLY.search(text) for text in texts)


def _mapping(columns: Columns, chosen: object) -> dict[str, list[str]]:
    """Factor columns to heads. Raises ``Refused`` when what is necessary is missing or a column is given twice."""
    given = chosen if isinstance(chosen, Mapping) else columns.suggested
    labels = dict(FIELDS)
    heads: dict[str, list[str]] = {}
    for head, name in given.items():
        if not name:
            continue
        if name not in labels or head not in columns.heads:
            raise Refused(f"列对应有误：文件中没有“{head}”列，或没有“{name}”这个因子栏目。请重新选择。")
        heads.setdefault(name, []).append(head)
        if len(heads[name]) > 1 and name not in JOINED:
            raise Refused(f"“{labels[name]}”对应了两列：“{'”和“'.join(heads[name])}”。请只选一列。")
    for name in ("name", "amount"):
        if name not in heads:
            raise Refused(f"请指定哪一列是“{labels[name].partition('（')[0]}”。")
    return heads


def _plan(columns: Columns, heads: dict[str, list[str]], choices: Choices) -> _Plan:
    texts = {name: str(choices.get(name, "")).strip() for name, _label in FIXED}
    kind = str(choices.get("kind", ""))
    if kind not in dict(ANY_KIND):
        raise Refused("所选的口径无效，请重新选择。")
    head_unit = unit_in_head(heads["amount"][0]) or unit_in_head("".join(heads.get("unit", [])))
    if "unit" not in choices:
        texts["unit"] = head_unit
    return _Plan(heads, texts, kind, choices.get("decimal", POINT) == COMMA, head_unit)


def _merged(table: Table, columns: Columns, plan: _Plan) -> Merged:
    """The merges, with the columns in which one that goes down stands for all its rows."""
    describing = [head for name, heads in plan.heads.items() if name in DESCRIBING for head in heads]
    return Merged(table.merged, [columns.heads.index(head) for head in describing])


def _filled_note(head: str, count: int) -> str:
    return f"“{head}”列有合并单元格：{count} 行取合并单元格中的内容，请在预览中核对。"


def _drafts(table: Table, columns: Columns, plan: _Plan, rows: Rows, merged: Merged) -> Iterator[Draft]:
    wanted = [head for heads in plan.heads.values() for head in heads]
    for read in dropwhile(lambda line: line.number < columns.first, table.lines()):
        line = merged.opened(read) if read.flaws else read
        reason = TITLE if merged.is_title(line) else _skipped(line, rows.head, wanted, plan)
        if reason:
            rows.skip(reason)
            continue
        draft = Draft(table.place(line.number), line, rows.head)
        _fill(draft, plan)
        yield draft


def _skipped(line: Line, head: Head, wanted: list[str], plan: _Plan) -> str:
    if is_blank(line):
        return "空行"
    if not line.flaws and not any(head.cell(line, one) for one in wanted):
        return "对应的各列都是空的"
    if _TOTALS.fullmatch(next(filter(None, line.cells), "")):
        return "合计行"
    if tuple(line.cells[: len(head.heads)]) == head.heads:
        return "重复的表头"
    if sum(map(bool, line.cells)) == 1 and not line.flaws and not head.cell(line, plan.heads["amount"][0]):
        return TITLE
    return ""


def _fill(draft: Draft, plan: _Plan) -> None:
    for name, heads in plan.heads.items():
        if name in JOINED:
            draft.text(name, _join(name, [draft.cell(head) for head in heads]))
    note = draft.content.pop("note", "")
    if note:
        draft.notes.append(str(note))
    draft.text("name", _cell(draft, plan, "name"), plan.heads["name"][0])
    for name in _TEXTS:
        text = _cell(draft, plan, name) or plan.fixed.get(name, "")
        draft.text(name, place_in_words(text) if name == "region" else text)
    draft.text("code", _cell(draft, plan, "code"), _head(plan, "code"))
    draft.year(_cell(draft, plan, "year") or plan.fixed["year"], _head(plan, "year"))
    until = _cell(draft, plan, "valid_until")
    if until:
        _fill_until(draft, until, _head(plan, "valid_until"))
    _fill_figure(draft, plan)
    _fill_kind(draft, plan)


def _fill_until(draft: Draft, text: str, head: str) -> None:
    day = valid_until(text.replace("/", "-").replace("年", "-").replace("月", "-").rstrip("日-"))
    if day:
        draft.content["valid_until"] = day
    else:
        draft.refuse(head, f"“{text[:40]}”不是日期，请写成 2026-12-31 的形式。")


def _fill_figure(draft: Draft, plan: _Plan) -> None:
    head = plan.heads["amount"][0]
    text, own_unit = draft.cell(head), ""
    match = _WITH_UNIT.fullmatch(text)
    if match is not None and "/" in match["unit"].replace("／", "/"):
        text, own_unit = match["number"], match["unit"]
    if not text and not draft.problems:
        draft.refuse(head, "没有数值。")
    draft.amount(text, head, decimal_comma=plan.comma)
    cell = _without_heat(draft, _cell(draft, plan, "unit"))
    own_unit = _without_heat(draft, own_unit)
    from_column = _whole_unit(cell, plan.fixed["unit"], plan.head_unit)
    written = own_unit or from_column
    if own_unit and cell and _canonical(own_unit) != _canonical(from_column):
        message = f"数值自带的单位“{own_unit}”与单位列的“{cell}”不一致，请核对。"
        draft.refuse(_head(plan, "unit"), message)
    elif not own_unit and cell and _contradicts(cell, plan.head_unit):
        message = f"单位列的“{cell}”与表头中的单位“{plan.head_unit}”不一致，请核对列的对应。"
        draft.refuse(_head(plan, "unit"), message)
    elif not written:
        draft.refuse(_head(plan, "unit"), "没有单位。请填写单位列，或在导入选项中填写所有行的单位。")
    else:
        draft.unit(written, _head(plan, "unit") or head)


def _without_heat(draft: Draft, unit: str) -> str:
    """The unit alone of ``kWh (Net CV)``; what it is by is noted."""
    found = _HEAT.search(unit)
    if found is None or not unit[: found.start()].strip():
        return unit
    draft.notes.append("能量按低位热值计。" if found["net"] else "能量按高位热值计。")
    return unit[: found.start()]


@lru_cache(maxsize=4096)
def _contradicts(cell: str, head_unit: str) -> bool:
    """Whether the head states a whole unit and the cell's denominator is another: one of them is of another column."""
    if "/" not in head_unit:
        return False
    under = cell.replace("／", "/").rpartition("/")[2]
    return _canonical(f"kgCO2e/({under.strip('()（）')})") != _canonical(
        f"kgCO2e/({head_unit.partition('/')[2]})"
    )


@lru_cache(maxsize=4096)
def _whole_unit(cell: str, fixed: str, head_unit: str) -> str:
    """The factor unit from the cell; a mere denominator takes its numerator from what holds for all rows."""
    if not cell:
        return fixed or (head_unit if "/" in head_unit else "")
    if "/" in cell.replace("／", "/"):
        return cell
    over = (fixed or head_unit).partition("/")[0].strip()
    return f"{over}/({cell})" if over else cell


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    try:
        return units.parse_emission_factor_unit(text).symbol
    except units.UnitError:
        return text


def _fill_kind(draft: Draft, plan: _Plan) -> None:
    said, unit = _cell(draft, plan, "kind"), draft.content.get("unit")
    if said and not kind_of(said):
        words = "、".join(label for _key, label in KINDS)
        draft.refuse(_head(plan, "kind"), f"口径“{said[:40]}”无法识别，请写成：{words}。")
    by_unit = _kind_of(str(unit)) if unit else FOOTPRINT
    draft.content["kind"] = kind_of(said) or plan.kind or by_unit


@lru_cache(maxsize=4096)
def _kind_of(unit: str) -> str:
    parsed = units.parse_emission_factor_unit(unit)
    if parsed.per.dimension.key in _MONEY:
        return SPEND_BASED
    return CO2_ONLY if parsed.co2_only else FOOTPRINT


def _give_codes(found: list[Draft]) -> None:
    """Codes for rows without: made of what tells one factor from another, so that a later release meets them again.

    The year belongs to it only where the same name stands there for several years.
    """
    parts = [[str(draft.content.get(name, "")) for name in ("name", "region", "boundary")] for draft in found]
    counts = Counter(map(tuple, parts))
    for draft, own in zip(found, parts, strict=True):
        if not own[0] or "code" in draft.content:
            continue
        year = str(draft.content.get("year", "")) if counts[tuple(own)] > 1 else ""
        code = "·".join(part for part in (*own, year) if part)
        draft.content["code"] = (
            code if len(code) <= 100 else f"{code[:80]}…{sha256(code.encode()).hexdigest()[:16]}"
        )


def _cell(draft: Draft, plan: _Plan, name: str) -> str:
    return draft.cell(plan.heads[name][0]) if name in plan.heads else ""


def _head(plan: _Plan, name: str) -> str:
    return plan.heads[name][0] if name in plan.heads else ""


def _join(name: str, texts: list[str]) -> str:
    mark = {"category": " > ", "synonyms": " "}.get(name, "；")
    return mark.join(dict.fromkeys(text for text in texts if text))
