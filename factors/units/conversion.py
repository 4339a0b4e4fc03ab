"""From one unit to another, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from factors.units.arithmetic import calculating
from factors.units.definition import Dimension, Inconvertible, Unit

# What is missing between two dimensions that people often take for one another.
_MISSING_LINK = {
    frozenset({"volume", "standard_volume"}): "两者相差多少取决于气体的温度和压力",
    frozenset({"mass", "volume"}): "两者之间需要密度",
    frozenset({"mass", "standard_volume"}): "两者之间需要密度",
    frozenset({"mass", "energy"}): "两者之间需要热值",
    frozenset({"volume", "energy"}): "两者之间需要热值",
    frozenset({"standard_volume", "energy"}): "两者之间需要热值",
    frozenset({"mass", "freight"}): "两者之间需要运输距离",
    frozenset({"length", "freight"}): "两者之间需要货物质量",
    frozenset({"power", "energy"}): "两者之间需要运行时间",
}


def compatible(one: Unit, other: Unit) -> bool:
    """Whether a fixed number leads from one to the other."""
    return one.dimension == other.dimension


@lru_cache(maxsize=4096)
def ratio(source: Unit, target: Unit) -> Fraction:
    """How many ``target`` are in one ``source``. Raises ``Inconvertible``."""
    if not compatible(source, target):
        raise Inconvertible(
            _why_not(source, target), f"请改用以“{target}”计的数量，或改用以“{source}”计的因子或产量。"
        )
    return source.factor / target.factor


def convert(amount: Decimal, source: Unit, target: Unit) -> Decimal:
    """``amount`` of ``source`` in ``target``, to 34 digits; exact where that many suffice.

    Raises ``Inconvertible``.
    """
    factor = ratio(source, target)
    with calculating():
        return amount * factor.numerator / factor.denominator


def missing_link(one: str, other: str) -> str:
    """What would lead from one dimension (by its key) to the other, as a clause; empty when nothing usual does."""
    return _MISSING_LINK.get(frozenset({one, other}), "")


def _why_not(source: Unit, target: Unit) -> str:
    one, other = source.dimension, target.dimension
    if one.is_count and other.is_count:
        return (
            f"“{source}”与“{target}”不能换算：一{_word(one)}可能含多{_word(other)}，反之亦然，系统不作假设。"
        )
    link = missing_link(one.key, other.key)
    if link:
        return f"“{source}”（{one.label}）与“{target}”（{other.label}）不能直接换算：{link}。"
    return f"“{source}”（{one.label}）与“{target}”（{other.label}）不能换算。"


def _word(dimension: Dimension) -> str:
    return dimension.key.removeprefix("count:")
