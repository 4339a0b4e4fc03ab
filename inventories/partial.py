"""What can be said already of a study whose calculation is blocked: the lines that nothing stands in the way of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inventories.footprint.compute import compute
from inventories.footprint.result import Computed, Finding, Footprint
from inventories.footprint.values import ActivityLine, Line, Study

_PLACE = re.compile(r"(lines|factors)\[(\d+)\]")


def sound_part(study: Study, findings: Iterable[Finding]) -> tuple[Study, Footprint] | None:
    """The study with its sound lines only, and their figures; ``None`` when the study as a whole is not sound.

    The figures of the lines are those that they will have; stages, shares and total are not those of the study and
    are not to be shown.
    """
    broken = _broken(study, findings)
    lines = tuple(line for line in study.lines if line.key not in broken)
    used = {line.stage for line in lines}
    stages = tuple(stage.model_copy(update={"empty": None}) for stage in study.stages if stage.key in used)
    part = study.model_copy(update={"lines": lines, "stages": stages})
    outcome = compute(part) if lines else None
    return (part, outcome.footprint) if isinstance(outcome, Computed) else None


def _broken(study: Study, findings: Iterable[Finding]) -> set[str]:
    """The keys of lines with an error, of lines with a factor that has one, and of transports of such goods."""
    errors = [_PLACE.match(finding.place.path) for finding in findings if finding.severity == "error"]
    places = {(match[1], int(match[2])) for match in errors if match is not None}
    factors = {study.factors[index].key for kind, index in places if kind == "factors"}
    broken = {study.lines[index].key for kind, index in places if kind == "lines"}
    broken |= {line.key for line in study.lines if factors & _factors(line)}
    carried = {
        line.key for line in study.lines if not isinstance(line, ActivityLine) and line.goods in broken
    }
    return broken | carried


def _factors(line: Line) -> set[str | None]:
    return {line.factor} if isinstance(line, ActivityLine) else {leg.factor for leg in line.legs}
