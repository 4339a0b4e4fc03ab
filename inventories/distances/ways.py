"""From two places and a means of transport to a distance with its arithmetic, or to why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from inventories.distances.naming import Unclear, find
from inventories.distances.places import TABLE, Place
from inventories.distances.sphere import great_circle_km


@dataclass(frozen=True, slots=True)
class Detour:
    """绕行系数: how much longer the way is than the great circle, with the publication that says so."""

    label: str
    factor: Decimal
    source: str


# Ballou, Rahardja, Sakai: Selected country circuity factors for road travel distance estimation; mean of the pairs
# of Chinese cities sampled there (table 1). For rail, water and air no such figure was found
# published for China: their distances are in tariff tables and logs, and are typed by hand.
ROAD = Detour(
    "公路",
    Decimal("1.33"),
    "Ballou 等，Transportation Research Part A，2002，36(9)：843–848，中国",
)
# What a study keeps of where a distance is from.
SOURCE = f"坐标：{TABLE}；绕行系数：{ROAD.source}"
_OTHER_MODES = {
    "铁路": ("铁路", "火车", "班列", "铁运", "高铁"),
    "水路": ("水路", "水运", "内河", "海运", "江运", "船", "驳", "轮渡", "航运"),
    "航空": ("空运", "航空", "飞机"),
    "管道": ("管道", "管输"),
    "多式联运": ("联运",),
}
_ROAD_WORDS = ("车", "公路", "道路", "陆运", "汽运", "物流", "快递", "配送", "柜")
Member = Literal["origin", "destination", "mode"]


@dataclass(frozen=True, slots=True)
class Way:
    """A distance from the table: both ends as matched, the great circle in whole km, the detour factor, and where
    coordinates and factor are from."""

    origin: str
    destination: str
    straight_km: Decimal
    detour: Decimal
    source: str

    @property
    def km(self) -> Decimal:
        """The distance in whole km, halves up."""
        return way_km(self.straight_km, self.detour)


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why the table gives no distance: ``reason`` for the box ``member``; ``candidates``: names that may be meant."""

    member: Member
    reason: str
    candidates: tuple[str, ...] = ()


def way_km(straight_km: Decimal, detour: Decimal) -> Decimal:
    """Great circle × detour factor in whole km, halves up."""
    return (straight_km * detour).quantize(Decimal(1), ROUND_HALF_UP)


def between(origin: str, destination: str, mode: str = "") -> Way | tuple[NoWay, ...]:
    """The distance for places and means of transport as typed, or everything that stands in the way.

    No means of transport is taken as road, which the arithmetic names.
    """
    start, end = find(origin), find(destination)
    ends: tuple[tuple[Member, Place | Unclear], ...] = (("origin", start), ("destination", end))
    troubles = [
        NoWay(member, found.reason, found.candidates) for member, found in ends if isinstance(found, Unclear)
    ]
    other = other_mode(mode)
    if other:
        troubles.append(NoWay("mode", other))
    if troubles or isinstance(start, Unclear) or isinstance(end, Unclear):
        return tuple(troubles)
    straight = great_circle_km(start, end)
    if straight == 0:
        return (NoWay("destination", f"起讫地点都在“{start.full}”，坐标表给不出距离。"),)
    return Way(start.full, end.full, straight, ROAD.factor, SOURCE)


def way(origin: str, destination: str) -> Way | None:
    """The way by road between two places that were matched before; ``None`` where the table no longer has them."""
    found = between(origin, destination)
    return found if isinstance(found, Way) else None


def other_mode(mode: str) -> str:
    """Why there is no distance for a means of transport; empty for road and for none."""
    text = mode.strip()
    for label, words in _OTHER_MODES.items():
        if any(word in text for word in words):
            return f"{label}没有公开的绕行系数，请按里程表、航程或运单手工填写距离。"
    if text and not any(word in text for word in _ROAD_WORDS):
        return f"认不出运输方式“{text}”是否为公路，请写作“货车运输”等，或手工填写距离。"
    return ""
