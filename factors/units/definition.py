"""What a unit is, and how one that cannot be used is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


class UnitError(ValueError):
    """A unit that cannot be used. ``reason`` and ``remedy`` are sentences for the consultant."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}{remedy}")
        self.reason = reason
        self.remedy = remedy


class UnknownUnit(UnitError):
    """No known unit is written like that, or it can be read in two ways."""


class Inconvertible(UnitError):
    """Both units are known, but no fixed number leads from one to the other."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is measured. ``key`` is for code, ``label`` for people; ``is_count`` for counting words (件, 台 …)."""

    key: str
    label: str
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; ``factor`` is its exact size in the base unit of its dimension, ``symbol`` how it is printed.

    The symbol alone is hashed: a unit is looked up once a line, and hashing a fraction is slow.
    """

    symbol: str
    dimension: Dimension = field(hash=False)
    factor: Fraction = field(hash=False)

    def __str__(self) -> str:
        return self.symbol
