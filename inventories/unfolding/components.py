"""Of which factors the composite factors of a value were made, where the system knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from accounts.models import User
from factors.models import Factor
from factors.services.composites import component_of, link
from factors.values import Component

AT_ONCE = 500


def link_components(actor: User, rows: Iterable[Factor]) -> None:
    """Tie the parts of saved composites to the released factors that say the same; the others stay figures alone."""
    parts = [
        (row, place, component)
        for row in rows
        if (value := row.composite) is not None
        for place, component in enumerate(value.components)
    ]
    known = _known(actor, sorted({component.name for _row, _place, component in parts}))
    link([(row, place, known[part]) for row, place, part in parts if part in known])


def _known(actor: User, names: Sequence[str]) -> dict[Component, Factor]:
    """The released factors of those names in the actor's reach; of several alike the current, newest one."""
    rows = [
        row
        for start in range(0, len(names), AT_ONCE)
        for row in _stated(actor, names[start : start + AT_ONCE])
    ]
    rows.sort(key=lambda row: (row.state == Factor.State.CURRENT, row.release, row.pk))
    return {component_of(row): row for row in rows}


def _stated(actor: User, names: Sequence[str]) -> Iterator[Factor]:
    unreleased = (Factor.State.PROPOSED, Factor.State.REJECTED)
    visible = Factor.objects.visible_to(actor).filter(name__in=names, form=Factor.Form.STATED)
    yield from visible.exclude(state__in=unreleased).exclude(amount=None).select_related("library")
