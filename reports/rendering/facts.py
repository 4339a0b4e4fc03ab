"""The frozen document as sections look at it: rows by key, printed figures beside the exact ones, who is who."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from factors import units
from inventories.footprint.context import calculating
from inventories.footprint.disclosure import Withheld, factors_of, withheld
from inventories.footprint.findings import Found, Spot
from inventories.footprint.interpret import Interpretation, interpret
from inventories.footprint.rates import Rate, emission_rate
from inventories.footprint.result import (
    Footprint,
    LineFigure,
    Printed,
    PrintedLine,
    PrintedStage,
    StageFigure,
)
from inventories.footprint.rounding import NO_SHARE
from inventories.footprint.values import (
    ActivityLine,
    Factor,
    FuelValue,
    Library,
    Line,
    Stage,
    Study,
    TransportLine,
)
from reports.content import Content, Duty, Person
from reports.rendering.errors import RenderError
from reports.snapshot import Result, StudyFile


@dataclass(frozen=True)
class StageFacts:
    """A stage with its lines and its figures."""

    stage: Stage
    exact: StageFigure
    printed: PrintedStage
    lines: tuple[LineFacts, ...]


@dataclass(frozen=True)
class LineFacts:
    """A line with its figures."""

    line: Line
    exact: LineFigure
    printed: PrintedLine


@dataclass(frozen=True)
class Facts:
    """Everything that wording and tables of one report are bound to. ``draft`` lets a preview have gaps."""

    document: StudyFile
    draft: bool = False

    @property
    def study(self) -> Study:
        return self.document.study

    @cached_property
    def content(self) -> Content:
        return self.document.content or Content()

    @property
    def result(self) -> Result:
        """Raises RenderError where the study was not computed."""
        if self.document.result is None:
            raise RenderError("核算项目还没有核算结果，请先完成核算再生成报告。")
        return self.document.result

    @property
    def footprint(self) -> Footprint:
        return self.result.footprint

    @property
    def printed(self) -> Printed:
        return self.result.printed

    @cached_property
    def withheld(self) -> Withheld:
        """What this document must not show."""
        return withheld(self.study)

    def shows_result(self, entry: LineFacts) -> bool:
        """Whether the line's own result may be shown; else it is only part of its stage's."""
        return entry.line.key not in self.withheld.results

    @cached_property
    def interpretation(self) -> Interpretation:
        return interpret(self.study, self.footprint)

    @cached_property
    def stages(self) -> tuple[StageFacts, ...]:
        """All stages in the order of the study."""
        exact = {figure.key: figure for figure in self.footprint.stages}
        printed = {figure.key: figure for figure in self.printed.stages}
        return tuple(
            StageFacts(stage, exact[stage.key], printed[stage.key], self._lines_of(stage))
            for stage in self.study.stages
        )

    @cached_property
    def stage_by_key(self) -> dict[str, StageFacts]:
        return {stage.stage.key: stage for stage in self.stages}

    @cached_property
    def lines(self) -> tuple[LineFacts, ...]:
        """All lines in the order of the study."""
        exact = {figure.key: figure for figure in self.footprint.lines}
        printed = {figure.key: figure for figure in self.printed.lines}
        return tuple(LineFacts(line, exact[line.key], printed[line.key]) for line in self.study.lines)

    @cached_property
    def line_by_key(self) -> dict[str, LineFacts]:
        return {line.line.key: line for line in self.lines}

    def _lines_of(self, stage: Stage) -> tuple[LineFacts, ...]:
        return tuple(line for line in self.lines if line.line.stage == stage.key)

    @cached_property
    def transports(self) -> tuple[TransportLine, ...]:
        return tuple(line for line in self.study.lines if isinstance(line, TransportLine))

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors that some line uses, in the order of the study."""
        used = {key for line in self.study.lines for key in factors_of(line)}
        return tuple(factor for factor in self.study.factors if factor.key in used)

    def rate(self, factor: Factor) -> Rate:
        """The factor as kilograms of CO2e per unit, as the calculation took it. Raises RenderError when it cannot."""
        found = Found()
        with calculating():
            rate = emission_rate(factor, self.study.gwp_set, Spot("factors", factor.name), found)
        if rate is None:
            raise RenderError("；".join(finding.reason for finding in found.findings))
        return rate

    def kilograms(self, factor: Factor) -> Decimal:
        """Kilograms of CO2e per unit of the factor, divided out."""
        rate = self.rate(factor)
        with calculating():
            return rate.kilograms.value

    def is_energy(self, line: ActivityLine) -> bool:
        """Whether the line is energy: measured in units of energy, or a fuel that is burnt."""
        factor = next((factor for factor in self.factors if factor.key == line.factor), None)
        burnt = factor is not None and (factor.kind == "combustion" or isinstance(factor.value, FuelValue))
        return burnt or units.parse(line.unit).dimension.key == "energy"

    @cached_property
    def library_by_key(self) -> dict[str, Library]:
        return {library.key: library for library in self.study.libraries}

    def person(self, duty: Duty) -> Person | None:
        """The first person with the duty."""
        return next((person for person in self.content.people if person.duty == duty), None)

    def people(self, duty: Duty) -> tuple[Person, ...]:
        return tuple(person for person in self.content.people if person.duty == duty)

    @property
    def has_site_visit(self) -> bool:
        return bool(self.content.programme)

    @property
    def has_shares(self) -> bool:
        """Whether shares are printed: there are none of a total that is not above zero."""
        return self.printed.total_share != NO_SHARE

    @property
    def is_partial(self) -> bool:
        """Whether the boundary covers only part of the life cycle, so that the result is a partial footprint."""
        return self.study.boundary.type != "cradle_to_grave"
