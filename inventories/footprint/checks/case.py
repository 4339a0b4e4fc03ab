"""What a check looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from inventories.footprint.findings import Found, Spot
from inventories.footprint.rates import Rate, emission_rate
from inventories.footprint.result import Finding, Footprint, Printed
from inventories.footprint.values import ActivityLine, Factor, Line, Study


@dataclass(frozen=True)
class UsedFactor:
    """A factor that lines use: where it stands, and its rate (``None`` where it has no valid one)."""

    spot: Spot
    factor: Factor
    rate: Rate | None


@dataclass(frozen=True)
class Case:
    """A study with its result, as far as it has one."""

    study: Study
    footprint: Footprint | None
    printed: Printed | None

    @cached_property
    def lines(self) -> tuple[tuple[Spot, Line], ...]:
        """The lines with their places."""
        return tuple(
            (Spot(f"lines[{index}]", line.name), line) for index, line in enumerate(self.study.lines)
        )

    @cached_property
    def used_factors(self) -> tuple[UsedFactor, ...]:
        """The factors that at least one line uses, in the order of the study."""
        used = {key for line in self.study.lines for key in factor_keys(line)}
        return tuple(
            self._used(index, factor) for index, factor in enumerate(self.study.factors) if factor.key in used
        )

    def _used(self, index: int, factor: Factor) -> UsedFactor:
        spot = Spot(f"factors[{index}]", factor.name)
        # What is wrong with the factor is an obstacle that compute reports; here it only has no rate.
        return UsedFactor(spot, factor, emission_rate(factor, self.study.gwp_set, spot, Found()))


Check = Callable[[Case], Iterator[Finding]]


def factor_keys(line: Line) -> tuple[str | None, ...]:
    """The factors that a line names; ``None`` where one is missing."""
    return (line.factor,) if isinstance(line, ActivityLine) else tuple(leg.factor for leg in line.legs)
