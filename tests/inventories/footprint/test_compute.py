"""The calculation: amounts, units, bases, transport, factors; every expected figure worked out by hand."""

from __future__ import annotations

import decimal
import time
from decimal import Decimal
from typing import Any

import pytest

from inventories.footprint.compute import compute
from inventories.footprint.result import Computed, Footprint
from tests.inventories.footprint.builders import activity, factor, footprint, leg, stage, study, transport

OUTPUT = {"output": {"amount": "200", "unit": "件"}}


def total(*lines: dict[str, Any], **changes: Any) -> Decimal:
    return footprint(*lines, **changes).total


def test_amount_times_factor() -> None:
    result = footprint(activity())
    assert result.total == 6
    line = result.lines[0]
    assert (line.key, line.stage, line.amount, line.unit, line.factor, line.emission, line.share) == (
        "a", "s", Decimal(3), "kg", Decimal(2), Decimal(6), Decimal(1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "unit", "factor_amount", "factor_unit", "expected"),
    [
        ("500", "g", "2.05", "tCO2e/t", "1.025"),  # 0.5 kg × 2.05 kg/kg
        ("0.0294", "kg", "6.02", "tCO2e/t", "0.176988"),
        ("2", "万kWh", "0.5", "kgCO2e/kWh", "10000"),
        ("36", "MJ", "0.6", "kgCO2/kWh", "6"),  # 10 kWh × 0.6
        ("10", "kWh", "0.11", "tCO2/GJ", "3.96"),  # 0.036 GJ × 110 kg/GJ
        ("7", "千件", "250", "gCO2e/件", "1750"),
        ("12", "Nm³", "21.6", "tCO2/万Nm³", "25.92"),  # 0.0012 × 21600 kg
        ("1.5", "m³", "0.3", "kgCO2e/L", "450"),
        ("100", "t·km", "0.074", "kgCO2e/(t·km)", "7.4"),
        ("0", "kg", "2", "kgCO2e/kg", "0"),
    ],
)
def test_units_of_line_and_factor_are_converted(
    amount: str, unit: str, factor_amount: str, factor_unit: str, expected: str
) -> None:
    line = activity(amount=amount, unit=unit, factor="f")
    assert total(line, factors=[factor("f", factor_amount, factor_unit)]) == Decimal(expected)


def test_the_factor_is_told_in_the_unit_of_the_line() -> None:
    line = footprint(activity(unit="g"), factors=[factor("steel", "2.05", "tCO2e/t")]).lines[0]
    assert (line.unit, line.factor) == ("g", Decimal("0.00205"))


def test_a_period_total_is_divided_by_the_output_of_the_study() -> None:
    line = activity(amount="500", basis={"kind": "period_total"})
    result = footprint(line, **OUTPUT)
    # 500 kg ÷ 200 件 = 2.5 kg a piece, × 2
    assert (result.lines[0].amount, result.total) == (Decimal("2.5"), Decimal(5))


def test_a_period_total_takes_its_own_output_and_share() -> None:
    basis = {"kind": "period_total", "output": "0.5", "output_unit": "千件", "share": "0.35"}
    # 1000 kg × 0.35 ÷ 500 件 = 0.7 kg, × 2
    assert total(activity(amount="1000", basis=basis), **OUTPUT) == Decimal("1.4")


def test_the_functional_unit_is_met_in_the_unit_of_the_output() -> None:
    # 9000 kWh a year over 30 t; per 500 kg: 9000 × 0.5 ÷ 30 = 150 kWh, × 0.6
    line = activity(amount="9000", unit="kWh", factor="grid", basis={"kind": "period_total"})
    unit = {"amount": "500", "unit": "kg", "description": "500 kg"}
    assert total(line, functional_unit=unit, output={"amount": "30", "unit": "t"}) == 90


def test_an_amount_per_functional_unit_is_not_scaled_by_it() -> None:
    assert total(activity(), functional_unit={"amount": "10", "unit": "件", "description": "10 件"}) == 6


def test_division_comes_once_and_last() -> None:
    # 1 kg ÷ 3 × 6 = 2, though 1 ÷ 3 is not exact
    line = activity(amount="1", factor="f", basis={"kind": "period_total"})
    assert total(line, factors=[factor("f", "6", "kgCO2e/kg")], output={"amount": "3", "unit": "件"}) == 2


