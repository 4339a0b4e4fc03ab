"""What the transport table says below it of distances, returns and trips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inventories.distances import told
from inventories.footprint.result import LegFigure
from inventories.footprint.values import Leg, Route
from reports.rendering import amounts
from reports.rendering.facts import Facts
from reports.rendering.phrases import plain


@dataclass(frozen=True, slots=True)
class NumberedLeg:
    """A leg with its number in the table."""

    number: int
    leg: Leg
    figure: LegFigure


def distance_notes(facts: Facts, legs: Iterable[NumberedLeg]) -> tuple[str, ...]:
    """How each distance came about, where one is from the table of places; how returns and trips were counted."""
    each = list(legs)
    return (*_distances(each), *_returns(facts, each))


def _distances(legs: list[NumberedLeg]) -> Iterator[str]:
    routes: dict[Route, list[str]] = {}
    for one in legs:
        if one.leg.route is not None:
            routes.setdefault(one.leg.route, []).append(str(one.number))
    if not routes:
        return
    for route, numbers in routes.items():
        yield f"距离（序号{'、'.join(numbers)}）按地点计算：{told(route)}。"
    yield from (f"按地点计算的依据：{source}。" for source in dict.fromkeys(route.source for route in routes))
    typed = [str(one.number) for one in legs if one.leg.distance_km is not None and one.leg.route is None]
    if typed:
        yield f"序号{'、'.join(typed)}的距离为手工填写。"


def _returns(facts: Facts, legs: list[NumberedLeg]) -> Iterator[str]:
    for one in legs:
        leg, driven = one.leg, one.figure.vehicle_km
        back = f"返程按去程的 {amounts.fraction(leg.empty_return)} 计入" if leg.empty_return else ""
        if driven is not None and leg.load_t is not None:
            trips = "，趟数向上取整" if leg.whole_trips else ""
            text = f"按车辆行驶里程计算，每趟载重 {plain(leg.load_t)} t{trips}{f'，{back}' if back else ''}"
            yield f"序号{one.number}{text}，行驶里程 {amounts.derived(facts, driven)} km。"
        elif back:
            yield f"序号{one.number}的运输量已计返程：{back}。"
