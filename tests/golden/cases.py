"""The golden studies, read like any study file."""

from __future__ import annotations

from pathlib import Path

from inventories.footprint.compute import compute
from inventories.footprint.result import Computed, Printed
from inventories.footprint.rounding import printed
from inventories.footprint.values import Rounding, Study

NAMES = ("brake", "valve", "terminal", "fertilizer", "charger")
FOLDER = Path(__file__).parent


def load(name: str) -> Study:
    """One of the golden studies, complete."""
    return Study.model_validate_json(FOLDER.joinpath(f"{name}.json").read_text(encoding="utf-8"))


def computed(study: Study) -> Computed:
    outcome = compute(study)
    assert isinstance(outcome, Computed), outcome.findings
    return outcome


def with_rounding(study: Study, **changes: object) -> Study:
    """The study under another rounding policy, checked like one that is read."""
    policy = Rounding.model_validate(study.rounding.model_dump() | changes)
    return study.model_copy(update={"rounding": policy})


def print_of(study: Study) -> Printed:
    return printed(study, computed(study).footprint)


def line_table(result: Printed) -> list[tuple[str, str, str]]:
    """The lines as the report's table shows them: key, figure, share."""
    return [(line.key, line.figure, line.share) for line in result.lines]


def stage_table(result: Printed) -> list[tuple[str, str, str]]:
    """The stages as the report's table shows them: label, figure, share."""
    return [(stage.label, stage.figure, stage.share) for stage in result.stages]
