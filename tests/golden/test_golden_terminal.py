"""接线端子: very small results, fuel factors, stages that are in the boundary and empty."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.checks import check
from inventories.footprint.rounding import format_number, in_unit, printed, readable_unit
from inventories.footprint.values import Digits, Study
from tests.golden.cases import computed, load, print_of, stage_table, with_rounding

STAGES = [
    ("原材料获取", "0.0000002", "18.4%"),  # 0.000287 × 0.5568 = 0.0001598016 kg
    ("原材料运输", "0.0000000", "1.0%"),  # 2.851e-9 t × 3042.5472 kg/t = 0.0000086743020672 kg
    ("产品生产", "0.0000006", "67.4%"),  # 0.00105 × 0.5568 = 0.00058464 kg
    ("成品运输", "0.0000001", "13.2%"),  # 3.640e-8 t × 3145.12249333… kg/t = 0.000114482458757333… kg
    ("使用", "/", "/"),
    ("产品处置", "0", "0"),
]


@pytest.fixture
def study() -> Study:
    return load("terminal")


def test_stages_shares_and_total_print_as_in_the_report(study: Study) -> None:
    result = print_of(study)
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share, result.unit) == ("0.0000009", "100%", "tCO2e")


def test_every_line_prints_as_its_stage(study: Study) -> None:
    assert [(line.key, line.figure, line.share) for line in print_of(study).lines] == [
        ("supplier-electricity", "0.0000002", "18.4%"),
        ("petrol", "0.0000000", "1.0%"),
        ("electricity", "0.0000006", "67.4%"),
        ("diesel", "0.0000001", "13.2%"),
    ]


def test_fuel_factors_are_derived_and_divided_once(study: Study) -> None:
    factors = {line.key: line.factor for line in computed(study).footprint.lines}
    # 44.8 GJ/t × 18.9 kgC/GJ × 0.98 × 44 ÷ 12: 36510.5664 ÷ 12
    assert factors["petrol"] == Decimal("3042.5472")
    # 43.33 × 20.2 × 0.98 × 44 ÷ 12 = 37741.46992 ÷ 12
    assert factors["diesel"] == Decimal("3145.122493333333333333333333333333")


@pytest.mark.parametrize("ties", ["even", "up"])
def test_ties_change_nothing_here(study: Study, ties: str) -> None:
    result = print_of(with_rounding(study, ties=ties))
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share) == ("0.0000009", "100%")


def test_total_and_shares_of_the_printed_figures(study: Study) -> None:
    result = print_of(with_rounding(study, total_of="printed", shares_of="printed"))
    # 2 + 0 + 6 + 1 = 9 ten-millionths; 2/9, 0, 6/9, 1/9
    assert (result.total, result.total_share) == ("0.0000009", "100%")
    assert [stage.share for stage in result.stages] == ["22.2%", "0.0%", "66.7%", "11.1%", "/", "0"]


def test_the_unit_in_which_the_figure_can_be_read_is_proposed(study: Study) -> None:
    outcome = computed(study)
    unit = readable_unit(outcome.footprint)
    three = Digits(style="significant", digits=3)
    # 0.0001598016 + 0.0000086743020672 + 0.00058464 + 0.000114482458757… = 0.000867598360824… kg
    assert (format_number(in_unit(outcome.footprint.total, unit), three), unit) == ("0.868", "gCO2e")
    findings = check(study, outcome, printed(study, outcome.footprint))
    total = next(found for found in findings if found.code == "rounding_total")
    assert "0.868 gCO2e" in total.remedy
    zero = next(found for found in findings if found.place.path == "stages[1]")
    assert zero.code == "rounding_stage"
    assert "计算结果不为零" in zero.reason


def test_empty_stages_without_a_reason_are_noticed(study: Study) -> None:
    assert [(found.code, found.place.path, found.place.name) for found in computed(study).findings] == [
        ("stage_without_reason", "stages[4].reason", "使用"),
        ("stage_without_reason", "stages[5].reason", "产品处置"),
    ]
