"""Which factors a search may show: those of libraries in reach, that meet the filters. As conditions on places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import time

from accounts.models import User
from factors.models import Library, SearchFacet
from factors.search import database, order, tiers
from factors.search.ranking import FAR
from factors.search.tokens import exact_key, pieces

# What another agency has proposed or refused is nobody else's, also in a library that it shares.
MOST_REGIONS, MOST_YEARS = 300, 6
FEW_FACTORS, MOST_LIBRARIES, STATISTICS_LAST = 100_000, 60, 300.0
_MOST_HAVE = {order.dimension_facet("mass"), order.kind_facet("footprint"), order.state_facet("current")}
_UNRELEASED = ("proposed", "rejected")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for beside the text; what is empty is not. ``dimension``: its key in ``factors.units``."""

    library: int | None = None
    kind: str = ""
    states: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    region: str = ""
    dimension: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Reach:
    """The libraries that a person sees, resolved before anything is looked for."""

    agency: int | None
    libraries: dict[int, Library]
    own: frozenset[int]
    foreign: frozenset[int]
    words: dict[str, list[str]]
    # Some library that is not in reach has the slot of one that is: places alone do not tell them apart.
    shared_slots: bool
    # There are few factors in reach: the tokens of their libraries narrow more than any word.
    few: bool

    def allows(self, library: int, state: str) -> bool:
        """Whether a factor of that library, in that state, may be seen."""
        return library in self.own or (library in self.foreign and state not in _UNRELEASED)


def reach_of(user: User) -> Reach:
    """Everything of the own agency's and of nobody's; of other agencies' shared libraries what is released."""
    libraries = {library.pk: library for library in Library.objects.visible_to(user)}
    own = frozenset(pk for pk, library in libraries.items() if library.agency_id in (None, user.agency_id))
    words: dict[str, list[str]] = {}
    for pk, library in libraries.items():
        for word in {*_words(library.name), *_words(library.publisher)}:
            words.setdefault(word, []).append(order.library_facet(pk))
    foreign = frozenset(libraries) - own
    few = len(libraries) <= MOST_LIBRARIES and _hold_few(frozenset(libraries), int(time() / STATISTICS_LAST))
    return Reach(user.agency_id, libraries, own, foreign, words, _slots_are_shared(libraries), few)


def regions_of(user: User) -> list[str]:
    """The regions that occur in the visible libraries, for a list to choose from."""
    rows = SearchFacet.objects.filter(
        facet=SearchFacet.Facet.REGION, library__in=Library.objects.visible_to(user)
    )
    return list(rows.order_by("value").values_list("value", flat=True).distinct()[:MOST_REGIONS])


def conditions(reach: Reach, filters: Filters) -> list[str]:
    """The SQL conditions on the place."""
    library, state = database.bits(order.LIBRARY), database.bits(order.STATE)
    allowed = f"{library} IN ({_slots(reach.own)})"
    if reach.foreign:
        released = f"{state} NOT IN ({_states(_UNRELEASED)})"
        allowed = f"({allowed} OR ({library} IN ({_slots(reach.foreign)}) AND {released}))"
    found = [allowed]
    if reach.shared_slots:
        listed = ", ".join(map(str, sorted(reach.libraries))) or "NULL"
        found.append(f"{database.library_of_place()} IN ({listed})")
    if filters.library is not None:
        found.append(f"{library} = {order.library_slot(filters.library)}")
    if filters.kind:
        found.append(f"{database.bits(order.KIND)} = {order.KINDS.index(filters.kind)}")
    if filters.states:
        found.append(_in_states(filters.states))
    if filters.dimension:
        found.append(fits(filters.dimension))
    return [*found, *_years(filters)]


def fits(dimension: str) -> str:
    """The condition that a factor's activity is measured in that dimension."""
    return f"{database.bits(order.DIMENSION)} = {order.dimension_slot(dimension)}"


