"""The known units for a form's choices, grouped by what they measure."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from factors.units.catalogue import UNITS
from factors.units.compound import EmissionFactorUnit
from factors.units.definition import Unit
from factors.units.reading import parse


class UnitGroup(NamedTuple):
    """Units under a common heading; all counting words are one group, though none converts into another."""

    label: str
    units: tuple[Unit, ...]


@cache
def known_units() -> tuple[UnitGroup, ...]:
    """Every known unit by its canonical symbol, in the order of the catalogue."""
    groups: dict[str, list[Unit]] = {}
    for unit in UNITS:
        groups.setdefault("计数" if unit.dimension.is_count else unit.dimension.label, []).append(unit)
    return tuple(UnitGroup(label, tuple(units)) for label, units in groups.items())


@cache
def emission_factor_units() -> tuple[str, ...]:
    """Canonical factor units for suggestions: kgCO2e and tCO2e per every unit that is not a multiple (千件 …)."""
    plain = [unit for unit in UNITS if not (unit.dimension.is_count and unit.factor != 1)]
    masses = (parse("kg"), parse("t"))
    return tuple(EmissionFactorUnit(mass, False, unit).symbol for unit in plain for mass in masses)
