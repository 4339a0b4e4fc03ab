"""A study once more: for a new year, or for a variant of the product. What was entered goes along, row by row.

A copy remembers where each line came from, so that the two can be compared. A figure of last year must not slip into
this year's report unnoticed: what belongs to the old period can be left empty, and an empty amount stands in the way of
a result until somebody enters it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, editing
from accounts.audit import Trace
from accounts.editing import content
from accounts.models import User
from accounts.permissions import require
from accounts.rows import AgencyRow
from inventories.models import (
    BoundaryProcess,
    Evidence,
    EvidenceTie,
    FunctionalUnit,
    InventoryLine,
    Product,
    Sharing,
    Stage,
    Study,
    TransportLeg,
)

AT_ONCE = 400
# What a datum of another period says nothing about in this one.
_OF_THE_DATUM = ("amount", "output", "data_source", "reliability", "completeness", "time_score")


class Kept(models.TextChoices):
    """Which amounts a copy takes over."""

    ALL = "all", _("保留全部数量")
    PER_UNIT = "per_unit", _("保留按功能单位的数量，清空数据期总量")
    NONE = "none", _("清空全部数量")


@dataclass(frozen=True)
class CopyPlan:
    """What the copy is to be. ``evidence``: the files behind the data that are kept go along."""

    title: str
    product: Product
    period_start: datetime.date
    period_end: datetime.date
    kept: Kept = Kept.ALL
    evidence: bool = True

    def keeps(self, line: InventoryLine) -> bool:
        """Whether the line's datum goes along."""
        per_unit = line.basis == InventoryLine.Basis.PER_FUNCTIONAL_UNIT
        return self.kept == Kept.ALL or (self.kept == Kept.PER_UNIT and per_unit)


def copy_study(actor: User, source: Study, plan: CopyPlan) -> Study:
    """A copy of ``source`` with scope, stages, lines and legs, in one act; the source may be closed for editing.

    Raises ``ValidationError``, ``PermissionDenied`` or ``Http404``; then nothing is written.
    """
    require(actor, Study.EDIT_ACTION, source)
    with transaction.atomic():
        study = _study(actor, source, plan)
        stages = _rows(actor, Stage, source.stages.all(), lambda _row: {"study": study})
        sharings = _rows(actor, Sharing, source.sharings.all(), lambda _row: _sharing(study, plan))
        _rows(actor, BoundaryProcess, source.processes.all(), lambda _row: {"study": study})
        lines = _lines(actor, source, study, (stages, sharings), plan)
        _legs(actor, source, lines, plan)
        if plan.evidence:
            _evidence(actor, source, study, lines, plan)
        kept = {"kept": str(plan.kept.label), "lines": len(lines)}
        audit.record(actor, "study.copy", study, after={"copied_from": source, **kept})
    return study


def _study(actor: User, source: Study, plan: CopyPlan) -> Study:
    values = {
        **_values(source),
        "title": plan.title,
        "product": plan.product,
        "period_start": plan.period_start,
        "period_end": plan.period_end,
        "copied_from": source,
        "responsible": actor,
    }
    if plan.kept != Kept.ALL:
        counts = ("output_amount", "output_produced", "output_rejected", "output_reworked")
        values |= dict.fromkeys(counts)
    study = editing.create(actor, Study(**values))
    study.libraries.set(source.libraries.all())
    unit = FunctionalUnit.objects.filter(study=source).first()
    if unit is not None:
        editing.create(actor, FunctionalUnit(study=study, **_values(unit)))
    return study


