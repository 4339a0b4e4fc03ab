"""What a study comes to with other factors at some of its lines: only what changes is reckoned again, exactly.

The figures are those that ``compute`` gives for the changed study, to the last digit: the lines are reckoned by the
same functions and added up in the same order. A line's result depends on its own factor only (a transport takes the
mass of its goods, never their factor), so that all the others stay as they are.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from inventories.footprint.activities import Activities, LineResult, Rates
from inventories.footprint.basis import Scaling
from inventories.footprint.context import calculating
from inventories.footprint.findings import Found, Spot
from inventories.footprint.restriction import RESTRICTED
from inventories.footprint.result import Finding, Footprint, StageFigure
from inventories.footprint.rounding import NO_SHARE, format_number, format_share, in_unit, printed
from inventories.footprint.transports import Transports
from inventories.footprint.values import ActivityLine, Digits, Line, Study

_FIRST_FIGURES = Digits(style="significant", digits=2)
# Two totals of 34 digits are subtracted without losing any.
_WIDE = decimal.Context(prec=200, traps=[decimal.FloatOperation, decimal.InvalidOperation])


@dataclass(frozen=True)
class Substituted:
    """The study with other lines: total and stages in kgCO2e per functional unit, unrounded; ``lines`` by index."""

    total: Decimal
    stages: tuple[StageFigure, ...]
    lines: Mapping[int, LineResult]


class NotSubstitutable(Exception):
    """The calculation would be blocked; ``findings`` says why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class _StageLines:
    """The lines of one stage in the order of the study: their indices, emissions, and sums before each of them."""

    indices: list[int]
    emissions: list[Decimal]
    running: list[Decimal]

    def sum_with(self, changed: Mapping[int, LineResult]) -> Decimal:
        """The stage's sum; what stands before the first changed line was added up already."""
        places = [place for place, index in enumerate(self.indices) if index in changed]
        first = places[0]
        rest = self.emissions[first:]
        for place in places:
            rest[place - first] = changed[self.indices[place]].emission
        return sum(rest, self.running[first])


class Substitution:
    """Answers what a computed study comes to with other lines in the place of some.

    ``study`` holds every factor that the other lines may name, and a GWP set with the gases of all of them;
    ``footprint`` is what ``compute`` gave for it.
    """

    def __init__(self, study: Study, footprint: Footprint) -> None:
        self.study = study
        self.footprint = footprint
        self._by_key = {line.key: line for line in study.lines}
        with calculating():
            scaling = Scaling(study, Found())
            self._scales = [scaling.of(line.basis, _spot(i, line)) for i, line in enumerate(study.lines)]
            self._stages = {stage.key: self._of_stage(stage.key) for stage in study.stages}
        self._scale_by_key = {line.key: scale for line, scale in zip(study.lines, self._scales, strict=True)}

    def _of_stage(self, key: str) -> _StageLines:
        indices = [index for index, line in enumerate(self.study.lines) if line.stage == key]
        emissions = [self.footprint.lines[index].emission for index in indices]
        return _StageLines(indices, emissions, list(accumulate(emissions, initial=Decimal(0))))

    def with_lines(self, changed: Mapping[int, Line]) -> Substituted:
        """The result with ``changed`` in the place of the lines of these indices; each keeps its key and stage.

        Raises ``NotSubstitutable`` with everything that would stand in the way.
        """
        with calculating():
            results = self._reckoned(changed)
            touched = {result.stage for result in results.values()}
            stages = tuple(
                StageFigure(key=figure.key, emission=self._stages[figure.key].sum_with(results), share=None)
                if figure.key in touched
                else figure
                for figure in self.footprint.stages
            )
            total = sum((figure.emission for figure in stages if figure.emission is not None), Decimal(0))
        return Substituted(total, stages, results)

    def _reckoned(self, changed: Mapping[int, Line]) -> dict[int, LineResult]:
        found = Found()
        rates = Rates(self.study, found)
        activities = Activities(rates, found)
        transports = Transports(rates, self._by_key, self._scale_by_key, found)
        results: dict[int, LineResult] = {}
        for index, line in changed.items():
            scale, spot = self._scales[index], _spot(index, line)
            result = (
                activities.reckon(line, scale, spot)
                if isinstance(line, ActivityLine)
                else transports.reckon(line, scale, spot)
            )
            if result is not None:
                results[index] = result
        if found.blocking or len(results) < len(changed):
            raise NotSubstitutable(tuple(found.findings))
        return results


@dataclass(frozen=True)
class Effect:
    """What a change does to the result per functional unit.

    ``before`` and ``after``: the totals in kgCO2e, unrounded. The texts are those of the study's rounding policy in
    its ``unit``; the difference and its percentage are rounded once, from the unrounded figures. ``is_restricted``: for
    a reader who may not see the totals, whose texts say so.
    """

    before: Decimal
    after: Decimal
    unit: str
    before_text: str
    after_text: str
    difference_text: str
    percent_text: str
    is_restricted: bool = False

    def without_totals(self) -> Effect:
        """The difference alone; a percentage would tell the total that it is of."""
        return replace(
            self,
            before_text=RESTRICTED,
            after_text=RESTRICTED,
            percent_text=RESTRICTED,
            is_restricted=True,
        )

    @property
    def difference(self) -> Decimal:
        """After less before, in kgCO2e, unrounded."""
        return _WIDE.subtract(self.after, self.before)

    @property
    def exact_text(self) -> str:
        """The unrounded difference, signed, without zeros at its end."""
        text = format(self.difference, "f")
        return _signed(text.rstrip("0").rstrip(".") if "." in text else text)


def effect_of(study: Study, footprint: Footprint, after: Substituted) -> Effect:
    """What lies between the footprint of ``study`` and ``after``, in figures and in the study's own rounding."""
    policy = study.rounding
    difference = _WIDE.subtract(after.total, footprint.total)
    later = Footprint(total=after.total, stages=after.stages, lines=())
    earlier = Footprint(total=footprint.total, stages=footprint.stages, lines=())
    in_words = format_number(in_unit(difference, policy.unit), policy.total, policy.ties, policy.trim_zeros)
    return Effect(
        before=footprint.total,
        after=after.total,
        unit=policy.unit,
        before_text=printed(study, earlier).total,
        after_text=printed(study, later).total,
        difference_text=_signed(in_words),
        percent_text=_percent(study, difference, footprint.total),
    )


def _percent(study: Study, difference: Decimal, total: Decimal) -> str:
    """The difference as a share of the total before; a total that is not above zero has none.

    As shares are printed; one that would print as nothing shows its first two figures.
    """
    if total <= 0:
        return NO_SHARE
    fraction = _WIDE.divide(difference, total)
    text = format_share(fraction, study.rounding)
    if difference != 0 and not text.strip("0.%"):
        text = format_number(_WIDE.scaleb(fraction, 2), _FIRST_FIGURES, study.rounding.ties) + "%"
    return _signed(text)


def _signed(text: str) -> str:
    """A plus before what grows; a zero has no sign."""
    return text if text.startswith("-") or not text.strip("0.%") else f"+{text}"


def _spot(index: int, line: Line) -> Spot:
    return Spot(f"lines[{index}]", line.name)
