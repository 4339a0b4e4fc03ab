"""The calculation: from the study value to its footprint, or to everything that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from inventories.footprint.activities import Activities, LineResult, Rates
from inventories.footprint.basis import Scaling
from inventories.footprint.context import Quotient, calculating
from inventories.footprint.findings import Found, Spot
from inventories.footprint.result import Blocked, Computed, Footprint, LineFigure, Outcome, StageFigure
from inventories.footprint.structure import check_structure
from inventories.footprint.transports import Transports
from inventories.footprint.values import ActivityLine, Line, Stage, Study


def compute(study: Study) -> Outcome:
    """``Computed`` with the unrounded footprint, or ``Blocked`` with every obstacle of every line.

    Nothing is guessed or substituted: an unknown amount, factor or unit blocks. Exact to 34 digits, in the order
    of the study, the same on every machine.
    """
    with calculating():
        found = Found()
        check_structure(study, found)
        results = _line_results(study, found)
        if found.blocking or len(results) < len(study.lines):
            return Blocked(findings=tuple(found.findings))
        return Computed(footprint=_footprint(study.stages, results), findings=tuple(found.findings))


def _line_results(study: Study, found: Found) -> list[LineResult]:
    """The lines that could be reckoned; the others have left a finding each."""
    spots = [Spot(f"lines[{index}]", line.name) for index, line in enumerate(study.lines)]
    scales = _scales(study, spots, found)
    by_key: dict[str, Line] = {}
    scale_by_key: dict[str, Quotient | None] = {}
    for line, scale in zip(study.lines, scales, strict=True):
        by_key.setdefault(line.key, line)
        scale_by_key.setdefault(line.key, scale)
    rates = Rates(study, found)
    activities = Activities(rates, found)
    transports = Transports(rates, by_key, scale_by_key, found)
    results = (
        activities.reckon(line, scale, spot)
        if isinstance(line, ActivityLine)
        else transports.reckon(line, scale, spot)
        for line, scale, spot in zip(study.lines, scales, spots, strict=True)
    )
    return [result for result in results if result is not None]


def _scales(study: Study, spots: Iterable[Spot], found: Found) -> list[Quotient | None]:
    """The multiplier of every line's basis; before the lines, because a transport needs that of its goods."""
    scaling = Scaling(study, found)
    return [scaling.of(line.basis, spot.at("basis")) for line, spot in zip(study.lines, spots, strict=True)]


def _footprint(stages: tuple[Stage, ...], results: list[LineResult]) -> Footprint:
    """Lines add up to stages, stages to the total, each in the order of the study."""
    sums = {stage.key: Decimal(0) for stage in stages}
    for result in results:
        sums[result.stage] += result.emission
    total = sum(sums.values(), Decimal(0))
    return Footprint(
        total=total,
        stages=tuple(_stage_figure(stage, sums[stage.key], total) for stage in stages),
        lines=tuple(_line_figure(result, total) for result in results),
    )


def _stage_figure(stage: Stage, emission: Decimal, total: Decimal) -> StageFigure:
    if stage.empty == "not_quantified":
        return StageFigure(key=stage.key, emission=None, share=None)
    return StageFigure(key=stage.key, emission=emission, share=_share(emission, total))


def _line_figure(result: LineResult, total: Decimal) -> LineFigure:
    return LineFigure(
        key=result.key,
        stage=result.stage,
        amount=result.amount,
        unit=result.unit,
        factor=result.factor,
        emission=result.emission,
        share=_share(result.emission, total),
        legs=result.legs,
    )


def _share(emission: Decimal, total: Decimal) -> Decimal | None:
    """The fraction of the total; a total of zero, or one below it through credits, has no parts."""
    return emission / total if total > 0 else None
