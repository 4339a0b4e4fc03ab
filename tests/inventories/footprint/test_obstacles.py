"""What stands in the way: every kind, at its exact place, several at once, in words that help."""

from __future__ import annotations

import re
from typing import Any

import pytest

from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked
from tests.inventories.footprint.builders import (
    GRID,
    STEEL,
    TRUCK,
    activity,
    factor,
    leg,
    obstacles,
    places,
    stage,
    study,
    transport,
)

PERIOD = {"kind": "period_total"}
OUTPUT = {"amount": "200", "unit": "件"}
FUEL = {
    "kind": "fuel",
    "heating_value": "44.8",
    "heating_value_unit": "GJ/t",
    "carbon_content": "18.9",
    "carbon_content_unit": "tC/TJ",
    "oxidation": "0.98",
}


def fuel(**changes: str) -> dict[str, Any]:
    return {"factors": [{"key": "steel", "name": "燃料", "value": FUEL | changes}]}


def gases(symbol: str, per: str) -> dict[str, Any]:
    value = {
        "kind": "gases",
        "gases": [{"symbol": "CO2", "kilograms": "1"}, {"symbol": symbol, "kilograms": "1"}],
    }
    return {"factors": [{"key": "steel", "name": "制冷剂", "value": value | {"per": per}}]}


def unit_of(amount: str, unit: str = "件") -> dict[str, Any]:
    return {"functional_unit": {"amount": amount, "unit": unit, "description": "功能单位"}}


