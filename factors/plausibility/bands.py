"""Bands: between which figures the factors of a group lie, from the libraries that a person may see."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from accounts.models import User
from factors.models import Factor, Library
from factors.models.plausibility import Spread
from factors.plausibility.bridges import Bridge
from factors.plausibility.scale import Histogram, at, decades, merged

# Fewer factors make no band; of the same thing one is enough, of several sorts of a thing three.
LEAST = 5
LEAST_OF = {
    Spread.Scope.SAME: 1,
    Spread.Scope.NAME: 1,
    Spread.Scope.THING: 1,
    Spread.Scope.KIN: 3,
    Spread.Scope.FAMILY: 8,
}
# This share at either end is not looked at, some of those may be slips themselves: of a category or a kind; of others.
TRIMMED, TRIMMED_NEAR = 0.02, 0.05
# Of factors that share a thing or a word, those are left out that lie further from the middle half than this many times its
# width and a little: what the name does not tell (biodiesel among diesels), or slips that were entered already.
FENCE, FENCE_LEAST = 3.0, 0.3
# A band reaches this much beyond the factors, in powers of ten: always, and the more the fewer they are, up to most.
REACH, REACH_OF_FEW, REACH_AT_MOST = 0.15, 0.45, 0.58
# The narrowest band is this much wider on either side of its median.
CORE = 0.12
# Further where the group says less: of sorts of a thing, of a family, over a conversion, of everything of a kind.
REACH_OF = {Spread.Scope.KIN: 0.12, Spread.Scope.FAMILY: 0.25, Spread.Scope.ALL: 1.0}
REACH_OF_BRIDGE = 0.05
# So much a group must be narrower than a nearer one to be asked in its place.
FAR = {
    Spread.Scope.SAME: -0.25,
    Spread.Scope.NAME: 0.0,
    Spread.Scope.THING: 0.1,
    Spread.Scope.KIN: 0.2,
    Spread.Scope.WORD: 0.4,
    Spread.Scope.CATEGORY: 0.4,
    Spread.Scope.FAMILY: 9.0,
    Spread.Scope.ALL: 99.0,
}
# Kinds whose figures are alike to within a band: the parts of a life cycle differ by less than a slip.
ALIKE = (Factor.Kind.FOOTPRINT, Factor.Kind.CO2_ONLY, Factor.Kind.COMBUSTION)


@dataclass(frozen=True)
class Band:
    """``low``, ``median`` and ``high`` as powers of ten of kgCO2e per base unit; ``least`` to ``most`` was seen.

    ``key``: the category, thing or word that the factors share; ``kinds`` and ``libraries``: of which they are.
    ``bridge``: over which they were brought from their own ``dimension``, where a figure is by ``shift`` less.
    """

    dimension: str
    scope: str
    key: str
    kinds: tuple[str, ...]
    libraries: tuple[int, ...]
    count: int
    least: float
    median: float
    most: float
    bridge: Bridge | None = None
    shift: float = 0.0

    @cached_property
    def _reach(self) -> float:
        wide = REACH_OF.get(Spread.Scope(self.scope), 0.0) + (REACH_OF_BRIDGE if self.bridge else 0.0)
        return min(REACH + REACH_OF_FEW / math.sqrt(self.count), REACH_AT_MOST) + wide

    @cached_property
    def low(self) -> float:
        return min(self.least, self.median - CORE) - self._reach

    @cached_property
    def high(self) -> float:
        return max(self.most, self.median + CORE) + self._reach

    @cached_property
    def vagueness(self) -> float:
        """The less, the more the band tells: how wide it is, and how near its factors are."""
        return self.high - self.low + FAR[Spread.Scope(self.scope)]

    @property
    def is_of_everything(self) -> bool:
        """Whether nothing nearer was found than a family or all of the kind; lying within then says little."""
        return self.scope in (Spread.Scope.FAMILY, Spread.Scope.ALL)

    @property
    def is_near(self) -> bool:
        """Whether its factors are called like what was asked about."""
        return not self.is_of_everything and self.scope != Spread.Scope.CATEGORY

    def over(self, bridge: Bridge, shift: float) -> Band:
        """The band in another dimension, in which a figure is so many powers of ten more."""
        return replace(
            self,
            bridge=bridge,
            shift=shift,
            least=self.least + shift,
            median=self.median + shift,
            most=self.most + shift,
        )

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
        self._bands: dict[tuple[Place, tuple[str, ...], tuple[int, int] | None], Band | None] = {}

    def has(self, place: Place) -> bool:
        """Whether there are figures of the group at all: of most words of a name there are none."""
        return place in self._rows

    def band(self, place: Place, kinds: Sequence[str], own: tuple[int, int] | None = None) -> Band | None:
        """The band of a group; ``None`` where it is too small to be one."""
        key = place, tuple(kinds), own
        if key not in self._bands:
            self._bands[key] = self._made(*key)
        return self._bands[key]

    def _made(self, place: Place, kinds: tuple[str, ...], own: tuple[int, int] | None) -> Band | None:
        by_kind = self._rows.get(place, {})
        present = tuple(kind for kind in kinds if kind in by_kind)
        rows = [row for kind in present for row in by_kind[kind]]
        histogram = _without(merged(row.histogram for row in rows), rows, own)
        count = sum(histogram.values())
        if count < LEAST_OF.get(Spread.Scope(place[1]), LEAST):
            return None
        inside = _trimmed if place[1] in (Spread.Scope.ALL, Spread.Scope.CATEGORY) else _fenced
        least, most = inside(histogram, count)
        return Band(
            dimension=place[0],
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
    off = int(count * TRIMMED_NEAR)
    first, last = decades(at(histogram, off)), decades(at(histogram, count - 1 - off))
    lower, upper = decades(at(histogram, count // 4)), decades(at(histogram, count - 1 - count // 4))
    reach = FENCE * (upper - lower) + FENCE_LEAST
    inside = [
        place
        for place in (decades(step) for step, number in histogram.items() if number)
        if max(lower - reach, first) <= place <= min(upper + reach, last)
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
    broad = list(rows.filter(scope__in=(Spread.Scope.ALL, Spread.Scope.CATEGORY)).order_by())
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
