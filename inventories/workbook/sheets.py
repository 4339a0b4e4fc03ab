"""What one workbook says, as text: the study's own before it is written, and what was read back. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

SEPARATOR = "；"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. ``key`` names what it is in the study: L12 a line, L12.34 its leg, P5 a step, E7 evidence."""

    key: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who asks whom for what; printed on the first sheet."""

    agency: str
    study: str
    client: str
    product: str
    period: str
    contact: str
    number: int
    day: datetime.date
    stages: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is written into a workbook. ``subject``: by group and key; ``tables``: rows by section.

    ``mark``: which study the workbook is of; ``stages``: labels; ``units``: by what they measure, those of everyday
    first; ``lacking``: sections of whose kind of stage the study has none.
    """

    mark: str
    letterhead: Letterhead
    subject: Mapping[tuple[str, str], str]
    tables: Mapping[str, Sequence[Row]]
    stages: Sequence[str]
    units: Sequence[tuple[str, Sequence[str]]]
    lacking: Mapping[str, str] = field(default_factory=dict)


def number_text(number: Decimal | None) -> str:
    """Plain digits; empty for what is not known."""
    return "" if number is None else format(number, "f")


def joined(texts: Sequence[str]) -> str:
    """Several texts in one cell."""
    return SEPARATOR.join(texts)


def parted(text: str) -> list[str]:
    """The texts of one cell, however they were separated."""
    for sign in (";", "\n", "\r"):
        text = text.replace(sign, SEPARATOR)
    return list(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))
