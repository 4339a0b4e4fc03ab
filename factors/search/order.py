"""The order in which factors stand before anybody has asked, and what of them is asked for beside words.

A factor's ``place`` is its rank in the upper bits and its id in the lower ones: it needs no other row, so that a
factor that comes later, alone or by the ten thousand, stands where it belongs without anything being moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from factors import units
from factors.search.tokens import FACET, exact_key, pieces

# The states, best first; those that a line may use stand before the others.
STATES = ("current", "proposed", "expired", "superseded", "withdrawn", "rejected")
KINDS = ("footprint", "combustion", "co2_only", "spend_based")
ID_BITS = 34
_STATE_BITS = 15
_LAST_YEAR = 2155  # 255 years fit in eight bits
_LENGTHS = (4, 8, 12, 18, 26, 40, 60)
WORLD = frozenset({"全球", "全球缺省", "世界", "glo", "global", "row", "rest-of-world"})


def place(pk: int, state: str, kind: str, region: str, year: int | None, name: str) -> int:
    """State, kind, China before the world before the rest, newest data, short names; then the order of coming."""
    length = sum(len(name) > longest for longest in _LENGTHS)
    age = 255 if year is None else min(max(_LAST_YEAR - year, 0), 254)
    rank = KINDS.index(kind) << 13 | _region_rank(region) << 11 | age << 3 | length
    return (STATES.index(state) << _STATE_BITS | rank) << ID_BITS | pk


def factor_of(place: int) -> int:
    """The id of the factor that stands there."""
    return place & ((1 << ID_BITS) - 1)


def places_of_state(state: str) -> tuple[int, int]:
    """The first place of a state and the first behind it."""
    width = 1 << _STATE_BITS + ID_BITS
    index = STATES.index(state)
    return index * width, (index + 1) * width


@lru_cache(maxsize=4096)
def _region_rank(region: str) -> int:
    if region.startswith("中国") or region.upper() in ("CN", "CHN"):
        return 0
    if region.lower() in WORLD:
        return 1
    return 3 if not region else 2


@lru_cache(maxsize=4096)
def dimension_of(form: str, unit: str, heating_value_unit: str) -> str:
    """The key of what one unit of the factor's activity measures; empty when its unit is not known."""
    try:
        if form == "fuel":
            return units.parse_heating_value_unit(heating_value_unit).per.dimension.key
        if form == "gases" or "/" not in unit.replace("／", "/"):
            return units.parse(unit).dimension.key
        return units.parse_emission_factor_unit(unit).per.dimension.key
    except units.UnitError:
        return ""


def library_facet(library: int) -> str:
    return f"{FACET}l{library}"


def owner_facet(agency: int | None) -> str:
    """Whose the factor is; 0 is everybody's."""
    return f"{FACET}o{agency or 0}"


def kind_facet(kind: str) -> str:
    return f"{FACET}k{kind.replace('_', '')}"


def state_facet(state: str) -> str:
    return f"{FACET}s{state}"


def year_facet(year: int) -> str:
    return f"{FACET}y{year}"


@lru_cache(maxsize=4096)
def dimension_facet(key: str) -> str:
    return f"{FACET}d{key.replace('_', '').replace(':', '')}"


@lru_cache(maxsize=4096)
def region_facet(region: str) -> str:
    return f"{FACET}r{exact_key(pieces(region))}"


@lru_cache(maxsize=4096)
def region_facets(region: str) -> tuple[str, ...]:
    """The region and those that it lies in: 中国·华北 is found in 中国, too."""
    parts = region.split("·")
    whole = ("·".join(parts[:count]) for count in range(1, len(parts) + 1))
    return tuple(_unique(region_facet(part) for part in whole if part))


def _unique(values: Iterator[str]) -> Iterator[str]:
    return iter(dict.fromkeys(values))
