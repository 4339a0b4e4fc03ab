"""Lines whose figure per unit lies far from what is usual: the wrong factor, a slipped one, or one in other units.

The hint is for the person who looks: it is computed from the libraries that the person may see, and is no part of
the study, of its checks or of a report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.models import User
from factors.models import Factor
from factors.plausibility import Asked, Verdict, ask, judge_many
from factors.visibility import hidden_libraries
from inventories.models import InventoryLine, Study, TransportLeg


@dataclass(frozen=True)
class Hint:
    """What is to be said of a line: ``verdict`` on ``factor`` under the name ``called``, which is off."""

    called: str
    factor: Factor
    verdict: Verdict


def hints(user: User, study: Study, only: Collection[int] | None = None) -> dict[int, Hint]:
    """The lines of a study that deserve a hint, by id; ``only``: of these lines."""
    lines = study.lines.select_related("factor__library").prefetch_related("legs__factor__library")
    return _hints(user, study, lines if only is None else lines.filter(pk__in=only))


def hint(user: User, study: Study, line: InventoryLine, legs: Iterable[TransportLeg]) -> Hint | None:
    """The hint on one line as it stands in the table or in a form, saved or not."""
    used = [(0, line.name, factor) for factor in (line.factor, *(leg.factor for leg in legs))]
    return next((each for _pk, each in _said(user, study, used)), None)


def _hints(user: User, study: Study, lines: Iterable[InventoryLine]) -> dict[int, Hint]:
    used = [
        (line.pk, line.name, factor)
        for line in lines
        for factor in (line.factor, *(leg.factor for leg in line.legs.all()))
    ]
    found: dict[int, Hint] = {}
    for pk, each in _said(user, study, used):
        found.setdefault(pk, each)
    return found


def _said(
    user: User, study: Study, used: Iterable[tuple[int, str, Factor | None]]
) -> Iterator[tuple[int, Hint]]:
    """Where a line's name has factors of its own sort, these judge; else those that are called like its factor."""
    potentials = _potentials(study)
    hidden = hidden_libraries(user)
    named: list[tuple[int, str, Factor, Asked]] = []
    for pk, name, factor in used:
        asked = ask(factor, potentials, exists=factor) if factor is not None else None
        if factor is not None and asked is not None and factor.library_id not in hidden:
            named.append((pk, name, factor, asked))
    questions = (each for _pk, name, _factor, asked in named for each in (_called(asked, name), asked))
    verdicts = iter(judge_many(user, questions))
    for (pk, name, factor, _asked), own, other in zip(named, verdicts, verdicts, strict=True):
        is_own = own is not None and own.band.is_near
        verdict = own if is_own else other
        if verdict is not None and verdict.is_off:
            yield pk, Hint(name if is_own else factor.name, factor, verdict)


def _called(asked: Asked, name: str) -> Asked:
    return replace(asked, name=name, category="")


def _potentials(study: Study) -> dict[str, Decimal]:
    return {gas.symbol: gas.value for gas in study.gwp_set.values.all() if gas.value is not None}
