"""A question in the language of the full-text index: what must be in a factor's tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from factors.search.question import Part, Question
from factors.search.synonyms import Group, Term, blocking, narrower_than, pattern_of, wider_than
from factors.search.tokens import EXACT, INITIAL, is_han, phrase, positioned

# Gives the words of the index that begin with a text.
Completions = Callable[[str], list[str]]


class Language(NamedTuple):
    """How a database writes it. ``sequence``: tokens one behind the other."""

    sequence: Callable[[Iterable[str]], str]
    every: Callable[[Iterable[str]], str]
    some: Callable[[Iterable[str]], str]
    without: Callable[[str, str], str]


class Expressions(NamedTuple):
    """The ways in which factors answer a question. ``None``: nobody can answer like that.

    ``named``: it, or another name for it, is all of a name; ``begins``: a name begins with it; ``within``: every word
    or another name for it occurs; ``kin``: a wider or a narrower thing is named.
    """

    named: str | None
    begins: str
    within: str
    kin: str | None


class Writer:
    """Writes the expressions of one question."""

    def __init__(self, language: Language, completions: Completions, libraries: dict[str, list[str]]) -> None:
        """``libraries``: facets of the libraries that have a word in their names."""
        self.language, self.completions, self.libraries = language, completions, libraries

    def expressions(self, question: Question) -> Expressions:
        parts = question.parts
        direct = {part: self._direct(part) for part in parts}
        anyhow = {part: self._anyhow(part, direct[part]) for part in parts}
        return Expressions(
            named=self._named(question),
            begins=self._begins(parts[0], direct),
            within=self.language.every(anyhow.values()),
            kin=self._kin(parts[0]) if len(parts) == 1 else None,
        )

    def _named(self, question: Question) -> str | None:
        """The whole text is a name; where it is one known name, another name for the thing will do."""
        part = question.parts[0]
        if len(question.parts) > 1 or part.group is None:
            return self._whole(question.key) if question.key else None
        return self._names([part.group], part.key)

    def _kin(self, part: Part) -> str | None:
        """Wider and narrower things by the first of their names in each writing; some have dozens of them.

        Of a single character those that have it in their names, which are dozens still.
        """
        if part.group is None:
            return None
        groups = [*wider_than(part.group), *narrower_than(part.group)]
        keys = (key for group in groups for key in _first_names(group))
        character = part.key if len(part.key) == 1 and part.is_han else ""
        return self._names([], *(key for key in keys if character in key))

    def _whole(self, key: str) -> str:
        return self.language.sequence([EXACT + key])

    def _names(self, groups: Iterable[Group], *besides: str) -> str | None:
        keys = [*besides, *(term.key for group in groups for term in group.terms)]
        return self._some(self._whole(key) for key in dict.fromkeys(keys) if key)

    def _direct(self, part: Part) -> str:
        """The words as typed; the beginning of a Latin word; a library whose name has the word."""
        found = [self.language.every(self.language.sequence(phrase(piece)) for piece in part.pieces)]
        if part.is_beginning:
            found += [self.language.sequence([word]) for word in self.completions(part.pieces[0])]
        found += [self.language.sequence([facet]) for facet in self.libraries.get(part.key, ())]
        return self.language.some(dict.fromkeys(found))

    def _anyhow(self, part: Part, direct: str) -> str:
        """As typed or by another name; a name that has another one in it finds nothing more."""
        if part.group is None:
            return direct
        shorter = [pattern_of(part.pieces)]
        others = []
        for term in sorted(part.group.terms, key=lambda term: len(term.pattern)):
            if not any(pattern in term.seamed for pattern in shorter):
                others.append(self._term(part.group, term))
                if not term.whole:
                    shorter.append(term.pattern)
        return self.language.some([direct, *others])

    def _term(self, group: Group, term: Term) -> str:
        """Another name for the thing, not where it is only part of the name of another thing."""
        if term.whole:
            return self._whole(term.key)
        here = self.language.sequence(_in_sequence(term.pieces))
        others = [self.language.sequence(_in_sequence(found)) for found in blocking(group, term.pattern)]
        return self.language.without(here, self.language.some(others)) if others else here

    def _begins(self, part: Part, direct: dict[Part, str]) -> str:
        first = part.pieces[0]
        starts = [INITIAL + (first[:2] if is_han(first) else first)]
        if part.is_beginning:
            starts += [INITIAL + word for word in self.completions(first)]
        begins = self.language.some(self.language.sequence([start]) for start in starts)
        return self.language.every([begins, *direct.values()])

    def _some(self, expressions: Iterable[str]) -> str | None:
        found = list(expressions)
        return self.language.some(found) if found else None


def _in_sequence(found: tuple[str, ...]) -> list[str]:
    """The tokens of a name as they follow one another in a text that has it."""
    tokens = list(positioned(list(found)))
    return tokens[:-1] if is_han(found[-1]) and len(found[-1]) > 1 else tokens


def _first_names(group: Group) -> list[str]:
    han, latin = (
        [term.key for term in group.terms if is_han(term.pieces[0]) is which] for which in (True, False)
    )
    return [*han[:2], *latin[:2]]
