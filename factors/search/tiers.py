"""PostgreSQL only: the factors in four tiers of rank, so that a search looks at the best ones of a frequent word first.

A GIN index knows nothing of rank: all factors of a word would have to be read and sorted. Every entry therefore holds
the token of its tier, and ``word & tier`` is small. Where the tiers lie is measured when many factors come; an entry
keeps the tier that it got, so that the order among tiers may be somewhat out of date until the index is rebuilt, but
nothing is ever missed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from django.db import connection

from factors.models.search import FactorTerms, SearchTier
from factors.search.tokens import FACET

# So many factors are in the first tier, in the first two, in the first three; the rest is in the last.
SIZES = (10_000, 50_000, 250_000)
# How many there may be of a word in all for one in the first tier, or in the first two: of a million.
SHARES = (100, 20)
# Measured again when so many come at once, and within them as often.
MANY = 1_000
# With so many of the best, who wants a few to choose from needs none of the rest.
ENOUGH = 60


def tier_token(number: int) -> str:
    return f"{FACET}t{number}"


def in_use() -> bool:
    return connection.vendor == "postgresql"


def bounds() -> tuple[int, ...]:
    """The first places behind the tiers; fewer while there are not so many factors."""
    return tuple(SearchTier.objects.order_by("number").values_list("place", flat=True))


def measure(places: Sequence[int] | None = None) -> tuple[int, ...]:
    """Look where the tiers end, in ``places`` (in order; all that will be there) or in the index as it is; keep it."""
    if places is None:
        found = [_place_at(size) for size in SIZES]
    else:
        found = [places[size] if size < len(places) else None for size in SIZES]
    measured = tuple(place for place in found if place is not None)
    if measured != bounds():
        SearchTier.objects.all().delete()
        SearchTier.objects.bulk_create(
            SearchTier(number=number, place=place) for number, place in enumerate(measured)
        )
    return measured


def _place_at(position: int) -> int | None:
    return (
        FactorTerms.objects.order_by("place").values_list("place", flat=True)[position : position + 1].first()
    )


def tier_of(place: int, known: Sequence[int]) -> str:
    return tier_token(bisect_right(known, place))
