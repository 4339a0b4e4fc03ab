"""What there is to say today of the factors that a study uses."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.models import User
from factors.models import Factor, FactorComponent
from inventories.factor_versions.editions import Years, nearest, newer_editions
from inventories.factor_versions.parts import Renewed, outdated_parts, renewed
from inventories.factor_versions.standing import Standing, is_in_force, standing_of
from inventories.factor_versions.successors import newest_releases


@dataclass(frozen=True)
class Outlook:
    """A factor in use that is out of date, or for which there are newer data.

    ``newer``: what could take its place (``None``: nothing that the reader may use); ``is_edition``: that is the same
    figure of a later year, not its newer release. ``hidden``: a newer release lies in a library that the reader does
    not see. ``parts``: of a composite factor, the parts that are out of date; ``renewed``: what it would be with their
    newest releases, where all have one; ``waiting``: its next release, while that is proposed.
    """

    factor: Factor
    standing: Standing
    newer: Factor | None = None
    is_edition: bool = False
    hidden: bool = False
    parts: tuple[Factor, ...] = ()
    renewed: Renewed | None = None
    waiting: Factor | None = None


def outlooks(actor: User, factors: Sequence[Factor], period: Years, today: datetime.date) -> list[Outlook]:
    """The factors that there is something to say of, in their order."""
    standings = {factor.pk: standing_of(factor, today) for factor in factors}
    releases = newest_releases((factor for factor in factors if standings[factor.pk] is not None), today)
    visible = _visible(actor, {row.pk for row in releases.values()})
    others = [factor for factor in factors if factor.pk not in releases and _may_be_replaced(factor, today)]
    editions = newer_editions(actor, others, today)
    parts = outdated_parts(factors, today)
    told = (
        _outlook(factor, standings[factor.pk], releases.get(factor.pk), visible, edition)
        or _of_parts(actor, factor, parts.get(factor.pk, ()), today)
        for factor in factors
        for edition in [nearest(factor, editions.get(factor.pk, ()), period)]
    )
    return [outlook for outlook in told if outlook is not None]


def _of_parts(
    actor: User, factor: Factor, parts: Sequence[FactorComponent], today: datetime.date
) -> Outlook | None:
    """A composite holds the figures of its parts, and goes on holding them until somebody revises it."""
    if not parts:
        return None
    old = [part.component for part in parts if standing_of(part.component, today) is not None]
    made = renewed(actor, factor, parts, today)
    waiting = factor.successors.filter(state=Factor.State.PROPOSED).first()
    return Outlook(factor, Standing.PARTS_OUT_OF_DATE, parts=tuple(old), renewed=made, waiting=waiting)


def _outlook(
    factor: Factor,
    standing: Standing | None,
    release: Factor | None,
    visible: Collection[int],
    edition: Factor | None,
) -> Outlook | None:
    if release is not None and standing is not None:
        seen = release.pk in visible
        return Outlook(factor, standing, release if seen else None, hidden=not seen)
    if edition is not None:
        return Outlook(factor, standing or Standing.NEWER_EDITION, edition, is_edition=True)
    return Outlook(factor, standing) if standing is not None else None


def _may_be_replaced(factor: Factor, today: datetime.date) -> bool:
    """What is proposed or was rejected has a finding of its own, which a newer year would not settle."""
    return is_in_force(factor, today) or standing_of(factor, today) is not None


def _visible(actor: User, pks: Collection[int]) -> set[int]:
    if not pks:
        return set()
    return set(Factor.objects.visible_to(actor).filter(pk__in=pks).values_list("pk", flat=True))
