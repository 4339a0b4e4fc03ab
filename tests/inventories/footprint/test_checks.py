"""核查提示: each check finds what it is for, and keeps quiet otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from inventories.footprint.checks import CHECKS, check
from inventories.footprint.compute import compute
from inventories.footprint.result import Computed, Finding
from inventories.footprint.rounding import printed
from tests.inventories.footprint.builders import STEEL, TRUCK, activity, factor, leg, stage, study, transport


def findings(*lines: dict[str, Any], **changes: Any) -> list[Finding]:
    whole = study(*lines, **changes)
    outcome = compute(whole)
    text = printed(whole, outcome.footprint) if isinstance(outcome, Computed) else None
    return list(check(whole, outcome, text))


def codes(*lines: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    return [(found.code, found.place.path) for found in findings(*lines, **changes)]


def test_a_sound_study_has_no_findings() -> None:
    assert codes(activity(), transport(amount=None, goods="a")) == []


def test_findings_of_the_calculation_come_first_and_blocked_studies_are_checked_too() -> None:
    old = [STEEL | {"year": 2012}]
    assert codes(activity(amount=None), factors=old) == [
        ("missing_amount", "lines[0].amount"),
        ("factor_outdated", "factors[0].year"),
    ]


def test_checks_only_warn() -> None:
    factors = [factor("steel", "0.01", "kgCO2/kWh", year=2000, gwp_set="AR4", proxy_for="铝")]
    found = findings(activity(unit="kWh", amount="0.0001"), factors=factors)
    assert {one.severity for one in found} == {"warning"}
    assert {one.code for one in found} == {
        "proxy_without_note",
        "factor_outdated",
        "factor_co2_only",
        "factor_gwp_set",
        "electricity_magnitude",
        "rounding_total",
        "rounding_stage",
        "rounding_lines",
    }


def test_checks_have_names_of_their_own() -> None:
    assert len({one.__name__ for one in CHECKS}) == len(CHECKS)
    assert all(one.__doc__ for one in CHECKS)


@pytest.mark.parametrize(
    ("year", "old"), [(2012, True), (2017, True), (2018, False), (2023, False), (None, False)]
)
def test_factors_more_than_five_years_before_the_period_are_old(year: int | None, old: bool) -> None:
    found = codes(activity(), factors=[STEEL | {"year": year}])
    assert (("factor_outdated", "factors[0].year") in found) is old


def test_factors_that_no_line_uses_are_not_checked() -> None:
    assert codes(activity(), factors=[STEEL, factor("old", "1", "kgCO2/kg", year=1990)]) == []


def test_fuels_do_not_age_but_count_carbon_dioxide_only() -> None:
    value = {
        "kind": "fuel",
        "heating_value": "44.8",
        "heating_value_unit": "GJ/t",
        "carbon_content": "18.9",
        "carbon_content_unit": "tC/TJ",
        "oxidation": "0.98",
    }
    factors = [{"key": "steel", "name": "汽油", "value": value, "year": 2005}]
    assert codes(activity(), factors=factors) == [("factor_co2_only", "factors[0].value")]


@pytest.mark.parametrize(
    ("changes", "noticed"),
    [
        ({"value": {"kind": "stated", "amount": "2", "unit": "kgCO2/kg"}}, True),
        ({"kind": "co2_only"}, True),  # labelled so, though its unit says CO2e
        ({"value": {"kind": "gases", "gases": [{"symbol": "CO2", "kilograms": "2"}], "per": "kg"}}, True),
        ({"value": {"kind": "gases", "gases": [{"symbol": "CH4", "kilograms": "2"}], "per": "kg"}}, False),
        ({}, False),
    ],
)
def test_carbon_dioxide_alone_is_not_co2e(changes: dict[str, Any], noticed: bool) -> None:
    assert codes(activity(), factors=[STEEL | changes]) == (
        [("factor_co2_only", "factors[0].value")] if noticed else []
    )


@pytest.mark.parametrize(
    ("stated", "of_study", "noticed"),
    [
        ("AR5", "IPCC AR5", False),
        ("IPCC ar5 (100a)", "IPCC AR5", False),
        ("ＩＰＣＣ　ＡＲ５", "IPCC AR5", False),
        ("", "IPCC AR5", False),
        ("AR4", "IPCC AR5", True),
        ("AR5_CCF", "IPCC AR5", True),
        ("IPCC AR6", "IPCC AR5", True),
        ("自定义", "自定义", False),
        ("自定义", "IPCC AR5", True),
    ],
)
def test_one_gwp_set_in_a_study(stated: str, of_study: str, noticed: bool) -> None:
    found = codes(activity(), factors=[STEEL | {"gwp_set": stated}], gwp_set={"name": of_study, "values": []})
    assert found == ([("factor_gwp_set", "factors[0].gwp_set")] if noticed else [])


@pytest.mark.parametrize(
    ("amount", "unit", "noticed"),
    [
        ("0.05568", "kgCO2e/kWh", True),
        ("0.5568", "kgCO2e/kWh", False),
        ("5.568", "kgCO2e/kWh", True),
        ("0.1", "kgCO2e/kWh", False),
        ("1.5", "kgCO2e/kWh", False),
        ("0.5568", "tCO2e/MWh", False),
        ("5.568", "tCO2e/万kWh", False),
        ("0.5568", "tCO2e/kWh", True),
        ("0.0001", "tCO2e/GJ", False),  # heat: 0.00036 kg/kWh, but no electricity
    ],
)
def test_magnitude_of_electricity_factors(amount: str, unit: str, noticed: bool) -> None:
    found = codes(activity(unit="kWh", amount="10000"), factors=[factor("steel", amount, unit)])
    assert found == ([("electricity_magnitude", "factors[0].value")] if noticed else [])


def test_a_proxy_needs_a_note_on_each_line() -> None:
    factors = [STEEL | {"proxy_for": "不锈钢"}, TRUCK | {"proxy_for": "新能源货车"}]
    lines = [activity(), activity("b", note="同为奥氏体钢"), transport(legs=[leg()])]
    assert codes(*lines, factors=factors) == [
        ("proxy_without_note", "lines[0].note"),
        ("proxy_without_note", "lines[2].note"),
    ]


STAGES = [
    stage("s"),
    stage("st", "raw_material_transport"),
    stage("p", "packaging"),
    stage("o", "production"),
]
FACTORS = [STEEL, TRUCK, factor("piece", "1", "kgCO2e/个"), factor("grid", "0.6", "kgCO2e/kWh")]


def test_a_material_that_nobody_carries_is_noticed() -> None:
    lines = [
        activity("carried"),
        activity("left"),
        activity("counted", unit="个", factor="piece"),
        activity("power", unit="kWh", factor="grid"),
        activity("box", stage="p"),  # there is no packaging transport
        activity("made", stage="o"),
        transport(stage="st", amount=None, goods="carried"),
    ]
    assert codes(*lines, stages=STAGES, factors=FACTORS) == [
        ("material_without_transport", "lines[1]"),
        ("material_without_transport", "lines[2]"),
    ]


def test_transport_that_names_no_goods_may_carry_all_of_them() -> None:
    stages = [stage("s"), stage("st", "raw_material_transport")]
    assert codes(activity(), activity("fuel", stage="st"), stages=stages) == []
    assert codes(activity(), transport(stage="st"), stages=stages) == []


@pytest.mark.parametrize(
    ("amount", "unit", "noticed"),
    [("3", "kg", False), ("0.003", "t", False), ("3.1", "kg", True), ("3", "t", True)],
)
def test_a_carried_mass_that_is_not_that_of_the_goods_is_noticed(
    amount: str, unit: str, noticed: bool
) -> None:
    found = codes(activity(), transport(goods="a", amount=amount, unit=unit))
    assert (("carried_mass_differs", "lines[1].amount") in found) is noticed


def test_a_carried_mass_is_compared_only_with_a_mass_on_the_same_basis() -> None:
    assert codes(activity(unit="个", factor="piece"), transport(goods="a"), factors=FACTORS) == []
    period = activity(basis={"kind": "period_total"}, amount="300")
    assert codes(period, transport(goods="a"), output={"amount": "100", "unit": "件"}) == []


def test_a_unit_that_nobody_knows_is_left_to_the_calculation() -> None:
    found = codes(activity(unit="担"), transport(goods="a"))
    assert found == [("unknown_unit", "lines[0].unit")]


def test_a_credit_is_told() -> None:
    factors = [STEEL, factor("scrap", "-1", "kgCO2e/kg")]
    assert codes(activity(), activity("c", factor="scrap", note="闭环回收"), factors=factors) == [
        ("credit", "lines[1]")
    ]


def test_an_odd_functional_unit_is_told() -> None:
    found = codes(activity(), functional_unit={"amount": "1", "unit": "场", "description": "1 场演出"})
    assert found == [("functional_unit_unknown", "functional_unit.unit")]


def test_rounding_of_more_than_one_per_cent_is_told() -> None:
    # 6 kg as 0.01 t (two decimals) is 67 % more; as 0.0060 t it is exact
    coarse = {"unit": "tCO2e", "figures": {"digits": 2}, "total": {"digits": 2}}
    found = findings(activity(), rounding=coarse)
    assert [(one.code, one.place.path) for one in found] == [
        ("rounding_total", "rounding.total"),
        ("rounding_stage", "stages[0]"),
        ("rounding_lines", "rounding.figures"),
    ]
    assert "相差 67%" in found[0].reason
    assert "6.00 kgCO2e" in found[0].remedy
    assert codes(activity(), rounding={"unit": "tCO2e"}) == []


def test_rounding_of_one_per_cent_is_tolerated() -> None:
    one = [factor("steel", "1", "kgCO2e/kg")]
    # 0.99 printed as 1.0 is 1.0101 % off; 1.01 printed as 1.0 is 0.990 % off
    policy = {"figures": {"digits": 1}, "total": {"digits": 1}}
    assert len(codes(activity(amount="0.99"), factors=one, rounding=policy)) == 3
    assert codes(activity(amount="1.01"), factors=one, rounding=policy) == []


def test_a_zero_that_is_none_is_told_and_a_true_zero_is_not() -> None:
    stages = [stage("s"), stage("p", "production"), stage("u", "use", empty="none", reason="无")]
    lines = [activity(), activity("b", stage="p", amount="0.00001"), activity("z", stage="p", amount="0")]
    found = findings(*lines, stages=stages)
    assert [(one.code, one.place.path) for one in found] == [
        ("rounding_stage", "stages[1]"),
        ("rounding_lines", "rounding.figures"),
    ]
    # 0.00001 kg × 2
    assert "计算结果不为零（0.0000200 kgCO2e）" in found[0].reason
    assert found[1].reason.startswith("1 条清单数据")
    assert "增加修约位数" in found[0].remedy


def test_many_coarse_lines_are_one_finding() -> None:
    lines = [activity(f"l{number}", amount="0.00001", name=f"料 {number}") for number in range(9)]
    told = [one for one in findings(activity(), *lines) if one.code == "rounding_lines"]
    assert len(told) == 1
    assert told[0].reason == "9 条清单数据的打印结果与计算结果相差超过 1%：料 0、料 1、料 2、料 3、料 4 等。"
