"""Why a factor was found, for people: where the words stand, and through which other name.

Two materials are never taken for one another: what was found through another name, a wider or a narrower thing, or
only inside another thing's name, says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factors.models import Factor
from factors.search import ranking
from factors.search.entries import aliases, synonyms_in
from factors.search.question import Part, Question
from factors.search.synonyms import (
    Group,
    Term,
    blocking,
    narrower_than,
    pattern_of,
    seamed,
    stands_in,
    wider_than,
)
from factors.search.tokens import CAS, is_han, key_of, normalised, pieces


@dataclass(frozen=True, slots=True)
class Reason:
    """``text``: a sentence; ``marks``: what is to be marked in the names; ``caution``: another thing than asked for."""

    text: str
    marks: tuple[str, ...]
    caution: bool = False


class _Told(NamedTuple):
    text: str
    marks: tuple[str, ...]
    caution: bool = False


class _Names:
    """What a factor is called, made ready to be looked into as far as it is looked into."""

    def __init__(self, factor: Factor) -> None:
        self.factor = factor

    @cached_property
    def name(self) -> str:
        return seamed(self.factor.name)

    @cached_property
    def english(self) -> str:
        return seamed(self.factor.name_en)

    @cached_property
    def synonyms(self) -> str:
        return seamed(self.factor.synonyms)

    @cached_property
    def code(self) -> str:
        return key_of(self.factor.code)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every single name that it has."""
        factor = self.factor
        texts = [*aliases(factor.name), *aliases(factor.name_en), *synonyms_in(factor.synonyms)]
        return frozenset(filter(None, map(key_of, texts)))


def reason_of(factor: Factor, question: Question) -> Reason:
    """Why this factor answers the question; one clause for each part of it."""
    names = _Names(factor)
    whole = _by_number(names, question.key)
    told = [whole] if whole is not None else [_part(names, part) for part in question.parts]
    text = "；".join(dict.fromkeys(each.text for each in told))
    marks = dict.fromkeys(mark for each in told for mark in each.marks)
    return Reason(text, tuple(marks), any(each.caution for each in told))


def _part(names: _Names, part: Part) -> _Told:
    number = _by_number(names, part.key)
    ways = (_by_name, _through_group, _through_kin, _beside, _by_beginning)
    told = (told for way in ways for told in way(names, part))
    found = number or next(told, None)
    return found if found is not None else _Told(_("名称或别名含“%s”") % part.shown, part.pieces)


def _by_number(names: _Names, key: str) -> _Told | None:
    """The CAS number or the code was typed."""
    factor = names.factor
    if key and key == CAS + factor.cas.replace("-", ""):
        return _Told(_("CAS 号 %s") % factor.cas, ())
    # Most codes begin with something else; reading every one of them in full would take a tenth of a search.
    if key and factor.code[:1].lower() == key[0] and key == names.code:
        return _Told(_("编号 %s") % factor.code, ())
    return None


def _by_name(names: _Names, part: Part) -> Iterator[_Told]:
    """What was typed stands in a name of the factor."""
    patterns = [pattern_of((piece,)) for piece in part.pieces]
    for place in ("name", "synonyms", "english"):
        text: str = getattr(names, place)
        if not all(pattern in text for pattern in patterns):
            continue
        other = _other_thing(part, text)
        if other is not None:
            told = _("只在“%(other)s”中含“%(text)s”，是另一种东西")
            yield _Told(told % {"other": other, "text": part.shown}, part.pieces, True)
        elif part.group is not None and pattern_of(part.pieces) not in text:
            yield _Told(_("各词分开出现：%s") % "、".join(part.pieces), part.pieces, True)
        elif place != "synonyms" and _is_only_told(names, part):
            yield _Told(_("只在名称的说明中提到“%s”") % part.shown, part.pieces, True)
        elif place == "synonyms":
            yield _Told(_("别名：%s") % _synonym_with(names.factor, part), part.pieces)
        else:
            told = _("名称含“%s”") if place == "name" else _("英文名含“%s”")
            yield _Told(told % part.shown, part.pieces)


def _other_thing(part: Part, text: str) -> str | None:
    """The name of another thing inside which alone the words stand."""
    pattern = pattern_of(part.pieces)
    if part.group is None or pattern not in text or stands_in(part.group, pattern, text):
        return None
    inside = (other for other in blocking(part.group, pattern) if pattern_of(other) in text)
    return next((_readable(other) for other in inside), None)


