"""What to say when there is no factor for what was asked: by which names it was looked for, and the way out."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from factors.models.gwp import GwpValue
from factors.search.question import Question
from factors.search.ranking import Level
from factors.search.searching import Found

MOST_NAMES = 4


class Gap(NamedTuple):
    """``name``: as typed; ``others``: further names by which it was looked for; ``gas``: its symbol, if it has a GWP."""

    name: str
    others: tuple[str, ...]
    gas: str


def gap_of(found: Found) -> Gap | None:
    """What the libraries in reach have no factor for; ``None``: there is one, or nothing known was asked for.

    Other things may have been found all the same: wider and narrower ones, or such as have its name in theirs.
    """
    asked = found.question
    if not asked.is_known or found.loose or any(level < Level.MENTIONED for level in found.levels.values()):
        return None
    return Gap(asked.parts[0].shown, _others(asked), _gas(asked))


def _others(asked: Question) -> tuple[str, ...]:
    """The first names of the group other than the typed one: how else people, and databases, call it."""
    (part,) = asked.parts
    terms = part.group.terms if part.group is not None else ()
    return tuple(term.text for term in terms if term.key != part.key)[:MOST_NAMES]


def _gas(asked: Question) -> str:
    """The symbol of the greenhouse gas that has one of the names."""
    (part,) = asked.parts
    names = [part.shown, *(term.text for term in part.group.terms)] if part.group is not None else []
    named = Q(symbol__in=names) | Q(cas__in=names)
    known = GwpValue.objects.filter(named, gwp_set__agency=None).order_by("-pk")
    return known.values_list("symbol", flat=True).first() or ""
