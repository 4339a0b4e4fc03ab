"""The arithmetic of a way as a sentence: 2 件/支架 × 3 件/总成 × 0.12 kg/件 ÷（1 − 2%）= 0.7346938776 kg."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from factors.units import Unit
from inventories.bom.model import Choices, Item

if TYPE_CHECKING:
    from inventories.bom.ways import Way

PRODUCT = "总成"
_SHOWN = 10


def of_way(
    way: Way, counted: Sequence[Item], losing: Sequence[Item], choices: Choices, result: str, unit: Unit
) -> str:
    """The sentence of one way: the part's quantity first, then those of what it is in, its mass, the losses."""
    names = [PRODUCT, *(item.title for item in way.items[:-1])]
    parents = [PRODUCT] if choices.per_top else names
    terms = [_per(item, parent) for item, parent in zip(counted, parents, strict=True)][::-1]
    if choices.multiple != 1:
        terms.append(f"{plain(choices.multiple)} {PRODUCT}/功能单位")
    part = way.part
    if part.unit is not None and part.unit.dimension.is_count and part.mass is not None:
        terms.append(f"{plain(part.mass)} {part.mass_unit}/{part.unit}")
    said = " × ".join(terms)
    for item in reversed(losing):
        whose = "" if item is part else f"，{item.title}"
        sign = "×（1 +" if choices.scrap_of == "net" else "÷（1 −"
        said += f" {sign} {percent(item.scrap or Decimal(0))}{whose}）"
    return f"{said} {result} {unit}"


def figure(rounded: Decimal, exact: Fraction) -> str:
    """The result with its sign: = for an exact one, ≈ for one that is shown shorter than it is."""
    shown = rounded
    if len(rounded.as_tuple().digits) > _SHOWN + 2:
        shown = Decimal(format(rounded, f".{_SHOWN}g"))
    return f"{'=' if Fraction(shown) == exact else '≈'} {plain(shown)}"


def percent(rate: Decimal) -> str:
    """A fraction in per cent."""
    return f"{plain(rate.scaleb(2))}%"


def plain(number: Decimal) -> str:
    """Digits without an exponent and without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _per(item: Item, parent: str) -> str:
    unit = str(item.unit) if item.unit is not None else "件"
    if item.base is not None and item.base != 1:
        return f"{plain(item.quantity or Decimal(0))} {unit}/{plain(item.base)} {parent}"
    return f"{plain(item.quantity or Decimal(0))} {unit}/{parent}"
