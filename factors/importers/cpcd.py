"""CPCD 导出: the Chinese product life-cycle emission factor set, as its site exports it (CSV, or saved as a workbook)."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from factors.importers.contract import Inspection, Reading
from factors.importers.drafts import CO2_ONLY, SPEND_BASED, Draft, Once
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

ID, NAME, BOUNDARY, VALUE = "产品ID", "产品名称", "核算边界", "碳足迹"
COMPANY, YEAR, SORT, LOW = "企业名称", "数据年份", "数据类型", "是否低碳"
REQUIRED = (ID, NAME, VALUE)
LIBRARY = {
    "name": "中国产品全生命周期温室气体排放系数库（CPCD）",
    "publisher": "中国产品全生命周期温室气体排放系数集编制组",
    "licence": "可免费查阅，未见开放许可：导出的数据限本机构内部使用，不得转发",
}
UNITS = "CPCD 的单位应为千克、公吨、千瓦时、兆瓦时、立方米、平方米、公吨·公里、人·千米、千米、吉焦或件、台、辆等计数单位。"

_VALUE = re.compile(
    r"(?P<number>[^a-zA-Z]*?(?:[0-9.][eE][+-]?[0-9]+)?)\s*(?P<mass>t|kg|g)\s*CO2e\s*[/／]\s*(?P<per>.+)"
)
_CO2_FACTOR = re.compile(r"电.*二氧化碳排放因子")
# What the government publishes and CPCD restates.
_ELECTRICITY = re.compile(r"电力.*(?:二氧化碳排放因子|碳足迹因子)")
_REGIONS = [
    "华北",
    "东北",
    "华东",
    "华中",
    "西北",
    "南方",
    "西南",
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
]
_SAME = "与前面的行完全相同"
# The carbon content of fuels in kg per GJ; their CO2 per GJ is 44/12 times as much.
_CARBON_RANGE = (Decimal(10), Decimal(40))


class CpcdExport:
    """One row is one factor; its figure and unit are one text such as ``0.7355kgCO2e / 千瓦时``."""

    key = "cpcd"
    label = "CPCD 导出"
    hint = "中国产品全生命周期温室气体排放系数库网站导出的 CSV，或由它另存的 Excel 工作簿。"

    def recognises(self, path: Path, name: str) -> bool:
        return bool(sheets_with(path, REQUIRED))

    def inspect(self, path: Path, name: str) -> Inspection:
        return inspected(path, self.key, REQUIRED, LIBRARY)

    def read(self, path: Path, name: str, choices: Choices) -> Reading:
        table, notes = opened_table(path, choices, REQUIRED)
        head, lines = split_at_head(table, REQUIRED)
        rows, once = Rows(head), Once()
        seen: set[tuple[str, ...]] = set()
        for line in lines:
            cells = tuple(line.cells)
            if is_blank(line):
                rows.skip("空行")
            elif cells in seen:
                rows.skip(_SAME)
            else:
                seen.add(cells)
                draft = draft_of(table, head, line)
                _fill(draft)
                once.check(draft, ID)
                rows.done.append(draft.row())
        return rows.reading(notes)


def _fill(draft: Draft) -> None:
    draft.text("code", draft.cell(ID), ID)
    draft.text("name", draft.cell(NAME), NAME)
    draft.text("boundary", draft.cell(BOUNDARY), BOUNDARY)
    draft.text("quality", _said(draft.cell(SORT)))
    draft.text("publisher", _said(draft.cell(COMPANY)))
    draft.text("document", LIBRARY["name"])
    draft.text("region", _region(draft.cell(NAME)))
    draft.year(draft.cell(YEAR), YEAR)
    if "文献" in draft.cell(SORT) or _ELECTRICITY.search(draft.cell(NAME)):
        draft.content["second_hand"] = True
    if draft.cell(LOW) == "是":
        draft.notes.append("CPCD 标为低碳产品。")
    _fill_figure(draft)


def _region(name: str) -> str:
    """Only the grid factors are of a part of the country by their name."""
    found = [region for region in _REGIONS if region in name] if _ELECTRICITY.search(name) else []
    return f"中国·{found[0]}" if len(found) == 1 else "中国"


def _fill_figure(draft: Draft) -> None:
    text = draft.cell(VALUE)
    match = _VALUE.fullmatch(text)
    if match is None:
        draft.refuse(VALUE, f"“{text[:60]}”不是“数值kgCO2e / 单位”的形式，例如 0.7355kgCO2e / 千瓦时。")
        return
    draft.amount(match["number"], VALUE)
    per = match["per"].strip()
    if _CO2_FACTOR.search(str(draft.content.get("name", ""))):
        _take_as_co2(draft, match["mass"], per)
        return
    unit = draft.unit(f"{match['mass']}CO2e/{per}", VALUE, UNITS)
    if unit is None:
        return
    if unit.per.dimension.key == "yuan":
        draft.content["kind"] = SPEND_BASED
    amount = draft.content.get("amount")
    in_range = amount is not None and _CARBON_RANGE[0] <= Decimal(str(amount)) <= _CARBON_RANGE[1]
    if unit.symbol == "kgCO2e/GJ" and in_range:
        draft.notes.append(
            "数值与燃料的单位热值含碳量（tC/TJ）相近，可能是含碳量误标为 CO2e，两者相差 44/12 倍；使用前请核对。"
        )


def _take_as_co2(draft: Draft, mass: str, per: str) -> None:
    """The government's grid CO2 factors, which CPCD labels as footprints."""
    draft.content["kind"] = CO2_ONLY
    draft.unit(f"{mass}CO2/{per}", VALUE, UNITS)
    label = draft.cell(BOUNDARY)
    draft.text("boundary", "发电直接排放")
    draft.notes.append(
        f"名称是电力二氧化碳排放因子：只计发电直接排放的二氧化碳，按 kgCO2 读取。CPCD 原表标为 {mass}CO2e、“{label}”，"
        "不可作为电力碳足迹使用。"
    )


def _said(text: str) -> str:
    """The text, or nothing where the file has a dash."""
    return "" if text in {"-", "—", "/", "无"} else text
