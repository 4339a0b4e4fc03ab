"""The arithmetic of a distance as one sentence, the same on pages and in reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from inventories.distances.ways import ROAD, way_km


class Taken(Protocol):
    """A distance from the table, as found just now or as a study keeps it."""

    @property
    def origin(self) -> str: ...
    @property
    def destination(self) -> str: ...
    @property
    def straight_km(self) -> Decimal: ...
    @property
    def detour(self) -> Decimal: ...


def told(taken: Taken) -> str:
    """江苏省苏州市→上海市，球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km."""
    product = taken.straight_km * taken.detour
    whole = way_km(taken.straight_km, taken.detour)
    result = f"{whole:f} km" if product == whole else f"{_plain(product)}，取整 {whole:f} km"
    return (
        f"{taken.origin}→{taken.destination}，球面距离 {taken.straight_km:f} km × "
        f"{ROAD.label}绕行系数 {taken.detour:f} = {result}"
    )


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
