"""The bar chart: lengths from exact values, printed figures in columns, credits to the left of the axis."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.rendering.charts import NotDrawable, Part, bars
from tests.reports.rendering.drawn import (
    Drawn,
    assert_boxes_are_apart_and_inside,
    assert_says_all,
    assert_texts_are_apart_and_inside,
)

UNIT = "kgCO2e/件"


def drawn_bars(parts: list[Part]) -> Drawn:
    return Drawn(bars(parts, title="各项结果", unit=UNIT, prefix="bars"))


def parts_of(count: int, name: str) -> list[Part]:
    return [
        Part(f"{name}{index}", Decimal(index * 7 % 11), f"{index}.5", f"{index}.25%")
        for index in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 12, 13, 40, 45])
@pytest.mark.parametrize("name", ["物料", "铝合金压铸件外壳及其固定支架的获取与预处理（含 Ecoinvent 数据）"])
def test_every_part_has_its_row_and_nothing_overlaps(count: int, name: str) -> None:
    parts = parts_of(count, name)
    drawn = drawn_bars(parts)
    assert_texts_are_apart_and_inside(drawn)
    assert_says_all(drawn, [part.label for part in parts])
    assert drawn.says("figure") == [part.figure for part in parts]
    assert drawn.says("share") == [part.share for part in parts]
    bars_drawn = drawn.boxes("bar")
    assert_boxes_are_apart_and_inside(drawn, [*bars_drawn, *(text.box for text in drawn.texts)])
    assert len(bars_drawn) == sum(part.value != 0 for part in parts)


def test_bars_are_as_long_as_their_values_ask() -> None:
    parts = [Part("甲", Decimal(8), "8", "61.54%"), Part("乙", Decimal(5), "5", "38.46%")]
    first, second = drawn_bars(parts).boxes("bar")
    # 5 / 8 = 0.625
    assert second.width / first.width == pytest.approx(0.625, abs=1e-4)
    assert first.x == second.x


def test_a_credit_goes_to_the_left_of_the_axis() -> None:
    parts = [Part("再生料抵扣", Decimal(-2), "-2", "-25%"), Part("生产", Decimal(10), "10", "125%")]
    credit, cost = drawn_bars(parts).boxes("bar")
    assert credit.right == pytest.approx(cost.x, abs=0.002)
    assert cost.width / credit.width == pytest.approx(5.0, abs=1e-3)


def test_a_part_that_is_not_quantified_or_zero_has_no_bar() -> None:
    parts = [
        Part("使用", None, "/", "/"),
        Part("处置", Decimal(0), "0", "0"),
        Part("生产", Decimal(1), "1", "100%"),
    ]
    drawn = drawn_bars(parts)
    assert len(drawn.boxes("bar")) == 1
    assert drawn.says("figure") == ["/", "0", "1"]


def test_nothing_at_all_is_still_a_chart_of_printed_figures() -> None:
    drawn = drawn_bars([Part("使用", None, "/", "/")])
    assert drawn.boxes("bar") == []
    assert drawn.says("label") == ["使用"]


@pytest.mark.parametrize("count", [0, 46])
def test_no_parts_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(NotDrawable, match=f"现有 {count} 项"):
        drawn_bars(parts_of(count, "物料"))


def test_the_chart_is_told_in_words_and_has_its_own_ids() -> None:
    figure = bars([Part("生产", Decimal(1), "1.0", "100%")], title="各项结果", unit=UNIT, prefix="one")
    assert figure.alternative == "条形图：各项结果。生产 1.0 kgCO₂e/件（100%）。"
    assert Drawn(figure).ids() == ["one-title", "one-desc"]
