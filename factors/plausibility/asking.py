"""Bands and verdicts in a reader's units, for pages and the API alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from accounts.models import User
from factors import units
from factors.magnitude import KILOGRAM
from factors.models import Library
from factors.plausibility.bands import listed_bands
from factors.plausibility.judging import Verdict, judge
from factors.plausibility.scale import readable

# In which unit the figures of a dimension are read; of the others, in the base unit.
READ_IN = {"energy": "kWh", "standard_volume": "Nm³", "length": "km"}


@dataclass(frozen=True)
class Question:
    """A figure as somebody writes it. ``unit`` must be one of a factor, such as kgCO2e/kWh."""

    name: str
    value: Decimal
    unit: str
    kind: str
    category: str = ""

    def verdict(self, user: User) -> Verdict | None:
        """Raises ``units.UnitError``."""
        unit = units.parse_emission_factor_unit(self.unit)
        return judge(
            user,
            value_kg_per_base_unit=Fraction(self.value) * units.ratio(unit.mass, KILOGRAM) / unit.per.factor,
            unit=unit.per,
            kind=self.kind,
            name=self.name,
            category=self.category,
            co2_only=unit.co2_only,
        )


@dataclass(frozen=True)
class BandRow:
    """A band of a kind and dimension, or of a category (``key``) of it; figures are in ``unit``."""

    kind: str
    dimension: units.Dimension
    key: str
    unit: str
    count: int
    low: Decimal
    median: Decimal
    high: Decimal
    libraries: tuple[str, ...]


def band_rows(user: User) -> list[BandRow]:
    """All bands of the libraries that the user may see, by kind and dimension."""
    names = {library.pk: str(library) for library in Library.objects.visible_to(user)}
    rows = []
    for listed in listed_bands(user):
        band, unit = listed.band, _read_in(listed.dimension)
        low, median, high = (readable(power, unit.factor) for power in (band.low, band.median, band.high))
        per = units.EmissionFactorUnit(KILOGRAM, False, unit).symbol
        libraries = tuple(names[pk] for pk in band.libraries)
        rows.append(
            BandRow(listed.kind, unit.dimension, band.key, per, band.count, low, median, high, libraries)
        )
    return rows


def _read_in(dimension: str) -> units.Unit:
    wanted = READ_IN.get(dimension)
    if wanted is not None:
        return units.parse(wanted)
    return next(unit for unit in units.UNITS if unit.dimension.key == dimension and unit.factor == 1)
