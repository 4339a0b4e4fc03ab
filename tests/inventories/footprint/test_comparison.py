"""Two studies side by side; every expected figure worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventories.footprint.comparison import Comparison, Side, compare
from inventories.footprint.compute import compute
from inventories.footprint.result import Computed
from inventories.footprint.values import Study
from tests.inventories.footprint.builders import activity, factor, leg, stage, study, transport

STAGES = [stage("s"), stage("p", "production")]


def side(value: Study, hidden: frozenset[str] = frozenset()) -> Side:
    outcome = compute(value)
    assert isinstance(outcome, Computed), outcome.findings
    return Side(value, outcome.footprint, {line.key: line for line in outcome.footprint.lines}, hidden)


def of(
    before: list[Any], after: list[Any], origins: dict[str, str] | None = None, **changes: Any
) -> Comparison:
    return compare(side(study(*before)), side(study(*after, **changes)), origins or {})


def told(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return [
        (line.name, line.difference.before_text, line.difference.after_text, line.difference.text)
        for line in comparison.lines
    ]


def test_the_same_twice_is_the_same() -> None:
    comparison = of([activity(), transport()], [activity(), transport()])
    assert all(line.is_same for line in comparison.lines)
    assert (comparison.changed, comparison.added, comparison.removed) == (0, 0, 0)
    assert comparison.scope == ()
    assert (comparison.total.text, comparison.total.percent_text) == ("0.0000", "0.00%")


def test_what_was_entered_and_what_came_of_it() -> None:
    # 3 kg × 2 = 6; 4.5 kg × 2 = 9: +3, +50 %.
    comparison = of([activity()], [activity(amount="4.5", note="称重")])
    (line,) = comparison.lines
    assert [(cell.name, cell.before, cell.after) for cell in line.cells] == [
        ("amount", "3 kg", "4.5 kg"),
        ("note", "", "称重"),
    ]
    assert line.difference.value == Decimal(3)
    assert (line.difference.text, line.difference.percent_text) == ("+3.0000", "+50.00%")
    assert (comparison.changed, comparison.total.value) == (1, Decimal(3))


def test_lines_that_only_one_of_them_has() -> None:
    comparison = of([activity("a"), activity("b")], [activity("b"), activity("c", amount="1")])
    assert told(comparison) == [
        ("数据 b", "6.0000", "6.0000", "0.0000"),
        ("数据 c", "0.0000", "2.0000", "+2.0000"),
        ("数据 a", "6.0000", "0.0000", "-6.0000"),
    ]
    assert (comparison.changed, comparison.added, comparison.removed) == (0, 1, 1)
    assert comparison.total.value == Decimal(-4)


def test_a_copy_is_known_again_under_another_name() -> None:
    before, after = activity("a", name="钢板"), activity("x", name="冷轧钢板")
    (line,) = of([before], [after], {"x": "a"}).lines
    assert [cell.name for cell in line.cells] == ["name"]
    renamed = of([before], [after])
    assert (renamed.added, renamed.removed) == (1, 1)


def test_of_several_called_alike_the_first_belongs_to_the_first() -> None:
    before = [activity("a", name="螺钉", amount="1"), activity("b", name="螺钉", amount="2")]
    after = [activity("c", name="螺钉", amount="1"), activity("d", name="螺钉", amount="2")]
    assert all(line.is_same for line in of(before, after).lines)


def test_a_line_that_moved_to_another_stage_says_so() -> None:
    before = study(activity(), activity("k", stage="p"), stages=STAGES)
    after = study(activity(stage="p"), activity("k", stage="p"), activity("n"), stages=STAGES)
    comparison = compare(side(before), side(after), {})
    moved = next(line for line in comparison.lines if line.name == "数据 a")
    assert [(cell.name, cell.before, cell.after) for cell in moved.cells] == [("stage", "阶段 s", "阶段 p")]
    assert [each.difference.value for each in comparison.stages] == [Decimal(0), Decimal(6)]


def test_a_stage_of_another_label_is_told_once() -> None:
    before = study(activity(), stages=[stage(label="原材料")])
    after = study(activity(), stages=[stage(label="原材料获取")])
    comparison = compare(side(before), side(after), {})
    assert [cell.name for cell in comparison.scope] == ["stages"]
    assert all(line.is_same for line in comparison.lines)


def test_totals_of_unlike_things_are_marked() -> None:
    unit = {"amount": "10", "unit": "件", "description": "10 件示范产品"}
    comparison = of(
        [activity()], [activity()], functional_unit=unit, period={"start": "2024-01-01", "end": "2024-12-31"}
    )
    assert [cell.name for cell in comparison.unlike] == ["functional_unit"]
    assert [cell.name for cell in comparison.scope] == ["functional_unit", "period"]


def test_another_factor_is_told_with_value_and_source_unless_it_is_hidden() -> None:
    newer = [factor("f", "1.8", "kgCO2e/kg", name="钢材 2024", region="中国", year=2024)]
    before, after = study(activity()), study(activity(factor="f"), factors=newer)
    (line,) = compare(side(before), side(after), {}).lines
    assert [(cell.name, cell.before, cell.after) for cell in line.cells] == [
        ("factor", "钢材 · 2 kgCO2e/kg", "钢材 2024 · 1.8 kgCO2e/kg · 中国 · 2024")
    ]
    (hidden,) = compare(side(before, frozenset({"steel"})), side(after), {}).lines
    assert hidden.cells[0].before == "钢材"


def test_legs_are_told_in_words() -> None:
    (line,) = of(
        [transport()], [transport(legs=[leg(origin="苏州", destination="上海", distance_km="100")])]
    ).lines
    (cell,) = line.cells
    assert (cell.name, cell.before) == ("legs", "50 km 货车 · 0.1 kgCO2e/(t·km)")
    assert cell.after.startswith("苏州→上海 100 km")
    assert line.difference.value == Decimal(10)


def test_a_study_without_result_is_compared_by_what_was_entered() -> None:
    before, after = study(activity()), study(activity(amount=None))
    comparison = compare(side(before), Side(after, None, {}), {})
    (line,) = comparison.lines
    assert [(cell.name, cell.before, cell.after) for cell in line.cells] == [("amount", "3 kg", "")]
    assert (line.difference.text, comparison.total.text, comparison.total.percent_text) == ("—", "—", "—")
    assert comparison.changed == 1
