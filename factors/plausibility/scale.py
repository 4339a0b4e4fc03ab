"""The scale on which figures are counted: steps of a twentieth of a power of ten.

Here alone figures are binary floating numbers: a band tells 0.6 from 6, not 0.6 from 0.61, and a step is twelve
percent wide. Nothing that is calculated with them is ever entered into a study.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

STEPS_PER_DECADE = 20
Histogram = Mapping[int, int]


def power_of(kilograms: Fraction | Decimal) -> float | None:
    """The figure as a power of ten; ``None`` for zero and less, which have no magnitude."""
    if kilograms <= 0:
        return None
    # Of very small and very large numbers too, which a float could not hold: the digits count, not the number.
    number = Fraction(kilograms)
    return _log10(number.numerator) - _log10(number.denominator)


def step_of(power: float) -> int:
    """The step in which a power of ten lies."""
    return math.floor(power * STEPS_PER_DECADE)


def decades(step: int) -> float:
    """The middle of a step, as a power of ten."""
    return (step + 0.5) / STEPS_PER_DECADE


def merged(histograms: Iterable[Mapping[str, int]]) -> dict[int, int]:
    """The sum of stored histograms."""
    total: dict[int, int] = {}
    for histogram in histograms:
        for step, count in histogram.items():
            total[int(step)] = total.get(int(step), 0) + count
    return total


def at(histogram: Histogram, place: int) -> int:
    """The step of the ``place``-th smallest, from 0."""
    for step in sorted(histogram):
        place -= histogram[step]
        if place < 0:
            return step
    raise IndexError(place)


def readable(power: float, size: Fraction, figures: int = 3) -> Decimal:
    """For the reader: a power of ten per base unit as a figure per unit of that size, to significant figures."""
    return significant(10.0 ** (power + math.log10(size)), figures)


def significant(number: float, figures: int = 3) -> Decimal:
    """Rounded to significant figures, written without an exponent."""
    exponent = math.floor(math.log10(number)) - figures + 1
    rounded = Decimal(round(number / 10.0**exponent)).scaleb(exponent)
    return rounded if exponent <= 0 else rounded.quantize(Decimal(1))


def _log10(number: int) -> float:
    excess = max(number.bit_length() - 1000, 0)
    return math.log10(number >> excess) + excess * math.log10(2)
