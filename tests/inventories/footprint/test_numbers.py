"""Numbers of the study and of the result: exact, as text, never binary."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import TypeAdapter, ValidationError

from inventories.footprint.base import Figure, Number
from inventories.footprint.context import calculating, quotient

ENTERED: TypeAdapter[Decimal] = TypeAdapter(Number)
RECKONED: TypeAdapter[Decimal] = TypeAdapter(Figure)


@pytest.mark.parametrize(
    "text", ["0.0850", "0", "-1.5", "0.000000002851", "1" + "0" * 30, "0." + "0" * 29 + "1"]
)
def test_every_digit_is_kept(text: str) -> None:
    number = ENTERED.validate_json(f'"{text}"')
    assert ENTERED.dump_json(number).decode() == f'"{text}"'


@pytest.mark.parametrize(
    ("json", "code"),
    [
        ("0.1", "number_as_text"),
        ("1", "number_as_text"),
        ("true", "number_as_text"),
        ('"1e5"', "number_form"),
        ('"1,5"', "number_form"),
        ('"NaN"', "number_form"),
        ('" 1"', "number_form"),
        ('"٣"', "number_form"),
        ('"1234567890123456789012345678901"', "number_digits"),
        ('"10000000000000000000000000000000"', "number_size"),
        ('"0.0000000000000000000000000000001"', "number_size"),
    ],
)
def test_what_is_no_exact_number_is_refused(json: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ENTERED.validate_json(json)
    assert refusal.value.errors()[0]["type"] == code


def test_a_figure_of_the_result_may_fill_all_digits() -> None:
    with calculating():
        third = quotient(Decimal(1), 3).value
    assert str(third) == "0." + "3" * 34
    assert RECKONED.validate_json(RECKONED.dump_json(third)) == third
    with pytest.raises(ValidationError):
        ENTERED.validate_python(third)


@pytest.mark.parametrize("value", [0.1, 1, "NaN", Decimal("NaN"), Decimal("Infinity"), None])
def test_what_is_no_figure_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        RECKONED.validate_python(value)


def test_quotients_multiply_and_divide_once() -> None:
    with calculating():
        third = quotient(Fraction(1, 3))
        assert third.times(quotient(Decimal(3))).value == 1
        assert quotient(Fraction(2, 3), Decimal(4)).value == quotient(Decimal(1), 6).value
