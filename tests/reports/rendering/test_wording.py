"""The generated sentences, read against figures that were worked out by hand, for studies of every kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.footprint.values import (
    Allocation,
    Boundary,
    CutOff,
    Digits,
    FunctionalUnit,
    Period,
    Process,
    Rounding,
    StatedValue,
)
from reports.content import Content
from reports.rendering import amounts, interpretation, method, phrases
from tests.reports.rendering.document_samples import changed, content, document, section_words, study, words
from tests.reports.rendering.wording_samples import day, facts

# --- phrases ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2024-07-12", None, "2024年7月12日"),
        ("2024-07-12", "2024-07-12", "2024年7月12日"),
        ("2024-07-15", "2024-07-16", "2024年7月15日至16日"),
        ("2024-07-30", "2024-08-02", "2024年7月30日至8月2日"),
        ("2024-12-30", "2025-01-02", "2024年12月30日至2025年1月2日"),
    ],
)
def test_days_repeat_neither_year_nor_month(start: str, end: str | None, told: str) -> None:
    assert phrases.days_text(day(start), None if end is None else day(end)) == told


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2023-01-01", "2023-12-31", "2023年"),
        ("2022-01-01", "2023-12-31", "2022年至2023年"),
        ("2023-07-01", "2024-06-30", "2023年7月1日至2024年6月30日"),
        ("2023-01-01", "2023-06-30", "2023年1月1日至2023年6月30日"),
    ],
)
def test_a_calendar_year_is_called_by_its_number(start: str, end: str, told: str) -> None:
    assert phrases.period_name(Period(start=day(start), end=day(end))) == told


@pytest.mark.parametrize(
    ("amount", "unit", "per", "each"),
    [
        ("1", "件", "/件", "每件产品"),
        ("1000", "只", "/1000 只", "每1000 只产品"),
        ("0.5", "t", "/0.5 t", "每0.5 t产品"),
    ],
)
def test_results_are_per_unit_of_the_functional_unit(amount: str, unit: str, per: str, each: str) -> None:
    value = FunctionalUnit(amount=Decimal(amount), unit=unit, description="x")
    assert phrases.per_unit(value) == per
    assert phrases.each_unit(value) == each


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("委托外部完成", "委托外部完成。"),
        ("完成。", "完成。"),
        ("完成.", "完成。"),
        ("是吗？", "是吗？"),
        ("  ", ""),
    ],
)
def test_a_sentence_ends_with_one_full_stop(typed: str, told: str) -> None:
    assert phrases.sentence(typed) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("铝锭", "铝锭的运输"),
        ("运动鞋", "运动鞋的运输"),
        ("成品海运", "成品海运"),
        ("铁路货运（上海至西安）", "铁路货运（上海至西安）"),
        ("原材料运输", "原材料运输"),
        ("城市配送", "城市配送"),
    ],
)
def test_a_transport_says_once_that_it_is_one(name: str, told: str) -> None:
    of = study("brake")
    first = next(line for line in of.lines if line.kind == "transport")
    lines = tuple(
        line.model_copy(update={"name": name}) if line.key == first.key else line for line in of.lines
    )
    renamed = facts(changed(of, lines=lines))
    assert amounts.line_name(renamed, renamed.line_by_key[first.key]) == told


def test_a_derived_share_keeps_to_the_policy_for_shares() -> None:
    # 1/3 in per cent; a tie to the even digit; a zero at the end goes where the policy says so
    policy = Rounding(share_decimals=1, trim_zeros=True)
    of = facts(changed(study("brake"), rounding=policy))
    assert [amounts.share(of, Decimal(text)) for text in ("0.3333", "0.1225", "0.5")] == [
        "33.3%",
        "12.2%",
        "50%",
    ]


# --- unit, boundary, method ---------------------------------------------------------------------------------------


def test_a_declared_unit_is_called_so_everywhere() -> None:
    brake = study("brake")
    unit = brake.functional_unit.model_copy(update={"kind": "declared"})
    told = words(document(changed(brake, functional_unit=unit), holding=Content(people=content().people)))
    assert "声明单位是核算的计量基准" in told
    assert "功能单位" not in told


@pytest.mark.parametrize(
    ("kind", "named", "partial"),
    [
        ("cradle_to_gate", "“从摇篮到大门”，自资源开采和原材料获取起，至产品离开生产企业大门止", True),
        ("cradle_to_gate_with_delivery", "“从摇篮到大门，含产品运输”，自资源开采", True),
        ("cradle_to_grave", "“从摇篮到坟墓”，自资源开采和原材料获取起，经生产、分销和使用", False),
        ("gate_to_gate", "“从大门到大门”，自原材料进入生产企业大门起", True),
        ("partial", "“部分生命周期”，只包括产品生命周期中的一部分过程", True),
    ],
)
def test_the_boundary_says_where_it_begins_and_ends_and_whether_the_footprint_is_partial(
    kind: str, named: str, partial: bool
) -> None:
    of = study("brake")
    of = changed(of, boundary=of.boundary.model_copy(update={"type": kind}))
    told = section_words(document(of), "boundary")
    assert named in told
    assert ("结果为产品部分碳足迹" in told) is partial
    assert ("其产品部分碳足迹（" in interpretation.result_sentence(facts(of))) is partial


def test_without_processes_named_the_boundary_has_no_table() -> None:
    told = section_words(document(changed(study("brake"), boundary=Boundary(type="partial"))), "boundary")
    assert "系统边界图见图2。" in told
    assert "|" not in told


def test_where_no_process_is_listed_the_stages_are_the_list() -> None:
    bare = changed(study("brake"), boundary=Boundary(type="partial"))
    stages = "、".join(stage.label for stage in bare.stages)
    told = words(document(bare))
    assert f"只包括产品生命周期中的一部分过程，以下列阶段为限：{stages}。" in told
    outside = Boundary(type="partial", excluded=(Process(name="使用"),))
    listed = section_words(document(changed(bare, boundary=outside)), "boundary")
    assert f"系统边界内|\n1|{bare.stages[0].label}\n2|{bare.stages[1].label}" in listed
    assert "：无" not in listed
    inside = Boundary(type="partial", included=(Process(name="冲压"),))
    assert "以下列过程为限。" in method.boundary_sentence(changed(bare, boundary=inside))
    assert "系统边界外" not in section_words(document(changed(bare, boundary=inside)), "boundary")


def test_a_set_without_values_is_told_in_a_sentence() -> None:
    brake = study("brake")
    of = document(changed(brake, gwp_set=brake.gwp_set.model_copy(update={"values": ()})))
    assert "本次核算没有直接按气体计算的排放，未列特征化因子。" in section_words(of, "impact")


def test_units_of_factors_are_printed_by_their_one_symbol() -> None:
    brake = study("brake")
    spelt = tuple(
        factor.model_copy(update={"value": factor.value.model_copy(update={"unit": "kgCO2e/t·km"})})
        if isinstance(factor.value, StatedValue) and "km" in factor.value.unit
        else factor
        for factor in brake.factors
    )
    told = section_words(document(changed(brake, factors=spelt)), "factors")
    assert "kgCO2e/(t·km)" in told
    assert "kgCO2e/t·km" not in told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (CutOff(), ("本次核算未设取舍限值。", "系统边界内没有舍去任何已知的过程、物质流或能量流。")),
        (
            CutOff(single_percent=Decimal(1), total_percent=Decimal(5)),
            (
                "本次核算的取舍规则为：单项物质或能量流的贡献低于1%的可以舍去，全部舍去部分合计不超过5%。",
                "系统边界内没有舍去任何已知的过程、物质流或能量流。",
            ),
        ),
        (
            CutOff(description="贵金属不得舍去", left_out=(Process(name="标签"),)),
            ("贵金属不得舍去。",),
        ),
        # a threshold of zero is a threshold
        (
            CutOff(single_percent=Decimal(0), left_out=(Process(name="标签"),)),
            ("本次核算的取舍规则为：单项物质或能量流的贡献低于0%的可以舍去。",),
        ),
    ],
)
def test_the_cut_off_rule_says_its_limits_and_whether_something_was_left_out(
    rule: CutOff, told: tuple[str, ...]
) -> None:
    assert method.cut_off_sentences(changed(study("brake"), cut_off=rule)) == told


def test_allocation_is_told_with_its_method() -> None:
    brake = study("brake")
    shared = changed(brake, allocation=Allocation(method="physical", description="车间共用电表，按产量分配"))
    assert method.allocation_sentences(shared) == ("本次核算按物理关系分配。", "车间共用电表，按产量分配。")
    alone = changed(brake, allocation=Allocation())
    assert method.allocation_sentences(alone) == ("核算所用数据均能直接归属于被评价产品，未进行分配。",)


@pytest.mark.parametrize(
    ("policy", "parts"),
    [
        (
            Rounding(),
            (
                "GB/T 8170",
                "各项结果保留4位小数",
                "合计由未修约的数值相加后修约一次，保留4位小数",
                "占比保留2位小数",
            ),
        ),
        (
            Rounding(
                figures=Digits(style="significant", digits=3),
                ties="up",
                total_of="printed",
                shares_of="printed",
                trim_zeros=True,
                unit="tCO2e",
            ),
            (
                "四舍五入",
                "保留3位有效数字",
                "合计为表中各阶段修约后数值之和",
                "由修约后的数值计算",
                "末尾的零不印出",
                "吨",
            ),
        ),
    ],
)
def test_the_rounding_policy_is_told_in_words(policy: Rounding, parts: tuple[str, ...]) -> None:
    told = "".join(method.rounding_sentences(policy))
    assert [part for part in parts if part not in told] == []
