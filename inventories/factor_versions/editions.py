"""The same figure for a newer year, where a publisher keeps a library or a factor of its own for every year.

Nothing tells that two such factors mean the same, so the rule is narrow. Of both, all of this is the same: whose
library it is, the library's name but for a year in it, the first-named publisher of the library; the factor's name
and code but for its own year in them; category, kind, region and boundary; and the dimension of the unit. The years
of the data are known, and the newer one is later. A newer year is no newer release: for the data period of a study
the older one may be the right one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from accounts.models import User
from factors import units
from factors.models import Factor, Library
from inventories.factor_versions.standing import is_in_force

_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)年?")
_NAMES = re.compile(r"[、，,;；/]")
# No publisher is further ahead of the calendar than this.
_YEARS_AHEAD = 1


class Years(NamedTuple):
    """The first and the last year of a data period."""

    first: int
    last: int

    def distance(self, year: int) -> int:
        """How many years a year lies outside of the period; 0 within."""
        return max(self.first - year, year - self.last, 0)


def newer_editions(actor: User, factors: Sequence[Factor], today: datetime.date) -> dict[int, list[Factor]]:
    """By primary key, the factors in force that say the same for a later year, and that the actor may see.

    Two queries, whatever the number of factors.
    """
    dated = [factor for factor in factors if factor.year is not None]
    if not dated:
        return {}
    series = _series(Library.objects.visible_to(actor))
    ours = {factor.pk: series.get(factor.library_id, set()) for factor in dated}
    codes = {code for factor in dated for code in _later_codes(factor, today)}
    candidates = Factor.objects.visible_to(actor).filter(
        library_id__in=set().union(*ours.values()), code__in=codes, state=Factor.State.CURRENT
    )
    rows = [row for row in candidates.select_related("library") if is_in_force(row, today)]
    found = {
        factor.pk: [
            row for row in rows if row.library_id in ours[factor.pk] and is_newer_edition(factor, row)
        ]
        for factor in dated
    }
    return {pk: editions for pk, editions in found.items() if editions}


def is_newer_edition(older: Factor, newer: Factor) -> bool:
    """Whether ``newer``, of a library of the same series, says for a later year what ``older`` says for its own."""
    if older.year is None or newer.year is None or newer.year <= older.year:
        return False
    if (older.library_id, older.code) == (newer.library_id, newer.code):
        return False  # releases of one factor follow each other by superseding
    return _meaning(older) == _meaning(newer)


def nearest(older: Factor, editions: Iterable[Factor], period: Years) -> Factor | None:
    """The edition that suits the data period best, if it suits it better than ``older``; ``None``: none does.

    An edition is worth telling when it is not of a time after the period, or when it still lies nearer to it. Of
    several the nearest is taken, of equally near ones the latest that is not after the period.
    """
    if older.year is None:
        return None
    fitting = [
        (row, row.year)
        for row in editions
        if row.year is not None
        and (row.year <= period.last or period.distance(row.year) < period.distance(older.year))
    ]
    best = min(
        fitting,
        key=lambda pair: (period.distance(pair[1]), pair[1] > period.last, -pair[1], pair[0].pk),
        default=None,
    )
    return best[0] if best is not None else None


def _series(libraries: Iterable[Library]) -> dict[int, set[int]]:
    """By library, the libraries of its series, itself among them."""
    named: dict[tuple[int | None, str, str], set[int]] = {}
    identities = {}
    for library in libraries:
        stem = _ANY_YEAR.sub("", library.name).strip()
        identity = (library.agency_id, stem, _NAMES.split(library.publisher)[0].strip())
        identities[library.pk] = identity
        named.setdefault(identity, set()).add(library.pk)
    return {pk: named[identity] for pk, identity in identities.items()}


def _later_codes(factor: Factor, today: datetime.date) -> Iterable[str]:
    """The code as it would be in the years after the factor's own."""
    year = factor.year
    if year is None:
        return ()
    own = _year(year)
    last = max(today.year + _YEARS_AHEAD, year)
    return {own.sub(str(later), factor.code) for later in range(year + 1, last + 1)}


def _meaning(factor: Factor) -> tuple[object, ...]:
    own = _year(factor.year or 0)
    return (
        own.sub("", factor.code).strip(),
        _year(factor.year or 0, "年?").sub("", factor.name).strip(),
        factor.category,
        factor.kind,
        factor.region,
        factor.boundary,
        _dimension(factor),
    )


def _year(year: int, behind: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\d){year}(?!\d){behind}")


def _dimension(factor: Factor) -> units.Dimension | str:
    try:
        return factor.per.dimension
    except units.UnitError:
        return factor.unit  # a unit that cannot be read is like itself only
