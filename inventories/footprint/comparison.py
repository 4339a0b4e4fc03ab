"""Two studies side by side: this year's and last year's, the product and its variant. Values only.

Lines are paired by what is known of their origin, then by name within the stage, then by name alone. Figures are per
functional unit of each study; where the two differ in what they are per, the comparison says so (ISO 14067, 6.7:
results are compared only for the same functional unit and boundary).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from inventories.footprint.described import Cell, Described, differing
from inventories.footprint.difference import Difference
from inventories.footprint.result import Footprint, LineFigure
from inventories.footprint.values import Line, Rounding, Stage, Study


@dataclass(frozen=True)
class Side:
    """A study with what could be reckoned of it: ``footprint`` is ``None`` while it is blocked or may not be seen.

    ``hidden``: keys of factors whose values the reader may not see.
    """

    study: Study
    footprint: Footprint | None
    figures: Mapping[str, LineFigure]
    hidden: Collection[str] = frozenset()

    @cached_property
    def described(self) -> Described:
        """Its members in words."""
        return Described(self.study, self.hidden)

    def emission(self, line: Line) -> Decimal | None:
        """The line's result in kgCO2e per functional unit, where there is one."""
        figure = self.figures.get(line.key)
        return figure.emission if figure is not None else None

    @cached_property
    def stage_emissions(self) -> Mapping[str, Decimal | None]:
        """By key, kgCO2e of the stages."""
        stages = self.footprint.stages if self.footprint is not None else ()
        return {stage.key: stage.emission for stage in stages}

    @property
    def total(self) -> Decimal | None:
        return self.footprint.total if self.footprint is not None else None


@dataclass(frozen=True)
class ComparedLine:
    """A line of both, or of one of them; ``cells``: what was entered differently.

    Without a cell the result may differ all the same: with the goods that are carried, the output, the scope.
    """

    before: Line | None
    after: Line | None
    cells: tuple[Cell, ...]
    difference: Difference

    @property
    def name(self) -> str:
        line = self.after or self.before
        return line.name if line is not None else ""

    @property
    def is_same(self) -> bool:
        """Whether neither what was entered nor what came of it differs."""
        return (
            self.before is not None and self.after is not None and not self.cells and self.difference.is_none
        )


