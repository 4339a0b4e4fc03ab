"""Finding factors by what people call them."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from factors import units
from factors.fields import HALF_WIDTH
from factors.models import Factor

SEARCHED = ("name", "name_en", "synonyms", "code")
# So many of the best matches are looked at when those of a fitting unit are put first.
CANDIDATES = 500
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Hit(NamedTuple):
    """A factor that was found. ``fits``: whether the asked unit converts into its own; ``None``: none was asked."""

    factor: Factor
    fits: bool | None


def matching(user: User, text: str) -> QuerySet[Factor]:
    """The visible factors in which every word of ``text`` occurs, best matches first; without a word, all.

    A word may be any part of name, English name, synonyms or code. Factors in force stand before those that are
    not; then come names that are or begin with the text, the agency's own, those of China, the newest data.
    """
    words = text.translate(HALF_WIDTH).translate(_SUBSCRIPTS).split()
    found = Factor.objects.visible_to(user).select_related("library")
    for word in words:
        found = found.filter(_anywhere(word))
    return found.order_by(
        _rank(Q(state=Factor.State.CURRENT)),
        *(_rank(condition) for condition in _by_name(words)),
        _rank(Q(agency_id=user.agency_id)),
        _rank(Q(region__startswith="中国")),
        F("year").desc(nulls_last=True),
        "name",
        "pk",
    )


def search(user: User, text: str, *, unit: str | None = None, limit: int = 20) -> list[Hit]:
    """At most ``limit`` matches of ``text``, those first whose unit fits ``unit`` (as typed; unknown is no unit)."""
    wanted = _dimension(unit)
    found = matching(user, text)
    if wanted is None:
        return [Hit(factor, None) for factor in found[:limit]]
    hits = [Hit(factor, factor.per.dimension == wanted) for factor in found[:CANDIDATES]]
    hits.sort(key=lambda hit: (hit.factor.state != Factor.State.CURRENT, not hit.fits))
    return hits[:limit]


def _anywhere(word: str) -> Q:
    condition = Q()
    for column in SEARCHED:
        condition |= Q(**{f"{column}__icontains": word})
    return condition


def _by_name(words: list[str]) -> list[Q]:
    """How well the name fits, best first; the text may stand in another column only."""
    if not words:
        return []
    return [
        Q(name__iexact=" ".join(words)),
        Q(name__istartswith=words[0]),
        Q(name__icontains=words[0]),
    ]


def _rank(condition: Q) -> Case:
    """Sorts what meets the condition before what does not."""
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _dimension(unit: str | None) -> units.Dimension | None:
    if unit is None or not unit.strip():
        return None
    try:
        return units.parse(unit).dimension
    except units.UnitError:
        return None
