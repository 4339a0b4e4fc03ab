"""Acts on inventory lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, editing
from accounts.editing import EditConflict
from accounts.models import User
from inventories.models import Evidence, EvidenceTie, InventoryLine, Stage, TransportLeg
from inventories.services.guard import guard
from inventories.services.order import next_position, renumber, siblings
from inventories.services.ways import settled

# What a copy of a line takes over.
COPIED = [
    "kind",
    "purpose",
    "amount",
    "unit",
    "basis",
    "output",
    "output_unit",
    "share",
    "factor",
    "goods",
    "proxy_for",
    "data_kind",
    "data_source",
    "reliability",
    "completeness",
    "time_score",
    "geography",
    "technology",
    "note",
    "code",
    "specification",
    "supplier",
    "process",
    "details",
    "section",
]
LEG_COPIED = [
    "position",
    "origin",
    "destination",
    "mode",
    "distance_km",
    "tonne_km",
    "factor",
    "proxy_for",
    "load_t",
    "whole_trips",
    "empty_return",
    "route_origin",
    "route_destination",
    "straight_km",
    "detour",
    "route_source",
]


@dataclass(frozen=True)
class LegInput:
    """One leg as an editor wants it. ``pk`` and ``version``: of the leg that was read, ``None`` for a new one."""

    values: Mapping[str, Any]
    pk: int | None = None
    version: int | None = None
    remove: bool = False


def save_line(
    actor: User,
    line: InventoryLine,
    changes: Mapping[str, Any],
    legs: Sequence[LegInput],
    *,
    version: int | None = None,
    evidence: Iterable[Evidence] | None = None,
) -> InventoryLine:
    """Write a line with all its legs, in their order, as one act.

    A new line (no ``pk``) takes its values from the row and its place behind the last of its stage; of another,
    ``changes`` are made to the ``version`` that was read. ``legs`` names every leg that was read: one that somebody
    else changed, added or took away since is an ``EditConflict`` of the line. An activity has no legs: those of a
    line that was a transport before go. ``evidence``: the files that support the line (``None``: leave them). Raises
    as ``accounts.editing``; then nothing is written.
    """
    with transaction.atomic():
        guard(actor, line.study if line.pk is None else line)
        current = _legs_as_read(line, legs, changes)
        if line.pk is None:
            if line.stage_id is not None:
                line.position = next_position(InventoryLine.objects.filter(stage_id=line.stage_id))
            written = editing.create(actor, line)
        elif version is None:
            raise ValueError("an existing line is changed on the version that was read")
        else:
            written = _edit(actor, line, changes, version)
        is_transport = written.kind == InventoryLine.Kind.TRANSPORT
        wanted = [leg for leg in legs if is_transport and not leg.remove]
        if _save_legs(actor, written, current, wanted) and written.version == version:
            _raise_version(written, changes)
        if evidence is not None:
            _set_evidence(actor, written, list(evidence))
    return written


def _set_evidence(actor: User, line: InventoryLine, chosen: list[Evidence]) -> None:
    if any(evidence.study_id != line.study_id for evidence in chosen):
        raise ValidationError({"evidence": _("所选记录不属于本项目。")})
    before = sorted(evidence.name for evidence in line.evidence.all())
    after = sorted(evidence.name for evidence in chosen)
    if before != after:
        line.evidence.set(chosen)
        audit.record(
            actor, "inventoryline.evidence", line, before={"evidence": before}, after={"evidence": after}
        )


def _legs_as_read(
    line: InventoryLine, legs: Sequence[LegInput], changes: Mapping[str, Any]
) -> dict[int, TransportLeg]:
    """The line's legs, which must be those that the editor read."""
    if line.pk is None:
        return {}
    current = {leg.pk: leg for leg in line.legs.select_for_update()}
    read = {(leg.pk, leg.version) for leg in legs if leg.pk is not None}
    if read != {(leg.pk, leg.version) for leg in current.values()}:
        raise EditConflict(InventoryLine.objects.get(pk=line.pk), changes)
    return current


def _edit(actor: User, line: InventoryLine, changes: Mapping[str, Any], version: int) -> InventoryLine:
    stage = changes.get("stage")
    # The row may hold what the form wants already; where the line stands now is in the table.
    if isinstance(stage, Stage) and not InventoryLine.objects.filter(pk=line.pk, stage=stage).exists():
        changes = {**changes, "position": next_position(InventoryLine.objects.filter(stage=stage))}
    return editing.edit(actor, line, changes, version=version)


def _save_legs(
    actor: User, line: InventoryLine, current: dict[int, TransportLeg], wanted: Sequence[LegInput]
) -> bool:
    """Bring the legs to what is wanted; whether anything changed."""
    changed = False
    for position, leg in enumerate(wanted):
        row = TransportLeg(line=line) if leg.pk is None else current.pop(leg.pk)
        values = {**settled(row, leg.values), "position": position}
        if leg.pk is None:
            editing.create(actor, TransportLeg(line=line, **values))
            changed = True
        else:
            row.line = line
            changed |= editing.edit(actor, row, values, version=row.version).version != row.version
    for row in current.values():
        row.line = line
        editing.remove(actor, row, version=row.version)
        changed = True
    return changed


def _raise_version(line: InventoryLine, changes: Mapping[str, Any]) -> None:
    """Only the legs changed: who reads the line next reads a newer one all the same."""
    rows = InventoryLine.objects.filter(pk=line.pk, version=line.version)
    if not rows.update(version=line.version + 1):
        raise EditConflict(InventoryLine.objects.get(pk=line.pk), changes)
    line.version += 1


def copy_line(actor: User, line: InventoryLine) -> InventoryLine:
    """A copy of the line with its legs and evidence, behind it."""
    with transaction.atomic():
        guard(actor, line)
        source = InventoryLine.objects.get(pk=line.pk)
        copy = InventoryLine(
            study=source.study,
            stage=source.stage,
            name=_("%s（副本）") % source.name[:190],
            position=source.position,
            **{name: getattr(source, name) for name in COPIED},
        )
        editing.create(actor, copy)
        for leg in source.legs.all():
            values = {name: getattr(leg, name) for name in LEG_COPIED}
            editing.create(actor, TransportLeg(line=copy, **values))
        EvidenceTie.objects.bulk_create(
            EvidenceTie(evidence_id=tie.evidence_id, inventoryline=copy, data=tie.data, place=tie.place)
            for tie in source.ties.all()
        )
        order = [row for row in siblings(copy) if row.pk != copy.pk]
        at = next(index for index, row in enumerate(order) if row.pk == source.pk)
        renumber([*order[: at + 1], copy, *order[at + 1 :]])
    return copy


def move_to_stage(
    actor: User, line: InventoryLine, stage: Stage, *, before: InventoryLine | None, version: int
) -> InventoryLine:
    """Put the line into ``stage``, before another line of it or (``None``) at its end."""
    with transaction.atomic():
        moved = editing.edit(actor, line, {"stage": stage}, version=version)
        order = [row for row in siblings(moved) if row.pk != moved.pk]
        at = next(
            (i for i, row in enumerate(order) if before is not None and row.pk == before.pk), len(order)
        )
        renumber([*order[:at], moved, *order[at:]])
        audit.record(actor, "inventoryline.move", moved, after={"stage": str(stage), "position": at + 1})
    return moved
