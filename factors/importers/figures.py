"""Numbers of packages, exact: from their digits to a fraction and back to plain digits. No binary number anywhere."""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors.exact import MAX_DIGITS

# A quotient that does not end is kept to so many figures, and the row says so.
ROUNDED_FIGURES = 28
# Beyond this no quantity of a product is meant; a fraction of such a number would fill the memory.
MOST_PLACES = 99
# Exact sums of many fractions may grow without end; real inventories stay far below.
MOST_BITS = 8_000

_FIGURE = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?")
_ROUNDED = decimal.Context(prec=ROUNDED_FIGURES, rounding=decimal.ROUND_HALF_EVEN)


class NoFigureError(ValueError):
    """What stands there is no number that can be used; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Digits:
    """A number of a JSON text as it was written."""

    text: str


def decimal_of(value: object) -> Decimal:
    """The number that a JSON value or an XML text writes, every digit kept. Raises ``NoFigureError``."""
    text = value.text if isinstance(value, Digits) else value
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        raise NoFigureError("不是数值")
    if not _FIGURE.fullmatch(text.strip()):
        raise NoFigureError(f"“{text.strip()[:40]}”不是数值")
    number = Decimal(text.strip())
    # Zero has an exponent as well (0E-200), which would be written out.
    if abs(number.adjusted()) > MOST_PLACES or len(number.as_tuple().digits) > MOST_PLACES:
        raise NoFigureError(f"“{text.strip()[:40]}”大小超出可用的范围")
    return number if number else number.copy_abs()


def fraction_of(value: object) -> Fraction:
    """As ``decimal_of``, for arithmetic. Raises ``NoFigureError``."""
    return Fraction(decimal_of(value))


def written(number: Fraction) -> tuple[str, bool]:
    """The number in plain digits, and whether it had to be rounded (to ``ROUNDED_FIGURES``).

    Raises ``NoFigureError`` when it is too large or too small for a factor.
    """
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
        raise NoFigureError("计算结果的位数过多")
    exact = _exactly(number)
    value = exact if exact is not None else _ROUNDED.divide(number.numerator, number.denominator)
    if value and abs(value.adjusted()) > MAX_DIGITS:
        raise NoFigureError("计算结果的大小超出可用的范围")
    return format(value, "f"), exact is None


def per_unit(value: object, amount: Fraction) -> tuple[str, bool]:
    """The figure ``value`` of ``amount`` units for one unit; for one unit with the zeros that it was written with.

    Raises ``NoFigureError``, also for no units at all.
    """
    number = decimal_of(value)
    if amount <= 0:
        raise NoFigureError("参考量必须大于 0")
    if amount == 1 and len(number.as_tuple().digits) <= MAX_DIGITS and abs(number.adjusted()) <= MAX_DIGITS:
        return format(number, "f"), False
    return written(Fraction(number) / amount)


def _exactly(number: Fraction) -> Decimal | None:
    """The number as a decimal of at most ``MAX_DIGITS`` figures; ``None`` when there is none."""
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        return None
    figures = number.numerator * 10**places // number.denominator
    if len(str(abs(figures)).rstrip("0")) > MAX_DIGITS:
        return None
    return Decimal(figures).scaleb(-places, context=decimal.Context(prec=decimal.MAX_PREC))