def _is_only_told(names: _Names, part: Part) -> bool:
    """Whether the thing is named only in brackets or behind a comma, by this or another of its names."""
    factor = names.factor
    if part.group is None or ranking.has_no_more(factor.name):
        return False
    texts = ["".join(part.pieces), *(normalised(term.text) for term in part.group.terms)]
    told = any(ranking.only_told(factor.name, factor.synonyms, text) for text in texts)
    return told and names.keys.isdisjoint(term.key for term in part.group.terms)


def _synonym_with(factor: Factor, part: Part) -> str:
    pattern = pattern_of(part.pieces)
    return next((one for one in synonyms_in(factor.synonyms) if pattern in seamed(one)), factor.synonyms)


def _through_group(names: _Names, part: Part) -> Iterator[_Told]:
    """Another name for the same thing."""
    group = part.group
    if group is None:
        return
    called = [term for term in group.terms if _is_called(names, group, term)]
    only_told = _is_only_told(names, part)
    best = sorted(
        called,
        key=lambda term: (_is_only_mentioned(names, term) is not only_told, term.pattern not in names.name),
    )
    for term in best:
        told = {"text": part.shown, "other": term.text}
        if term.text.replace("-", "").isdigit():
            yield _Told(_("“%(text)s”的 CAS 号 %(other)s") % told, ())
        elif _is_only_mentioned(names, term):
            text = _("只在名称的说明中提到“%(other)s”（%(text)s）") % told
            yield _Told(text, (term.text, *term.pieces), True)
        else:
            yield _Told(_("同物异名：%(other)s（%(text)s）") % told, (term.text, *term.pieces))


def _is_only_mentioned(names: _Names, term: Term) -> bool:
    """Whether the name stands in brackets or behind a comma alone."""
    factor = names.factor
    return term.key not in names.keys and ranking.only_told(
        factor.name, factor.synonyms, normalised(term.text)
    )


def _is_called(names: _Names, group: Group, term: Term) -> bool:
    if term.key in names.keys or term.key == CAS + names.factor.cas.replace("-", ""):
        return True
    texts = (names.name, names.synonyms, names.english)
    return not term.whole and any(stands_in(group, term.pattern, text) for text in texts)


def _through_kin(names: _Names, part: Part) -> Iterator[_Told]:
    """A wider or a narrower thing, which may not be the same."""
    if part.group is None:
        return
    for narrower, groups in ((True, narrower_than(part.group)), (False, wider_than(part.group))):
        terms = [term for group in groups for term in group.terms if term.key in names.keys]
        for term in terms:
            told = _("“%(text)s”的一种：%(other)s") if narrower else _("比“%(text)s”更宽的类别：%(other)s")
            yield _Told(told % {"text": part.shown, "other": term.text}, (term.text, *term.pieces), True)


_BESIDE = {
    "region": gettext_lazy("地区"),
    "category": gettext_lazy("类别"),
    "year": gettext_lazy("数据年份"),
    "code": gettext_lazy("编号"),
    "library": gettext_lazy("因子库"),
    "publisher": gettext_lazy("发布机构"),
}
_NAMES = {
    "name": gettext_lazy("名称"),
    "synonyms": gettext_lazy("别名"),
    "name_en": gettext_lazy("英文名"),
}


def _beside(names: _Names, part: Part) -> Iterator[_Told]:
    """Not a name but what stands beside it."""
    factor, pattern = names.factor, pattern_of(part.pieces)
    texts = {name: str(getattr(factor, name) or "") for name in ("region", "category", "year", "code")}
    texts |= {"library": factor.library.name, "publisher": factor.library.publisher}
    for name, text in texts.items():
        if text and pattern in seamed(text):
            yield _Told(_("%(label)s：%(text)s") % {"label": _BESIDE[name], "text": text}, ())


def _by_beginning(names: _Names, part: Part) -> Iterator[_Told]:
    """A Latin word that begins as was typed."""
    if not part.is_beginning:
        return
    typed = part.pieces[0]
    for name, label in _NAMES.items():
        found = (piece for piece in pieces(getattr(names.factor, name)) if piece.startswith(typed))
        word = next(found, None)
        if word is not None:
            yield _Told(_("%(label)s含“%(text)s”") % {"label": label, "text": word}, (typed,))


def _readable(found: tuple[str, ...]) -> str:
    return ("" if is_han(found[0]) else " ").join(found)
