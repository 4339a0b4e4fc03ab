"""The decimal arithmetic of every calculation: 34 digits, ties to even, no binary numbers."""

from __future__ import annotations

import decimal
from contextlib import AbstractContextManager

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.FloatOperation, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


def calculating() -> AbstractContextManager[decimal.Context]:
    """A ``with`` block inside which decimals are reckoned in this project's context, whatever the thread's is."""
    return decimal.localcontext(CONTEXT)
