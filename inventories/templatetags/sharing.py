"""A sharing as a table: ``{% for part in sharing|parts %}``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django import template

from inventories.footprint.rounding import format_number
from inventories.footprint.values import Digits
from inventories.models import Sharing

register = template.Library()

_PERCENT = Digits(style="decimals", digits=2)


@dataclass(frozen=True)
class Part:
    """A product with its amount and its share of all, rounded for the reader."""

    name: str
    amount: str
    share: str
    is_own: bool = False


@register.filter
def parts(sharing: Sharing) -> list[Part]:
    """The product itself, then the others; no shares while its own amount is not known."""
    total = sharing.total
    own = "" if sharing.own is None else format(sharing.own, "f")
    listed = [("", own, True), *((part["name"], part["amount"], False) for part in sharing.others)]
    return [Part(name, amount, _share(amount, total), is_own) for name, amount, is_own in listed]


def _share(amount: str, total: Decimal | None) -> str:
    if not amount or not total:
        return ""
    fraction = Fraction(amount) / Fraction(total) * 100
    return format_number(Decimal(fraction.numerator) / Decimal(fraction.denominator), _PERCENT) + "%"
