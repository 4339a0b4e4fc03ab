"""Checks of what composite factors are made of: age, characterisation, certificates; the parts speak for the whole."""

from __future__ import annotations

from collections.abc import Iterator

from factors.values import Component, troubles, warnings
from inventories.footprint.checks.case import Case, UsedFactor
from inventories.footprint.checks.factors import OLDEST, set_name
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding
from inventories.footprint.values import MixValue, TransportValue


def composite_doubts(case: Case) -> Iterator[Finding]:
    """Years and characterisation sets that differ among the parts, certificates without a number."""
    for used in case.used_factors:
        if used.rate is None or not isinstance(used.factor.value, MixValue | TransportValue):
            continue
        for trouble in warnings(troubles(used.factor.value)):
            spot = used.spot.at("value").at(trouble.path)
            yield finding("warning", trouble.code, spot, trouble.reason, trouble.remedy)


def part_outdated(case: Case) -> Iterator[Finding]:
    """A part's data are more than five years older than the data period."""
    start = case.study.period.start.year
    for spot, part in _parts(case):
        if part.year is not None and start - part.year > OLDEST:
            reason = f"组成因子“{part.name}”的数据年份为 {part.year} 年，比数据期早 {start - part.year} 年。"
            remedy = "请以更接近数据期的因子重新组合；没有更新的因子时请说明理由。"
            yield finding("warning", "part_outdated", spot.at("year"), reason, remedy)


def part_other_gwp_set(case: Case) -> Iterator[Finding]:
    """A part was characterised with another set than the study's, and the factor itself does not say so."""
    wanted = case.study.gwp_set.name
    for spot, part in _parts(case):
        if part.gwp_set.strip() and set_name(part.gwp_set) != set_name(wanted):
            reason = f"组成因子“{part.name}”采用的特征化因子为“{part.gwp_set}”，与本项目的“{wanted}”不同。"
            remedy = "请改用同一特征化因子集的因子；沿用时请在报告中列明。"
            yield finding("warning", "part_gwp_set", spot.at("gwp_set"), reason, remedy)


def _parts(case: Case) -> Iterator[tuple[Spot, Component]]:
    for used in case.used_factors:
        yield from _parts_of(used)


def _parts_of(used: UsedFactor) -> Iterator[tuple[Spot, Component]]:
    """The parts with their places; where the factor itself tells year or set, its own check speaks for them."""
    if used.rate is None or not isinstance(used.factor.value, MixValue | TransportValue):
        return
    for index, part in enumerate(used.factor.value.components):
        own = {"gwp_set": ""} if used.factor.gwp_set.strip() else {}
        spot = used.spot.at("value").item("parts", index, part.name).at("factor")
        yield spot, part.model_copy(update=own)