def near(dimension: str) -> list[str]:
    """The condition that a density, a heating value or a piece's weight leads to the factor's unit; none at all: []."""
    if dimension in FAR:
        return []
    slots = sorted(order.dimension_slot(key) for key in (*FAR, dimension))
    return [f"{database.bits(order.DIMENSION)} NOT IN ({', '.join(map(str, slots))})"]


def selective(dimension: str) -> list[str]:
    """The tokens narrow as well: a short list of tokens is met by leaps, places are looked at one by one."""
    facet = order.dimension_facet(dimension) if dimension else ""
    return [database.language().sequence([facet])] if facet and _narrows(facet) else []


def facets(reach: Reach, filters: Filters, *, alone: bool) -> list[str]:
    """What the tokens must have beside words. ``alone``: there are no words, the tokens do the finding."""
    language = database.language()
    found = [[order.region_facet(filters.region)]] if filters.region else []
    if alone or (reach.few and filters.library is None):
        libraries = reach.libraries if filters.library is None else [filters.library]
        found.append([order.library_facet(pk) for pk in sorted(libraries)] or [order.library_facet(0)])
    states = filters.states if alone or len(filters.states) == 1 else ()
    found.append([order.state_facet(state) for state in states])
    found.append([order.kind_facet(filters.kind)] if filters.kind else [])
    found.append([order.dimension_facet(filters.dimension)] if filters.dimension else [])
    found.append([order.library_facet(filters.library)] if filters.library is not None else [])
    found.append([order.year_facet(year) for year in _few_years(filters)])
    wanted = [some for some in found if some and (alone or any(map(_narrows, some)))]
    return [language.some(language.sequence([facet]) for facet in some) for some in wanted]


@lru_cache(maxsize=256)
def _hold_few(libraries: frozenset[int], _period: int) -> bool:
    """It decides about the way of looking, not about what is found: an answer may be some minutes old."""
    return database.hold_at_most(libraries, FEW_FACTORS)


def _narrows(facet: str) -> bool:
    """On SQLite a leap costs several looks at a place: it is not worth it into what most factors have."""
    return tiers.in_use() or facet not in _MOST_HAVE


def _few_years(filters: Filters) -> range:
    """The years of a short range; a long one is left to the places."""
    start, end = filters.year_from, filters.year_to
    known = start is not None and end is not None and end - start < MOST_YEARS
    return range(start, end + 1) if known and start is not None and end is not None else range(0)


def _years(filters: Filters) -> list[str]:
    """A factor whose year is not known is in no range of years."""
    if filters.year_from is None and filters.year_to is None:
        return []
    newest = 0 if filters.year_to is None else order.age(filters.year_to)
    oldest = 254 if filters.year_from is None else order.age(filters.year_from)
    return [f"{database.bits(order.AGE)} BETWEEN {newest} AND {oldest}"]


def _slots(libraries: Iterable[int]) -> str:
    return ", ".join(str(slot) for slot in sorted({order.library_slot(pk) for pk in libraries})) or "NULL"


def _in_states(states: Iterable[str]) -> str:
    """SQLite leaps to a range of places, because its index is in their order; the states are in front of all."""
    numbers = sorted(order.STATES.index(state) for state in states)
    if tiers.in_use() or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return f"{database.bits(order.STATE)} IN ({_states(states)})"
    first, behind = (number << order.STATE.shift for number in (numbers[0], numbers[-1] + 1))
    return f"rowid BETWEEN {first} AND {behind - 1}"


def _states(states: Iterable[str]) -> str:
    return ", ".join(str(order.STATES.index(state)) for state in states)


def _slots_are_shared(libraries: Iterable[int]) -> bool:
    """Whether some library may have the slot of another: as soon as there were more of them than slots."""
    return database.highest_library() > order.LIBRARY.mask if libraries else False


@lru_cache(maxsize=1024)
def _words(name: str) -> list[str]:
    """Latin words of a name, such as DESNZ; and the whole name."""
    found = pieces(name)
    return [
        *(word for word in found if word.isascii() and word.isalpha() and len(word) > 2),
        exact_key(found),
    ]