def test_an_unknown_unit_of_the_functional_unit_matters_only_to_period_totals() -> None:
    assert total(activity(), functional_unit={"amount": "1", "unit": "场", "description": "1 场"}) == 6


def test_distance_times_own_mass() -> None:
    result = footprint(transport())
    line = result.lines[0]
    assert (line.amount, line.unit, line.factor, line.emission) == (
        Decimal(100),
        "t·km",
        Decimal("0.1"),
        Decimal(10),
    )
    assert [(one.tonne_km, one.factor, one.emission) for one in line.legs] == [
        (Decimal(100), Decimal("0.1"), Decimal(10))
    ]


def test_distance_times_the_mass_of_the_goods() -> None:
    # 3 kg × 50 km = 0.15 t·km, × 0.1 = 0.015
    result = footprint(activity(), transport(amount=None, goods="a"))
    assert result.lines[1].emission == Decimal("0.015")


def test_the_goods_may_be_a_period_total() -> None:
    goods = activity(amount="400", unit="t", basis={"kind": "period_total"})
    # 400 t ÷ 200 件 = 2 t a piece × 50 km × 0.1
    assert footprint(goods, transport(amount=None, goods="a"), **OUTPUT).lines[1].emission == 10


def test_own_mass_comes_before_that_of_the_goods() -> None:
    assert footprint(activity(), transport(goods="a")).lines[1].emission == 10


def test_mass_and_tonne_kilometres_may_be_period_totals() -> None:
    both = [leg(), leg(tonne_km="3000")]
    line = footprint(transport(amount="400", legs=both, basis={"kind": "period_total"}), **OUTPUT).lines[0]
    # 400 t × 50 km ÷ 200 = 100 t·km; 3000 t·km ÷ 200 = 15 t·km
    assert (line.amount, line.emission) == (Decimal(115), Decimal("11.5"))


def test_tonne_kilometres_need_no_mass() -> None:
    line = footprint(transport(amount=None, legs=[leg(tonne_km="34.2")])).lines[0]
    assert (line.amount, line.emission) == (Decimal("34.2"), Decimal("3.42"))


def test_legs_have_their_own_factors() -> None:
    factors = [factor("truck", "0.1", "kgCO2e/(t·km)"), factor("ship", "10", "gCO2e/(t·km)")]
    line = footprint(transport(legs=[leg(), leg(distance_km="1000", factor="ship")]), factors=factors).lines[
        0
    ]
    # 2 t × 50 km × 0.1 = 10; 2 t × 1000 km × 0.01 = 20
    assert [one.emission for one in line.legs] == [10, 20]
    assert (line.amount, line.factor, line.emission) == (Decimal(2100), None, Decimal(30))


def test_a_distance_of_zero_is_none() -> None:
    assert total(activity(), transport(legs=[leg(distance_km="0")])) == 6


@pytest.mark.parametrize(
    ("heating", "heating_unit", "carbon", "carbon_unit", "oxidation", "line_unit", "expected"),
    [
        # 44.8 GJ/t × 18.9 kgC/GJ × 0.98 × 44 ÷ 12
        ("44.8", "GJ/t", "18.9", "tC/TJ", "0.98", "t", "3042.5472"),
        ("44.8", "MJ/kg", "0.0189", "tC/GJ", "0.98", "t", "3042.5472"),
        ("44.8", "TJ/Gg", "18.9", "kgC/GJ", "0.98", "kg", "3.0425472"),
        # 389.31 GJ/万Nm³ × 15.3 kgC/GJ × 0.99 × 44 ÷ 12 = 21621.8877…/10000 a Nm³
        ("389.31", "GJ/10⁴Nm³", "15.3", "tC/TJ", "0.99", "Nm³", "2.16218880900"),
        # 38931 kJ/m³ = 0.038931 GJ/m³; × 15.3 × 1 × 44 ÷ 12
        ("38931", "kJ/m³", "15.3", "tC/TJ", "1", "m³", "2.1840291"),
    ],
)
def test_fuel_factors_are_derived(
    heating: str,
    heating_unit: str,
    carbon: str,
    carbon_unit: str,
    oxidation: str,
    line_unit: str,
    expected: str,
) -> None:
    fuel = {
        "kind": "fuel",
        "heating_value": heating,
        "heating_value_unit": heating_unit,
        "carbon_content": carbon,
        "carbon_content_unit": carbon_unit,
        "oxidation": oxidation,
    }
    line = activity(amount="1", unit=line_unit, factor="fuel")
    assert total(line, factors=[{"key": "fuel", "name": "燃料", "value": fuel}]) == Decimal(expected)


