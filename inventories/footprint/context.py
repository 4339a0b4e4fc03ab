"""The arithmetic of the calculation: its decimal context, and numbers that are divided once and last."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors.units import CONTEXT, calculating

__all__ = ["CONTEXT", "ONE", "Quotient", "calculating", "quotient"]


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number kept as ``over / under``.

    Products only multiply, so that 1 kWh in MJ, 44/12 and a total divided by an output lose nothing on the way;
    ``value`` divides, once. To be used within ``calculating()``.
    """

    over: Decimal
    under: Decimal

    def times(self, other: Quotient) -> Quotient:
        return Quotient(self.over * other.over, self.under * other.under)

    @property
    def value(self) -> Decimal:
        return self.over / self.under


ONE = Quotient(Decimal(1), Decimal(1))


def quotient(over: Decimal | Fraction, under: Decimal | int = 1) -> Quotient:
    """A quotient of an exact number: a decimal over another, or a fraction."""
    if isinstance(over, Fraction):
        return Quotient(Decimal(over.numerator), Decimal(over.denominator) * under)
    return Quotient(over, Decimal(under))
