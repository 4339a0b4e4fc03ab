"""Acts on composite factors: an electricity mix or a lorry, proposed with what it is made of.

They are proposed, approved, superseded and withdrawn like every own factor; here is what they have beside it: a
component is a released factor that the person sees, and its figure goes nowhere wider than its own library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from factors import telling
from factors.models import Factor, FactorComponent, Library
from factors.services.evidence import SourceFile
from factors.services.factors import create_factor, supersede_factor
from factors.services.guard import require_own
from factors.services.licences import wider_than
from factors.values import Component, Composite, Source, kind_of
from factors.values.source import named

RELEASED = (Factor.State.CURRENT, Factor.State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Draft:
    """A composition, and the factor from which each of its parts was taken; ``None`` for a figure that was typed."""

    value: Composite
    origins: tuple[Factor | None, ...]


def component_of(row: Factor) -> Component:
    """The factor as it stands inside a composition. Raises ``ValidationError`` unless it is a stated figure."""
    if row.form != Factor.Form.STATED or row.amount is None:
        raise ValidationError(
            _("“%s”不是直接给出的数值，不能作为组成因子；请选用以每度电或每车公里直接给出的因子。") % row
        )
    return Component(
        name=row.name,
        amount=row.amount,
        unit=row.unit,
        kind=row.kind,  # type: ignore[arg-type]  # a choice of the column is one of the value
        library=str(row.library),
        region=row.region,
        year=row.year,
        boundary=row.boundary,
        gwp_set=row.gwp_set,
        source=Source(
            publisher=row.publisher,
            document=row.document,
            table=row.table,
            licence=row.licence,
            second_hand=row.second_hand,
        ),
    )


def component_ids(factor: Factor) -> list[int]:
    """The ids of the factors of which this one was made, in the order of its parts; typed figures have none."""
    return list(factor.components.order_by("place").values_list("component_id", flat=True))


def composed(factor: Factor, draft: Draft) -> Factor:
    """An unsaved copy with what follows from the composition, to look at its figure."""
    shown = copy(factor)
    for name, value in _columns(draft.value, factor.gwp_set).items():
        setattr(shown, name, value)
    return shown


def create_composite(actor: User, factor: Factor, draft: Draft, file: SourceFile | None = None) -> Factor:
    """Propose a new composite factor for an own library. Raises as ``create_factor``."""
    require_own(actor, factor.library)
    for name, value in _columns(draft.value, factor.gwp_set).items():
        setattr(factor, name, value)
    with transaction.atomic():
        _check_origins(actor, factor.library, draft)
        made = create_factor(actor, factor, file)
        _link(made, draft.origins)
    return made


def supersede_composite(
    actor: User,
    factor: Factor,
    changes: Mapping[str, Any],
    draft: Draft,
    reason: str,
    file: SourceFile | None = None,
) -> Factor:
    """Propose the next release of a composite factor. Raises as ``supersede_factor``."""
    require_own(actor, factor)
    columns = {**changes, **_columns(draft.value, str(changes.get("gwp_set", "")))}
    with transaction.atomic():
        _check_origins(actor, factor.library, draft)
        made = supersede_factor(actor, factor, columns, reason, file)
        _link(made, draft.origins)
    return made


def link(links: Sequence[tuple[Factor, int, Factor]]) -> None:
    """Write of which factors saved composites were made: composite, place of the part, component."""
    FactorComponent.objects.bulk_create(
        FactorComponent(composite=composite, place=place, component=component)
        for composite, place, component in links
    )


def _link(made: Factor, origins: Sequence[Factor | None]) -> None:
    link([(made, place, origin) for place, origin in enumerate(origins) if origin is not None])


def _columns(value: Composite, gwp_set: str) -> dict[str, Any]:
    """What follows from the composition; the GWP set where all parts that name one name the same."""
    sets = named(component.gwp_set for component in value.components)
    return {
        "form": value.kind,
        "kind": kind_of(value.components),
        "unit": telling.result_unit(value),
        "composition": value.model_dump(mode="json"),
        "gwp_set": gwp_set or (sets[0] if len(sets) == 1 else ""),
        "amount": None,
    }


def _check_origins(actor: User, library: Library, draft: Draft) -> None:
    """Every component is in the actor's sight, released, the figure that was taken, and may go into the library."""
    visible = Factor.objects.visible_to(actor).select_related("library")
    found = visible.in_bulk({origin.pk for origin in draft.origins if origin is not None})
    problems: list[str] = []
    for component, origin in zip(draft.value.components, draft.origins, strict=True):
        if origin is None:
            continue
        row = found.get(origin.pk)
        if row is None:
            problems.append(_("没有找到组成因子“%s”。") % component.name)
            continue
        problems += _origin_problems(row, component, library)
    if problems:
        raise ValidationError({"composition": problems})


def _origin_problems(row: Factor, component: Component, library: Library) -> list[str]:
    problems = []
    if row.state not in RELEASED:
        state = row.get_state_display()
        problems.append(_("组成因子“%(name)s”%(state)s，请改选有效的因子。") % {"name": row, "state": state})
    if component_of(row) != component:
        problems.append(_("组成因子“%s”的数值与所选版次不一致，请重新选择。") % row)
    wider = wider_than(row.library, library)
    if wider:
        problems.append(
            _("组成因子“%(name)s”来自“%(source)s”，%(why)s；请把组合因子存入同样限制的因子库。")
            % {"name": row, "source": row.library, "why": wider}
        )
    return problems
