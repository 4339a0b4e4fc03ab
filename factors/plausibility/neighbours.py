"""The named factors that a figure is compared with: a few of a band's, those first that are called most alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from factors.models import Factor
from factors.models.plausibility import Spread
from factors.plausibility.counting import COUNTED, reference_potentials
from factors.plausibility.judging import Verdict, ask
from factors.plausibility.scale import power_of, readable
from factors.plausibility.words import words_of
from factors.search import Line, search

SHOWN = 5
# So many factors of the group are looked at for the nearest names.
LOOKED_AT = 200


@dataclass(frozen=True)
class Neighbour:
    """A factor of the group: ``figure`` in kilograms per the verdict's unit, ``place`` as a power of ten."""

    factor: Factor
    figure: Decimal
    place: float


def neighbours(user: User, verdict: Verdict, name: str, *, but: int | None = None) -> list[Neighbour]:
    """At most five factors of the band, the nearest names first; none of a band of everything. ``but``: a row's id."""
    if verdict.band.scope == Spread.Scope.ALL:
        return []
    potentials = reference_potentials()
    words = words_of(name)
    near: list[tuple[int, Neighbour]] = []
    for factor in _group(user, verdict):
        asked = ask(factor, potentials) if factor.pk != but else None
        place = power_of(asked.value) if asked is not None else None
        if asked is None or place is None or asked.unit.dimension != verdict.unit.dimension:
            continue
        shared = len(words & words_of(factor.name, factor.name_en, factor.synonyms))
        near.append((-shared, Neighbour(factor, readable(place, verdict.unit.factor), place)))
    near.sort(key=lambda each: (each[0], -(each[1].factor.year or 0), each[1].factor.pk))
    return [neighbour for _shared, neighbour in near[:SHOWN]]


def _group(user: User, verdict: Verdict) -> list[Factor]:
    """Factors of the band's libraries, kinds, and category or word."""
    band = verdict.band
    if band.scope == Spread.Scope.CATEGORY:
        found = Factor.objects.visible_to(user).filter(library__in=band.libraries, category=band.key)
        rows = list(found.select_related("library").order_by("pk")[:LOOKED_AT])
    else:
        answer = search(user, band.key, Line(unit=verdict.unit.symbol), limit=LOOKED_AT)
        rows = [hit.factor for hit in answer.hits()]
    return [
        row
        for row in rows
        if row.library_id in band.libraries and row.kind in band.kinds and row.state in COUNTED
    ]
