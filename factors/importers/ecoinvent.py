"""ecoinvent "Cumulative LCIA" workbooks: one row for each activity and product, hundreds of columns of indicators.

Heads are found by their words; the indicators' method, category, name and unit stand in the rows above (or just below)
them. A person picks the indicator among those in mass of CO2e; only the columns that are needed are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from factors import units
from factors.importers import sources
from factors.importers.contract import Choice, Inspection, Reading, Refused
from factors.importers.drafts import Draft, Once
from factors.importers.ecoinvent_places import place
from factors.importers.headed import Choices, Rows, chosen_sheet, is_blank, sheet_choice
from factors.importers.methods import gwp_set_of, is_climate, suggested
from factors.importers.offers import co2e_mass, unit_of
from factors.importers.sources import Beginning
from factors.importers.tables import Head, Line, Table, find_head, folded

ACTIVITY, PLACE, PRODUCT, UNIT = (
    "Activity Name",
    "Geography",
    "Reference Product Name",
    "Reference Product Unit",
)
REQUIRED = (ACTIVITY, PLACE, PRODUCT, UNIT)
# Version 3.12 says for how much of the product the results are.
AMOUNTS = ("Reference Product Amount", "Product Amount", "Amount")
LICENCE = "ecoinvent 专有许可：仅限持有许可的人员使用，数值不得对外提供"
_RELEASE = re.compile(r"v?\s*(\d+\.\d+(?:\.\d+)?)")
_MODELS = {
    "cut-off": "Cut-off",
    "cutoff": "Cut-off",
    "apos": "APOS",
    "consequential": "Consequential",
    "en15804": "EN15804",
}
_LONG_TERM = re.compile(r"\bno LT\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of results in mass of CO2e: where it is, what it is called, and the mass unit."""

    column: int
    label: str
    mass: units.Unit


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's heads, its indicators, and the number of the first row of data."""

    sheet: str
    head: Head
    identity: str
    amount: str
    indicators: tuple[Indicator, ...]
    first: int


