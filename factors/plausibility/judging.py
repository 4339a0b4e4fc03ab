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
from factors.models.plausibility import Spread
from factors.plausibility.bands import ALIKE, Band, Spreads, spreads_for
from factors.plausibility.counting import COUNTED, FORMS, reference_potentials
from factors.plausibility.scale import power_of, readable, significant, step_of
from factors.plausibility.slips import Slip, slip_of
from factors.plausibility.words import words_of

# Up to so many rows only the words of their names are looked up; for more, everything is read once.
FEW = 100


@dataclass(frozen=True)
class Asked:
    """A figure to be judged: kilograms of CO2e (or CO2) per **base** unit of what ``unit`` measures.

    ``unit``: in which the verdict speaks. ``own``: step and library of the figure itself, or of the one that it is
    to take the place of, where that is counted among the library's: it does not speak for itself.
    """

    value: Fraction
    unit: units.Unit
    kind: str
    name: str
    category: str = ""
    own: tuple[int, int] | None = None


@dataclass(frozen=True)
class Verdict:
    """What the comparison said. ``place``: the figure as a power of ten of kgCO2e per base unit.

    ``value``, ``low``, ``median`` and ``high`` are kgCO2e per ``unit``, rounded for the reader. ``libraries``: the
    names of those that the band comes from.
    """

    band: Band
    unit: units.Unit
    place: float
    libraries: tuple[str, ...]

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
        return slip_of(self.decades, self.unit.dimension.key) if self.is_off else None

    @property
    def figure_unit(self) -> str:
        """In which the figures are: kgCO2e/(t·km); a figure of CO2 alone is compared like one of CO2e."""
        return units.EmissionFactorUnit(KILOGRAM, False, self.unit).symbol

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
) -> Verdict | None:
    """Compare a figure with what the user's libraries hold; ``None`` where they hold too little like it.

    ``unit``: the unit of activity; the value is per base unit of its dimension (kg, kJ, m³, t·km …).
    """
    asked = Asked(Fraction(value_kg_per_base_unit), unit, kind, name, category)
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
    return Asked(_base(measured), per, factor.kind, factor.name, factor.category, _own(exists, potentials))


def _own(exists: Factor | None, potentials: Potentials) -> tuple[int, int] | None:
    measured = _measured(exists, potentials) if exists is not None and exists.state in COUNTED else None
    power = power_of(_base(measured)) if measured is not None else None
    return (step_of(power), exists.library_id) if exists is not None and power is not None else None


def _measured(factor: Factor, potentials: Potentials) -> Magnitude | None:
    if factor.form not in FORMS:
        return None
    try:
        return magnitude(factor, potentials)
    except (Immeasurable, units.UnitError):
        return None


def _base(measured: Magnitude) -> Fraction:
    """Kilograms per base unit of what the factor is for."""
    return measured.kilograms / measured.per.factor


def _spreads_of(user: User, rows: Sequence[Asked]) -> Spreads:
    """What is needed for these rows alone."""
    keys = {word for row in rows for word in words_of(row.name)} | {row.category for row in rows}
    return spreads_for(user, {row.unit.dimension.key for row in rows}, keys)


def _verdict(spreads: Spreads, row: Asked, names: Mapping[int, str]) -> Verdict | None:
    place = power_of(row.value)
    if place is None:
        return None
    band = _band(spreads, row)
    if band is None:
        return None
    return Verdict(band, row.unit, place, tuple(names[pk] for pk in band.libraries))


def _band(spreads: Spreads, row: Asked) -> Band | None:
    """The band that tells most: of factors that share a word of the name, of the category, else of the kind."""
    dimension = row.unit.dimension.key
    category = (
        spreads.band((dimension, Spread.Scope.CATEGORY, row.category), [row.kind], row.own)
        if row.category
        else None
    )
    kinds: list[list[str]] = [[row.kind], [*ALIKE]] if row.kind in ALIKE else [[row.kind]]
    near = (
        band
        for word in words_of(row.name)
        for each in kinds
        if (band := spreads.band((dimension, Spread.Scope.WORD, word), each, row.own)) is not None
        # A word that leads to figures which the category does not know means something else here.
        if category is None or category.holds(band.median)
    )
    found = [*near, *([category] if category is not None else [])]
    if found:
        return min(found, key=lambda band: (band.vagueness, band.key))
    return spreads.band((dimension, Spread.Scope.ALL, ""), [row.kind], row.own)
