"""核查提示: what a careful reviewer would ask about a study. Each check is one function; ``CHECKS`` holds them all.

A check reads a ``Case`` and yields findings, warnings at most: what makes a calculation impossible is reported by
``compute``. A check that needs the result yields nothing where there is none.
"""

from __future__ import annotations

from inventories.footprint.checks import composites, factors, lines, printing, transports
from inventories.footprint.checks.case import Case, Check
from inventories.footprint.context import calculating
from inventories.footprint.result import Computed, Finding, Outcome, Printed
from inventories.footprint.values import Study

CHECKS: tuple[Check, ...] = (
    lines.unknown_functional_unit,
    lines.material_without_transport,
    lines.carried_mass_differs,
    lines.proxy_without_note,
    lines.credit,
    factors.outdated,
    factors.carbon_dioxide_only,
    factors.other_gwp_set,
    factors.electricity_magnitude,
    transports.distance_of_other_places,
    transports.return_counted,
    transports.load_without_effect,
    transports.whole_trips_per_unit,
    composites.composite_doubts,
    composites.part_outdated,
    composites.part_other_gwp_set,
    printing.total_changed_by_rounding,
    printing.stage_changed_by_rounding,
    printing.lines_changed_by_rounding,
)


def check(study: Study, outcome: Outcome, printed: Printed | None) -> tuple[Finding, ...]:
    """All findings: those of the calculation first, then those of ``CHECKS`` in their order.

    ``printed`` is ``None`` where the calculation is blocked; the checks that need a result then wait.
    """
    case = Case(study, outcome.footprint if isinstance(outcome, Computed) else None, printed)
    with calculating():
        found = [finding for one in CHECKS for finding in one(case)]
    return (*outcome.findings, *found)
