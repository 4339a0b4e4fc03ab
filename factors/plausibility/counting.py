"""Counting a library's factors into histograms: one pass over its rows, whatever their number."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from factors import units
from factors.magnitude import KILOGRAM, Immeasurable, Potentials, magnitude
from factors.models import Factor, GwpSet, Library
from factors.models.plausibility import Spread
from factors.plausibility.scale import power_of, step_of
from factors.plausibility.things import FAMILIES, Things, things_of
from factors.plausibility.words import words_of
from factors.search.synonyms import dictionary

# What was superseded, withdrawn or not approved does not tell how large a factor ought to be.
COUNTED = (Factor.State.CURRENT, Factor.State.EXPIRED)
FORMS = (Factor.Form.STATED, Factor.Form.FUEL, Factor.Form.GASES)
# A library of more factors is not counted anew for one of them: one in so many changes no band.
LARGE = 5000
# Of a large library, words that fewer factors share are dropped; they are not enough for a band of their own. Things
# are as many as the synonyms know, and few of a thing are enough.
RARE = 3
OF_THINGS = (Spread.Scope.NAME, Spread.Scope.THING, Spread.Scope.KIN, Spread.Scope.FAMILY)
# So many groups are held while counting before the rare ones among them are forgotten.
HELD = 300_000
COLUMNS = (
    "name",
    "name_en",
    "synonyms",
    "category",
    "kind",
    "form",
    "amount",
    "unit",
    "heating_value",
    "heating_value_unit",
    "carbon_content",
    "carbon_content_unit",
    "oxidation",
    "gases",
)
# The set by which factors given by gas are placed; another one moves them by less than a step.
GWP_SET = "IPCC AR6"


class Group(NamedTuple):
    """What a histogram is of, within a library."""

    dimension: str
    kind: str
    scope: str
    key: str


Histograms = dict[Group, dict[int, int]]


def refresh(libraries: Iterable[int]) -> None:
    """Count the libraries with these ids anew. Call it after loading, importing and approving, in the transaction."""
    potentials = reference_potentials()
    with transaction.atomic():
        # The libraries' rows are held, so that two who count the same do not both write.
        held = Library.objects.select_for_update().filter(pk__in=set(libraries)).order_by("pk")
        pks = list(held.values_list("pk", flat=True))
        Spread.objects.filter(library_id__in=pks).delete()
        for pk in pks:
            rows = counted_rows(pk, Factor.objects.all(), potentials)
            Spread.objects.bulk_create((Spread(**row) for row in rows), batch_size=1000)


def keep_up(library: int) -> None:
    """Count a library anew after one of its factors changed, unless it is so large that one does not matter."""
    few = Factor.objects.filter(library_id=library).order_by()[: LARGE + 1].count() <= LARGE
    if few:
        refresh([library])


def reference_potentials() -> Potentials:
    """kgCO2e per kg of each gas, by which factors given by gas are placed; empty before the starter is loaded."""
    newest = GwpSet.objects.filter(agency=None, name=GWP_SET).order_by("-release").first()
    gases = newest.values.all() if newest is not None else ()
    return {gas.symbol: gas.value for gas in gases if gas.value is not None}


def counted_rows(library: int, factors: QuerySet[Factor], potentials: Potentials) -> list[dict[str, object]]:
    """The columns of the spreads of a library; ``factors``: the table, as it is or as it was in a migration."""
    counted, total = _count(factors.filter(library_id=library), potentials)
    if total > LARGE:
        counted = _without_rare(counted)
    return [
        {"library_id": library, **group._asdict(), "histogram": {str(step): n for step, n in steps.items()}}
        for group, steps in counted.items()
    ]


def groups_of(
    dimension: str, kind: str, category: str, words: Iterable[str], things: Things
) -> Iterator[Group]:
    """All groups that a factor is counted in."""
    yield Group(dimension, kind, Spread.Scope.ALL, "")
    if category:
        yield Group(dimension, kind, Spread.Scope.CATEGORY, category)
    for word in words:
        yield Group(dimension, kind, Spread.Scope.WORD, word)
    if things.same:
        yield Group(dimension, kind, Spread.Scope.SAME, things.same)
    for thing in things.by_name:
        yield Group(dimension, kind, Spread.Scope.NAME, thing)
    for thing in things.by_any:
        yield Group(dimension, kind, Spread.Scope.THING, thing)
    for thing in things.kin:
        yield Group(dimension, kind, Spread.Scope.KIN, thing)
    for family in things.families:
        yield Group(dimension, kind, Spread.Scope.FAMILY, family)


def _count(factors: QuerySet[Factor], potentials: Potentials) -> tuple[Histograms, int]:
    counted: Histograms = defaultdict(lambda: defaultdict(int))
    total = 0
    rows = factors.filter(state__in=COUNTED, form__in=FORMS).order_by()
    for row in rows.values_list(*COLUMNS).iterator(chunk_size=5000):
        placed = _placed(row, potentials)
        if placed is None:
            continue
        total += 1
        dimension, step = placed
        for group in groups_of(dimension, row[4], row[3], words_of(*row[:3]), things_of(*row[:3])):
            counted[group][step] += 1
        if len(counted) > HELD:
            counted = _without_rare(counted)
    return counted, total


def _placed(row: tuple[object, ...], potentials: Potentials) -> tuple[str, int] | None:
    """Dimension and step of a factor; ``None`` where it makes no number. The common form without a model."""
    try:
        if row[5] == Factor.Form.STATED:
            amount = row[6]
            if not isinstance(amount, Decimal):
                return None
            dimension, shift = _stated_unit(str(row[7]))
            # A column holds 30 digits: that much a float can carry, and it is much quicker than a fraction.
            power = math.log10(amount) + shift if amount > 0 else None
        else:
            measured = magnitude(Factor(**dict(zip(COLUMNS, row, strict=True))), potentials)
            dimension = measured.per.dimension.key
            power = power_of(measured.kilograms / measured.per.factor)
    except (Immeasurable, units.UnitError):
        return None
    return (dimension, step_of(power)) if power is not None else None


@lru_cache(maxsize=4096)
def _stated_unit(text: str) -> tuple[str, float]:
    """The dimension of a factor unit, and what one of it is in kilograms per base unit, as a power of ten."""
    unit = units.parse_emission_factor_unit(text)
    return unit.per.dimension.key, math.log10(units.ratio(unit.mass, KILOGRAM) / unit.per.factor)


def _is_of_thing(group: Group) -> bool:
    return group.scope in OF_THINGS and (group.key in dictionary().groups or group.key in FAMILIES)


def _without_rare(counted: Histograms) -> Histograms:
    kept: Histograms = defaultdict(lambda: defaultdict(int))
    kept.update(
        (group, steps)
        for group, steps in counted.items()
        if _is_of_thing(group) or sum(steps.values()) >= RARE
    )
    return kept
