"""What came of the lines, as the grid shows it beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from factors.visibility import hidden_libraries
from inventories.models import Study
from inventories.plausibility import Hint, hints
from inventories.results import Result, result_of

# So many findings are told in full; the page of the result has them all.
MOST_FINDINGS = 50


def figures(reader: User, study: Study) -> dict[str, Any]:
    """Contribution and share of every line and stage, the total, and what stands in the way of each line.

    Only what the reader may see (``result_of``). ``lines``: id, figure, share; ``obstacles``: reasons by line.
    """
    result = result_of(study, hidden=hidden_libraries(reader))
    printed = result.printed
    return {
        "lines": [
            [line.pk, line.text.figure, line.text.share]
            for stage in result.stages
            for line in stage.lines
            if line.text is not None
        ],
        "stages": [
            [stage.pk, stage.text.figure, stage.text.share]
            for stage in result.stages
            if stage.text is not None
        ],
        "unit": result.value.rounding.unit if result.value is not None else "",
        "total": printed.total if printed is not None else "",
        "total_share": printed.total_share if printed is not None else "",
        "obstacles": _obstacles(result),
        "elsewhere": [
            {"reason": place.finding.reason, "url": place.url}
            for place in [place for place in result.errors if place.line is None][:MOST_FINDINGS]
        ],
        "errors": len(result.errors),
        "remarks": len(result.remarks),
    }


def plausibility(reader: User, study: Study) -> dict[int, str]:
    """By line, what is to be said of a factor whose size is far from what is usual."""
    return {pk: sentence(hint) for pk, hint in hints(reader, study).items()}


def sentence(hint: Hint) -> str:
    """The hint in one sentence."""
    times = {"times": hint.verdict.times}
    if hint.verdict.decades > 0:
        return _("约为典型值的 %(times)s 倍，请核对") % times
    return _("约为典型值的 %(times)s 分之一，请核对") % times


def _obstacles(result: Result) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place in result.errors:
        if place.line is not None:
            found.setdefault(place.line, []).append(place.finding.reason)
    return found