@dataclass(frozen=True)
class ComparedStage:
    """A stage of both, or of one of them, with its lines in the order of the later study."""

    before: Stage | None
    after: Stage | None
    lines: tuple[ComparedLine, ...]
    difference: Difference

    @property
    def label(self) -> str:
        stage = self.after or self.before
        return stage.label if stage is not None else ""


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. ``unlike``: members of the scope that make the two totals no like things."""

    scope: tuple[Cell, ...]
    stages: tuple[ComparedStage, ...]
    total: Difference
    unit: str

    @property
    def unlike(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.scope if cell.hinders)

    @property
    def lines(self) -> Iterable[ComparedLine]:
        return (line for stage in self.stages for line in stage.lines)

    @property
    def changed(self) -> int:
        """How many lines of both differ."""
        return sum(
            line.before is not None and line.after is not None and not line.is_same for line in self.lines
        )

    @property
    def added(self) -> int:
        return sum(line.before is None for line in self.lines)

    @property
    def removed(self) -> int:
        return sum(line.after is None for line in self.lines)


def compare(before: Side, after: Side, origins: Mapping[str, str]) -> Comparison:
    """Compare; ``origins``: by key of a later line, the key of the earlier one that it was copied from.

    Texts of figures are rounded once, by the later study's policy.
    """
    policy = after.study.rounding
    stages = _paired_stages(before.study.stages, after.study.stages)
    stage_of = {
        later.key: earlier.key for earlier, later in stages if earlier is not None and later is not None
    }
    partner = _paired_lines(before.study, after.study, origins, stage_of)
    compared = _Compared(before, after, partner, stage_of, policy)
    return Comparison(
        scope=tuple(differing(before.described.scope(), after.described.scope())),
        stages=tuple(compared.stages(stages)),
        total=Difference(before.total, after.total, policy, policy.total),
        unit=policy.unit,
    )


@dataclass(frozen=True)
class _Compared:
    before: Side
    after: Side
    partner: Mapping[str, Line]
    stage_of: Mapping[str, str]
    policy: Rounding

    def stages(self, pairs: Sequence[tuple[Stage | None, Stage | None]]) -> Iterable[ComparedStage]:
        """In the order of the later study; stages that only the earlier one has stand at the end."""
        taken = {line.key for line in self.partner.values()}
        for earlier, later in pairs:
            own = _of_stage(self.after.study, later)
            gone = (line for line in _of_stage(self.before.study, earlier) if line.key not in taken)
            lines = [
                *(self.line(self.partner.get(line.key), line) for line in own),
                *(self.line(line, None) for line in gone),
            ]
            yield ComparedStage(earlier, later, tuple(lines), self._stage_difference(earlier, later))

    def line(self, earlier: Line | None, later: Line | None) -> ComparedLine:
        cells: tuple[Cell, ...] = ()
        if earlier is not None and later is not None:
            told = self.before.described.line(earlier), self.after.described.line(later)
            moved = self.stage_of.get(later.stage) != earlier.stage
            # A stage that is called otherwise now is told once, not at each of its lines.
            cells = tuple(cell for cell in differing(*told) if cell.name != "stage" or moved)
        # A line that is not there contributes nothing, which is not the same as a result that is not known.
        before = self.before.emission(earlier) if earlier is not None else Decimal(0)
        after = self.after.emission(later) if later is not None else Decimal(0)
        return ComparedLine(
            earlier, later, cells, Difference(before, after, self.policy, self.policy.figures)
        )

    def _stage_difference(self, earlier: Stage | None, later: Stage | None) -> Difference:
        before = self.before.stage_emissions.get(earlier.key) if earlier is not None else None
        after = self.after.stage_emissions.get(later.key) if later is not None else None
        return Difference(before, after, self.policy, self.policy.figures)


def _of_stage(study: Study, stage: Stage | None) -> list[Line]:
    return [line for line in study.lines if stage is not None and line.stage == stage.key]


def _paired_stages(
    before: Sequence[Stage], after: Sequence[Stage]
) -> list[tuple[Stage | None, Stage | None]]:
    """Stages of one label belong together, then those of one kind where each study has it once."""
    left = {stage.key: stage for stage in before}
    found: dict[str, Stage] = {}
    for names in (_labels, _kinds):
        earlier, later = names(left.values()), names(stage for stage in after if stage.key not in found)
        for name, stage in later.items():
            match = earlier.get(name)
            if stage is not None and match is not None:
                found[stage.key] = left.pop(match.key)
    pairs: list[tuple[Stage | None, Stage | None]] = [(found.get(stage.key), stage) for stage in after]
    return [*pairs, *((stage, None) for stage in left.values())]


def _labels(stages: Iterable[Stage]) -> dict[str, Stage | None]:
    return {stage.label: stage for stage in stages}


def _kinds(stages: Iterable[Stage]) -> dict[str, Stage | None]:
    """By kind; ``None`` where there are several."""
    found: dict[str, Stage | None] = {}
    for stage in stages:
        found[stage.kind] = None if stage.kind in found else stage
    return found


def _paired_lines(
    before: Study,
    after: Study,
    origins: Mapping[str, str],
    stage_of: Mapping[str, str],
) -> dict[str, Line]:
    """By key of a later line, the earlier one. Of several called alike, the first belongs to the first."""
    left = {line.key: line for line in before.lines}
    found: dict[str, Line] = {}
    for line in after.lines:
        origin = left.pop(origins.get(line.key, ""), None)
        if origin is not None:
            found[line.key] = origin
    for with_stage in (True, False):
        waiting: dict[tuple[str, ...], list[Line]] = {}
        for line in left.values():
            waiting.setdefault(_name(line, line.stage if with_stage else ""), []).append(line)
        for line in after.lines:
            name = _name(line, stage_of.get(line.stage, "?") if with_stage else "")
            if line.key not in found and waiting.get(name):
                found[line.key] = left.pop(waiting[name].pop(0).key)
    return found


def _name(line: Line, stage: str) -> tuple[str, ...]:
    return (line.kind, stage, line.name.strip())
