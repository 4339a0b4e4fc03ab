"""From one way of measuring a thing to another, where the libraries have it in the other: diesel per litre and per tonne.

Typical densities and heats, rounded, good to a tenth or two; a band tells 0.6 from 6. They compare figures and enter no
calculation: a study's lines convert by the figures that are entered there. A verdict names the conversion that it used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from factors import units
from factors.plausibility.things import kin_of


@dataclass(frozen=True)
class Bridge:
    """So much of a thing, measured in two ways: 1 m³ of diesel is 840 kg. Told with the verdict as it stands here."""

    one: str
    other: str

    def shift(self, dimension: str) -> tuple[str, float] | None:
        """The other dimension, and what a power of ten per its base unit is more per a base unit of this one."""
        one, other = _measure(self.one), _measure(self.other)
        for here, there in ((one, other), (other, one)):
            if here[0] == dimension:
                return there[0], there[1] - here[1]
        return None

    def __str__(self) -> str:
        return f"{self.one} ≈ {self.other}"


def _measure(text: str) -> tuple[str, float]:
    amount, _, symbol = text.partition(" ")
    unit = units.parse(symbol)
    return unit.dimension.key, math.log10(float(amount)) + math.log10(unit.factor)


def _density(kilograms: int) -> tuple[Bridge, ...]:
    return (Bridge("1 m³", f"{kilograms} kg"),)


_WATER = _density(1000)
_GAS = (Bridge("1 m³", "1 Nm³"), Bridge("1 Nm³", "0.72 kg"))
_OF_THING = {
    "柴油": _density(840),
    "汽油": _density(740),
    "煤油": _density(800),
    "燃料油": _density(950),
    "生物柴油": _density(880),
    "原油": _density(860),
    "石脑油": _density(700),
    "甲醇": _density(790),
    "乙醇": _density(790),
    "液化天然气": _density(450),
    "液化石油气": _density(540),
    "矿物油": _density(880),
    "润滑油": _density(880),
    "天然气": _GAS,
    "焦炉煤气": (Bridge("1 m³", "1 Nm³"),),
    "高炉煤气": (Bridge("1 m³", "1 Nm³"),),
    "转炉煤气": (Bridge("1 m³", "1 Nm³"),),
    "沼气": (Bridge("1 m³", "1 Nm³"),),
    "蒸汽": (Bridge("1 t", "2.75 GJ"),),
    "自来水": _WATER,
    "去离子水": _WATER,
    "软化水": _WATER,
    "污水处理": _WATER,
    "混凝土": _density(2400),
    "沥青混合料": _density(2300),
    "水泥": _density(1300),
    "砂": _density(1500),
    "骨料": _density(1500),
    "砖": _density(1700),
    "木材": _density(550),
}


def bridges_of(thing: str, dimension: str) -> Iterator[tuple[Bridge, str, str, float]]:
    """Ways to compare the thing in another dimension: the bridge, the thing that is known there, dimension and shift.

    The nearest kin first; a power of ten per base unit of the other dimension plus the shift is one of this.
    """
    for name in kin_of(thing):
        for bridge in _OF_THING.get(name, ()):
            found = bridge.shift(dimension)
            if found is not None:
                yield bridge, name, *found
        if name in _OF_THING:
            return
