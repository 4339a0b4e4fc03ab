"""The order in which factors stand before anybody has asked, and what of them is asked for beside words.

A factor's ``place`` is one number of 63 bits: its rank in front, then what is often filtered by, its id at the end. It
needs no other row, so that a factor that comes later, alone or by the ten thousand, stands where it belongs without
anything being moved; and most filters are looked at without reading another table.

    state 3 | kind 2 | region 2 | age 8 | length 2 || library 10 | dimension 7 | id 29
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from factors import units
from factors.search.tokens import FACET, exact_key, pieces

# The states, best first; those that a line may use stand before the others.
STATES = ("current", "proposed", "expired", "superseded", "withdrawn", "rejected")
KINDS = ("footprint", "combustion", "co2_only", "spend_based")
ID_BITS, DIMENSION_BITS, LIBRARY_BITS, LENGTH_BITS, AGE_BITS = 29, 7, 10, 2, 8
_DIMENSION_AT = ID_BITS
_LIBRARY_AT = _DIMENSION_AT + DIMENSION_BITS
_LENGTH_AT = _LIBRARY_AT + LIBRARY_BITS
_AGE_AT = _LENGTH_AT + LENGTH_BITS
_REGION_AT = _AGE_AT + AGE_BITS
_KIND_AT = _REGION_AT + 2
_STATE_AT = _KIND_AT + 2
_LAST_YEAR = 2155  # 255 years fit in eight bits; the last value is for years that are not known
_LENGTHS = (6, 12, 24)
WORLD = frozenset({"全球", "全球缺省", "世界", "glo", "global", "row", "rest-of-world"})


class Placed(NamedTuple):
    """What a place is made of."""

    pk: int
    state: str
    kind: str
    region: str
    year: int | None
    name: str
    library: int
    dimension: str


def place(factor: Placed) -> int:
    """State, kind, China before the world before the rest, newest data, short names; then the order of coming."""
    length = sum(len(factor.name) > longest for longest in _LENGTHS)
    return (
        STATES.index(factor.state) << _STATE_AT
        | KINDS.index(factor.kind) << _KIND_AT
        | _region_rank(factor.region) << _REGION_AT
        | age(factor.year) << _AGE_AT
        | length << _LENGTH_AT
        | library_slot(factor.library) << _LIBRARY_AT
        | dimension_slot(factor.dimension) << _DIMENSION_AT
        | factor.pk
    )


def factor_of(place: int) -> int:
    """The id of the factor that stands there."""
    return place & ((1 << ID_BITS) - 1)


def age(year: int | None) -> int:
    """How far a year is from the last that fits; newer is less, not known is most."""
    return 255 if year is None else min(max(_LAST_YEAR - year, 0), 254)


def library_slot(library: int) -> int:
    """Several libraries may have the same one: what is in the slot of a visible library need not be visible."""
    return library % (1 << LIBRARY_BITS)


@lru_cache(maxsize=1024)
def dimension_slot(key: str) -> int:
    """Counting words may share one; 0 is for units that are not known."""
    return crc32(key.encode()) % 127 + 1 if key else 0


class Bits(NamedTuple):
    """Where in a place something stands: SQL ``(place >> shift) & mask``."""

    shift: int
    mask: int


STATE, KIND = Bits(_STATE_AT, 7), Bits(_KIND_AT, 3)
AGE, LIBRARY, DIMENSION = Bits(_AGE_AT, 255), Bits(_LIBRARY_AT, 1023), Bits(_DIMENSION_AT, 127)


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
    """The region by its whole name and by the parts of it: 中国·华北 is found in 中国, and as 华北."""
    parts = region.split("·")
    names = ["·".join(parts[:count]) for count in range(1, len(parts) + 1)] + parts[1:]
    return tuple(dict.fromkeys(region_facet(name) for name in names if name.strip()))
