"""Acts on an agency's own factors. Starter rows are everybody's and nobody's: no act changes them.

What is entered is a proposal; a second person's approval (``factors.services.approval``) puts it in force.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced, plain
from accounts.models import User
from factors import plausibility, units
from factors.models import WHOLE, Factor, Library
from factors.search import index
from factors.services import evidence
from factors.services.evidence import SourceFile, check_evidence, put_evidence
from factors.services.guard import reason_given, require_own, told

IN_FORCE = (Factor.State.CURRENT, Factor.State.EXPIRED)
# A withdrawn release is revised too: else a mistaken successor would leave no way back to a valid figure.
REVISABLE = (*IN_FORCE, Factor.State.WITHDRAWN)


def create_factor(actor: User, factor: Factor, file: SourceFile | None = None) -> Factor:
    """Propose a new factor for an own library; an empty ``code`` gets the library's next number.

    ``file``: where the figure stands; without one the note must tell. No report may use the factor before a second
    person has approved it. Raises ``Http404`` (another agency's library), ``PermissionDenied`` or
    ``ValidationError`` (all fields at once).
    """
    require_own(actor, factor.library)
    factor.agency_id = factor.library.agency_id
    factor.release, factor.supersedes = 1, None
    _proposed(factor, actor)
    with transaction.atomic():
        library = Library.objects.select_for_update().get(pk=factor.library_id)
        factor.code = factor.code.strip() or _next_code(library)
        _checked(factor, file)
        factor.save(force_insert=True)
        index.add([factor.pk])
        names = ("library", "code", *WHOLE, "evidence_name", "evidence_digest")
        audit.record(actor, "factor.create", cast(Traced, factor), after=told(factor, names))
    return factor


def supersede_factor(
    actor: User, factor: Factor, changes: Mapping[str, Any], reason: str, file: SourceFile | None = None
) -> Factor:
    """Propose the next release of an own factor, which takes the place of this one when it is approved.

    Until then this one stays in force; studies keep the release that they use. ``changes``: new values by column.
    Without a new ``file`` that of this release stands. Raises as ``create_factor``; ``ValidationError`` also when
    nothing differs from what is in force, without a reason, when the factor was superseded already (somebody else was
    faster), or when a next release waits for approval. What was withdrawn may be put forward again as it was.
    """
    require_own(actor, factor)
    unknown = changes.keys() - set(WHOLE)
    if unknown:
        raise ValidationError(_("不能修订的字段：%s。") % "、".join(sorted(unknown)))
    why = reason_given(reason)
    with transaction.atomic():
        old = _locked(factor)
        require_revisable(old)
        new = _next_release(old, changes)
        _proposed(new, actor)
        _checked(new, file)
        changed = [
            name
            for name in (*WHOLE, "evidence_digest")
            if plain(getattr(old, name)) != plain(getattr(new, name))
        ]
        if not changed and old.state in IN_FORCE:
            raise ValidationError(_("没有任何改动，无需修订。"))
        new.save(force_insert=True)
        index.add([new.pk])
        audit.record(
            actor,
            "factor.supersede",
            cast(Traced, new),
            before=told(old, changed, empty=True),
            after={"reason": why, **told(new, changed, empty=True)},
        )
    return new


def withdraw_factor(actor: User, factor: Factor, reason: str) -> Factor:
    """Take an own factor out of use for good; studies that use it keep it and say so.

    Raises ``Http404``, ``PermissionDenied``, and ``ValidationError`` without a reason or when it is not in force.
    """
    require_own(actor, factor)
    why = reason_given(reason)
    with transaction.atomic():
        row = _locked(factor)
        _require_state(row, IN_FORCE)
        before, row.state = row.state, Factor.State.WITHDRAWN
        row.save(update_fields=["state"])
        index.refresh([row.pk])
        plausibility.keep_up(row.library_id)
        audit.record(
            actor,
            "factor.withdraw",
            cast(Traced, row),
            before={"state": before},
            after={"state": row.state, "reason": why},
        )
    return row


def require_revisable(factor: Factor) -> None:
    """Pass for a factor that may get a next release now; ``ValidationError`` says why it may not."""
    _require_state(factor, REVISABLE)
    following = factor.successors.exclude(state=Factor.State.REJECTED).first()
    if following is None:
        return
    told = {"factor": factor, "release": following.release}
    if following.state == Factor.State.PROPOSED:
        raise ValidationError(
            _("“%(factor)s”的第 %(release)d 版正在等待审核；审核或收回之后才能再修订。") % told
        )
    raise ValidationError(_("“%(factor)s”已有第 %(release)d 版，请修订该版次。") % told)


def _locked(factor: Factor) -> Factor:
    """The row as it stands now."""
    return Factor.objects.select_for_update(of=("self",)).select_related("library").get(pk=factor.pk)


def _require_state(factor: Factor, states: Collection[Factor.State]) -> None:
    if factor.state not in states:
        state = factor.get_state_display()
        raise ValidationError(
            _("“%(factor)s”%(state)s，不能再修订或撤回。") % {"factor": factor, "state": state}
        )


def _proposed(factor: Factor, actor: User) -> None:
    factor.state, factor.proposed_by = Factor.State.PROPOSED, actor
    factor.decided_by, factor.decided_at = None, None


def _checked(factor: Factor, file: SourceFile | None) -> None:
    """Refuse everything that is wrong with the figure and its file, at once; then store the file."""
    problems: dict[str, list[str]] = {}
    try:
        factor.full_clean()
        refuse_mixed_kinds(factor)
    except ValidationError as error:
        problems |= error.message_dict
    try:
        media_type = check_evidence(factor, file)
    except ValidationError as error:
        problems |= error.message_dict
    if problems:
        raise ValidationError(problems)
    if file is not None:
        put_evidence(factor, file, media_type)


def changed(factor: Factor, changes: Mapping[str, Any]) -> Factor:
    """An unsaved copy with other values, to look at before it is proposed."""
    shown = copy(factor)
    for name, value in changes.items():
        setattr(shown, name, value)
    return shown


def _next_release(old: Factor, changes: Mapping[str, Any]) -> Factor:
    new = Factor(agency_id=old.agency_id, library=old.library, code=old.code, supersedes=old)
    releases = Factor.objects.filter(library_id=old.library_id, code=old.code)
    new.release = (releases.aggregate(newest=Max("release"))["newest"] or 0) + 1
    for name in WHOLE:
        setattr(new, name, changes[name] if name in changes else getattr(old, name))
    for name in evidence.COLUMNS:
        setattr(new, name, getattr(old, name))
    return new


def refuse_mixed_kinds(factor: Factor) -> None:
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
