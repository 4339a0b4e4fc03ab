"""修约: once, from the exact figure, ties to even or up, decimals or significant figures."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from inventories.footprint.result import Footprint, Printed
from inventories.footprint.rounding import (
    ResultUnit,
    format_number,
    format_share,
    in_unit,
    printed,
    readable_unit,
)
from inventories.footprint.values import Digits, Rounding
from tests.inventories.footprint.builders import activity, factor, footprint, stage, study, transport

Ties = Literal["even", "up"]


def decimals(digits: int) -> Digits:
    return Digits(style="decimals", digits=digits)


def significant(digits: int) -> Digits:
    return Digits(style="significant", digits=digits)


@pytest.mark.parametrize(
    ("value", "digits", "even", "up"),
    [
        ("0.00015", 4, "0.0002", "0.0002"),
        ("0.00025", 4, "0.0002", "0.0003"),
        ("0.000250000000000000000000000001", 4, "0.0003", "0.0003"),  # above the tie
        ("0.00024999999999999999999999999", 4, "0.0002", "0.0002"),  # 0.00025 when rounded twice
        ("2.5", 0, "2", "3"),
        ("3.5", 0, "4", "4"),
        ("-2.5", 0, "-2", "-3"),
        ("9.99995", 4, "10.0000", "10.0000"),
        ("0", 4, "0.0000", "0.0000"),
        ("1.2", 4, "1.2000", "1.2000"),
        ("-0.00001", 4, "0.0000", "0.0000"),  # no minus before a zero
        (
            "123456789012345678901234567890",
            2,
            "123456789012345678901234567890.00",
            "123456789012345678901234567890.00",
        ),
    ],
)
def test_to_decimals(value: str, digits: int, even: str, up: str) -> None:
    assert format_number(Decimal(value), decimals(digits), "even") == even
    assert format_number(Decimal(value), decimals(digits), "up") == up


@pytest.mark.parametrize(
    ("value", "digits", "even", "up"),
    [
        ("385.997408", 3, "386", "386"),
        ("1.215840942", 3, "1.22", "1.22"),
        ("12.2000397", 3, "12.2", "12.2"),
        ("12300", 3, "12300", "12300"),
        ("12345", 3, "12300", "12300"),
        ("12350", 3, "12400", "12400"),
        ("12250", 3, "12200", "12300"),
        ("0.00001234", 3, "0.0000123", "0.0000123"),
        ("9.995", 3, "10.0", "10.0"),  # 10.00 has a figure too many
        ("9.985", 3, "9.98", "9.99"),
        ("99.95", 3, "100", "100"),  # 9|5: the 9 is odd, so up in either way
        ("999.5", 3, "1000", "1000"),
        ("0.09996", 3, "0.100", "0.100"),
        ("-9.995", 3, "-10.0", "-10.0"),
        ("7", 3, "7.00", "7.00"),
        ("0", 3, "0", "0"),
        ("0.000", 3, "0", "0"),
        ("0.5", 1, "0.5", "0.5"),
    ],
)
def test_to_significant_figures(value: str, digits: int, even: str, up: str) -> None:
    assert format_number(Decimal(value), significant(digits), "even") == even
    assert format_number(Decimal(value), significant(digits), "up") == up


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("12.2", decimals(2), "12.2"),
        ("12", decimals(2), "12"),
        ("100", decimals(2), "100"),
        ("100", decimals(0), "100"),
        ("0", decimals(4), "0"),
        ("0.3035", decimals(2), "0.3"),
        ("12300", significant(3), "12300"),
        ("7", significant(3), "7"),
    ],
)
def test_zeros_at_the_end_are_trimmed_only_behind_the_point(value: str, digits: Digits, text: str) -> None:
    assert format_number(Decimal(value), digits, trim=True) == text


def test_no_significant_figure_is_no_policy() -> None:
    with pytest.raises(ValidationError, match="有效数字至少 1 位"):
        Digits(style="significant", digits=0)


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_DOWN)):
        assert format_number(Decimal("1234.56789"), decimals(3)) == "1234.568"
        assert in_unit(Decimal("1.23456789"), "gCO2e") == Decimal("1234.56789")


@pytest.mark.parametrize(
    ("unit", "expected"), [("gCO2e", "1234.5"), ("kgCO2e", "1.2345"), ("tCO2e", "0.0012345")]
)
def test_units_of_the_result_are_exact(unit: ResultUnit, expected: str) -> None:
    assert in_unit(Decimal("1.2345"), unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("kilograms", "unit"),
    [
        ("0.000867598", "gCO2e"),
        ("0.9999", "gCO2e"),
        ("1", "kgCO2e"),
        ("401.944", "kgCO2e"),
        ("999.999", "kgCO2e"),
        ("1000", "tCO2e"),
        ("0", "kgCO2e"),
        ("-4.5", "kgCO2e"),
        ("-0.0045", "gCO2e"),
    ],
)
def test_readable_unit_leaves_one_to_three_figures_before_the_point(kilograms: str, unit: str) -> None:
    assert readable_unit(Footprint(total=Decimal(kilograms), stages=(), lines=())) == unit


FIVE = [factor(key, amount, "kgCO2e/kg") for key, amount in (("f", "1"), ("g", "1"), ("h", "1"))]


def result(amounts: dict[str, str], **policy: Any) -> Printed:
    """Stages of one line each, with these emissions in kg."""
    lines = [activity(key, stage=key, amount=amount, factor="f") for key, amount in amounts.items()]
    whole = {"stages": [stage(key) for key in amounts], "factors": FIVE, "rounding": policy}
    return printed(study(*lines, **whole), footprint(*lines, **whole))


DIGITS_1 = {"figures": {"digits": 1}, "total": {"digits": 1}}


def test_total_of_the_unrounded_and_of_the_printed_figures() -> None:
    amounts = {"a": "0.14", "b": "0.14", "c": "0.14"}
    # 0.42 → 0.4; 0.1 + 0.1 + 0.1 = 0.3
    assert result(amounts, **DIGITS_1).total == "0.4"
    assert result(amounts, **DIGITS_1, total_of="printed").total == "0.3"


def test_the_total_of_printed_figures_is_not_rounded_again() -> None:
    amounts = {"a": "386.4", "b": "1.224"}
    policy = {"figures": {"style": "significant", "digits": 3}, "total": {"digits": 0}, "total_of": "printed"}
    # 386 + 1.22
    assert result(amounts, **policy).total == "387.22"


def test_shares_of_the_unrounded_and_of_the_printed_figures() -> None:
    amounts = {"a": "0.14", "b": "0.26"}
    # 0.14/0.40 = 35 %; printed 0.1 and 0.3 of 0.4 = 25 % and 75 %
    assert [one.share for one in result(amounts, **DIGITS_1).stages] == ["35.00%", "65.00%"]
    shares = result(amounts, **DIGITS_1, shares_of="printed")
    assert [one.share for one in shares.stages] == ["25.00%", "75.00%"]
    assert [one.share for one in shares.lines] == ["25.00%", "75.00%"]


def test_ties_of_shares_follow_the_policy() -> None:
    amounts = {"a": "0.00125", "b": "0.99875"}  # 0.125 % and 99.875 %
    assert [one.share for one in result(amounts, ties="even").stages] == ["0.12%", "99.88%"]
    assert [one.share for one in result(amounts, ties="up").stages] == ["0.13%", "99.88%"]


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({}, "100.00%"),
        ({"share_decimals": 1}, "100.0%"),
        ({"share_decimals": 0}, "100%"),
        ({"trim_zeros": True}, "100%"),
        ({"share_decimals": 1, "whole_hundred": True}, "100%"),
    ],
)
def test_the_share_of_the_total(policy: dict[str, Any], text: str) -> None:
    assert result({"a": "1", "b": "1"}, **policy).total_share == text


def test_whole_hundred_leaves_the_other_shares_alone() -> None:
    policy = {"share_decimals": 1, "whole_hundred": True}
    assert [one.share for one in result({"a": "1", "b": "99"}, **policy).stages] == ["1.0%", "99.0%"]
    assert [one.share for one in result({"a": "1"}, **policy).stages] == ["100.0%"]


def test_a_share_on_its_own_is_rounded_once_whatever_the_context() -> None:
    with decimal.localcontext(decimal.Context(prec=5)):
        # 34 digits just above the tie of 0.125 %
        assert format_share(Decimal("0.001250000000000000000000000000000001"), Rounding()) == "0.13%"
        assert format_share(Decimal("0.00125"), Rounding()) == "0.12%"
        assert format_share(Decimal("0.5"), Rounding(trim_zeros=True)) == "50%"


def test_empty_stages_print_as_declared_in_figure_and_share() -> None:
    stages = [
        stage(),
        stage("u", "use", empty="not_quantified", reason="无"),
        stage("e", "other", empty="none", reason="无"),
    ]
    whole = printed(study(activity(), stages=stages), footprint(activity(), stages=stages))
    assert [(one.figure, one.share) for one in whole.stages] == [
        ("6.0000", "100.00%"),
        ("/", "/"),
        ("0", "0"),
    ]


def test_a_stage_whose_lines_come_to_zero_is_no_declared_stage() -> None:
    assert [(one.figure, one.share) for one in result({"a": "0", "b": "1"}).stages] == [
        ("0.0000", "0.00%"),
        ("1.0000", "100.00%"),
    ]


def test_a_total_of_zero_has_no_shares() -> None:
    nothing = result({"a": "0"})
    assert (nothing.total, nothing.total_share, nothing.stages[0].share, nothing.lines[0].share) == (
        "0.0000",
        "—",
        "—",
        "—",
    )


def test_shares_of_a_total_that_prints_as_zero_cannot_be_told() -> None:
    nothing = result({"a": "0.01"}, **DIGITS_1, shares_of="printed")
    assert (nothing.total, nothing.total_share, nothing.stages[0].share) == ("0.0", "—", "—")


def test_lines_print_in_the_unit_and_figures_of_the_policy() -> None:
    policy = {"unit": "gCO2e", "figures": {"digits": 1}}
    whole = study(activity(), transport(), rounding=policy)
    text = printed(whole, footprint(activity(), transport()))
    # 6 kg and 10 kg
    assert [(line.key, line.figure) for line in text.lines] == [("a", "6000.0"), ("t", "10000.0")]
    assert (text.unit, text.total) == ("gCO2e", "16000.0000")
