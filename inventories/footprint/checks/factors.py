"""Checks of the factors that are used: age, gases, characterisation, magnitude."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from factors import units
from inventories.footprint.checks.case import Case
from inventories.footprint.context import quotient
from inventories.footprint.findings import finding
from inventories.footprint.result import Finding
from inventories.footprint.rounding import format_number
from inventories.footprint.values import Digits, FuelValue

# How many years a factor's data may lie before the data period.
OLDEST = 5
# Average grid electricity lies between these anywhere, in kgCO2 or kgCO2e per kWh.
GRID_LEAST, GRID_MOST = Decimal("0.1"), Decimal("1.5")

_READABLE = Digits(style="significant", digits=4)
_KILOWATT_HOUR = units.parse("kWh")
_ELECTRIC = {units.parse(symbol) for symbol in ("Wh", "kWh", "MWh", "万kWh", "GWh", "亿kWh")}
_ASSESSMENT_REPORT = re.compile(r"(?<![A-Z])(SAR|TAR|FAR|AR[1-9])(?![0-9])(_CCF)?")


def outdated(case: Case) -> Iterator[Finding]:
    """The factor's data are more than five years older than the data period.

    Not for a fuel's heating value and carbon content: what petrol is made of does not age.
    """
    start = case.study.period.start.year
    for used in case.used_factors:
        year = used.factor.year
        if isinstance(used.factor.value, FuelValue):
            continue
        if year is not None and start - year > OLDEST:
            yield finding(
                "warning",
                "factor_outdated",
                used.spot.at("year"),
                f"因子的数据年份为 {year} 年，比数据期早 {start - year} 年。",
                "请改用更接近数据期的因子；没有更新的因子时请说明理由。",
            )


def carbon_dioxide_only(case: Case) -> Iterator[Finding]:
    """A factor counts CO2 alone, but its result is added up as CO2e."""
    for used in case.used_factors:
        counts_one = used.factor.kind == "co2_only" or (used.rate is not None and used.rate.co2_only)
        if counts_one:
            yield finding(
                "warning",
                "factor_co2_only",
                used.spot.at("value"),
                "因子只包含二氧化碳，结果却按二氧化碳当量（CO2e）计入总量，未含甲烷、氧化亚氮等气体。",
                "请改用以 CO2e 计的因子；沿用时请在报告中说明其影响。",
            )


def other_gwp_set(case: Case) -> Iterator[Finding]:
    """The factor was characterised with another set than the study's."""
    wanted = case.study.gwp_set.name
    for used in case.used_factors:
        stated = used.factor.gwp_set
        if stated.strip() and set_name(stated) != set_name(wanted):
            yield finding(
                "warning",
                "factor_gwp_set",
                used.spot.at("gwp_set"),
                f"因子采用的特征化因子为“{stated}”，与本项目的“{wanted}”不同。",
                "请改用同一特征化因子集的因子；沿用时请在报告中列明。",
            )


def electricity_magnitude(case: Case) -> Iterator[Finding]:
    """A factor per kWh outside of what any grid has: often a decimal point in the wrong place."""
    for used in case.used_factors:
        if used.rate is None or used.rate.per not in _ELECTRIC:
            continue
        per_kwh = used.rate.kilograms.times(quotient(units.ratio(_KILOWATT_HOUR, used.rate.per))).value
        if not GRID_LEAST <= per_kwh <= GRID_MOST:
            side = "低于" if per_kwh < GRID_LEAST else "高于"
            limit = GRID_LEAST if per_kwh < GRID_LEAST else GRID_MOST
            yield finding(
                "warning",
                "electricity_magnitude",
                used.spot.at("value"),
                f"电力因子折合 {format_number(per_kwh, _READABLE)} kg/kWh，{side} {limit}，数量级可能错误。",
                "请对照因子出处核对小数点和单位；确为水电、风电等电源的因子时请说明。",
            )


def set_name(text: str) -> str:
    """The assessment report that a set is named after, else the name without blanks and case."""
    plain = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text)).upper()
    report = _ASSESSMENT_REPORT.search(plain.replace("IPCC", " "))
    return report[0] if report else plain
