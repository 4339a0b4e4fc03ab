"""电源适配器: a declared unit, grams, three significant figures half up, the total of the printed stages, a stage
that is not quantified. Every figure was reckoned outside the project, with fractions.
"""

from __future__ import annotations

import pytest

from inventories.footprint.values import Study
from tests.golden.cases import line_table, load, print_of, stage_table, with_rounding

# Grams × kgCO2e/kg are grams. Shares are of the printed total 2278.83.
LINES = [
    ("m01", "198", "8.7%"),  # 38.6 × 5.13 = 198.018
    ("m02", "87.1", "3.8%"),  # 21.4 × 4.07 = 87.098
    ("m03", "61.3", "2.7%"),  # 9.8 × 6.25 = 61.25: the tie goes up
    ("m04", "12.5", "0.5%"),  # 8.3 × 1.5 = 12.45: the tie goes up; 12.5 ÷ 2278.83 = 0.5485 %
    ("m05", "24.1", "1.1%"),  # 2.15 × 11.2 = 24.08
    ("m06", "378", "16.6%"),  # 11.2 × 33.75 = 378
    ("m07", "496", "21.8%"),  # 0.42 × 1180 = 495.6
    ("m08", "125", "5.5%"),  # 1.3 × 96.4 = 125.32
    ("m09", "62.6", "2.7%"),  # 0.87 × 71.9 = 62.553
    ("m10", "215", "9.4%"),  # 14.5 × 14.85 = 215.325
    ("m11", "18.9", "0.8%"),  # 3.9 × 4.85 = 18.915
    ("m12", "9.99", "0.4%"),  # 1.75 × 5.7114 = 9.99495
    ("m13", "178", "7.8%"),  # 46 × 3.86 = 177.56
    ("m14", "26.0", "1.1%"),  # 6.2 × 4.2 = 26.04
    ("t1", "2.77", "0.1%"),  # 38.6e-6 t × 215 km × 334 g = 2.771866
    ("t2", "0.319", "0.0%"),  # 0.42e-6 t × (690 × 1080 + 42 × 334) = 0.31887576
    ("t3", "5.44", "0.2%"),  # 125.37e-6 t × 130 km × 334 g = 5.4435654
    ("power", "202", "8.9%"),  # 86,400 kWh ÷ 240,000 × 561.7 g = 202.212
    ("aging", "12.0", "0.5%"),  # 19,250 kWh × 0.35 ÷ 315,000 × 561.7 g = 12.01413…
    ("box", "38.9", "1.7%"),  # 41.5 × 0.938 = 38.927
    ("sheet", "10.2", "0.4%"),  # 8 × 1.27 = 10.16
    ("ship", "50.6", "2.2%"),  # 0.000216 t × (19,500 × 10.5 + 88 × 334) = 50.574672
    ("weee", "66.6", "2.9%"),  # 166.39 × 0.4 = 66.556
]
STAGES = [
    ("原材料与零部件", "1890", "82.9%"),  # 1890.40895
    ("零部件运输", "8.53", "0.4%"),  # 8.53430716
    ("制造", "214", "9.4%"),  # 214.22613…
    ("包装", "49.1", "2.2%"),  # 49.087
    ("成品运输", "50.6", "2.2%"),
    ("使用", "/", "/"),
    ("废弃处理", "66.6", "2.9%"),
]


@pytest.fixture
def study() -> Study:
    return load("charger")


def test_lines_stages_and_total_print_as_reckoned_by_hand(study: Study) -> None:
    result = print_of(study)
    assert line_table(result) == LINES
    assert stage_table(result) == STAGES
    # 1890 + 8.53 + 214 + 49.1 + 50.6 + 66.6
    assert (result.total, result.total_share, result.unit) == ("2278.83", "100%", "gCO2e")


def test_the_even_rule_changes_the_two_ties(study: Study) -> None:
    lines = line_table(print_of(with_rounding(study, ties="even")))
    assert [line[:2] for line in lines if line not in LINES] == [("m03", "61.2"), ("m04", "12.4")]
