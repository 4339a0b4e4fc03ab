"""Factors by what a pasted cell says: a code or exact name that leads to one factor only. Never the likeliest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from factors import units
from factors.models import Factor, Library
from inventories.grid.requests import Edit


class Unclear(Exception):
    """The text leads to no factor, or to several; the message says which, and what to do."""


@dataclass(frozen=True)
class Matches:
    """By text, everything that is called so."""

    named: Mapping[str, Sequence[Factor]]

    def of(self, text: str, unit: str) -> Factor | None:
        """The factor that ``text`` means for an amount in ``unit``; ``None``: none is wanted. Raises ``Unclear``."""
        name = text.strip()
        if not name:
            return None
        found = self.named.get(name, ())
        # Of several the unit may leave one: electricity and heat of one name.
        certain = [factor for factor in found if fits(factor, unit)] if len(found) > 1 else found
        if len(certain) == 1:
            return certain[0]
        if not found:
            raise Unclear(_("没有代码或名称恰为“%s”的因子，请搜索后选择。") % name[:60])
        told = {"number": len(found), "name": name[:60]}
        raise Unclear(_("有 %(number)d 个因子叫“%(name)s”，请选择其中一个。") % told)


def match(actor: User, edits: Iterable[Edit]) -> Matches:
    """Look up every text that the edits have for a factor, in three queries however many they are."""
    texts = {edit.texts.get("factor", "").strip() for edit in edits} - {""}
    named: dict[str, list[Factor]] = defaultdict(list)
    for factor in _called(actor, texts) if texts else ():
        for text in {factor.name, factor.code} & texts:
            named[text].append(factor)
    return Matches(named)


def _called(actor: User, texts: set[str]) -> list[Factor]:
    """The current factors in reach whose name or code is one of the texts; both by an index."""
    libraries = dict(Library.objects.visible_to(actor).values_list("pk", "agency_id"))
    agencies = Q(agency__in={agency for agency in libraries.values() if agency is not None})
    owners = agencies | Q(agency=None) if None in libraries.values() else agencies
    usable = Factor.objects.visible_to(actor).filter(state=Factor.State.CURRENT).select_related("library")
    by_name = usable.filter(owners, name__in=texts)
    by_code = usable.filter(library__in=libraries, code__in=texts)
    return list({factor.pk: factor for factor in (*by_name, *by_code)}.values())


def fits(factor: Factor, unit: str) -> bool:
    """Whether amounts in ``unit`` go with the factor; an unknown unit goes with none."""
    try:
        return factor.per.dimension == units.parse(unit).dimension
    except units.UnitError:
        return False
