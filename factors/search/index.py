"""The writing side of the search index. Whoever writes factors calls it in the same transaction.

``add`` after new factors, ``refresh`` after a change of their state (or of anything that is searched). Tables:
``factors.models.search``. ``manage.py rebuild_factor_search`` makes all of it anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from factors.models import Factor
from factors.models.search import FactorTerms, SearchFacet, SearchWord
from factors.search import database, order, tiers
from factors.search.entries import Entry, Indexed, entry_of

# So many factors at once: bounded memory, and no more ids in a statement than SQLite takes.
AT_ONCE = 5_000
MEASURED_AFTER = 10_000
COLUMNS = Indexed._fields
_RANKED = (
    "pk",
    "state",
    "kind",
    "region",
    "year",
    "name",
    "library_id",
    "form",
    "unit",
    "heating_value_unit",
)


class Repaired(NamedTuple):
    """How many factors were not in the index, and how many stood in a wrong place of it."""

    missing: int
    misplaced: int


def add(ids: Iterable[int]) -> None:
    """Take new factors into the index: one, or those of an import by the ten thousand."""
    with transaction.atomic():
        written = 0
        for some in _batches(ids):
            if tiers.in_use() and (written or len(some) >= tiers.MANY) and written % MEASURED_AFTER == 0:
                tiers.measure()
            write(_read(some))
            written += len(some)


def refresh(ids: Iterable[int]) -> None:
    """Take factors again whose state has changed."""
    with transaction.atomic():
        for some in _batches(ids):
            FactorTerms.objects.filter(factor_id__in=some).delete()
            write(_read(some))


def write(factors: Iterable[Indexed]) -> None:
    """Write the entries of factors that are not in the index yet."""
    factors = list(factors)
    entries = [entry_of(factor) for factor in factors]
    database.insert(entries)
    _keep_words(entries)
    _keep_facets(factors)


def rebuild() -> int:
    """Make the index anew, in the order of rank; searches wait until it is done. How many factors it holds."""
    with transaction.atomic(), database.emptied():
        SearchWord.objects.all().delete()
        SearchFacet.objects.all().delete()
        places = _all_places()
        if tiers.in_use():
            tiers.measure(places)
        for start in range(0, len(places), AT_ONCE):
            write(_read([order.factor_of(place) for place in places[start : start + AT_ONCE]]))
    database.tidy()
    return len(places)


def repair() -> Repaired:
    """Take in what a broken program left out or left in a wrong place. Nothing is to be found, as a rule."""
    with transaction.atomic():
        wanted = set(_all_places())
        there = set(FactorTerms.objects.values_list("place", flat=True).iterator())
        absent = [order.factor_of(place) for place in sorted(wanted - there)]
        stale = {order.factor_of(place) for place in there - wanted}
        refresh(absent)
    misplaced = len(stale.intersection(absent))
    return Repaired(len(absent) - misplaced, misplaced)


def _all_places() -> array[int]:
    """Where every factor stands, in order; eight bytes each, because there may be millions."""
    ranked = Factor.objects.order_by().values_list(*_RANKED).iterator(chunk_size=AT_ONCE)
    placed = (order.Placed._make((*row[:7], order.dimension_of(*row[7:]))) for row in ranked)
    return array("q", sorted(map(order.place, placed)))


def _read(ids: Sequence[int]) -> list[Indexed]:
    """The factors in the order of their ids as given."""
    rows = Factor.objects.filter(pk__in=ids).order_by().values_list(*COLUMNS)
    by_id = {row[0]: Indexed(*row) for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _keep_words(entries: Iterable[Entry]) -> None:
    """Sorted, so that two that write at once do not wait for each other crosswise."""
    words = sorted(frozenset().union(*(entry.words for entry in entries)))
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in words], ignore_conflicts=True)


def _keep_facets(factors: Iterable[Indexed]) -> None:
    regions = {(factor.library_id, SearchFacet.Facet.REGION, factor.region) for factor in factors}
    years = {(factor.library_id, SearchFacet.Facet.YEAR, str(factor.year or "")) for factor in factors}
    told = sorted(row for row in regions | years if row[2])
    rows = [SearchFacet(library_id=library, facet=facet, value=value) for library, facet, value in told]
    SearchFacet.objects.bulk_create(rows, ignore_conflicts=True)