class EcoinventLcia:
    """The licensed user's own download; nothing of it is kept but what a person imports."""

    key = "ecoinvent"
    label = "ecoinvent 累计 LCIA 工作簿"
    hint = "ecoinvent 的“Cumulative LCIA”xlsx（工作表 LCIA）。导入时选择一种气候变化方法；须持有 ecoinvent 许可。"

    def recognises(self, path: Path, name: str) -> bool:
        return bool(_layouts(sources.glimpses(path, wide=True)))

    def inspect(self, path: Path, name: str) -> Inspection:
        layouts = _all_layouts(path)
        choices = [sheet_choice([one.sheet for one in layouts])] if len(layouts) > 1 else []
        choices.append(_method_choice(layouts))
        notes = ("数据受 ecoinvent 许可约束：请把因子库设为“仅授权人员”，并选择对委托方不公开数值。",)
        return Inspection(self.key, tuple(choices), _library(name), notes)

    def read(self, path: Path, name: str, choices: Choices) -> Reading:
        layouts = _all_layouts(path)
        sheet = chosen_sheet(choices, [one.sheet for one in layouts])
        layout = next(one for one in layouts if one.sheet == sheet)
        indicator = _chosen_indicator(layout, choices.get("method", ""))
        shown = _shown(layout, indicator)
        source = sources.opened(path, wide=True, only={sheet: tuple(shown.values())})
        head = Head(layout.head.number, tuple(shown), {folded(one): at for at, one in enumerate(shown)})
        facts = _Facts(layout, indicator, _model(name))
        return _read(source.table(sheet), head, tuple(shown.values()), facts, source.notes)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all rows have in common."""

    layout: Layout
    indicator: Indicator
    model: str


def _read(table: Table, head: Head, columns: Sequence[int], facts: _Facts, notes: tuple[str, ...]) -> Reading:
    rows, once = Rows(head), Once()
    lines = dropwhile(lambda line: line.number < facts.layout.first, table.lines(columns))
    for line in lines:
        if is_blank(line):
            rows.skip("空行")
        else:
            draft = Draft(table.place(line.number), line, head)
            _fill(draft, facts)
            once.check(draft, facts.layout.identity)
            rows.done.append(draft.row())
    return rows.reading((*notes, *table.notes, f"方法：{facts.indicator.label}。"))


def _fill(draft: Draft, facts: _Facts) -> None:
    product, activity = draft.cell(PRODUCT), draft.cell(ACTIVITY)
    draft.text("code", draft.cell(facts.layout.identity), facts.layout.identity)
    draft.text("name", " | ".join(part for part in (product, activity) if part), ACTIVITY)
    draft.text("region", place(draft.cell(PLACE)))
    model = f"系统模型 {facts.model}，" if facts.model else ""
    draft.text("boundary", f"摇篮到大门（{model}累计结果）")
    draft.text("publisher", "ecoinvent Association")
    draft.text("document", "ecoinvent Cumulative LCIA")
    draft.text("table", f"{facts.layout.sheet}；{facts.indicator.label}")
    draft.text("gwp_set", gwp_set_of(facts.indicator.label))
    draft.text("licence", LICENCE)
    draft.amount(draft.cell(facts.indicator.label), facts.indicator.label)
    _fill_unit(draft, facts)
    _check_amount(draft, facts.layout.amount)


def _fill_unit(draft: Draft, facts: _Facts) -> None:
    try:
        per = unit_of(draft.cell(UNIT))
    except units.UnitError as error:
        draft.refuse(UNIT, str(error))
        return
    draft.content["unit"] = units.EmissionFactorUnit(facts.indicator.mass, False, per).symbol
    if per.symbol == "件":
        draft.notes.append(f"原单位“{draft.cell(UNIT)}”按“件”读取。")


def _check_amount(draft: Draft, head: str) -> None:
    """Results are for one unit of product; of another amount nothing is reckoned here."""
    if not head or not draft.cell(head):
        return
    number = draft.number(draft.cell(head), head)
    plain = number.rstrip("0").rstrip(".") if number and "." in number else number
    if plain == "-1":
        draft.notes.append("参考产品的数量为 −1（处理废物的服务）：数值按原表读取，使用前请核对正负号。")
    elif plain not in {"1", None}:
        draft.refuse(head, f"结果对应的产品数量是 {number}，不是 1，系统不作换算。请核对原文件。")


def _all_layouts(path: Path) -> list[Layout]:
    layouts = _layouts(sources.beginnings(path, wide=True))
    if not layouts:
        raise Refused(
            f"没有找到含有“{'”“'.join(REQUIRED)}”各列和以 kg CO2-Eq 计的结果列的工作表。"
            "请上传 ecoinvent 的 Cumulative LCIA 工作簿。"
        )
    return layouts


def _layouts(beginnings: Iterable[Beginning]) -> list[Layout]:
    found = [_layout(beginning) for beginning in beginnings]
    return [layout for layout in found if layout is not None]


def _layout(beginning: Beginning) -> Layout | None:
    head = find_head(beginning.lines, REQUIRED)
    if head is None:
        return None
    identity = next((one for one in head.heads if "uuid" in one.casefold() or folded(one) == "id"), "")
    if not identity:
        return None
    below = [line for line in beginning.lines if line.number > head.number]
    first = next((line.number for line in below if head.cell(line, identity)), 0)
    above = [line for line in beginning.lines if line.number < first]
    amount = next((one for one in AMOUNTS if head.column(one) is not None), "")
    last = max(head.columns[folded(one)] for one in (*REQUIRED, identity, *([amount] if amount else [])))
    indicators = _indicators(above, last + 1)
    return (
        Layout(beginning.sheet, head, identity, amount, indicators, first) if first and indicators else None
    )


def _indicators(lines: Sequence[Line], start: int) -> tuple[Indicator, ...]:
    """The columns behind the known ones whose heads have a mass of CO2e for a unit."""
    width = max((len(line.cells) for line in lines), default=0)
    filled = [_filled(line.cells, start, width) for line in lines]
    found: dict[str, Indicator] = {}
    for column in range(start, width):
        texts = [one[column - start] for one in filled]
        masses = [(text, mass) for text in texts if (mass := co2e_mass(text)) is not None]
        if not masses:
            continue
        label = " · ".join(dict.fromkeys(text for text in texts if text and text != masses[-1][0]))
        label = label if label and label not in found else f"{label}（第 {column + 1} 列）"
        found[label] = Indicator(column, label, masses[-1][1])
    return tuple(found.values())


def _filled(cells: Sequence[str], start: int, width: int) -> list[str]:
    """The heads of a row; one that stands over several columns counts for each (merged cells), units do not."""
    texts: list[str] = []
    previous = ""
    for column in range(start, width):
        text = cells[column] if column < len(cells) else ""
        previous = text or previous
        texts.append(previous if co2e_mass(previous) is None else text)
    return texts


def _method_choice(layouts: Sequence[Layout]) -> Choice:
    labels = list(dict.fromkeys(one.label for layout in layouts for one in layout.indicators))
    labels.sort(key=_preference)
    options = tuple((label, label) for label in labels)
    return Choice(
        "method",
        "气候变化方法与指标",
        options=options,
        suggested=suggested(options) or (labels[0] if len(labels) == 1 else ""),
    )


def _preference(label: str) -> tuple[bool, bool, int, bool]:
    """Climate change first, with long-term emissions, newest of the IPCC's sets, without short-lived forcers."""
    sets = ("IPCC AR6", "IPCC AR5", "IPCC AR4")
    named = gwp_set_of(label)
    rank = sets.index(named) if named in sets else len(sets)
    own = 0 if "ipcc" in label.casefold() else 1
    return not is_climate(label), bool(_LONG_TERM.search(label)), 2 * rank + own, "slcf" in label.casefold()


def _chosen_indicator(layout: Layout, label: object) -> Indicator:
    for one in layout.indicators:
        if one.label == label:
            return one
    raise Refused("请选择一种气候变化方法与指标；所选的方法不在这个工作表中。")


def _shown(layout: Layout, indicator: Indicator) -> Mapping[str, int]:
    """The heads to show and their columns."""
    heads = [layout.identity, *REQUIRED, *([layout.amount] if layout.amount else [])]
    return {head: layout.head.columns[folded(head)] for head in heads} | {indicator.label: indicator.column}


def _model(name: str) -> str:
    low = name.casefold()
    return next((model for word, model in _MODELS.items() if word in low), "")


def _library(name: str) -> dict[str, str]:
    release = _RELEASE.search(name)
    model = _model(name)
    said = " ".join(part for part in (release[1] if release else "", model) if part)
    library = {"name": "ecoinvent", "publisher": "ecoinvent Association", "licence": LICENCE}
    return {**library, "release": said} if said else library
