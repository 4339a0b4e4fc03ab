"""阀门驱动装置: three significant figures, the total of the printed stages, an annual total over the output."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.checks import check
from inventories.footprint.rounding import printed
from inventories.footprint.values import Study
from tests.golden.cases import computed, load, print_of, stage_table, with_rounding

STAGES = [
    ("原材料生产", "386", "96.03%"),  # 385.997408
    ("原材料运输", "1.22", "0.3%"),  # 16.430283 t·km × 0.074 = 1.215840942
    ("产品生产", "12.2", "3.04%"),  # 225500 ÷ 16345 × 0.8843 = 12.20003976…
    ("产品运输", "2.53", "0.63%"),  # 34.2 × 0.074 = 2.5308
]


@pytest.fixture
def study() -> Study:
    return load("valve")


def test_stages_shares_and_total_print_as_in_the_report(study: Study) -> None:
    result = print_of(study)
    assert stage_table(result) == STAGES
    # 386 + 1.22 + 12.2 + 2.53
    assert (result.total, result.total_share, result.unit) == ("401.95", "100%", "kgCO2e")


def test_total_of_the_unrounded_figures_is_one_hundredth_less(study: Study) -> None:
    result = print_of(with_rounding(study, total_of="unrounded", shares_of="unrounded"))
    # 385.997408 + 1.215840942 + 12.20003976… + 2.5308 = 401.94408871…
    assert result.total == "401.94"
    assert stage_table(result) == STAGES


@pytest.mark.parametrize("ties", ["even", "up"])
@pytest.mark.parametrize("shares_of", ["unrounded", "printed"])
def test_ties_and_base_of_shares_change_nothing_here(study: Study, ties: str, shares_of: str) -> None:
    result = print_of(with_rounding(study, ties=ties, shares_of=shares_of))
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share) == ("401.95", "100%")


def test_zeros_stay_where_the_policy_keeps_them(study: Study) -> None:
    result = print_of(with_rounding(study, trim_zeros=False))
    assert [stage.share for stage in result.stages] == ["96.03%", "0.30%", "3.04%", "0.63%"]
    assert result.total_share == "100.00%"


def test_tonne_factors_and_kilogram_factors_add_up(study: Study) -> None:
    footprint = computed(study).footprint
    assert {line.key: line.emission for line in footprint.lines if line.stage == "materials"} == {
        "grey-iron": Decimal("41.41"),  # 20.2 kg × 2.05 tCO2e/t
        "aluminium": Decimal("4.4136"),  # 6.13 × 0.72
        "bar": Decimal("4.1684"),  # 0.613 × 6.8
        "motor": Decimal("332.32"),  # 1 台
        "emulsion": Decimal("0.176988"),  # 0.0294 × 6.02
        "grease": Decimal("3.50842"),  # 0.667 × 5.26
    }
    # 41.41 + 4.4136 + 4.1684 + 332.32 + 0.176988 + 3.50842
    assert footprint.stages[0].emission == Decimal("385.997408")


def test_annual_electricity_is_divided_by_the_output(study: Study) -> None:
    line = next(line for line in computed(study).footprint.lines if line.key == "electricity")
    # 225500 ÷ 16345, 34 digits: 13.79626797185683695319669623738146
    assert line.amount == Decimal("13.79626797185683695319669623738146")
    # 225500 × 0.8843 = 199409.65; ÷ 16345 = 12.20003976…, divided once and last
    assert line.emission == Decimal("12.20003976751300091771183848271643")


def test_slips_that_lie_in_the_data_are_noticed(study: Study) -> None:
    outcome = computed(study)
    findings = check(study, outcome, printed(study, outcome.footprint))
    assert [(found.code, found.place.path) for found in findings] == [
        ("factor_outdated", "factors[7].year"),  # the grid factor of 2012
        ("factor_co2_only", "factors[7].value"),  # CO2 among CO2e
    ]
