"""Numbers of foreign cells: exact, tolerant of writing, never guessed."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors.importers.numbers import NotANumber, plain_float, plain_number, uses_decimal_comma
from factors.importers.workbooks import text_of


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0.0850", "0.0850"),
        ("-1.5", "-1.5"),
        ("１２．５", "12.5"),
        ("－０．３", "-0.3"),
        ("1,234,567.50", "1234567.50"),
        ("1，234.5", "1234.5"),
        ("12 345.6", "12345.6"),
        ("12\u202f345", "12345"),
        ("2.5E-05", "0.000025"),
        (".5", "0.5"),
        ("-0", "0"),
        ("1'234.5", "1234.5"),
    ],
)
def test_numbers_keep_every_digit(text: str, plain: str) -> None:
    assert plain_number(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0,117", "0.117"),
        ("1,30E-3", "0.00130"),
        ("-1,35797546000000", "-1.35797546000000"),
        ("5", "5"),
        ("1 234,5", "1234.5"),
        ("1.234.567,8", "1234567.8"),
        ("2.050,5", "2050.5"),
        ("1.834,250", "1834.250"),
    ],
)
def test_decimal_commas_are_read_where_the_column_has_them(text: str, plain: str) -> None:
    assert plain_number(text, decimal_comma=True) == plain


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,5", "逗号"),
        ("0,344", "逗号"),
        ("12,34,567", "逗号"),
        ("12%", "百分数"),
        ("=1+1", "公式"),
        ("1.2-1.5", "范围"),
        ("<0.5", "不是确定"),
        ("约 3", "不是确定"),
        ("nan", "不是数值"),
        ("1_000", "不是数值"),
        ("٣", "不是数值"),
        ("", "没有数值"),
        ("1" * 31, "30 位"),
        ("1e300", "30 位"),
        ("9" * 200, "过长"),
        ("-", "不是数值"),
    ],
)
def test_what_is_not_surely_a_number_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotANumber, match=reason):
        plain_number(text)


@pytest.mark.parametrize("text", ["1.234", "1.5", "1.2,3.4", "0.344,5"])
def test_a_point_beside_decimal_commas_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        plain_number(text, decimal_comma=True)


def test_the_decimal_mark_is_told_by_the_column() -> None:
    assert uses_decimal_comma(["5", "0,117", "1,30E-3"])
    assert not uses_decimal_comma(["5", "0.117", "3"])


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e25, max_value=1e25))
def test_floats_of_workbooks_are_their_shortest_digits(value: float) -> None:
    text = text_of(value)
    assert "e" not in text.lower()
    assert float(text) == value
    assert Decimal(text) == Decimal(repr(value))


def test_infinities_are_no_numbers() -> None:
    with pytest.raises(NotANumber):
        plain_float(float("inf"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_thousands_change_nothing(number: Decimal) -> None:
    assert Decimal(plain_number(f"{number:,f}")) == number


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_a_number_or_refused(text: str, comma: bool) -> None:
    with suppress(NotANumber):
        Decimal(plain_number(text, decimal_comma=comma))
