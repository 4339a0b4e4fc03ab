"""A composite factor with the newest releases of its parts: what it would be, to be reckoned with and to be proposed."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from accounts.models import User
from factors import telling
from factors.models import COMPOSED, Factor, FactorComponent
from factors.services import Draft, component_of
from factors.values import Composite, errors, kind_of, read_composition, troubles
from inventories.factor_versions.standing import standing_of
from inventories.factor_versions.successors import newest_releases


@dataclass(frozen=True)
class Renewed:
    """``factor``: as the composite would be, unsaved, its key the negative of the composite's; ``draft`` to propose it.

    ``replaced``: the outdated parts, each with its newest release, in their order.
    """

    factor: Factor
    draft: Draft
    replaced: tuple[tuple[Factor, Factor], ...]


def outdated_parts(factors: Iterable[Factor], today: datetime.date) -> dict[int, list[FactorComponent]]:
    """By composite factor, all its parts where one of them is out of date; no query where nothing is composite."""
    composites = [factor.pk for factor in factors if factor.form in COMPOSED]
    if not composites:
        return {}
    parts: dict[int, list[FactorComponent]] = {}
    rows = FactorComponent.objects.filter(composite__in=composites).select_related("component__library")
    for part in rows.order_by("composite", "place"):
        parts.setdefault(part.composite_id, []).append(part)
    return {
        composite: found
        for composite, found in parts.items()
        if any(standing_of(part.component, today) is not None for part in found)
    }


def renewed(
    actor: User, factor: Factor, parts: Iterable[FactorComponent], today: datetime.date
) -> Renewed | None:
    """The composite with the newest release of every outdated part; ``None`` where one of them has none.

    A newest release that the actor does not see, or one that does not fit into the composition, is none.
    """
    parts = list(parts)
    old = [part.component for part in parts if standing_of(part.component, today) is not None]
    newest = newest_releases(old, today)
    seen = Factor.objects.visible_to(actor).in_bulk([row.pk for row in newest.values()])
    if factor.composite is None or not all(row.pk in newest and newest[row.pk].pk in seen for row in old):
        return None
    origins = {part.place: newest.get(part.component_id, part.component) for part in parts}
    value = _with_parts(factor.composite, origins)
    if value is None:
        return None
    made = copy.copy(factor)
    made.pk, made.release, made.supersedes_id = -factor.pk, factor.release + 1, factor.pk
    made.composition = value.model_dump(mode="json")
    made.unit, made.kind = telling.result_unit(value), kind_of(value.components)
    places = range(len(value.components))
    draft = Draft(value, tuple(origins.get(place) for place in places))
    return Renewed(made, draft, tuple((row, newest[row.pk]) for row in dict.fromkeys(old)))


def _with_parts(value: Composite, rows: dict[int, Factor]) -> Composite | None:
    """The composition with these factors at their places; ``None`` where they make none."""
    try:
        figures = {place: component_of(row) for place, row in rows.items()}
    except ValidationError:
        return None
    members = value.model_dump(mode="json")
    for place, figure in figures.items():
        members["parts"][place]["factor"] = figure.model_dump(mode="json")
    made = read_composition(value.kind, members)
    return None if errors(troubles(made)) else made
