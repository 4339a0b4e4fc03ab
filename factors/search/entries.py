"""What the search index keeps of a factor: its place and its tokens. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from factors.search import order
from factors.search.tokens import (
    EXACT,
    INITIAL,
    is_han,
    key_of,
    pieces,
    positioned,
)

_BETWEEN_SYNONYMS = re.compile(r"[;；,，、|]+")
_COLON, _BRACKET, _COMMA, _LIST = (re.compile(signs) for signs in ("[:：]", "[(（]", "[,，;；]", "[、/]"))
_ABBREVIATION = re.compile(r"[（(]([A-Za-z][A-Za-z0-9-]{1,11})[)）]")
LONGEST_WORD = 30
# A code of more parts (a path, two UUIDs) is found whole only.
MOST_CODE_PARTS = 6


class Indexed(NamedTuple):
    """The columns of a factor that the index is made of, in the order in which they are read."""

    pk: int
    library_id: int
    state: str
    kind: str
    form: str
    unit: str
    heating_value_unit: str
    region: str
    year: int | None
    code: str
    cas: str
    category: str
    name: str
    name_en: str
    synonyms: str


class Entry(NamedTuple):
    """One row of the index. ``words``: the Latin words in it, of which a person may have typed the beginning."""

    place: int
    factor_id: int
    library_id: int
    tokens: tuple[str, ...]
    loose: tuple[str, ...]
    words: frozenset[str]


def entry_of(factor: Indexed) -> Entry:
    """``tokens`` stand in order, for phrases; ``loose`` ones have none: whole names, first words, facets."""
    name, english, others = pieces(factor.name), pieces(factor.name_en), _shared(factor.synonyms)
    code = pieces(factor.code)
    beside = [*_shared(factor.category), *_shared(factor.region), *code[:MOST_CODE_PARTS]]
    if factor.year is not None:
        beside.append(str(factor.year))
    if factor.cas:
        beside.extend(pieces(factor.cas))
    tokens = tuple(positioned([*name, *english, *others, *beside]))
    characters = set(_characters([*name, *others])).difference(tokens)
    named = (*_exact(factor), *_initials(name), *_initials(english), *_facets(factor))
    loose = (*sorted(characters), *dict.fromkeys(named))
    words = frozenset(piece for piece in (*name, *english, *others) if _is_word(piece))
    return Entry(place_of(factor), factor.pk, factor.library_id, tokens, loose, words)


@lru_cache(maxsize=4096)
def _shared(text: str) -> tuple[str, ...]:
    """The pieces of a text that many factors have."""
    return tuple(pieces(text))


def place_of(factor: Indexed) -> int:
    dimension = order.dimension_of(factor.form, factor.unit, factor.heating_value_unit)
    placed = order.Placed(
        factor.pk,
        factor.state,
        factor.kind,
        factor.region,
        factor.year,
        factor.name,
        factor.library_id,
        dimension,
    )
    return order.place(placed)


def aliases(name: str) -> list[str]:
    """The ways in which a name names the thing: whole; without what is added to it; the abbreviation in brackets.

    铝（罐、箔）gives 铝, Steel, hot rolled gives Steel, Plastics: PP (incl. forming) gives PP, 聚碳酸酯（PC）gives PC.
    """
    if not name:
        return []
    before = _BRACKET.split(_COLON.split(name)[-1], maxsplit=1)[0]
    listed = _LIST.split(_COMMA.split(before, maxsplit=1)[0])
    return list(dict.fromkeys([name, before, *listed, *_ABBREVIATION.findall(name)]))


def synonyms_in(text: str) -> list[str]:
    """The single names in a factor's column of synonyms.

    They stand apart by blanks, or by semicolons and commas; then an English one may have several words. Small English
    words beside one another are one name, too: rock wool is no wool.
    """
    if not text:
        return []
    parts = _BETWEEN_SYNONYMS.split(text)
    if len(parts) == 1:
        runs = groupby(text.split(), key=lambda word: word.isascii() and word.isalpha() and word.islower())
        return [name for small, run in runs for name in ([" ".join(run)] if small else run)]
    return [name for part in parts for name in ([part.strip()] if part.isascii() else part.split()) if name]


def _exact(factor: Indexed) -> Iterator[str]:
    names = [*aliases(factor.name), *aliases(factor.name_en), *synonyms_in(factor.synonyms), factor.code]
    for text in names:
        key = key_of(text)
        if key:
            yield EXACT + key


def _initials(found: list[str]) -> Iterator[str]:
    """The first character, the first two, or the first word."""
    if not found:
        return
    first = found[0]
    if is_han(first):
        yield INITIAL + first[0]
        yield INITIAL + first[:2]
    else:
        yield INITIAL + first


def _characters(found: Iterable[str]) -> Iterator[str]:
    """Every Chinese character by itself, for who asks for one."""
    for piece in found:
        if is_han(piece):
            yield from piece


def _facets(factor: Indexed) -> Iterator[str]:
    yield order.library_facet(factor.library_id)
    yield order.kind_facet(factor.kind)
    yield order.state_facet(factor.state)
    if factor.year is not None:
        yield order.year_facet(factor.year)
    dimension = order.dimension_of(factor.form, factor.unit, factor.heating_value_unit)
    if dimension:
        yield order.dimension_facet(dimension)
    yield from order.region_facets(factor.region)


def _is_word(piece: str) -> bool:
    return piece[0].isalpha() and not is_han(piece) and 1 < len(piece) <= LONGEST_WORD
