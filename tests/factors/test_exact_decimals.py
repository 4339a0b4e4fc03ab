"""Numbers as people type them, and as the column keeps them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from factors.fields import ExactDecimalField, exact_decimal
from factors.forms import ExactDecimalFormField, GasesFormField
from factors.models import Factor, Library


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1250.5", "1250.5"),
        (" 0.0850 ", "0.0850"),
        ("１２３．４５", "123.45"),
        ("－３", "-3"),
        ("−3.5", "-3.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,250.5", "1250.5"),
        ("12，345，678", "12345678"),
        ("-1,250", "-1250"),
        ("1 250 000", "1250000"),
        ("2.5E-05", "0.000025"),
        ("1e5", "100000"),
        ("-0", "0"),
        ("0.123456789012345678901234567891", "0.123456789012345678901234567891"),
    ],
)
def test_a_number_is_read_with_every_digit(typed: str, read: str) -> None:
    assert format(ExactDecimalFormField().clean(typed), "f") == read


def test_an_empty_box_is_not_known_rather_than_zero() -> None:
    assert ExactDecimalFormField(required=False).clean("  ") is None
    assert ExactDecimalFormField(required=False).clean("0") == 0


@pytest.mark.parametrize("typed", ["1,5", "1,25", "12,34,567", "1234,567", ",500", "1.000,5", "1,,000"])
def test_a_comma_that_separates_no_thousands_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="千位分隔"):
        ExactDecimalFormField().clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["十二", "1.2.3", "1_000", "NaN", "Infinity", "sNaN", "0x10", "1e", "10⁴", "٣", "1/3", "--1", "5%"],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="不是数值"):
        ExactDecimalFormField().clean(typed)


@pytest.mark.parametrize("typed", ["1e9999", "9" * 81])
def test_a_huge_number_is_refused_at_once(typed: str) -> None:
    with pytest.raises(ValidationError):
        ExactDecimalFormField().clean(typed)


def test_a_required_number_must_be_there() -> None:
    with pytest.raises(ValidationError):
        ExactDecimalFormField(required=True).clean("")


def test_more_zeros_are_a_change_because_they_say_how_precise_a_figure_is() -> None:
    field = ExactDecimalFormField()
    assert field.has_changed(Decimal("0.5"), "0.50")
    assert not field.has_changed(Decimal("0.50"), "０.50")
    assert not field.has_changed(None, "")
    assert field.has_changed(None, "zwei")


def test_a_stored_number_is_shown_without_exponent() -> None:
    assert ExactDecimalFormField().prepare_value(Decimal("1E+5")) == "100000"


def _check(value: Any, **options: Any) -> Decimal | None:
    field = ExactDecimalField(**options)
    field.set_attributes_from_name("amount")
    return field.clean(value, None)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "value",
    [
        "1e31",
        "1e-31",
        "1e400",
        "0.1234567890123456789012345678912",  # 31 figures
        "1234567890123456789012345678901",
        Decimal("1E+999999"),
    ],
)
def test_the_column_takes_thirty_figures_and_no_more(value: Any) -> None:
    with pytest.raises(ValidationError, match="30 位"):
        _check(value)


def test_the_column_refuses_binary_and_infinite_numbers() -> None:
    with pytest.raises(ValidationError, match="不是数值"):
        _check(0.1)
    with pytest.raises(ValidationError, match="有限"):
        _check(Decimal("Infinity"))


def test_the_column_takes_negative_numbers_only_where_told() -> None:
    with pytest.raises(ValidationError, match="不能为负"):
        _check("-1")
    assert _check("-1", allow_negative=True) == -1


@pytest.mark.django_db
def test_the_database_keeps_every_digit_and_zero() -> None:
    library = Library.objects.create(name="位数")
    for number, text in enumerate(["0.0850", "123456789012345.678901234567890", "0", "-0.10"]):
        factor = Factor.objects.create(library=library, code=str(number), amount=exact_decimal(text))
        factor.refresh_from_db()
        assert factor.amount is not None
        assert format(factor.amount, "f") == text


def test_gases_are_read_line_by_line() -> None:
    typed = "CO2 74100\n\nCH4-nonfossil　３\r\nN2O=6e-1\n"
    assert GasesFormField().clean(typed) == {"CO2": "74100", "CH4-nonfossil": "3", "N2O": "0.6"}


@pytest.mark.parametrize(("typed", "why"), [("CO2", "不是"), ("CO2 viel", "不是"), ("CO2 1\nCO2 2", "两次")])
def test_a_wrong_line_of_gases_is_refused(typed: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        GasesFormField().clean(typed)
