"""What a document for readers outside of the agency leaves out, and what they could find out all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inventories.footprint.context import calculating
from inventories.footprint.findings import Found, Spot
from inventories.footprint.rates import emission_rate
from inventories.footprint.result import Footprint, LineFigure
from inventories.footprint.values import ActivityLine, DisclosureLevel, Factor, Line, Study

_STRICTNESS: tuple[DisclosureLevel, ...] = ("open", "value", "result")
# Figures of the result have 34 digits; what is left of a difference below this is their rounding.
_NOTHING = Fraction(1, 10**20)
# What a line multiplies: by factor, how often its figure is counted.
Counted = dict[str, Fraction]


@dataclass(frozen=True)
class Withheld:
    """``factors``: keys of factors whose values are left out; ``results``: keys of lines whose results are."""

    factors: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.factors)

    def hides_factor_of(self, line: Line) -> bool:
        """Whether the line uses a factor whose value is left out."""
        return not self.factors.isdisjoint(factors_of(line))


def withheld(study: Study) -> Withheld:
    """What the libraries of the study's factors ask for."""
    libraries = {library.key: library.disclosure for library in study.libraries}
    levels = {factor.key: _level(factor, libraries) for factor in study.factors}
    unseen = {key for key, level in levels.items() if level == "result"}
    return Withheld(
        frozenset(key for key, level in levels.items() if level != "open"),
        frozenset(line.key for line in study.lines if not unseen.isdisjoint(factors_of(line))),
    )


def strictest(levels: Iterable[DisclosureLevel]) -> DisclosureLevel:
    """The strictest of the levels; open where there is none."""
    return max(levels, key=_STRICTNESS.index, default="open")


def factors_of(line: Line) -> tuple[str, ...]:
    """The factors that a line uses."""
    chosen = [line.factor] if isinstance(line, ActivityLine) else [leg.factor for leg in line.legs]
    return tuple(dict.fromkeys(key for key in chosen if key is not None))


def inferable(study: Study, footprint: Footprint, left_out: Withheld) -> tuple[str, ...]:
    """The keys of lines whose result is left out and yet follows from what is printed.

    A reader knows the amounts, the sum of every stage, and the results of the other lines: one equation for each stage
    with hidden lines. A hidden result follows where these equations settle it: a stage's only hidden line, several
    lines that use one factor, or as many stages as there are factors.
    """
    if not left_out.results:
        return ()
    with calculating():
        counted = _counted(study, footprint, left_out)
    known = [_sum(counted[key] for key in keys) for keys in _by_stage(study, left_out.results)]
    known += [counted[line.key] for line in study.lines if _tells(line, counted, left_out)]
    rows = _reduced([row for row in known if row])
    return tuple(key for key in _in_order(study, left_out.results) if not _remainder(counted[key], rows))


def _level(factor: Factor, libraries: Mapping[str, DisclosureLevel]) -> DisclosureLevel:
    return strictest([factor.disclosure, libraries.get(factor.library or "", "open")])


def _by_stage(study: Study, keys: frozenset[str]) -> Iterator[list[str]]:
    for stage in study.stages:
        hidden = [line.key for line in study.lines if line.stage == stage.key and line.key in keys]
        if hidden:
            yield hidden


def _in_order(study: Study, keys: frozenset[str]) -> Iterator[str]:
    return (line.key for line in study.lines if line.key in keys)


def _tells(line: Line, counted: Mapping[str, Counted], left_out: Withheld) -> bool:
    """Whether the line's printed result says something of a figure that is left out."""
    return line.key not in left_out.results and bool(counted[line.key])


def _counted(study: Study, footprint: Footprint, left_out: Withheld) -> dict[str, Counted]:
    """By line, how often each figure that is left out is counted in its result."""
    kilograms = {factor.key: _kilograms(study, factor) for factor in study.factors}
    figures = {figure.key: figure for figure in footprint.lines}
    return {
        line.key: {
            key: count
            for key, count in _counts(line, figures[line.key], kilograms).items()
            if key in left_out.factors
        }
        for line in study.lines
    }


def _counts(line: Line, figure: LineFigure, kilograms: Mapping[str, Fraction]) -> Counted:
    if isinstance(line, ActivityLine):
        if line.factor is None:
            return {}
        rate = kilograms[line.factor]
        return {line.factor: Fraction(figure.emission) / rate if rate else Fraction(figure.amount)}
    counts: Counted = {}
    for leg, reckoned in zip(line.legs, figure.legs, strict=True):
        if leg.factor is not None:
            moved = reckoned.tonne_km if reckoned.vehicle_km is None else reckoned.vehicle_km
            counts[leg.factor] = counts.get(leg.factor, Fraction(0)) + Fraction(moved)
    return counts


def _kilograms(study: Study, factor: Factor) -> Fraction:
    """Kilograms of CO2e per unit of the factor; 0 for one that cannot be reckoned, which no computed line uses."""
    rate = emission_rate(factor, study.gwp_set, Spot("factors", factor.name), Found())
    return Fraction(0) if rate is None else Fraction(rate.kilograms.value)


def _sum(rows: Iterable[Counted]) -> Counted:
    total: Counted = {}
    for row in rows:
        for key, count in row.items():
            total[key] = total.get(key, Fraction(0)) + count
    return total


def _reduced(rows: Sequence[Counted]) -> list[tuple[str, Counted]]:
    """The equations solved for one figure each, as far as they go (Gauss and Jordan)."""
    solved: list[tuple[str, Counted]] = []
    for row in rows:
        rest = _remainder(row, solved)
        if not rest:
            continue
        pivot = max(rest, key=lambda key: abs(rest[key]))
        scaled = {key: count / rest[pivot] for key, count in rest.items()}
        solved = [(key, _without(other, pivot, scaled)) for key, other in solved]
        solved.append((pivot, scaled))
    return solved


def _remainder(row: Counted, solved: Sequence[tuple[str, Counted]]) -> Counted:
    """What the solved equations leave open of a sum; nothing where they settle it."""
    rest = row
    for pivot, equation in solved:
        rest = _without(rest, pivot, equation)
    least = _NOTHING * max((abs(count) for count in row.values()), default=Fraction(0))
    return {key: count for key, count in rest.items() if abs(count) > least}


def _without(row: Counted, pivot: str, equation: Counted) -> Counted:
    times = row.get(pivot, Fraction(0))
    if not times:
        return row
    return {
        key: row.get(key, Fraction(0)) - times * equation.get(key, Fraction(0))
        for key in row.keys() | equation.keys()
    }
