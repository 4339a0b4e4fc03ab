"""Along the releases of a factor: what took its place in the end, and all that belong together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q

from factors.models import Factor
from inventories.factor_versions.standing import is_in_force


def newest_releases(factors: Iterable[Factor], today: datetime.date) -> dict[int, Factor]:
    """By the primary key of each factor that has one: its newest release in force, however many lie between.

    One query for each step along the releases, whatever the number of factors. What is only proposed is no newer
    release yet, what was rejected never will be.
    """
    newest: dict[int, Factor] = {}
    standing_at = {factor.pk: factor.pk for factor in factors}
    while standing_at:
        following = Factor.objects.filter(supersedes_id__in=set(standing_at.values()))
        rows = following.exclude(state=Factor.State.REJECTED).select_related("library")
        next_of = {row.supersedes_id: row for row in rows}
        moved: dict[int, int] = {}
        for origin, place in standing_at.items():
            row = next_of.get(place)
            if row is None:
                continue
            moved[origin] = row.pk
            if is_in_force(row, today):
                newest[origin] = row
        standing_at = moved
    return newest


def family_of(factor: Factor) -> list[Factor]:
    """All releases of the factor, newest first: those of its code, and those tied to them by superseding."""
    same_code = Factor.objects.filter(library_id=factor.library_id, code=factor.code)
    known = {row.pk: row for row in same_code.select_related("library")}
    asked: set[int] = set()
    while fresh := known.keys() - asked:
        earlier = {known[pk].supersedes_id for pk in fresh} - {None}
        tied = Factor.objects.filter(Q(supersedes_id__in=fresh) | Q(pk__in=earlier - known.keys()))
        asked |= fresh
        known |= {row.pk: row for row in tied.select_related("library") if row.pk not in known}
    return sorted(known.values(), key=lambda row: (row.release, row.pk), reverse=True)