def _lines(
    actor: User,
    source: Study,
    study: Study,
    parts: tuple[dict[int, Stage], dict[int, Sharing]],
    plan: CopyPlan,
) -> dict[int, InventoryLine]:
    """By the id of each line of the source, its copy; transports after what they carry."""
    rows = list(source.lines.select_related("factor").order_by("position", "pk"))
    made: dict[int, InventoryLine] = {}
    stages, sharings = parts

    def others(row: InventoryLine) -> dict[str, Any]:
        return {
            "study": study,
            "stage": stages[row.stage_id],
            "goods": made[row.goods_id] if row.goods_id is not None else None,
            "meter": sharings[row.meter_id] if row.meter_id is not None else None,
            "co_products": sharings[row.co_products_id] if row.co_products_id is not None else None,
            "copied_from": row,
            **_datum(row, plan),
        }

    made |= _rows(actor, InventoryLine, [row for row in rows if row.goods_id is None], others)
    made |= _rows(actor, InventoryLine, [row for row in rows if row.goods_id is not None], others)
    return made


def _sharing(study: Study, plan: CopyPlan) -> dict[str, Any]:
    """Hours and masses are the period's; the product's own has to be entered before the sharing says anything."""
    return {"study": study} if plan.kept == Kept.ALL else {"study": study, "own": None}


def _datum(row: InventoryLine, plan: CopyPlan) -> dict[str, Any]:
    """What is left out of a line whose datum stays behind; where a datum that goes along came from goes with it."""
    if plan.keeps(row):
        return {
            name: getattr(row, name) for name in ("section", "source_workbook", "source_sheet", "source_row")
        }
    empty: dict[str, Any] = dict.fromkeys(_OF_THE_DATUM)
    return {**empty, "data_source": "", "section": row.section}


def _legs(actor: User, source: Study, lines: dict[int, InventoryLine], plan: CopyPlan) -> None:
    legs = TransportLeg.objects.filter(line__study=source).select_related("line", "factor").order_by("pk")
    _rows(
        actor,
        TransportLeg,
        legs,
        lambda leg: {
            "line": lines[leg.line_id],
            # Tonne-kilometres are an amount, a distance is the way of things.
            **({} if plan.keeps(leg.line) else {"tonne_km": None}),
        },
    )


def _evidence(
    actor: User, source: Study, study: Study, lines: dict[int, InventoryLine], plan: CopyPlan
) -> None:
    """The files that support a line whose datum goes along; their bytes are in the agency's store already."""
    ties: Iterable[EvidenceTie] = EvidenceTie.objects.filter(evidence__study=source)
    kept = {pk for pk in lines if plan.kept == Kept.ALL}
    if plan.kept == Kept.PER_UNIT:
        kept = {row.pk for row in source.lines.all() if plan.keeps(row)}
    ties = [tie for tie in ties if tie.inventoryline_id in kept]
    wanted = {tie.evidence_id for tie in ties}
    rows = [row for row in source.evidence.all() if plan.kept == Kept.ALL or row.pk in wanted]
    made = _rows(
        actor,
        Evidence,
        rows,
        lambda row: {
            "study": study,
            "digest": row.digest,
            "media_type": row.media_type,
            "size": row.size,
        },
    )
    EvidenceTie.objects.bulk_create(
        [
            EvidenceTie(
                evidence_id=made[tie.evidence_id].pk,
                inventoryline_id=lines[tie.inventoryline_id].pk,
                data=tie.data,
                place=tie.place,
            )
            for tie in ties
        ],
        batch_size=AT_ONCE,
    )


def _rows(
    actor: User,
    model: type[Any],
    rows: Sequence[Any] | models.QuerySet[Any],
    other: Callable[[Any], dict[str, Any]],
) -> dict[int, Any]:
    """Copies of ``rows``, by the id of the original; ``other``: what differs, and what is no column that people edit."""
    made: dict[int, Any] = {}
    for row in rows:
        made[row.pk] = model(**{**_values(row), **other(row)}, agency_id=row.agency_id)
    model._base_manager.bulk_create(list(made.values()), batch_size=AT_ONCE)
    name = f"{model._meta.model_name}.create"
    audit.record_all(actor, [Trace(name, row, {}, content(row)) for row in made.values()])
    return made


def _values(row: AgencyRow) -> dict[str, Any]:
    """All columns that people edit, but for those that say of what the row is a part."""
    parts = {"agency", "study", "line", "stage", "goods", "meter", "co_products"}
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.fields
        if field.editable and not field.primary_key and field.name not in parts
    }
