"""A study's result as pages and the API show it: figures, findings, and the rows that they come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse

from inventories import models
from inventories.arithmetic import Arithmetic
from inventories.assemble import Assembled, Draft, Incomplete, assemble_rows
from inventories.footprint import values
from inventories.footprint.checks import check
from inventories.footprint.compute import compute
from inventories.footprint.restriction import Restriction, restriction
from inventories.footprint.result import (
    Blocked,
    Computed,
    Finding,
    Footprint,
    LineFigure,
    Printed,
    PrintedLine,
    PrintedStage,
)
from inventories.footprint.rounding import printed
from inventories.partial import sound_part

# Members of a line in the study file whose box in the form is named otherwise.
_BOXES = {
    "amount": "amount",
    "unit": "unit",
    "factor": "factor",
    "goods": "goods",
    "note": "note",
    "basis.output": "output",
    "basis.output_unit": "output_unit",
    "basis.share": "share",
    "basis.meter": "meter",
    "basis.co_products": "co_products",
    "basis.loss.rate": "loss_rate",
}
_LINE = re.compile(r"lines\[(\d+)\](?:\.(.*))?")
_VALUE = re.compile(r"factors\[(\d+)\]\.value")
# Pages on which what a path begins with is edited.
_PAGES = {
    "functional_unit": "study_functional_unit",
    "stages": "study_stages",
    "boundary": "study_stages",
    "sharings": "study_sharings",
    "cut_off.left_out": "study_stages",
    "lines": "study_lines",
    "factors": "study_lines",
}


@dataclass(frozen=True)
class Place:
    """A finding with the address where it can be put right, and the line that it is about, if any."""

    finding: Finding
    url: str
    line: int | None = None
    is_draft: bool = False


@dataclass(frozen=True)
class LineResult:
    """One line: its value, the row behind it (``None``: a draft), and its figures where there are any.

    ``text`` has no share while something stands in the way of the total.
    """

    pk: int | None
    value: values.Line
    figure: LineFigure | None
    text: PrintedLine | None


@dataclass(frozen=True)
class StageResult:
    """One stage with its lines; ``text`` is ``None`` where the calculation is blocked."""

    pk: int
    value: values.Stage
    text: PrintedStage | None
    lines: tuple[LineResult, ...]


@dataclass(frozen=True)
class Result:
    """What came of a study: ``footprint`` and ``printed`` are ``None`` while something stands in the way.

    ``figures`` and ``texts``: of every line, by key, that could be reckoned, also where the study as a whole could not.
    ``hidden``: the libraries whose figures the reader may not see; their factors' values are not told, and where such
    a factor is used (``is_restricted``), the results into which it goes are not either: ``printed`` and ``texts`` say so,
    ``footprint`` is ``None`` and ``figures`` have the other lines alone.
    """

    study_pk: int
    assembled: Assembled | None
    footprint: Footprint | None
    printed: Printed | None
    findings: tuple[Finding, ...]
    figures: Mapping[str, LineFigure] = field(default_factory=dict)
    texts: Mapping[str, PrintedLine] = field(default_factory=dict)
    hidden: Collection[int] = frozenset()

    @property
    def is_restricted(self) -> bool:
        """Whether there are results that the reader may not see."""
        return bool(self.restriction)

    @cached_property
    def restriction(self) -> Restriction:
        """Which results the reader may not see."""
        return restriction(self.value, self.hidden_factors) if self.value is not None else Restriction()

    @property
    def value(self) -> values.Study | None:
        return self.assembled.study if self.assembled is not None else None

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The findings in their order, each with the way to it; none that tells a figure which is not the reader's."""
        return tuple(self.place_of(finding) for finding in self.findings if not self._tells_hidden(finding))

    @property
    def errors(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.finding.severity == "error")

    @property
    def remarks(self) -> tuple[Place, ...]:
        """Warnings and notes."""
        return tuple(place for place in self.places if place.finding.severity != "error")

    @cached_property
    def stages(self) -> tuple[StageResult, ...]:
        """The stages in order with their lines; empty while the rows make no value."""
        return tuple(self._stages(self.assembled)) if self.assembled is not None else ()

    @cached_property
    def draft(self) -> LineResult | None:
        """The line of the unsaved form that was handed in."""
        if self.assembled is None or self.assembled.draft is None:
            return None
        return self._line(self.assembled, self.assembled.draft)

    def sentences(self, line: LineResult) -> tuple[str, ...]:
        """The arithmetic of a line in words; nothing where there is no result."""
        if line.figure is None or self._arithmetic is None:
            return ()
        return self._arithmetic.sentences(line.value, line.figure)

    @cached_property
    def _arithmetic(self) -> Arithmetic | None:
        return Arithmetic(self.value, self.hidden_factors) if self.value is not None else None

    @cached_property
    def hidden_factors(self) -> frozenset[str]:
        """The keys of the factors whose values the reader may not see."""
        known = self.assembled.libraries if self.assembled is not None else {}
        return frozenset(key for key, library in known.items() if library in self.hidden)

    def _stages(self, assembled: Assembled) -> Iterator[StageResult]:
        study = assembled.study
        by_stage: dict[str, list[LineResult]] = {stage.key: [] for stage in study.stages}
        for index, line in enumerate(study.lines):
            by_stage[line.stage].append(self._line(assembled, index))
        for index, stage in enumerate(study.stages):
            text = self.printed.stages[index] if self.printed is not None else None
            yield StageResult(assembled.stages[index], stage, text, tuple(by_stage[stage.key]))

    def _line(self, assembled: Assembled, index: int) -> LineResult:
        line = assembled.study.lines[index]
        return LineResult(assembled.lines[index], line, self.figures.get(line.key), self.texts.get(line.key))

    def place_of(self, finding: Finding) -> Place:
        """The finding, of this study or of a report on it, with the way to where it can be put right."""
        match = _LINE.match(finding.place.path)
        if match is not None and self.assembled is not None:
            index = int(match[1])
            pk = self.assembled.lines[index]
            is_draft = index == self.assembled.draft
            if pk is not None:
                box = _BOXES.get(match[2] or "")
                anchor = f"#id_{box}" if box is not None else ""
                return Place(finding, reverse("line_detail", args=[pk]) + anchor, pk, is_draft)
            return Place(finding, "", None, is_draft)
        return Place(finding, self._page(finding.place.path))

    def _tells_hidden(self, finding: Finding) -> bool:
        """Remarks on the size of a factor or result quote it. An error is told to everybody: it stands in the way."""
        if self.restriction.quotes(finding.code):
            return True
        match = _VALUE.match(finding.place.path)
        if match is None or self.value is None or finding.severity == "error":
            return False
        return self.value.factors[int(match[1])].key in self.hidden_factors

    def _page(self, path: str) -> str:
        for beginning, name in _PAGES.items():
            if path.startswith(beginning):
                return reverse(name, args=[self.study_pk])
        return reverse("study_scope", args=[self.study_pk])


