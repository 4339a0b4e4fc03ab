"""What holds for every study, tried on many."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inventories.footprint.rounding import format_number, printed
from inventories.footprint.values import Digits
from tests.inventories.footprint.builders import activity, factor, footprint, stage, study, transport

AMOUNTS = st.decimals(min_value=0, max_value="1e6", places=6, allow_nan=False).map(
    lambda number: format(number, "f")
)
KEYS = ("s", "p", "q")
STAGES = [stage(key) for key in KEYS]
FACTORS = [
    factor("steel", "2.0713", "tCO2e/t"),
    factor("grid", "0.5568", "kgCO2e/kWh"),
    factor("truck", "74", "gCO2e/(t·km)"),
]
OUTPUT = {"amount": "16345", "unit": "件"}
LINES = st.lists(
    st.tuples(
        st.sampled_from(KEYS), st.sampled_from(["kg", "g", "kWh", "MJ", "goods"]), AMOUNTS, st.booleans()
    ),
    max_size=12,
)


def within(sums: Fraction, wanted: Fraction) -> bool:
    """Equal up to the 30th digit: each line is rounded once, at the 34th."""
    return abs(sums - wanted) * 10**30 <= abs(wanted)


def lines_of(drawn: list[tuple[str, str, str, bool]]) -> list[dict[str, Any]]:
    """The drawn lines, and one for each stage so that none is empty."""
    lines = [activity(f"first-{key}", stage=key, amount="1") for key in KEYS]
    for number, (key, unit, amount, period) in enumerate(drawn):
        basis: dict[str, Any] = {"basis": {"kind": "period_total"}} if period else {}
        if unit == "goods":
            lines.append(transport(f"l{number}", stage=key, amount=amount, **basis))
        else:
            name = "steel" if unit.endswith("g") else "grid"
            lines.append(activity(f"l{number}", stage=key, amount=amount, unit=unit, factor=name, **basis))
    return lines


@given(LINES)
def test_lines_sum_to_stages_and_stages_to_the_total(drawn: list[tuple[str, str, str, bool]]) -> None:
    result = footprint(*lines_of(drawn), stages=STAGES, factors=FACTORS, output=OUTPUT)
    total = Fraction(result.total)
    stages = [Fraction(one.emission) for one in result.stages if one.emission is not None]
    assert within(sum(stages, Fraction(0)), total)
    assert within(sum((Fraction(one.emission) for one in result.lines), Fraction(0)), total)
    shares = [Fraction(one.share) for one in result.stages if one.share is not None]
    assert within(sum(shares, Fraction(0)), Fraction(1))


@given(LINES, st.sampled_from(["even", "up"]), st.integers(min_value=0, max_value=9))
def test_the_printed_total_of_printed_stages_is_their_sum(
    drawn: list[tuple[str, str, str, bool]], ties: str, digits: int
) -> None:
    lines = lines_of(drawn)
    policy = {"figures": {"digits": digits}, "ties": ties, "total_of": "printed"}
    whole = {"stages": STAGES, "factors": FACTORS, "output": OUTPUT, "rounding": policy}
    text = printed(study(*lines, **whole), footprint(*lines, **whole))
    assert sum((Decimal(one.figure) for one in text.stages), Decimal(0)) == Decimal(text.total)


NUMBERS = st.decimals(min_value="-1e12", max_value="1e12", allow_nan=False, places=9)


@given(NUMBERS, st.integers(min_value=0, max_value=8))
def test_rounding_to_decimals_is_within_half_a_unit_of_the_last_place(number: Decimal, digits: int) -> None:
    for ties in ("even", "up"):
        text = format_number(number, Digits(style="decimals", digits=digits), ties)
        assert abs(Fraction(text) - Fraction(number)) <= Fraction(1, 2 * 10**digits)
        assert len(text.partition(".")[2]) == digits


@given(NUMBERS.filter(lambda number: number != 0), st.integers(min_value=1, max_value=8))
def test_significant_figures_are_as_many_as_asked(number: Decimal, digits: int) -> None:
    text = format_number(number, Digits(style="significant", digits=digits))
    shown = text.lstrip("-").replace(".", "").lstrip("0")
    assert "E" not in text
    assert len(shown) == digits or set(shown[digits:]) == {"0"}
    assert abs(Fraction(text) - Fraction(number)) * 2 * 10 ** (digits - 1) <= abs(Fraction(number))
