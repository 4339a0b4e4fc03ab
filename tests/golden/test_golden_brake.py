"""制动执行器: every printed figure of the case, and its slip of a tenfold electricity factor."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.checks import check
from inventories.footprint.rounding import printed
from inventories.footprint.values import Study
from tests.golden.cases import computed, load, print_of, stage_table, with_rounding

LINES = {
    "housing": "2.7886",  # 1.4677 × 1.9 = 2.78863
    "bracket": "1.3209",  # 0.6952 × 1.9 = 1.32088
    "piston": "0.4055",  # 0.1931 × 2.1 = 0.40551
    "pad": "0.7069",  # 0.0693 × 10.2 = 0.70686
    "two-piece": "0.1615",  # 0.0850 × 1.9 = 0.1615
    "motor": "0.1029",  # 0.0490 × 2.1 = 0.1029
    "t-housing": "0.0758",  # 1.4677 kg × 180 km = 0.264186 t·km, × 0.287 = 0.075821382
    "t-bracket": "0.0359",  # 0.125136 × 0.287 = 0.035914032
    "t-piston": "0.0277",  # 0.1931 kg × 500 km = 0.09655 t·km, × 0.287 = 0.02770985
    "t-pad": "0.0024",  # 0.0693 kg × 120 km = 0.008316 t·km, × 0.287 = 0.002386692
    "t-two-piece": "0.0044",  # 0.0153 × 0.287 = 0.0043911
    "t-motor": "0.0194",  # 0.0490 kg × 1380 km = 0.06762 t·km, × 0.287 = 0.01940694
    "electricity": "0.0414",  # 0.7435 × 0.05568 = 0.04139808
    "carton": "0.0151",  # 0.0133 × 1.135 = 0.0150955
    "t-carton": "0.0001",  # 0.0133 kg × 30 km = 0.000399 t·km, × 0.287 = 0.000114513
}
STAGES = [
    ("原材料", "5.4863", "96.11%"),  # 5.48628
    ("原材料运输", "0.1656", "2.90%"),  # 0.165629996
    ("生产过程", "0.0414", "0.73%"),
    ("包装材料", "0.0151", "0.26%"),
    ("包装运输", "0.0001", "0.00%"),
]


@pytest.fixture
def study() -> Study:
    return load("brake")


def test_every_line_prints_as_in_the_report(study: Study) -> None:
    assert {line.key: line.figure for line in print_of(study).lines} == LINES


def test_stages_shares_and_total_print_as_in_the_report(study: Study) -> None:
    result = print_of(study)
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share, result.unit) == ("5.7085", "100.00%", "kgCO2e")


def test_unrounded_total_is_the_exact_sum(study: Study) -> None:
    # 5.48628 + 0.165629996 + 0.04139808 + 0.0150955 + 0.000114513
    assert computed(study).footprint.total == Decimal("5.708518089")


@pytest.mark.parametrize("ties", ["even", "up"])
@pytest.mark.parametrize("total_of", ["unrounded", "printed"])
@pytest.mark.parametrize("shares_of", ["unrounded", "printed"])
def test_other_conventions_print_the_same_here(
    study: Study, ties: str, total_of: str, shares_of: str
) -> None:
    # No line lies on a tie, and 5.4863 + 0.1656 + 0.0414 + 0.0151 + 0.0001 = 5.7085 as well.
    result = print_of(with_rounding(study, ties=ties, total_of=total_of, shares_of=shares_of))
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share) == ("5.7085", "100.00%")


def test_with_the_national_grid_factor_the_result_is_another(study: Study) -> None:
    factors = tuple(
        factor
        if factor.key != "f-grid"
        else factor.model_copy(
            update={"value": factor.value.model_copy(update={"amount": Decimal("0.5568")})}
        )
        for factor in study.factors
    )
    result = print_of(study.model_copy(update={"factors": factors}))
    # 0.7435 × 0.5568 = 0.4139808; 5.708518089 − 0.04139808 + 0.4139808 = 6.081100809
    assert [line.figure for line in result.lines if line.key == "electricity"] == ["0.4140"]
    assert result.total == "6.0811"


def test_tenfold_slip_of_the_electricity_factor_is_noticed(study: Study) -> None:
    outcome = computed(study)
    findings = check(study, outcome, printed(study, outcome.footprint))
    slip = [found for found in findings if found.code == "electricity_magnitude"]
    assert [(found.place.path, found.place.name) for found in slip] == [("factors[5].value", "国网电力")]
    assert "数量级可能错误" in slip[0].reason
