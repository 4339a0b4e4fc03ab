"""What looks odd about a figure that is not wrong: the person who imports it looks, the import goes on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor
from factors.plausibility import Asked, Verdict, ask, judge_many, reference_potentials


class Oddities:
    """Collects the figures that are about to be proposed, to hold them all against the libraries in one go."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._potentials = reference_potentials()
        self._asked: list[tuple[list[str], Asked]] = []

    def look_at(self, factor: Factor, hints: list[str]) -> None:
        """Remember to judge the figure as it is now; ``hints``: where to say what is odd."""
        asked = ask(factor, self._potentials)
        if asked is not None:
            self._asked.append((hints, asked))

    def say(self) -> None:
        """Judge everything that was looked at."""
        for (hints, _asked), verdict in zip(self._asked, self._verdicts(), strict=True):
            if verdict is not None and verdict.is_off:
                hints.append(said(verdict))

    def _verdicts(self) -> Iterator[Verdict | None]:
        return judge_many(self._user, (asked for _hints, asked in self._asked))


def said(verdict: Verdict) -> str:
    """A verdict on a figure that is off, in one line."""
    slip = verdict.slip
    told = {
        "times": verdict.times,
        "low": verdict.low,
        "high": verdict.high,
        "unit": verdict.figure_unit,
        "slip": slip.text if slip is not None else "",
    }
    if verdict.decades > 0:
        return _("数值约为典型值的 %(times)s 倍（合理范围 %(low)s～%(high)s %(unit)s）。%(slip)s") % told
    return _("数值约为典型值的 %(times)s 分之一（合理范围 %(low)s～%(high)s %(unit)s）。%(slip)s") % told
