"""Checks of the inventory: transport of the materials, proxies, credits, functional unit."""

from __future__ import annotations

from collections.abc import Iterator

from factors import units
from factors.units import Unit, UnitError
from inventories.footprint.checks.case import Case, factor_keys
from inventories.footprint.context import quotient
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding
from inventories.footprint.values import ActivityLine, PerUnit, StageKind, TransportLine

# Which transport stage carries the materials of which stage.
CARRIED: dict[StageKind, StageKind] = {
    "raw_materials": "raw_material_transport",
    "packaging": "packaging_transport",
}


def unknown_functional_unit(case: Case) -> Iterator[Finding]:
    """The functional unit is counted in a unit that the system cannot reckon with."""
    try:
        units.parse(case.study.functional_unit.unit)
    except UnitError as error:
        yield finding(
            "warning",
            "functional_unit_unknown",
            Spot("functional_unit.unit", "功能单位"),
            error.reason,
            error.remedy,
        )


def material_without_transport(case: Case) -> Iterator[Finding]:
    """A material that no transport line carries, though others of its stage are carried.

    Only where the transport stage names its goods: fuel burnt for all of them together carries them too.
    """
    kinds = {stage.key: stage.kind for stage in case.study.stages}
    transports = [
        line for line in case.study.lines if isinstance(line, TransportLine) and line.goods is not None
    ]
    carried = {line.goods for line in transports}
    served = {kinds[line.stage] for line in transports if line.stage in kinds}
    for spot, line in case.lines:
        transport = CARRIED.get(kinds.get(line.stage, "other"))
        if not isinstance(line, ActivityLine) or transport not in served:
            continue
        if line.key not in carried and _is_material(line):
            yield finding(
                "warning",
                "material_without_transport",
                spot,
                "同一阶段的其他物料有运输数据，该物料没有。",
                "请补充该物料的运输；运输已含在因子中或按取舍准则舍去时请说明。",
            )


def carried_mass_differs(case: Case) -> Iterator[Finding]:
    """A transport states a mass of its own that is not that of the goods it names."""
    goods = {line.key: line for line in case.study.lines if isinstance(line, ActivityLine)}
    for spot, line in case.lines:
        if not isinstance(line, TransportLine) or line.amount is None or line.goods not in goods:
            continue
        carried = goods[line.goods]
        unit, own = _known(carried.unit), _known(line.unit)
        comparable = isinstance(line.basis, PerUnit) and isinstance(carried.basis, PerUnit)
        if (
            not comparable
            or carried.amount is None
            or unit is None
            or own is None
            or not units.compatible(unit, own)
        ):
            continue
        expected = quotient(units.ratio(unit, own)).times(quotient(carried.amount)).value
        if expected != line.amount:
            yield finding(
                "warning",
                "carried_mass_differs",
                spot.at("amount"),
                f"运输的质量为 {line.amount:f} {own}，货物“{carried.name}”的数量却是 {expected:f} {own}。",
                "请核对两处数量；运输质量含包装或损耗时请在备注中说明。",
            )


def proxy_without_note(case: Case) -> Iterator[Finding]:
    """A factor stands in for another material, and the line does not say why it may."""
    proxies = {factor.key: factor for factor in case.study.factors if factor.proxy_for.strip()}
    for spot, line in case.lines:
        named = next((proxies[key] for key in factor_keys(line) if key in proxies), None)
        if named is not None and not line.note.strip():
            yield finding(
                "warning",
                "proxy_without_note",
                spot.at("note"),
                f"因子“{named.name}”近似代表“{named.proxy_for}”，备注中没有说明为何可以代表。",
                "请在备注中说明两者在材质、工艺上的接近程度。",
            )


def credit(case: Case) -> Iterator[Finding]:
    """A line makes the footprint smaller: readers and reviewers must be able to see it."""
    if case.footprint is None:
        return
    for (spot, _line), figure in zip(case.lines, case.footprint.lines, strict=True):
        if figure.emission < 0:
            yield finding(
                "warning",
                "credit",
                spot,
                "该条数据为抵扣或碳移除，使碳足迹减少。",
                "请确认所用标准允许计入，并在报告中单独说明；避免排放和碳抵消不得计入。",
            )


def _is_material(line: ActivityLine) -> bool:
    """Whether the line is a thing that is carried: measured by mass or counted; energy and services are not."""
    unit = _known(line.unit)
    return unit is not None and (unit.dimension.is_count or unit.dimension.key == "mass")


def _known(text: str) -> Unit | None:
    try:
        return units.parse(text)
    except UnitError:
        return None  # an obstacle where the unit is needed; compute reports it
