"""Stages and inventory lines as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventories import models
from inventories.assembly.building import Builder
from inventories.assembly.factors import UsedFactors
from inventories.assembly.rows import InventoryRows, LegRow, LineRow
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


def line_key(index: int) -> str:
    """L001, L002 … in the order of the study."""
    return f"L{index + 1:03d}"


def lines(rows: InventoryRows, used: UsedFactors, builder: Builder) -> tuple[values.Line, ...]:
    """清单数据 in order, grouped by stage."""
    keys = {line.pk: line_key(index) for index, line in enumerate(rows.lines)}
    stage_keys = {stage.pk: stage_key(index) for index, stage in enumerate(rows.stages)}
    made: list[values.Line] = []
    for index, line in enumerate(rows.lines):
        spot = Spot(f"lines[{index}]", line.name)
        common = _common(line, keys[line.pk], stage_keys[line.stage_id], rows.evidence.get(line.pk, []))
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


def _common(line: LineRow, key: str, stage: str, evidence: list[str]) -> dict[str, Any]:
    return {
        "key": key,
        "stage": stage,
        "name": line.name,
        "purpose": line.purpose,
        "amount": line.amount,
        "unit": line.unit,
        "basis": _basis(line),
        "data_kind": line.data_kind,
        "data_source": line.data_source,
        "quality": {
            "reliability": line.reliability,
            "completeness": line.completeness,
            "time": line.time_score,
            "geography": line.geography,
            "technology": line.technology,
        },
        "evidence": tuple(evidence),
        "note": line.note,
    }


def _basis(line: LineRow) -> dict[str, Any]:
    if line.basis == models.InventoryLine.Basis.PER_FUNCTIONAL_UNIT:
        return {"kind": "per_functional_unit"}
    return {
        "kind": "period_total",
        "output": line.output,
        "output_unit": line.output_unit or None,
        "share": line.share,
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