def test_gases_are_characterised_with_the_set_of_the_study() -> None:
    gases = [{"symbol": "CO2", "kilograms": "2"}, {"symbol": "CH4", "kilograms": "0.01"}]
    gases.append({"symbol": "N2O", "kilograms": "0.0002"})
    value = {"kind": "gases", "gases": gases, "per": "kg"}
    # 2 × 1 + 0.01 × 28 + 0.0002 × 265 = 2.333 a kg, × 3 kg
    assert total(activity(), factors=[{"key": "steel", "name": "钢材", "value": value}]) == Decimal("6.999")


def test_lines_add_up_to_stages_and_stages_to_the_total_in_the_order_of_the_study() -> None:
    stages = [
        stage("p", "production"),
        stage("s"),
        stage("use", "use", empty="not_quantified", reason="无数据"),
    ]
    stages.append(stage("end", "end_of_life", empty="none", reason="无排放"))
    result = footprint(
        activity("a"), activity("b", stage="p", amount="1"), activity("c", amount="4"), stages=stages
    )
    # p: 2; s: 6 + 8 = 14; total 16
    assert [(one.key, one.emission, one.share) for one in result.stages] == [
        ("p", 2, Decimal("0.125")),
        ("s", 14, Decimal("0.875")),
        ("use", None, None),
        ("end", 0, 0),
    ]
    assert [line.key for line in result.lines] == ["a", "b", "c"]
    assert result.total == 16


def test_a_total_of_zero_has_no_shares() -> None:
    result = footprint(activity(amount="0"))
    assert (result.total, result.lines[0].share, result.stages[0].share) == (Decimal(0), None, None)


def test_an_explained_credit_makes_the_footprint_smaller() -> None:
    factors = [factor("steel", "2", "kgCO2e/kg"), factor("scrap", "-1.5", "kgCO2e/kg")]
    credit = activity("c", amount="2", factor="scrap", note="边角料闭环回收，按替代原生钢计算")
    # 6 − 3
    assert total(activity(), credit, factors=factors) == 3


def test_a_total_below_zero_has_no_shares() -> None:
    credit = activity(factor="scrap", note="木材固碳")
    result = footprint(credit, factors=[factor("scrap", "-1.5", "kgCO2e/kg")])
    assert (result.total, result.stages[0].share) == (Decimal("-4.5"), None)


def test_decimal_context_of_the_caller_changes_nothing() -> None:
    line = activity(amount="1.23456789", factor="f")
    with decimal.localcontext(decimal.Context(prec=3)):
        result = footprint(line, factors=[factor("f", "1.00000001", "kgCO2e/kg")])
    # 1.23456789 × 1.00000001
    assert result.total == Decimal("1.2345679023456789")


def test_the_result_survives_its_own_json() -> None:
    result = footprint(activity(basis={"kind": "period_total"}), output={"amount": "7", "unit": "件"})
    assert Footprint.model_validate_json(result.model_dump_json()) == result
    assert len(str(result.total).replace(".", "").lstrip("0")) == 34  # 6 ÷ 7


def test_two_thousand_lines_take_well_under_a_second() -> None:
    goods = [activity(f"a{number}", amount=f"{number}.25") for number in range(1000)]
    carried = [transport(f"t{number}", amount=None, goods=f"a{number}") for number in range(1000)]
    whole = study(*goods, *carried)
    start = time.process_time()
    outcome = compute(whole)
    assert time.process_time() - start < 0.5
    assert isinstance(outcome, Computed)
    # Σ (n + 0.25), n = 0 … 999: 499500 + 250 = 499750 kg, × 2; transport 499.75 t × 50 km × 0.1
    assert outcome.footprint.total == Decimal("999500") + Decimal("2498.75")
