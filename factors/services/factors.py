"""Acts on an agency's own factors. Starter rows are everybody's and nobody's: no act changes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced, plain
from accounts.models import User
from factors import units
from factors.models import CONTENT, Factor, Library
from factors.services.guard import reason_given, require_own, told

_IN_FORCE = (Factor.State.CURRENT, Factor.State.EXPIRED)


def create_factor(actor: User, factor: Factor) -> Factor:
    """Write a new factor into an own library; an empty ``code`` gets the library's next number.

    Raises ``Http404`` (another agency's library), ``PermissionDenied`` or ``ValidationError`` (all fields at once).
    """
    require_own(actor, factor.library)
    factor.agency_id = factor.library.agency_id
    factor.release, factor.state, factor.supersedes = 1, Factor.State.CURRENT, None
    with transaction.atomic():
        library = Library.objects.select_for_update().get(pk=factor.library_id)
        factor.code = factor.code.strip() or _next_code(library)
        factor.full_clean()
        _refuse_mixed_kinds(factor)
        factor.save(force_insert=True)
        audit.record(
            actor, "factor.create", cast(Traced, factor), after=told(factor, ("library", "code", *CONTENT))
        )
    return factor


def supersede_factor(actor: User, factor: Factor, changes: Mapping[str, Any], reason: str) -> Factor:
    """Write the next release of an own factor, which takes the place of this one; studies keep the old.

    ``changes``: new values by column. Raises as ``create_factor``; ``ValidationError`` also when nothing differs,
    without a reason, and when the factor is not in force any more (somebody else was faster).
    """
    require_own(actor, factor)
    unknown = changes.keys() - set(CONTENT)
    if unknown:
        raise ValidationError(_("不能修订的字段：%s。") % "、".join(sorted(unknown)))
    why = reason_given(reason)
    with transaction.atomic():
        old = _in_force(factor)
        new = _next_release(old, changes)
        changed = [name for name in CONTENT if plain(getattr(old, name)) != plain(getattr(new, name))]
        if not changed:
            raise ValidationError(_("没有任何改动，无需修订。"))
        new.save(force_insert=True)
        Factor.objects.filter(pk=old.pk).update(state=Factor.State.SUPERSEDED)
        audit.record(
            actor,
            "factor.supersede",
            cast(Traced, new),
            before={name: getattr(old, name) for name in changed},
            after={"reason": why, **{name: getattr(new, name) for name in changed}},
        )
    return new


def withdraw_factor(actor: User, factor: Factor, reason: str) -> Factor:
    """Take an own factor out of use for good; studies that use it keep it and say so.

    Raises ``Http404``, ``PermissionDenied``, and ``ValidationError`` without a reason or when it is not in force.
    """
    require_own(actor, factor)
    why = reason_given(reason)
    with transaction.atomic():
        row = _in_force(factor)
        before, row.state = row.state, Factor.State.WITHDRAWN
        row.save(update_fields=["state"])
        audit.record(
            actor,
            "factor.withdraw",
            cast(Traced, row),
            before={"state": before},
            after={"state": row.state, "reason": why},
        )
    return row


def _in_force(factor: Factor) -> Factor:
    """The row as it stands now, locked; ``ValidationError`` when it is superseded or withdrawn."""
    row = Factor.objects.select_for_update().get(pk=factor.pk)
    if row.state not in _IN_FORCE:
        state = row.get_state_display()
        raise ValidationError(
            _("“%(factor)s”%(state)s，不能再修订或撤回。") % {"factor": row, "state": state}
        )
    return row


def _next_release(old: Factor, changes: Mapping[str, Any]) -> Factor:
    new = Factor(agency_id=old.agency_id, library_id=old.library_id, code=old.code)
    new.release, new.supersedes = old.release + 1, old
    for name in CONTENT:
        setattr(new, name, changes[name] if name in changes else getattr(old, name))
    new.full_clean()
    _refuse_mixed_kinds(new)
    return new


def _refuse_mixed_kinds(factor: Factor) -> None:
    """A figure of CO2 alone must not be entered as one of CO2e, nor the other way round: nobody would notice later."""
    if factor.form == Factor.Form.GASES or factor.kind == Factor.Kind.COMBUSTION:
        return
    alone = factor.form == Factor.Form.FUEL or units.parse_emission_factor_unit(factor.unit).co2_only
    if alone and factor.kind != Factor.Kind.CO2_ONLY:
        raise ValidationError({"kind": _("该因子只计二氧化碳：口径请选“仅二氧化碳”或“仅燃烧”，或更正单位。")})
    if not alone and factor.kind == Factor.Kind.CO2_ONLY:
        raise ValidationError({"kind": _("口径为“仅二氧化碳”时，单位应以 CO2 计，例如 kgCO2/kWh。")})


def _next_code(library: Library) -> str:
    """The first free of 001, 002 …; the library's row is locked, so that two people do not take the same."""
    taken = set(library.factors.values_list("code", flat=True))
    number = 1
    while f"{number:03d}" in taken:
        number += 1
    return f"{number:03d}"
