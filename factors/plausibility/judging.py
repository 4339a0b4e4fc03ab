"""A figure beside others of its sort: the verdict, for one and for very many."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from accounts.models import User
from factors import units
from factors.magnitude import KILOGRAM, Immeasurable, Magnitude, Potentials, magnitude
from factors.models import Factor, Library
from factors.plausibility.bands import Band, Spreads, spreads_for
from factors.plausibility.choosing import (
    Candidate,
    candidates,
    choose,
    choose_for_mix,
    is_carbon,
    mix_candidates,
)
from factors.plausibility.counting import COUNTED, FORMS, reference_potentials
from factors.plausibility.scale import power_of, readable, significant, step_of
from factors.plausibility.slips import Seen, Slip, slip_of
from factors.values import Malformed

# Up to so many rows only the words of their names are looked up; for more, everything is read once.
FEW = 100


@dataclass(frozen=True)
class Asked:
    """A figure to be judged: kilograms of CO2e (or CO2) per **base** unit of what ``unit`` measures.

    ``unit``: in which the verdict speaks. ``own``: step and library of the figure itself, or of the one that it is
    to take the place of, where that is counted among the library's: it does not speak for itself. ``co2_only``: as the
    figure's unit says; it is told, and compared with CO2e where CO2 is most of it. ``mixed``: electricity of several
    origins, which may be like any of them.
    """

    value: Fraction
    unit: units.Unit
    kind: str
    name: str
    category: str = ""
    own: tuple[int, int] | None = None
    co2_only: bool = False
    mixed: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the comparison said. ``place``: the figure as a power of ten of kgCO2e per base unit.

    ``value``, ``low``, ``median`` and ``high`` are kgCO2e per ``unit``, rounded for the reader. ``libraries``: the
    names of those that the band comes from.
    """

    band: Band
    asked: Asked
    place: float
    libraries: tuple[str, ...]

    @property
    def unit(self) -> units.Unit:
        return self.asked.unit

    @property
    def is_off(self) -> bool:
        """Whether the figure lies outside of the band."""
        return not self.band.holds(self.place)

    @property
    def decades(self) -> float:
        """How far the figure is from the median, as a power of ten."""
        return self.place - self.band.median

    @property
    def times(self) -> Decimal:
        """How many times the typical figure, or the typical one this figure, whichever is more than one."""
        return significant(10.0 ** abs(self.decades), 2)

    @property
    def slip(self) -> Slip | None:
        """What may have happened, where the figure is off and something known fits."""
        band = self.band
        if not self.is_off or band.is_of_everything:
            return None
        seen = Seen(band.median - band.least, band.most - band.median)
        carbon = is_carbon(self.asked.kind, self.asked.name)
        return slip_of(self.decades, self.unit.dimension.key, seen, carbon=carbon)

    @property
    def figure_unit(self) -> str:
        """In which the figures are, as the figure was given: kgCO2e/(t·km), kgCO2/kWh."""
        return units.EmissionFactorUnit(KILOGRAM, self.asked.co2_only, self.unit).symbol

    @property
    def told_kinds(self) -> str:
        """Of which kinds the factors are that it was compared with: 碳足迹、仅计 CO2."""
        return "、".join(str(Factor.Kind(kind).label) for kind in self.band.kinds)

    @property
    def value(self) -> Decimal:
        return self._readable(self.place)

    @property
    def low(self) -> Decimal:
        return self._readable(self.band.low)

    @property
    def median(self) -> Decimal:
        return self._readable(self.band.median)

    @property
    def high(self) -> Decimal:
        return self._readable(self.band.high)

    def _readable(self, power: float) -> Decimal:
        return readable(power, self.unit.factor)


def judge(
    user: User,
    *,
    value_kg_per_base_unit: Fraction | Decimal,
    unit: units.Unit,
    kind: str,
    name: str,
    category: str = "",
    co2_only: bool = False,
) -> Verdict | None:
    """Compare a figure with what the user's libraries hold; ``None`` where they hold too little like it.

    ``unit``: the unit of activity; the value is per base unit of its dimension (kg, kJ, m³, t·km …).
    """
    asked = Asked(Fraction(value_kg_per_base_unit), unit, kind, name, category, co2_only=co2_only)
    return next(iter(judge_many(user, [asked])))


def judge_many(user: User, rows: Iterable[Asked]) -> Iterator[Verdict | None]:
    """Verdicts in the order of the rows, read in few looks at the tables: 50,000 rows in seconds."""
    names = {library.pk: str(library) for library in Library.objects.visible_to(user)}
    waiting = iter(rows)
    few = list(itertools.islice(waiting, FEW))
    rest = list(itertools.islice(waiting, 1))
    spreads = spreads_for(user) if rest else _spreads_of(user, few)
    for row in itertools.chain(few, rest, waiting):
        yield _verdict(spreads, row, names)


def judge_factor(user: User, factor: Factor, *, exists: Factor | None = None) -> Verdict | None:
    """The verdict on a factor, saved or not; ``None`` also when it makes no number. ``exists``: as in ``ask``."""
    asked = ask(factor, reference_potentials(), exists=exists)
    return next(iter(judge_many(user, [asked]))) if asked is not None else None


def ask(factor: Factor, potentials: Potentials, *, exists: Factor | None = None) -> Asked | None:
    """The question about a factor, saved or not; ``None`` when it makes no number.

    ``potentials``: of ``reference_potentials``, read once for many. ``exists``: the row of the factor, or the
    release that it is to supersede, which then does not speak for itself.
    """
    measured = _measured(factor, potentials)
    if measured is None:
        return None
    per = measured.per
    own = _own(exists, potentials)
    return Asked(
        _base(measured),
        per,
        factor.kind,
        factor.name,
        factor.category,
        own,
        co2_only=measured.co2_only,
        mixed=factor.form == Factor.Form.MIX,
    )


def _own(exists: Factor | None, potentials: Potentials) -> tuple[int, int] | None:
    is_counted = exists is not None and exists.state in COUNTED and exists.form in FORMS
    measured = _measured(exists, potentials) if exists is not None and is_counted else None
    power = power_of(_base(measured)) if measured is not None else None
    return (step_of(power), exists.library_id) if exists is not None and power is not None else None


def _measured(factor: Factor, potentials: Potentials) -> Magnitude | None:
    if factor.form not in Factor.Form.values:
        return None
    try:
        return magnitude(factor, potentials)
    except (Immeasurable, Malformed, units.UnitError):
        return None


def _base(measured: Magnitude) -> Fraction:
    """Kilograms per base unit of what the factor is for."""
    return measured.kilograms / measured.per.factor


def _spreads_of(user: User, rows: Sequence[Asked]) -> Spreads:
    """What is needed for these rows alone."""
    places = [one.place for row in rows for one in _candidates(row)]
    dimensions = {row.unit.dimension.key for row in rows} | {place[0] for place in places}
    return spreads_for(user, dimensions, {place[2] for place in places} | {row.category for row in rows})


def _candidates(row: Asked) -> Sequence[Candidate]:
    dimension = row.unit.dimension.key
    return mix_candidates(dimension) if row.mixed else candidates(dimension, row.name)


def _verdict(spreads: Spreads, row: Asked, names: Mapping[int, str]) -> Verdict | None:
    place = power_of(row.value)
    if place is None:
        return None
    dimension = row.unit.dimension.key
    if row.mixed:
        band = choose_for_mix(spreads, dimension)
    else:
        band = choose(spreads, dimension, row.kind, row.name, row.category, row.own)
    if band is None:
        return None
    return Verdict(band, row, place, tuple(names[pk] for pk in band.libraries))