def result_of(
    study: models.Study, draft: Draft | None = None, *, hidden: Collection[int] = frozenset()
) -> Result:
    """Assemble, calculate, round and check; with a ``draft`` line as it stands in an unsaved form.

    ``hidden``: as ``factors.visibility.hidden_libraries`` gives them for the reader.
    """
    result = replace(_result_of(study, draft), hidden=hidden)
    return _restricted(result) if result.is_restricted else result


def _restricted(result: Result) -> Result:
    limits = result.restriction
    return replace(
        result,
        footprint=None,
        printed=limits.printed(result.printed) if result.printed is not None else None,
        figures={key: figure for key, figure in result.figures.items() if key not in limits.lines},
        texts=limits.texts(result.texts),
    )


def _result_of(study: models.Study, draft: Draft | None) -> Result:
    try:
        assembled = assemble_rows(study, draft)
    except Incomplete as incomplete:
        return Result(study.pk, None, None, None, incomplete.findings)
    value = assembled.study
    outcome = compute(value)
    if not isinstance(outcome, Computed):
        return _blocked(study.pk, assembled, outcome)
    figures = printed(value, outcome.footprint)
    return Result(
        study.pk,
        assembled,
        outcome.footprint,
        figures,
        check(value, outcome, figures),
        {line.key: line for line in outcome.footprint.lines},
        {line.key: line for line in figures.lines},
    )


def _blocked(study_pk: int, assembled: Assembled, outcome: Blocked) -> Result:
    """The lines that are sound have their figures already."""
    findings = check(assembled.study, outcome, None)
    sound = sound_part(assembled.study, outcome.findings)
    if sound is None:
        return Result(study_pk, assembled, None, None, findings)
    part, footprint = sound
    texts = printed(part, footprint).lines
    return Result(
        study_pk,
        assembled,
        None,
        None,
        findings,
        {line.key: line for line in footprint.lines},
        {line.key: line.model_copy(update={"share": ""}) for line in texts},
    )
