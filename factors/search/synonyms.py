"""Names for the same thing, and what is wider or narrower: ``data/synonyms.txt``, which says how it is written.

A name of a group never stands for another thing that has the name in it: 乙烯 is not in 聚乙烯, 聚丙烯 not in
聚丙烯酰胺. What blocks a name are the names of all groups that are not narrower, and those after the ``!``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from factors.search.tokens import exact_key, is_han, pieces

DATA = Path(__file__).parent / "data" / "synonyms.txt"
WHOLE = "="
_SEAM = "\x1f"


class SynonymsError(Exception):
    """The file is wrong; the message names the line."""


@dataclass(frozen=True, slots=True)
class Term:
    """One name. ``whole``: it counts only where it is all of a name, an alias or what stands before the bracket.

    ``pattern``: what to look for in ``seamed`` text; ``seamed``: the name itself as such text.
    """

    text: str
    pieces: tuple[str, ...]
    whole: bool
    key: str
    pattern: str
    seamed: str


@dataclass(frozen=True, slots=True)
class Group:
    """Names for one thing; the first is the group's own. ``wider``: names of groups; ``others``: what blocks."""

    name: str
    terms: tuple[Term, ...]
    wider: tuple[str, ...]
    others: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All groups, by their names and by the key of every term."""

    groups: dict[str, Group]
    by_key: dict[str, Group]
    narrower: dict[str, tuple[str, ...]]


def group_of(found: tuple[str, ...]) -> Group | None:
    """The group in which these pieces are a name."""
    return dictionary().by_key.get("".join(found))


def wider_than(group: Group) -> list[Group]:
    return [dictionary().groups[name] for name in group.wider]


def narrower_than(group: Group) -> list[Group]:
    return [dictionary().groups[name] for name in dictionary().narrower.get(group.name, ())]


@lru_cache(maxsize=8192)
def seamed(text: str) -> str:
    """The text's pieces with a seam around each, in which a ``pattern`` is found by ``in``."""
    return _SEAM + _SEAM.join(pieces(text)) + _SEAM


@lru_cache(maxsize=4096)
def blocking(group: Group, pattern: str) -> tuple[tuple[str, ...], ...]:
    """The pieces of names that have the pattern in them and are no name for the group's thing, nor a narrower one.

    Of names within one another the shortest is enough.
    """
    kin = _descendants(group)
    foreign = ((found, whole) for name, found, whole in _all_patterns() if name not in kin)
    written = (
        (found, pattern_of(found, seams=True)) for found in (tuple(pieces(text)) for text in group.others)
    )
    kept: dict[tuple[str, ...], str] = {}
    having = [(found, whole) for found, whole in (*foreign, *written) if pattern in whole]
    for found, whole in sorted(having, key=lambda each: len(each[1])):
        inner = pattern_of(found)
        if inner != pattern and not any(pattern_of(other) in whole for other in kept):
            kept[found] = whole
    return tuple(kept)


@cache
def _all_patterns() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Every name with its group's, its pieces, and the text to look for other names in."""
    return tuple(
        (group.name, term.pieces, pattern_of(term.pieces, seams=True))
        for group in dictionary().groups.values()
        for term in group.terms
    )


def stands_in(group: Group, pattern: str, text: str) -> bool:
    """Whether the name is in the seamed text for its own thing, not only inside the name of another."""
    if pattern not in text:
        return False
    for other in blocking(group, pattern):
        text = text.replace(pattern_of(other), _SEAM)
    return pattern in text


def known_within(run: str) -> Iterator[str]:
    """The longest known names in a Chinese run from left to right: 采购电解铝锭 gives 电解铝."""
    by_key, start = dictionary().by_key, 0
    while start < len(run):
        ends = range(min(len(run), start + 10), start + 1, -1)
        end = next((end for end in ends if run[start:end] in by_key), None)
        if end is None:
            start += 1
        else:
            yield run[start:end]
            start = end


@lru_cache(maxsize=16384)
def pattern_of(found: tuple[str, ...], *, seams: bool = False) -> str:
    """What to look for in ``seamed`` text: Chinese anywhere, other words whole.

    ``seams``: at both ends in any case, to look for another pattern in this one.
    """
    left = "" if is_han(found[0]) and not seams else _SEAM
    right = "" if is_han(found[-1]) and not seams else _SEAM
    return left + _SEAM.join(found) + right


def _descendants(group: Group) -> frozenset[str]:
    names, waiting = {group.name}, [group]
    while waiting:
        below = [child for child in narrower_than(waiting.pop()) if child.name not in names]
        names.update(child.name for child in below)
        waiting.extend(below)
    return frozenset(names)


@cache
def dictionary() -> Dictionary:
    """The file, read once. Raises ``SynonymsError``."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    groups: dict[str, Group] = {}
    by_key: dict[str, Group] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            group = _group(line)
            groups[group.name] = group
            for term in group.terms:
                if by_key.setdefault(term.key, group) is not group:
                    raise SynonymsError(f"line {number}: {term.text} is in two groups")
    narrower: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        for name in group.wider:
            if name not in groups:
                raise SynonymsError(f"{group.name}: there is no group {name}")
            narrower[name] = (*narrower.get(name, ()), group.name)
    return Dictionary(groups, by_key, narrower)


def _group(line: str) -> Group:
    rest, _, others = line.partition("!")
    names, _, wider = rest.partition("<")
    terms: dict[str, Term] = {}
    for text in (part.strip() for part in names.split("|")):
        term = _term(text)
        terms.setdefault(term.key, term)
    listed = tuple(terms.values())
    return Group(listed[0].text, listed, _listed(wider), _listed(others))


def _term(text: str) -> Term:
    name = text.removeprefix(WHOLE)
    found = tuple(pieces(name))
    single = len(found) == 1 and is_han(found[0]) and len(found[0]) == 1
    return Term(
        name,
        found,
        whole=single or name != text,
        key=exact_key(list(found)),
        pattern=pattern_of(found),
        seamed=pattern_of(found, seams=True),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