CREDIT = [STEEL, factor("scrap", "-1", "kgCO2e/kg"), factor("back", "-1", "kgCO2e/(t·km)")]
ONE_LINE: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    # code, path, what the reason must say, the line, changes of the study
    ("missing_amount", "lines[0].amount", "没有填写数量", activity(amount=None), {}),
    ("negative_amount", "lines[0].amount", "-3", activity(amount="-3"), {}),
    ("unknown_unit", "lines[0].unit", "担", activity(unit="担"), {}),
    ("missing_factor", "lines[0].factor", "没有选择", activity(factor=None), {}),
    ("unknown_factor", "lines[0].factor", "“iron”", activity(factor="iron"), {}),
    ("unit_mismatch", "lines[0].unit", "一套可能含多个", activity(unit="套"), {"factors": [factor("steel", "2", "kgCO2e/个")]}),
    ("unit_mismatch", "lines[0].unit", "温度和压力", activity(unit="m³"), {"factors": [factor("steel", "2", "tCO2/万Nm³")]}),
    ("unknown_stage", "lines[1].stage", "“x”", activity("b", stage="x"), {"lines": [activity(), activity("b", stage="x")]}),
    ("credit_without_reason", "lines[0].note", "负值", activity(factor="scrap"), {"factors": CREDIT}),
    ("credit_without_reason", "lines[0].note", "负值", activity(factor="scrap", note=" "), {"factors": CREDIT}),
    ("unknown_unit", "factors[0].value.unit", "kgCO2e", activity(), {"factors": [factor("steel", "2", "kgCO2e")]}),
    ("unknown_unit", "factors[0].value.unit", "分子", activity(), {"factors": [factor("steel", "2", "kg/kg")]}),
    ("missing_output", "lines[0].basis.output", "总量", activity(basis=PERIOD), {}),
    ("incomplete_output", "lines[0].basis.output_unit", "单位", activity(basis=PERIOD | {"output": "5"}), {"output": OUTPUT}),
    ("incomplete_output", "lines[0].basis.output", "数值", activity(basis=PERIOD | {"output_unit": "件"}), {}),
    ("output_not_positive", "output.amount", "大于零", activity(basis=PERIOD), {"output": {"amount": "0", "unit": "件"}}),
    ("output_not_positive", "lines[0].basis.output", "-5", activity(basis=PERIOD | {"output": "-5", "output_unit": "件"}), {}),
    ("output_unit_mismatch", "output.unit", "系统不作假设", activity(basis=PERIOD), {"output": {"amount": "5", "unit": "套"}}),
    ("output_unit_mismatch", "lines[0].basis.output_unit", "不能换算", activity(basis=PERIOD | {"output": "5", "output_unit": "t"}), {}),
    ("unknown_unit", "output.unit", "担", activity(basis=PERIOD), {"output": {"amount": "5", "unit": "担"}}),
    ("unknown_unit", "functional_unit.unit", "场", activity(basis=PERIOD), {"output": OUTPUT} | unit_of("1", "场")),
    ("share", "lines[0].basis.share", "1.5", activity(basis=PERIOD | {"share": "1.5"}), {"output": OUTPUT}),
    ("share", "lines[0].basis.share", "0", activity(basis=PERIOD | {"share": "0"}), {"output": OUTPUT}),
    ("share", "lines[0].basis.share", "-0.2", activity(basis=PERIOD | {"share": "-0.2"}), {"output": OUTPUT}),
    ("functional_unit_amount", "functional_unit.amount", "大于零", activity(basis=PERIOD), {"output": OUTPUT} | unit_of("0")),
    ("functional_unit_amount", "functional_unit.amount", "-1", activity(), unit_of("-1")),
    ("period_reversed", "period.end", "早于", activity(), {"period": {"start": "2023-12-31", "end": "2023-01-01"}}),
    ("heating_value", "factors[0].value.heating_value", "大于零", activity(), fuel(heating_value="0")),
    ("carbon_content", "factors[0].value.carbon_content", "不能为负", activity(), fuel(carbon_content="-1")),
    ("oxidation", "factors[0].value.oxidation", "98", activity(), fuel(oxidation="98")),
    ("oxidation", "factors[0].value.oxidation", "大于 0", activity(), fuel(oxidation="0")),
    ("unknown_unit", "factors[0].value.heating_value_unit", "kcal", activity(), fuel(heating_value_unit="kcal/kg")),
    ("unknown_unit", "factors[0].value.carbon_content_unit", "44/12", activity(), fuel(carbon_content_unit="tCO2/TJ")),
    ("unit_mismatch", "lines[0].unit", "密度", activity(unit="L"), fuel()),
    ("unknown_gas", "factors[0].value.gases[1].symbol", "CO2、CH4、N2O", activity(), gases("SF6", "kg")),
    ("unknown_unit", "factors[0].value.per", "担", activity(), gases("CH4", "担")),
    ("no_legs", "lines[0].legs", "运输段", transport(legs=[]), {}),
    ("missing_mass", "lines[0].amount", "质量", transport(amount=None), {}),
    ("mass_unit", "lines[0].unit", "需要质量单位", transport(unit="台"), {}),
    ("mass_unit", "lines[0].unit", "担", transport(unit="担"), {}),
    ("negative_amount", "lines[0].amount", "-2", transport(amount="-2"), {}),
    ("leg_given_twice", "lines[0].legs[0].tonne_km", "同时", transport(legs=[leg(distance_km="1", tonne_km="1")]), {}),
    ("leg_not_given", "lines[0].legs[0].distance_km", "既没有", transport(legs=[leg(distance_km=None)]), {}),
    ("leg_negative", "lines[0].legs[0].distance_km", "距离为 -5", transport(legs=[leg(distance_km="-5")]), {}),
    ("leg_negative", "lines[0].legs[0].tonne_km", "周转量为 -5", transport(legs=[leg(tonne_km="-5")]), {}),
    ("missing_factor", "lines[0].legs[1].factor", "没有选择", transport(legs=[leg(), leg(factor=None)]), {}),
    ("unknown_factor", "lines[0].legs[0].factor", "“ship”", transport(legs=[leg(factor="ship")]), {}),
    ("unit_mismatch", "lines[0].legs[0].factor", "不是以周转量计", transport(legs=[leg(factor="steel")]), {}),
    ("negative_factor", "lines[0].legs[0].factor", "负值", transport(legs=[leg(factor="back")]), {"factors": CREDIT}),
    ("missing_output", "lines[0].basis.output", "总量", transport(basis=PERIOD), {}),
    ("unknown_goods", "lines[0].goods", "“iron”", transport(amount=None, goods="iron"), {}),
    ("unknown_goods", "lines[0].goods", "“iron”", transport(goods="iron", legs=[leg(tonne_km="1")]), {}),
    ("goods_is_transport", "lines[0].goods", "不能作为货物", transport(amount=None, goods="t"), {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "says", "line", "changes"),
    ONE_LINE,
    ids=[f"{entry[0]}-{entry[1]}-{entry[2]}" for entry in ONE_LINE],
)
def test_one_obstacle_is_reported_once_at_its_place(
    code: str, path: str, says: str, line: dict[str, Any], changes: dict[str, Any]
) -> None:
    found = obstacles(line, **changes)
    assert places(found) == [(code, path)]
    assert says in found[0].reason
    assert found[0].severity == "error"
    assert found[0].place.name
    assert found[0].remedy.endswith("。")


