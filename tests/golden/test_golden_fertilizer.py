"""复合肥料: totals of a year, shared meters, fuel by heating value, heat, three ways of transport, N2O, a credit.

Every figure was reckoned outside the project, with fractions.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.checks import check
from inventories.footprint.values import Study
from tests.golden.cases import computed, line_table, load, print_of, stage_table, with_rounding

# A year's total belongs to 4.865 万t = 48,650,000 kg; the functional unit is 1000 kg of it: 1/48,650.
LINES = [
    ("urea", "367.22", "20.53%"),  # 198.5 kg × 1.85 kg/kg = 367.225: the tie goes to the even 2
    ("map", "365.23", "20.41%"),  # 0.3261 t × 1120 kg/t = 365.232
    ("kcl", "66.38", "3.71%"),  # 250 kg × 0.2655 kg/kg = 66.375: the tie goes to the even 8
    # 0.25 t × (2150 × 0.0124 + 312 × 0.00798 + 18.6 × 0.129) = 0.25 × 31.54916 = 7.88729
    ("kcl-way", "7.89", "0.44%"),
    ("map-way", "5.7", "0.32%"),  # 0.3261 t × (1890 × 0.00798 + 18.6 × 0.129) = 0.3261 × 17.4816 = 5.70074976
    ("urea-way", "5.63", "0.31%"),  # 43.67 t·km × 0.129 = 5.63343
    # 128.7 万Nm³ ÷ 48,650 × 389.31 GJ × 15.3 kgC/GJ × 0.99 × 44/12 = 57.2003…
    ("gas", "57.2", "3.2%"),
    ("heat", "41.22", "2.3%"),  # 21,450 GJ × 0.85 ÷ 48,650 × 110 kg/GJ = 41.2243…
    ("power", "22.89", "1.28%"),  # 3,124,000 kWh × 0.625 ÷ 48,650 × 0.5703 = 22.8882…
    ("bag", "3.62", "0.2%"),
    ("out", "54.3", "3.04%"),  # 1.0023 t × 420 km × 0.129 = 54.304614
    ("soil", "643.5", "35.97%"),  # 150 kg N × 0.0157142857 kg N2O × 273 = 643.499999415
    ("hydrolysis", "145.56", "8.14%"),  # 198.5 × 0.7333 = 145.56005
    ("burn", "4", "0.22%"),  # 1.38 × 2.9 = 4.002
    ("credit", "-1.29", "-0.07%"),  # 0.92 × -1.4 = -1.288
]
STAGES = [
    ("原材料获取", "798.83", "44.65%"),  # 798.832, not 367.22 + 365.23 + 66.38
    ("原材料运输", "19.22", "1.07%"),
    ("生产", "121.31", "6.78%"),
    ("包装", "3.62", "0.2%"),
    ("产品运输", "54.3", "3.04%"),
    ("施用", "789.06", "44.1%"),
    ("包装处置", "2.71", "0.15%"),
]


@pytest.fixture
def study() -> Study:
    return load("fertilizer")


def test_lines_stages_and_total_print_as_reckoned_by_hand(study: Study) -> None:
    result = print_of(study)
    assert line_table(result) == LINES
    assert stage_table(result) == STAGES
    assert (result.total, result.total_share, result.unit) == ("1789.1", "100%", "kgCO2e")


def test_half_up_differs_only_where_there_is_a_tie(study: Study) -> None:
    lines = line_table(print_of(with_rounding(study, ties="up")))
    assert [line[:2] for line in lines if line not in LINES] == [("urea", "367.23")]


def test_the_fuels_factor_is_per_ten_thousand_standard_cubic_metres(study: Study) -> None:
    factors = {line.key: line.factor for line in computed(study).footprint.lines}
    # 389.31 × 15.3 × 0.99 × 44 ÷ 12 = 259,462.59… ÷ 12
    assert factors["gas"] == Decimal("21621.88809")


def test_the_credit_is_pointed_out_and_stops_nothing(study: Study) -> None:
    outcome = computed(study)
    findings = check(study, outcome, print_of(study))
    assert [found.place.name for found in findings if found.code == "credit"] == ["废吨袋回收"]
    assert outcome.footprint.lines[-1].emission == Decimal("-1.288")
