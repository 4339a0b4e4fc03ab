"""The sentences of transports by trips, with ways back and with distances from the table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventories.arithmetic import Arithmetic
from inventories.footprint import values
from inventories.footprint.compute import compute
from inventories.footprint.result import Computed
from tests.inventories.studies import small

D = Decimal
LORRY = values.Factor(key="lorry", name="货车", value=values.StatedValue(amount=D("0.9"), unit="kgCO2e/km"))
ROUTE = values.Route(
    origin="江苏省苏州市", destination="上海市", straight_km=D(85), detour=D("1.33"), source="坐标表"
)
FREIGHT = values.Factor(
    key="freight", name="货运", value=values.StatedValue(amount=D("0.1"), unit="kgCO2e/(t·km)")
)


def leg(**members: Any) -> values.Leg:
    whole: dict[str, Any] = {"distance_km": D(113), "factor": "lorry", "load_t": D(10)}
    return values.Leg(**(whole | members))


def told(*legs: values.Leg, **members: Any) -> tuple[str, ...]:
    whole: dict[str, Any] = {"key": "t", "stage": "S1", "name": "运输", "amount": D(25), "unit": "t"}
    line = values.TransportLine(**(whole | {"legs": legs} | members))
    study = small(lines=(line,), factors=(LORRY, FREIGHT))
    outcome = compute(study)
    assert isinstance(outcome, Computed), outcome.findings
    return Arithmetic(study).sentences(line, outcome.footprint.lines[0])


def test_trips_times_distance() -> None:
    # 2.5 × 113 = 282.5; × 0.9 = 254.25
    assert told(leg()) == (
        "25 t ÷ 每趟 10 t = 2.5 趟，2.5 × 113 km = 282.5 km，282.5 km × 0.9 kgCO2e/km = 254.25 kgCO2e",
    )


def test_whole_trips_there_and_back() -> None:
    # 3 × 113 × 1.5 = 508.5; × 0.9 = 457.65
    assert told(leg(whole_trips=True, empty_return=D("0.5"))) == (
        "25 t ÷ 每趟 10 t，向上取整为 3 趟，3 × 113 km ×（1 + 返程 0.5） = 508.5 km，"
        "508.5 km × 0.9 kgCO2e/km = 457.65 kgCO2e",
    )


def test_trips_of_a_period() -> None:
    # 3 × 113 ÷ 1000 = 0.339; × 0.9 = 0.3051
    basis = values.PeriodTotal(output=D(1000), output_unit="件")
    assert told(leg(whole_trips=True), basis=basis) == (
        "25 t ÷ 每趟 10 t，向上取整为 3 趟，3 × 113 km ÷ 产量 1000 件 × 功能单位 1 件 = 0.339 km，"
        "0.339 km × 0.9 kgCO2e/km = 0.3051 kgCO2e",
    )


def test_trips_of_goods_that_are_a_period_s_total() -> None:
    goods = values.ActivityLine(
        key="g",
        stage="S1",
        name="钢",
        amount=D(25),
        unit="t",
        factor=None,
        basis=values.PeriodTotal(output=D(1000), output_unit="件"),
    )
    steel = values.Factor(key="steel", name="钢", value=values.StatedValue(amount=D(2), unit="kgCO2e/kg"))
    line = values.TransportLine(key="t", stage="S1", name="运输", goods="g", legs=(leg(),))
    study = small(lines=(line, goods.model_copy(update={"factor": "steel"})), factors=(LORRY, steel))
    outcome = compute(study)
    assert isinstance(outcome, Computed), outcome.findings
    # 2.5 × 113 ÷ 1000 = 0.2825; × 0.9 = 0.25425
    assert Arithmetic(study).sentences(line, outcome.footprint.lines[0]) == (
        "25 t ÷ 每趟 10 t = 2.5 趟，2.5 × 113 km ÷ 产量 1000 件 × 功能单位 1 件 = 0.2825 km，"
        "0.2825 km × 0.9 kgCO2e/km = 0.25425 kgCO2e",
    )


def test_a_distance_from_the_table_is_told_before_its_leg() -> None:
    # 25 × 113 × 0.1 = 282.5, twice: 25 × 10 × 0.1 = 25 more
    first = leg(route=ROUTE, factor="freight", load_t=None)
    second = values.Leg(distance_km=D(10), factor="freight")
    assert told(first, second) == (
        "第 1 段距离：江苏省苏州市→上海市，球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km",
        "25 t × 113 km × 0.1 kgCO2e/(t·km) = 282.5 kgCO2e",
        "25 t × 10 km × 0.1 kgCO2e/(t·km) = 25 kgCO2e",
        "各段合计：282.5 + 25 = 307.5 kgCO2e",
    )
