"""Bands: between which figures the factors of a group lie, from the libraries that a person may see."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from factors.models import Factor, Library
from factors.models.plausibility import Spread
from factors.plausibility.scale import Histogram, at, decades, merged

# Fewer factors make no band.
LEAST = 5
# Of a category or a kind, this share at either end is not looked at: some of those may be slips themselves.
TRIMMED = 0.02
# Of factors that share a word, those are left out that lie further from the middle half than this many times its
# width and a little: what the name does not tell (biodiesel among diesels), or slips that were entered already.
FENCE, FENCE_LEAST = 3.0, 0.3
# A band reaches this much beyond the factors, in powers of ten: always, and the more the fewer they are.
REACH, REACH_OF_FEW = 0.22, 0.6
# The narrowest band is this much wider on either side of its median.
CORE = 0.12
# A group of all factors of a kind is of everything; its band reaches further.
REACH_OF_ALL = 0.3
# Kinds whose figures are alike to within a band: the parts of a life cycle differ by less than a slip.
ALIKE = (Factor.Kind.FOOTPRINT, Factor.Kind.CO2_ONLY, Factor.Kind.COMBUSTION)


@dataclass(frozen=True)
class Band:
    """``low``, ``median`` and ``high`` as powers of ten of kgCO2e per base unit; ``least`` to ``most`` was seen.

    ``key``: the category or the word that the factors share; ``kinds`` and ``libraries``: of which they are.
    """

    scope: str
    key: str
    kinds: tuple[str, ...]
    libraries: tuple[int, ...]
    count: int
    least: float
    median: float
    most: float

    @cached_property
    def _reach(self) -> float:
        wide = REACH_OF_ALL if self.scope == Spread.Scope.ALL else 0.0
        return REACH + REACH_OF_FEW / math.sqrt(self.count) + wide

    @property
    def low(self) -> float:
        return min(self.least, self.median - CORE) - self._reach

    @property
    def high(self) -> float:
        return max(self.most, self.median + CORE) + self._reach

    @property
    def vagueness(self) -> float:
        """The less, the more the band tells: how far apart its factors lie, and how few they are."""
        of_several_kinds = 0.15 if len(self.kinds) > 1 else 0.0
        return self.most - self.least + 1.5 / self.count + of_several_kinds

    def holds(self, place: float) -> bool:
        return self.low <= place <= self.high


@dataclass(frozen=True)
class ListedBand:
    """A band of a kind, or of a category of it, for the page that lists them."""

    dimension: str
    kind: str
    band: Band


Place = tuple[str, str, str]


class Spreads:
    """The histograms of the visible libraries, merged by dimension, scope and key, and each kind apart.

    ``own``: step and library of the figure that is judged; it does not speak for itself.
    """

    def __init__(self, rows: Iterable[Spread]) -> None:
        self._rows: dict[Place, dict[str, list[Spread]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            self._rows[row.dimension, row.scope, row.key][row.kind].append(row)
        self._bands: dict[tuple[Place, tuple[str, ...]], Band | None] = {}

    def band(self, place: Place, kinds: Sequence[str], own: tuple[int, int] | None = None) -> Band | None:
        """The band of a group; ``None`` where it is too small to be one."""
        if own is not None:
            return self._made(place, tuple(kinds), own)
        key = place, tuple(kinds)
        if key not in self._bands:
            self._bands[key] = self._made(*key, None)
        return self._bands[key]

    def _made(self, place: Place, kinds: tuple[str, ...], own: tuple[int, int] | None) -> Band | None:
        by_kind = self._rows.get(place, {})
        present = tuple(kind for kind in kinds if kind in by_kind)
        rows = [row for kind in present for row in by_kind[kind]]
        histogram = _without(merged(row.histogram for row in rows), rows, own)
        count = sum(histogram.values())
        if count < LEAST:
            return None
        inside = _fenced if place[1] == Spread.Scope.WORD else _trimmed
        least, most = inside(histogram, count)
        return Band(
            scope=place[1],
            key=place[2],
            kinds=present,
            libraries=tuple(sorted({row.library_id for row in rows})),
            count=count,
            least=least,
            median=decades(at(histogram, count // 2)),
            most=most,
        )


def _trimmed(histogram: Histogram, count: int) -> tuple[float, float]:
    """The least and the most of the factors but for a share at either end."""
    off = int(count * TRIMMED)
    return decades(at(histogram, off)), decades(at(histogram, count - 1 - off))


def _fenced(histogram: Histogram, count: int) -> tuple[float, float]:
    """The least and the most of the factors that are not far out."""
    lower, upper = decades(at(histogram, count // 4)), decades(at(histogram, count - 1 - count // 4))
    reach = FENCE * (upper - lower) + FENCE_LEAST
    inside = [
        place
        for place in (decades(step) for step, number in histogram.items() if number)
        if lower - reach <= place <= upper + reach
    ]
    return min(inside), max(inside)


def _without(histogram: dict[int, int], rows: list[Spread], own: tuple[int, int] | None) -> Histogram:
    if own is not None and histogram.get(own[0]) and own[1] in {row.library_id for row in rows}:
        histogram[own[0]] -= 1
    return histogram


def spreads_for(
    user: User, dimensions: Collection[str] | None = None, keys: Collection[str] | None = None
) -> Spreads:
    """What the user's libraries hold, of these dimensions and with these keys (``None``: all)."""
    rows = Spread.objects.filter(library__in=Library.objects.visible_to(user))
    if dimensions is not None:
        rows = rows.filter(dimension__in=dimensions)
    if keys is not None:
        rows = rows.filter(key__in={"", *keys})
    return Spreads(rows.order_by().iterator(chunk_size=5000))


def listed_bands(user: User) -> list[ListedBand]:
    """The bands of every kind and unit, and of their categories, largest groups first; not those of words."""
    rows = Spread.objects.filter(library__in=Library.objects.visible_to(user))
    broad = list(rows.exclude(scope=Spread.Scope.WORD).order_by())
    spreads = Spreads(broad)
    places = {(row.dimension, row.scope, row.key, row.kind) for row in broad}
    return sorted(_listed(spreads, places), key=_order)


def _listed(spreads: Spreads, places: Iterable[tuple[str, str, str, str]]) -> Iterator[ListedBand]:
    for dimension, scope, key, kind in places:
        band = spreads.band((dimension, scope, key), [kind])
        if band is not None:
            yield ListedBand(dimension, kind, band)


def _order(listed: ListedBand) -> tuple[object, ...]:
    kinds = list(Factor.Kind.values)
    return kinds.index(listed.kind), listed.dimension, listed.band.key != "", -listed.band.count
