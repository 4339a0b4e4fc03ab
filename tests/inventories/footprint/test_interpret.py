"""结果解释: facts for the text, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from inventories.footprint.interpret import Interpretation, interpret
from tests.inventories.footprint.builders import activity, factor, footprint, stage, study

ONE = [factor("steel", "1", "kgCO2e/kg"), factor("scrap", "-1", "kgCO2e/kg")]


def facts(*lines: dict[str, Any], **changes: Any) -> Interpretation:
    whole = {"factors": ONE} | changes
    return interpret(study(*lines, **whole), footprint(*lines, **whole))


def line(key: str, amount: str, **changes: Any) -> dict[str, Any]:
    return activity(key, amount=amount, **changes)


def test_stages_are_ranked_by_emission_and_empty_ones_apart() -> None:
    stages = [stage(key) for key in ("s", "p", "q", "z")]
    stages += [
        stage("u", "use", empty="not_quantified", reason="无"),
        stage("e", "other", empty="none", reason="无"),
    ]
    lines = [line("a", "1"), line("b", "4", stage="p"), line("c", "1", stage="q"), line("d", "0", stage="z")]
    result = facts(*lines, stages=stages)
    # 4 of 6, twice 1 of 6 on one rank in the order of the study, 0 of 6 on the fourth
    assert [(one.rank, one.key, one.emission) for one in result.ranking] == [
        (1, "p", Decimal(4)), (2, "s", Decimal(1)), (2, "q", Decimal(1)), (4, "z", Decimal(0)),
    ]  # fmt: skip
    assert result.largest is not None
    assert (result.largest.key, result.largest.label) == ("p", "阶段 p")
    assert (result.declared_none, result.not_quantified) == (("e",), ("u",))


def test_hot_spots_are_the_fewest_lines_that_make_eighty_per_cent() -> None:
    result = facts(line("a", "10"), line("b", "50"), line("c", "30"), line("d", "10"))
    # 50 %, 80 %: the two largest just suffice
    assert [(one.key, one.share, one.cumulative) for one in result.hot_spots] == [
        ("b", Decimal("0.5"), Decimal("0.5")),
        ("c", Decimal("0.3"), Decimal("0.8")),
    ]


def test_one_more_hot_spot_when_eighty_per_cent_is_not_reached() -> None:
    assert [one.key for one in facts(line("a", "11"), line("b", "50"), line("c", "29"), line("d", "10")).hot_spots] == [
        "b", "c", "a",
    ]  # fmt: skip


def test_lines_of_equal_emission_stay_in_the_order_of_the_study() -> None:
    assert [one.key for one in facts(*(line(key, "1") for key in "dacb")).hot_spots] == ["d", "a", "c", "b"]


def test_credits_are_named_and_do_not_make_hot_spots() -> None:
    result = facts(line("a", "10"), line("c", "9", factor="scrap", note="闭环回收"), line("b", "1"))
    # emitted 11: a alone is 10/11
    assert [one.key for one in result.hot_spots] == ["a"]
    assert result.credits == ("c",)


def test_data_are_divided_by_emission() -> None:
    lines = [line("a", "5"), line("b", "3", data_kind="secondary"), line("c", "2", data_kind="estimate")]
    data = facts(*lines).data
    assert data is not None
    assert (data.primary, data.secondary, data.estimate) == (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))


def test_credits_count_by_their_size_in_the_shares_of_data() -> None:
    lines = [line("a", "3"), line("c", "1", factor="scrap", note="回收", data_kind="secondary")]
    data = facts(*lines).data
    assert data is not None
    assert (data.primary, data.secondary) == (Decimal("0.75"), Decimal("0.25"))


def test_a_footprint_of_zero_has_no_largest_stage_no_hot_spots_and_no_shares_of_data() -> None:
    result = facts(line("a", "0"))
    assert (result.largest, result.hot_spots, result.data) == (None, (), None)
    assert [(one.rank, one.share) for one in result.ranking] == [(1, None)]


@pytest.mark.parametrize("amount", ["0.0000000001", "123456789"])
def test_a_single_line_is_the_whole(amount: str) -> None:
    result = facts(line("a", amount))
    assert [(one.key, one.share, one.cumulative) for one in result.hot_spots] == [
        ("a", Decimal(1), Decimal(1))
    ]