GOODS: list[tuple[str, str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # code, path, the goods, the transport, changes of the study
    ("goods_not_mass", "lines[1].goods", activity(unit="件"), {}, {"factors": [factor("steel", "2", "kgCO2e/件"), TRUCK]}),
    ("goods_basis", "lines[1].basis", activity(), {"basis": PERIOD}, {"output": OUTPUT}),
    ("missing_amount", "lines[0].amount", activity(amount=None), {}, {}),
    ("unknown_unit", "lines[0].unit", activity(unit="担"), {}, {}),
    ("negative_amount", "lines[0].amount", activity(amount="-1"), {}, {}),
    ("missing_output", "lines[0].basis.output", activity(basis=PERIOD), {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "goods", "changes", "whole"), GOODS, ids=[entry[0] for entry in GOODS]
)
def test_what_is_wrong_with_the_goods_is_said_where_it_is_wrong(
    code: str, path: str, goods: dict[str, Any], changes: dict[str, Any], whole: dict[str, Any]
) -> None:
    assert places(obstacles(goods, transport(amount=None, goods="a", **changes), **whole)) == [(code, path)]


def test_names_tell_the_line_and_the_leg() -> None:
    found = obstacles(transport(name="壳体运输", legs=[leg(), leg(factor=None)]))
    assert found[0].place.name == "壳体运输，第 2 段"
    assert obstacles(activity(name="壳体", amount=None))[0].place.name == "壳体"


def test_keys_must_be_unique_in_every_list() -> None:
    library = {"key": "l", "name": "库"}
    gas = {"symbol": "CO2", "name": "二氧化碳", "value": "1"}
    found = obstacles(
        activity(),
        activity(name="另一条"),
        stages=[stage(), stage(label="重复阶段")],
        factors=[STEEL, TRUCK, GRID, STEEL],
        libraries=[library, library],
        gwp_set={"name": "AR5", "values": [gas, gas]},
    )
    assert places(found) == [
        ("duplicate_key", "stages[1].key"),
        ("duplicate_key", "libraries[1].key"),
        ("duplicate_key", "factors[3].key"),
        ("duplicate_key", "lines[1].key"),
        ("duplicate_key", "gwp_set.values[1].symbol"),
    ]
    assert (found[3].place.name, "“数据 a”" in found[3].reason) == ("另一条", True)


def test_a_factor_names_a_library_of_the_study() -> None:
    found = obstacles(activity(), factors=[STEEL | {"library": "nowhere"}])
    assert places(found) == [("unknown_library", "factors[0].library")]


def test_a_study_needs_stages_and_data() -> None:
    assert places(obstacles(stages=[])) == [("no_stages", "stages")]
    declared = [stage(empty="not_quantified", reason="无数据")]
    assert places(obstacles(stages=declared)) == [("empty_inventory", "lines")]


def test_a_stage_has_data_or_says_why_not() -> None:
    stages = [stage(), stage("p", "production")]
    assert places(obstacles(activity(), stages=stages)) == [("stage_without_lines", "stages[1]")]


@pytest.mark.parametrize("empty", ["none", "not_quantified"])
def test_a_stage_cannot_be_declared_empty_and_have_data(empty: str) -> None:
    found = obstacles(activity(), stages=[stage(empty=empty, reason="说明")])
    assert places(found) == [("stage_declared_empty", "stages[0].empty")]


def test_a_declared_stage_without_reason_is_a_warning_only() -> None:
    stages = [
        stage(),
        stage("use", "use", empty="none"),
        stage("end", "end_of_life", empty="none", reason="堆存"),
    ]
    outcome = compute(study(activity(), stages=stages))
    assert outcome.kind == "computed"
    assert [(found.severity, found.code, found.place.path) for found in outcome.findings] == [
        ("warning", "stage_without_reason", "stages[1].reason")
    ]


def test_everything_in_the_way_is_told_at_once() -> None:
    found = obstacles(
        activity("a", amount=None, unit="担", factor=None, basis=PERIOD),
        activity("b", factor="broken"),
        activity("c", factor="broken", stage="x"),
        transport(
            "d",
            amount=None,
            legs=[leg(factor=None), leg(distance_km=None), leg(tonne_km="1", factor="steel")],
        ),
        stages=[stage(), stage("p", "production"), stage("use", "use", empty="none")],
        factors=[STEEL, TRUCK, factor("broken", "1", "kgCO2e/担")],
        period={"start": "2024-01-01", "end": "2023-01-01"},
        functional_unit={"amount": "0", "unit": "件", "description": "无"},
    )
    assert sorted(places(found)) == sorted(
        [
            ("functional_unit_amount", "functional_unit.amount"),
            ("period_reversed", "period.end"),
            ("unknown_stage", "lines[2].stage"),
            ("stage_without_lines", "stages[1]"),
            ("stage_without_reason", "stages[2].reason"),
            ("missing_output", "lines[0].basis.output"),
            ("missing_amount", "lines[0].amount"),
            ("unknown_unit", "lines[0].unit"),
            ("missing_factor", "lines[0].factor"),
            ("unknown_unit", "factors[2].value.unit"),  # once, though two lines use it
            ("missing_mass", "lines[3].amount"),
            ("missing_factor", "lines[3].legs[0].factor"),
            ("leg_not_given", "lines[3].legs[1].distance_km"),
            ("unit_mismatch", "lines[3].legs[2].factor"),
        ]
    )


def test_all_three_faults_of_a_fuel_factor_are_told() -> None:
    whole = fuel(
        heating_value="-1",
        carbon_content="-1",
        oxidation="98",
        carbon_content_unit="t",
        heating_value_unit="t",
    )
    assert {place for _, place in places(obstacles(activity(), **whole))} == {
        "factors[0].value.heating_value",
        "factors[0].value.heating_value_unit",
        "factors[0].value.carbon_content",
        "factors[0].value.carbon_content_unit",
        "factors[0].value.oxidation",
    }


def test_a_wrong_output_of_the_study_is_one_finding_for_all_its_lines() -> None:
    lines = [activity(key, basis=PERIOD) for key in ("a", "b", "c")]
    assert places(obstacles(*lines, output={"amount": "0", "unit": "件"})) == [
        ("output_not_positive", "output.amount")
    ]


def test_a_wrong_factor_that_no_line_uses_stands_in_nobodys_way() -> None:
    assert compute(study(activity(), factors=[STEEL, factor("broken", "1", "x")])).kind == "computed"


def test_findings_are_written_for_a_consultant() -> None:
    texts = [finding for *_, line, changes in ONE_LINE for finding in obstacles(line, **changes)]
    for finding in texts:
        assert finding.reason.endswith("。")
        assert not re.search(r"None|Error|decimal|Decimal|E[+-]\d", finding.reason + finding.remedy)


def test_a_blocked_study_has_no_figures() -> None:
    outcome = compute(study(activity(), activity("b", amount=None)))
    assert isinstance(outcome, Blocked)
    assert set(Blocked.model_fields) == {"kind", "findings"}
