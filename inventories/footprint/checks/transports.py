"""Checks of transports: distances of other places, returns counted twice, loads that count for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from inventories.distances import Place, find, other_mode
from inventories.footprint.checks.case import Case
from inventories.footprint.findings import Spot, finding
from inventories.footprint.legs import KILOMETRE
from inventories.footprint.result import Finding
from inventories.footprint.values import Leg, PerUnit, TransportLine


def distance_of_other_places(case: Case) -> Iterator[Finding]:
    """A distance from the table whose ends are not the places that the leg names now."""
    for spot, _line, leg in _legs(case):
        if leg.route is None:
            continue
        meant = (find(leg.origin), find(leg.destination))
        names = tuple(place.full if isinstance(place, Place) else "" for place in meant)
        if names == (leg.route.origin, leg.route.destination) and not other_mode(leg.mode):
            continue
        taken = f"{leg.route.origin}→{leg.route.destination}"
        now = f"{leg.origin or '（未填写）'}→{leg.destination or '（未填写）'}"
        yield finding(
            "warning",
            "distance_of_other_places",
            spot.at("distance_km"),
            f"距离 {leg.distance_km:f} km 是坐标表中{taken}的公路距离，该段现在是{now}"
            f"{f'（{leg.mode}）' if leg.mode else ''}。",
            "请按现在的起讫地点重新取距离，或手工填写。",
        )


def return_counted(case: Case) -> Iterator[Finding]:
    """A way back beside a factor per t·km, which as a rule holds it already."""
    for spot, _line, leg in _legs(case):
        if leg.empty_return and not _by_vehicle(case, leg):
            yield finding(
                "warning",
                "return_counted",
                spot.at("empty_return"),
                f"因子以 t·km 计，又按 {leg.empty_return:f} 的比例另计返程。",
                "以 t·km 计的因子一般已含返程空驶，请确认没有重复计算。",
            )


def load_without_effect(case: Case) -> Iterator[Finding]:
    """A load per trip beside a factor per t·km counts for nothing."""
    for spot, _line, leg in _legs(case):
        if (leg.load_t is not None or leg.whole_trips) and leg.factor and not _by_vehicle(case, leg):
            yield finding(
                "warning",
                "load_without_effect",
                spot.at("load_t"),
                "因子以 t·km 计，每趟载重和趟数不参与计算。",
                "请删去每趟载重，或改用以车辆行驶的 km 计的因子。",
            )


def whole_trips_per_unit(case: Case) -> Iterator[Finding]:
    """Trips rounded up for a mass per functional unit: a whole lorry for every piece."""
    bases = {line.key: line.basis for line in case.study.lines}
    for spot, line, leg in _legs(case):
        basis = line.basis if line.amount is not None else bases.get(line.goods or "", line.basis)
        if leg.whole_trips and isinstance(basis, PerUnit) and _by_vehicle(case, leg):
            yield finding(
                "warning",
                "whole_trips_per_unit",
                spot.at("whole_trips"),
                "质量按功能单位填写，趟数却向上取整：每个功能单位都按整趟计算。",
                "请改填数据期内运输的总质量，或取消整趟取整。",
            )


def _legs(case: Case) -> Iterator[tuple[Spot, TransportLine, Leg]]:
    for spot, line in case.lines:
        if isinstance(line, TransportLine):
            for index, leg in enumerate(line.legs):
                yield spot.item("legs", index, f"第 {index + 1} 段"), line, leg


def _by_vehicle(case: Case, leg: Leg) -> bool:
    """Whether the leg's factor is per kilometre of the vehicle."""
    rates = {used.factor.key: used.rate for used in case.used_factors}
    rate = rates.get(leg.factor or "")
    return rate is not None and rate.per.dimension == KILOMETRE.dimension
