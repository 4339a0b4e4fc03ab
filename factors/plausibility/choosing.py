"""Which band a figure is held against: that of the things that are nearest to it and tell most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from factors.models import Factor
from factors.models.plausibility import Spread
from factors.plausibility.bands import ALIKE, Band, Place, Spreads
from factors.plausibility.bridges import Bridge, bridges_of
from factors.plausibility.things import families, is_secondary, kin_of, same_of, thing_of
from factors.plausibility.words import words_of

# What is said of a fuel when its burning is not meant.
_UPSTREAM = re.compile(
    "上游|开采|炼制|提炼|生产(?!用)|供应|wtt|well-to-tank|upstream|production", re.IGNORECASE
)

# Of what electricity is mixed.
ORIGINS = ("电", "光伏发电", "风力发电", "水力发电", "核能发电", "燃煤发电", "燃气发电")
# So much a band must be narrower to be taken although it has factors of other kinds that are alike, for each of these.
OTHER_KINDS = 0.15
# Things of which the burning is most of the life cycle, so that figures of both are alike. Not what grows again: its
# carbon is not counted. Transport, too: from tank to wheel and from well to wheel.
FUELS = frozenset(
    [
        *("天然气", "液化石油气", "柴油", "汽油", "煤油", "燃料油", "原油", "石脑油", "石油焦", "煤", "焦炭"),
        *("焦炉煤气", "高炉煤气", "转炉煤气"),
    ]
)
BURNT = FUELS | {"公路运输", "铁路运输", "海运", "空运", "水路运输", "内河运输"}


class Candidate(NamedTuple):
    """A group to look at; over a bridge where the figure is measured in another way than the group's factors."""

    place: Place
    bridge: Bridge | None = None
    shift: float = 0.0


def choose(
    spreads: Spreads, dimension: str, kind: str, name: str, category: str, own: tuple[int, int] | None
) -> Band | None:
    """Of the thing that the name says, of its kin, of a word of the name, of the category; else of all of the kind."""
    kinds = _kinds(kind, name)
    of_category = (
        spreads.band((dimension, Spread.Scope.CATEGORY, category), [kind], own) if category else None
    )
    near = [
        band
        for candidate in candidates(dimension, name)
        if spreads.has(candidate.place)
        and (band := _best(spreads, candidate, kinds, own)) is not None
        # A word that leads to figures which the category does not know means something else here.
        and (of_category is None or band.scope != Spread.Scope.WORD or of_category.holds(band.median))
    ]
    # A conversion is for what is known in no other way.
    direct = [band for band in near if band.bridge is None]
    things = [band for band in direct if band.scope != Spread.Scope.WORD]
    bridged = [band for band in near if band.bridge is not None] if not things else []
    found = [*direct, *bridged, *([of_category] if of_category is not None else [])]
    if found:
        return min(found, key=lambda band: (_distance(band, kind), band.key))
    return spreads.band((dimension, Spread.Scope.ALL, ""), [kind], own)


def choose_for_mix(spreads: Spreads, dimension: str) -> Band | None:
    """For electricity of several origins: from the least of any origin to the most."""
    bands = [
        band
        for candidate in mix_candidates(dimension)
        if (band := spreads.band(candidate.place, ALIKE)) is not None
    ]
    if not bands:
        return None
    return replace(
        bands[0],
        scope=Spread.Scope.KIN,
        libraries=tuple(sorted({library for band in bands for library in band.libraries})),
        count=sum(band.count for band in bands),
        least=min(band.least for band in bands),
        most=max(band.most for band in bands),
    )


def mix_candidates(dimension: str) -> list[Candidate]:
    """The grid first, which is typical."""
    return [Candidate((dimension, Spread.Scope.NAME, origin)) for origin in ORIGINS]


@lru_cache(maxsize=16384)
def candidates(dimension: str, name: str) -> tuple[Candidate, ...]:
    """The groups that a name leads to, without those of a category and of everything."""
    words = (Candidate((dimension, Spread.Scope.WORD, word)) for word in sorted(words_of(name)))
    return (*_of_thing(dimension, name), *words)


def _of_thing(dimension: str, name: str) -> Iterator[Candidate]:
    same, thing, secondary = same_of(name), thing_of(name), is_secondary(name)
    if same and not secondary:
        yield Candidate((dimension, Spread.Scope.SAME, same))
        yield Candidate((dimension, Spread.Scope.THING, same))
    if thing is None:
        return
    own = () if secondary else (Spread.Scope.NAME, Spread.Scope.THING)
    if thing.startswith("废"):
        # Of waste some count what it was made of, some what becomes of it.
        yield Candidate((dimension, Spread.Scope.NAME, thing))
        return
    for scope in own:
        yield Candidate((dimension, scope, thing))
    for kin in kin_of(thing):
        yield Candidate((dimension, Spread.Scope.KIN, kin))
    if thing in families():
        yield Candidate((dimension, Spread.Scope.FAMILY, families()[thing]))
    for bridge, kin, other, shift in bridges_of(thing, dimension):
        for scope in (*own, Spread.Scope.KIN):
            yield Candidate((other, scope, kin), bridge, shift)


def is_carbon(kind: str, name: str) -> bool:
    """Whether a figure is of what becomes of a fuel's carbon."""
    thing = thing_of(name)
    is_fuel = thing is not None and not FUELS.isdisjoint(kin_of(thing))
    return is_fuel and kind in (Factor.Kind.COMBUSTION, Factor.Kind.CO2_ONLY)


def _kinds(kind: str, name: str) -> list[list[str]]:
    """The kinds to look at: its own alone, or with those that are alike."""
    if kind not in ALIKE:
        return [[kind]]
    thing = thing_of(name)
    is_burnt = thing is None or not BURNT.isdisjoint(kin_of(thing))
    if is_burnt and not (kind == Factor.Kind.FOOTPRINT and _UPSTREAM.search(name)):
        return [[kind], [*ALIKE]]
    return (
        [[kind], [Factor.Kind.FOOTPRINT, Factor.Kind.CO2_ONLY]]
        if kind != Factor.Kind.COMBUSTION
        else [[kind]]
    )


def _best(
    spreads: Spreads, candidate: Candidate, kinds: Sequence[Sequence[str]], own: tuple[int, int] | None
) -> Band | None:
    bands = [band for each in kinds if (band := spreads.band(candidate.place, each, own)) is not None]
    best = min(bands, key=lambda band: _distance(band, kinds[0][0]), default=None)
    if best is None or candidate.bridge is None:
        return best
    return best.over(candidate.bridge, candidate.shift)


def _distance(band: Band, kind: str) -> float:
    """How little the band tells of a figure of the kind."""
    return band.vagueness + OTHER_KINDS * sum(each != kind for each in band.kinds)
