"""What a person asked: typed text as parts, each a word or a known name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from factors.search import synonyms
from factors.search.synonyms import Group
from factors.search.tokens import CAS, exact_key, is_han, normalised, pieces

LONGEST_TEXT = 100
MOST_PIECES = 10
MOST_IN_A_NAME = 6
# How a person asks for factors that are not offered by themselves.
STATE_WORDS = {
    "已过期": "expired",
    "过期": "expired",
    "已被取代": "superseded",
    "已取代": "superseded",
    "旧版": "superseded",
    "已撤回": "withdrawn",
    "待审核": "proposed",
    "未通过审核": "rejected",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One word, or several that are one known name. All parts must be found."""

    pieces: tuple[str, ...]
    group: Group | None

    @property
    def key(self) -> str:
        return exact_key(list(self.pieces))

    @property
    def text(self) -> str:
        """As a person reads it."""
        return " ".join(_readable(piece) for piece in self.pieces)

    @property
    def shown(self) -> str:
        """As the list of synonyms writes it, where it is a known name: pc as PC."""
        terms = self.group.terms if self.group is not None else ()
        return next((term.text for term in terms if term.key == self.key), self.text)

    @property
    def is_beginning(self) -> bool:
        """Whether it may be the beginning of a Latin word that is still being typed."""
        word = self.pieces[0]
        shortest = 2 if self.group is None else 4  # PC is asked for as it is, not as the beginning of PCB
        return len(self.pieces) == 1 and len(word) >= shortest and word[0].isalpha() and not self.is_han

    @property
    def is_han(self) -> bool:
        return is_han(self.pieces[0])


@dataclass(frozen=True)
class Question:
    """``typed``: the text in lower case, half width. ``states``: those that it asks for by their names."""

    typed: str
    parts: tuple[Part, ...]
    states: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """The whole text as one name."""
        return exact_key([piece for part in self.parts for piece in part.pieces])

    @cached_property
    def stemmed(self) -> str:
        """The text by its words in their stem: aluminium ingots gives aluminium ingot."""
        return " ".join(part.text for part in self.parts)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        return tuple(piece for part in self.parts for piece in part.pieces)

    @property
    def is_known(self) -> bool:
        """Whether it is one thing with a name in the list of synonyms."""
        return len(self.parts) == 1 and self.parts[0].group is not None

    @property
    def is_character(self) -> bool:
        """Whether it is a single Chinese character, which stands in the names of many other things."""
        return len(self.typed) == 1 and self.typed >= "\u3400"

    @cached_property
    def other_names(self) -> tuple[str, ...]:
        """The names in the groups of what was asked for, as they stand in text."""
        groups = [part.group for part in self.parts if part.group is not None]
        return tuple(normalised(term.text) for group in groups for term in group.terms)

    @cached_property
    def wider(self) -> frozenset[str]:
        """The keys of the names of wider things."""
        groups = [part.group for part in self.parts if part.group is not None]
        wider = [other for group in groups for other in synonyms.wider_than(group)]
        return frozenset(term.key for group in wider for term in group.terms)

    @cached_property
    def narrower(self) -> frozenset[str]:
        """The keys of the names of narrower things."""
        groups = [part.group for part in self.parts if part.group is not None]
        narrower = [other for group in groups for other in synonyms.narrower_than(group)]
        return frozenset(term.key for group in narrower for term in group.terms)

    @cached_property
    def blockers(self) -> tuple[str, ...]:
        """Names of other things that have in them what was asked for, where that is one known name."""
        if len(self.parts) != 1 or self.parts[0].group is None:
            return ()
        return _blockers(self.parts[0].group, synonyms.pattern_of(self.parts[0].pieces))

    @cached_property
    def all_blockers(self) -> tuple[str, ...]:
        """The same of the thing by all of its names: 水泥熟料 also where cement was typed."""
        if len(self.parts) != 1 or self.parts[0].group is None:
            return ()
        group = self.parts[0].group
        found = (_blockers(group, term.pattern) for term in group.terms if not term.whole)
        return tuple(dict.fromkeys((*self.blockers, *(blocker for each in found for blocker in each))))


def read(text: str) -> Question:
    """The question in a text; without any part it asks for everything."""
    typed = " ".join(normalised(text[:LONGEST_TEXT]).split())
    words = [word for word in typed.split() if word not in STATE_WORDS]
    states = tuple(dict.fromkeys(STATE_WORDS[word] for word in typed.split() if word in STATE_WORDS))
    rest = " ".join(words)
    return Question(rest, tuple(_parts(pieces(rest)[:MOST_PIECES])), states)


def loosened(question: Question) -> Iterator[Question]:
    """What else the text may ask for: its known names with what stands between them, then the known names alone.

    华北电网 asks for 华北 and 电网, 采购电解铝锭 for 电解铝.
    """
    last = question.parts
    for fragments in (True, False):
        parts: list[Part] = []
        for part in question.parts:
            parts.extend(_parts_within(part, fragments=fragments))
        if parts and tuple(parts) != last:
            last = tuple(parts)
            yield Question(question.typed, last, question.states)


def _parts_within(part: Part, *, fragments: bool) -> Iterator[Part]:
    if part.group is not None:
        yield part
        return
    if not part.is_han:
        if fragments:
            yield part
        return
    rest = part.pieces[0]
    for name in synonyms.known_within(rest):
        before, _, rest = rest.partition(name)
        if fragments and len(before) > 1:
            yield Part((before,), synonyms.group_of((before,)))
        yield Part((name,), synonyms.group_of((name,)))
    if fragments and len(rest) > 1:
        yield Part((rest,), None)


@lru_cache(maxsize=4096)
def _blockers(group: Group, pattern: str) -> tuple[str, ...]:
    names = synonyms.blocking(group, pattern)
    return tuple(("" if is_han(name[0]) else " ").join(name) for name in names)


def _readable(piece: str) -> str:
    """A CAS number with its hyphens, anything else as it is."""
    digits = piece.removeprefix(CAS)
    return piece if digits == piece else f"{digits[:-3]}-{digits[-3:-1]}-{digits[-1]}"


def _parts(found: list[str]) -> list[Part]:
    """The longest known names from left to right, the other pieces one by one."""
    parts, start = [], 0
    while start < len(found):
        ends = range(min(len(found), start + MOST_IN_A_NAME), start, -1)
        spans = ((tuple(found[start:end]), synonyms.group_of(tuple(found[start:end]))) for end in ends)
        span, group = next(
            ((span, group) for span, group in spans if group is not None), ((found[start],), None)
        )
        parts.append(Part(span, group))
        start += len(span)
    return parts
