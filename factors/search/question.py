"""What a person asked: typed text as parts, each a word or a known name. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from factors.search import synonyms
from factors.search.synonyms import Group
from factors.search.tokens import exact_key, is_han, normalised, pieces

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
        return " ".join(piece.lstrip("#") for piece in self.pieces)

    @property
    def is_beginning(self) -> bool:
        """Whether it may be the beginning of a Latin word that is still being typed."""
        return (
            len(self.pieces) == 1
            and len(self.pieces[0]) > 1
            and self.pieces[0][0].isalpha()
            and not self.is_han
        )

    @property
    def is_han(self) -> bool:
        return is_han(self.pieces[0])


@dataclass(frozen=True, slots=True)
class Question:
    """``typed``: the text in lower case, half width. ``states``: those that it asks for by their names."""

    typed: str
    parts: tuple[Part, ...]
    states: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The whole text as one name."""
        return exact_key([piece for part in self.parts for piece in part.pieces])


def read(text: str) -> Question:
    """The question in a text; without any part it asks for everything."""
    typed = " ".join(normalised(text[:LONGEST_TEXT]).split())
    words = [word for word in typed.split() if word not in STATE_WORDS]
    states = tuple(dict.fromkeys(STATE_WORDS[word] for word in typed.split() if word in STATE_WORDS))
    rest = " ".join(words)
    return Question(rest, tuple(_parts(pieces(rest)[:MOST_PIECES])), states)


def loosened(question: Question) -> Question | None:
    """Only the known names in it: 采购电解铝锭 asks for 电解铝. ``None`` when that leaves nothing or changes nothing."""
    parts: list[Part] = []
    for part in question.parts:
        run = part.pieces[0]
        if part.group is not None:
            parts.append(part)
        elif len(part.pieces) == 1 and is_han(run):
            parts.extend(Part((name,), synonyms.group_of((name,))) for name in synonyms.known_within(run))
    if not parts or tuple(parts) == question.parts:
        return None
    return Question(question.typed, tuple(parts), question.states)


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
