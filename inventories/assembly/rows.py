"""The inventory's rows as tuples: 2,000 model instances cost more than the whole calculation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from inventories.models import EvidenceTie, InventoryLine, Sharing, Stage, Study, TransportLeg


class LineRow(NamedTuple):
    """One inventory line; the names are those of the columns."""

    pk: int | None
    stage_id: int
    position: int
    kind: str
    name: str
    purpose: str
    amount: Decimal | None
    unit: str
    basis: str
    output: Decimal | None
    output_unit: str
    share: Decimal | None
    meter_id: int | None
    co_products_id: int | None
    loss_rate: Decimal | None
    loss_of: str
    factor_id: int | None
    goods_id: int | None
    proxy_for: str
    data_kind: str
    data_source: str
    reliability: int | None
    completeness: int | None
    time_score: int | None
    geography: int | None
    technology: int | None
    note: str


class LegRow(NamedTuple):
    """One transport leg."""

    line_id: int | None
    origin: str
    destination: str
    mode: str
    distance_km: Decimal | None
    tonne_km: Decimal | None
    factor_id: int | None
    proxy_for: str
    load_t: Decimal | None
    whole_trips: bool
    empty_return: Decimal | None
    route_origin: str
    route_destination: str
    straight_km: Decimal | None
    detour: Decimal | None
    route_source: str


class TieRow(NamedTuple):
    """One file that supports a line: its name, which data it shows, and where in it."""

    evidence: str
    data: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Draft:
    """A line as it stands in an unsaved form, with all its legs; it takes the place of the saved line, if any."""

    line: InventoryLine
    legs: Sequence[TransportLeg] = ()


@dataclass(frozen=True)
class InventoryRows:
    """Stages and sharings in order, lines grouped by stage in order, legs and evidence by line."""

    stages: Sequence[Stage]
    sharings: Sequence[Sharing]
    lines: Sequence[LineRow]
    legs: dict[int | None, list[LegRow]]
    evidence: dict[int | None, list[TieRow]]


def read(study: Study, draft: Draft | None = None) -> InventoryRows:
    """The inventory in five queries, however long it is.

    Lines are read before what they refer to: others may be at work between two queries.
    """
    lines = [
        LineRow._make(row) for row in InventoryLine.objects.filter(study=study).values_list(*LineRow._fields)
    ]
    legs: dict[int | None, list[LegRow]] = {}
    of_study = TransportLeg.objects.filter(line__study=study).order_by("position", "pk")
    for row in of_study.values_list(*LegRow._fields):
        leg = LegRow._make(row)
        legs.setdefault(leg.line_id, []).append(leg)
    stages = list(Stage.objects.filter(study=study))
    sharings = list(Sharing.objects.filter(study=study))
    if draft is not None:
        lines, legs = _with_draft(lines, legs, draft)
    return InventoryRows(stages, sharings, _ordered(lines, stages), legs, _evidence(study))


def _with_draft(
    lines: list[LineRow], legs: dict[int | None, list[LegRow]], draft: Draft
) -> tuple[list[LineRow], dict[int | None, list[LegRow]]]:
    row = LineRow._make(getattr(draft.line, name) for name in LineRow._fields)
    others = [line for line in lines if line.pk != row.pk]
    before = next((line for line in lines if line.pk == row.pk), None)
    if before is None or before.stage_id != row.stage_id:
        row = row._replace(position=1 + max((line.position for line in others), default=0))
    typed = [LegRow._make(getattr(leg, name) for name in LegRow._fields) for leg in draft.legs]
    return [*others, row], {**legs, row.pk: [leg._replace(line_id=row.pk) for leg in typed]}


def _ordered(lines: list[LineRow], stages: Sequence[Stage]) -> list[LineRow]:
    order = {stage.pk: index for index, stage in enumerate(stages)}
    # A line whose stage is gone went with it since it was read.
    # The primary key breaks ties as the table does; an unsaved line is the newest.
    return sorted(
        (line for line in lines if line.stage_id in order),
        key=lambda line: (order[line.stage_id], line.position, line.pk is None, line.pk or 0),
    )


def _evidence(study: Study) -> dict[int | None, list[TieRow]]:
    ties: dict[int | None, list[TieRow]] = {}
    rows = EvidenceTie.objects.filter(evidence__study=study).order_by("evidence__name", "evidence_id")
    for line_id, name, data, place in rows.values_list("inventoryline_id", "evidence__name", "data", "place"):
        ties.setdefault(line_id, []).append(TieRow(name, tuple(data), place))
    return ties
