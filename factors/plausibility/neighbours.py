"""The named factors that a figure is compared with: a few of a band's, those first that are called most alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from factors.models import Factor
from factors.models.plausibility import Spread
from factors.plausibility.counting import COUNTED, reference_potentials
from factors.plausibility.judging import Verdict, ask
from factors.plausibility.scale import power_of, readable
from factors.plausibility.things import things_of
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
    """At most five factors of the band, the nearest names first; none of a band of everything. ``but``: a row's id.

    Where the band was converted from another unit, so are the figures.
    """
    if verdict.band.is_of_everything:
        return []
    words = words_of(name)
    near: list[tuple[int, Neighbour]] = []
    for factor, place in _placed(user, verdict, name, but):
        shared = len(words & words_of(factor.name, factor.name_en, factor.synonyms))
        near.append((-shared, Neighbour(factor, readable(place, verdict.unit.factor), place)))
    near.sort(key=lambda each: (each[0], -(each[1].factor.year or 0), each[1].factor.pk))
    return [neighbour for _shared, neighbour in near[:SHOWN]]


def _placed(user: User, verdict: Verdict, name: str, but: int | None) -> Iterator[tuple[Factor, float]]:
    """The factors of the band with their places on its scale."""
    potentials, band = reference_potentials(), verdict.band
    for factor in _group(user, verdict, name):
        asked = ask(factor, potentials) if factor.pk != but else None
        place = power_of(asked.value) if asked is not None else None
        if asked is None or place is None or asked.unit.dimension.key != band.dimension:
            continue
        yield factor, place + band.shift


def _group(user: User, verdict: Verdict, name: str) -> list[Factor]:
    """Factors of the band's libraries, kinds, and category, thing or word."""
    band = verdict.band
    if band.scope == Spread.Scope.CATEGORY:
        found = Factor.objects.visible_to(user).filter(library__in=band.libraries, category=band.key)
        rows = list(found.select_related("library").order_by("pk")[:LOOKED_AT])
    else:
        text = name if band.scope == Spread.Scope.SAME else band.key
        line = Line(unit=verdict.unit.symbol) if band.bridge is None else None
        rows = [hit.factor for hit in search(user, text, line, limit=LOOKED_AT).hits()]
    return [
        row
        for row in rows
        if row.library_id in band.libraries
        and row.kind in band.kinds
        and row.state in COUNTED
        and _is_of(row, band.scope, band.key)
    ]


def _is_of(row: Factor, scope: str, key: str) -> bool:
    """Whether the factor is counted in a group of things; a search finds what is merely near as well."""
    things = things_of(row.name, row.name_en, row.synonyms)
    groups: dict[str, frozenset[str]] = {
        Spread.Scope.SAME: frozenset([things.same]),
        Spread.Scope.NAME: things.by_name,
        Spread.Scope.THING: things.by_any,
        Spread.Scope.KIN: things.kin,
    }
    return scope not in groups or key in groups[scope]
