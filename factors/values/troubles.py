"""What is wrong with a composite factor: its place, the reason, the way out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from factors import units


class Trouble(NamedTuple):
    """One thing to look at. ``path`` within the value (``parts[2].amount``); an ``error`` stops, a ``warning`` not."""

    code: str
    path: str
    reason: str
    remedy: str
    severity: Literal["error", "warning"] = "error"


def errors(troubles: Iterable[Trouble]) -> list[Trouble]:
    """Those that stand in the way."""
    return [trouble for trouble in troubles if trouble.severity == "error"]


def warnings(troubles: Iterable[Trouble]) -> list[Trouble]:
    """Those that want a look and an answer."""
    return [trouble for trouble in troubles if trouble.severity == "warning"]


def digits(number: Fraction) -> str:
    """A number in plain digits, as many as it has and at most 34; for the reader."""
    exact = units.CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
