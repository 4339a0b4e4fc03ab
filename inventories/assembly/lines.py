"""Stages and inventory lines as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from inventories import models
from inventories.assembly.building import Builder
from inventories.assembly.factors import UsedFactors
from inventories.assembly.rows import InventoryRows, LegRow, LineRow, TieRow
from inventories.distances import way_km
from inventories.footprint import values
from inventories.footprint.findings import Spot


def stages(rows: InventoryRows, builder: Builder) -> tuple[values.Stage, ...]:
    """生命周期阶段 in order, keyed S1, S2 …"""
    members = (
        (
            stage.label,
            {
                "key": stage_key(index),
                "kind": stage.kind,
                "label": stage.label,
                "empty": stage.empty or None,
                "reason": stage.reason,
            },
        )
        for index, stage in enumerate(rows.stages)
    )
    return builder.make_all(values.Stage, "stages", members)


def stage_key(index: int) -> str:
    """Keys follow the order, so that the same study gives the same file wherever it is stored."""
    return f"S{index + 1}"


def sharing_key(index: int) -> str:
    """A1, A2 … in the order of the study."""
    return f"A{index + 1}"


def sharings(rows: InventoryRows, builder: Builder) -> tuple[values.Sharing, ...]:
    """分摊方案 in order; one whose own amount is not known yet is reported."""
    members = []
    for index, row in enumerate(rows.sharings):
        if row.own is None:
            builder.found.error(
                "sharing_unknown",
                Spot(f"sharings[{index}].own", row.name),
                _("分摊方案“%s”没有填写本产品的数值。") % row.name,
                _("请在“分摊”页填写；不再使用的分摊方案可以删除。"),
            )
            continue
        told = {name: getattr(row, name) for name in ("name", "purpose", "by", "unit", "own", "note")}
        members.append((row.name, {"key": sharing_key(index), "others": tuple(row.others), **told}))
    return builder.make_all(values.Sharing, "sharings", members)


def line_key(index: int) -> str:
    """L001, L002 … in the order of the study."""
    return f"L{index + 1:03d}"


def lines(rows: InventoryRows, used: UsedFactors, builder: Builder) -> tuple[values.Line, ...]:
    """清单数据 in order, grouped by stage."""
    keys = {line.pk: line_key(index) for index, line in enumerate(rows.lines)}
    stage_keys = {stage.pk: stage_key(index) for index, stage in enumerate(rows.stages)}
    sharing_keys: dict[int | None, str] = {
        sharing.pk: sharing_key(index) for index, sharing in enumerate(rows.sharings)
    }
    made: list[values.Line] = []
    for index, line in enumerate(rows.lines):
        spot = Spot(f"lines[{index}]", line.name)
        common = _common(line, keys[line.pk], stage_keys[line.stage_id], rows.evidence.get(line.pk, []))
        common["basis"] = _basis(line, sharing_keys)
        value = _line(line, common, rows.legs.get(line.pk, []), keys, used, builder, spot)
        if value is not None:
            made.append(value)
    return tuple(made)


def _line(
    line: LineRow,
    common: Mapping[str, Any],
    legs: list[LegRow],
    keys: Mapping[int | None, str],
    used: UsedFactors,
    builder: Builder,
    spot: Spot,
) -> values.Line | None:
    if line.kind == models.InventoryLine.Kind.ACTIVITY:
        factor = used.key(line.factor_id, line.proxy_for)
        return builder.make(values.ActivityLine, spot, {**common, "factor": factor})
    goods = keys.get(line.goods_id) if line.goods_id is not None else None
    carried = tuple(_leg(leg, used) for leg in legs)
    return builder.make(values.TransportLine, spot, {**common, "goods": goods, "legs": carried})


def _common(line: LineRow, key: str, stage: str, evidence: list[TieRow]) -> dict[str, Any]:
    return {
        "key": key,
        "stage": stage,
        "name": line.name,
        "purpose": line.purpose,
        "amount": line.amount,
        "unit": line.unit,
        "data_kind": line.data_kind,
        "data_source": line.data_source,
        "quality": {
            "reliability": line.reliability,
            "completeness": line.completeness,
            "time": line.time_score,
            "geography": line.geography,
            "technology": line.technology,
        },
        "evidence": tuple(tie.evidence for tie in evidence),
        "supports": tuple(tie._asdict() for tie in evidence if tie.data or tie.place),
        "note": line.note,
    }


def _basis(line: LineRow, sharings: Mapping[int | None, str]) -> dict[str, Any]:
    if line.basis == models.InventoryLine.Basis.PER_FUNCTIONAL_UNIT:
        loss = {"rate": line.loss_rate, "of": line.loss_of} if line.loss_rate is not None else None
        return {"kind": "per_functional_unit", "loss": loss}
    return {
        "kind": "period_total",
        "output": line.output,
        "output_unit": line.output_unit or None,
        "share": line.share,
        "meter": sharings.get(line.meter_id),
        "co_products": sharings.get(line.co_products_id),
    }


def _leg(leg: LegRow, used: UsedFactors) -> dict[str, Any]:
    return {
        "origin": leg.origin,
        "destination": leg.destination,
        "mode": leg.mode,
        "distance_km": leg.distance_km,
        "tonne_km": leg.tonne_km,
        "factor": used.key(leg.factor_id, leg.proxy_for),
        "route": _route(leg),
        "load_t": leg.load_t,
        "whole_trips": leg.whole_trips,
        "empty_return": leg.empty_return,
    }


def _route(leg: LegRow) -> dict[str, Any] | None:
    """Where the distance is from; a distance that is not the route's was typed over it."""
    if leg.straight_km is None or leg.detour is None:
        return None
    if leg.distance_km != way_km(leg.straight_km, leg.detour):
        return None
    return {
        "origin": leg.route_origin,
        "destination": leg.route_destination,
        "straight_km": leg.straight_km,
        "detour": leg.detour,
        "source": leg.route_source,
    }
