"""From the starter files to unsaved rows. Whatever is wrong is refused with file and line; nothing is skipped."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError

from factors.fields import exact_decimal
from factors.models import NUMBERS, TEXTS, Factor, GwpSet, GwpValue, Library

DATA = Path(__file__).parent / "data"
FACTOR_FILES = ("electricity.csv", "fuels_china.csv", "fuels_ipcc.csv", "freight.csv", "materials.csv")

RELEASE = re.compile(r"[0-9]{4}\.[0-9]{2}(\.[0-9]+)?")
T = TypeVar("T")
_INHERITED = ("publisher", "document", "licence", "quality")


class StarterError(Exception):
    """A starter file that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file: where it stands and what it holds. Columns that the file lacks are empty."""

    place: str
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        if not self.text(column):
            raise StarterError(f"{self.place}: column {column} is empty")
        return self.text(column)


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """A library with what its factors inherit, and the factors themselves by code."""

    library: Library
    inherited: dict[str, str]
    factors: dict[str, Factor] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GwpFacts:
    """A GWP set and its values in the order of the file."""

    gwp_set: GwpSet
    values: list[GwpValue] = field(default_factory=list)


def read_release(folder: Path) -> str:
    """The release of the whole data set, such as 2026.11. Raises ``StarterError``."""
    path = folder / "release.txt"
    text = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if not RELEASE.fullmatch(text):
        raise StarterError(f"{path.name}:1: no release such as 2026.11")
    return text


def read_libraries(folder: Path) -> list[LibraryFacts]:
    """Every library with its factors; nothing is saved. Raises ``StarterError``."""
    by_key: dict[str, LibraryFacts] = {}
    for record in _records(folder / "libraries.csv"):
        library = Library(**{name: record.text(name) for name in ("release", "publisher", "licence")})
        library.name, library.introduction = record.required("name"), record.required("introduction")
        library.audience, library.exportable = Library.Audience.SHARED, record.text("exportable") != "0"
        inherited = {name: record.text(name) for name in _INHERITED}
        _once(by_key, record.required("key"), LibraryFacts(library, inherited), record.place)
    for name in FACTOR_FILES:
        for record in _records(folder / name):
            facts = by_key.get(record.text("library"))
            if facts is None:
                raise StarterError(f"{record.place}: no library {record.text('library')}")
            _once(facts.factors, record.required("code"), _factor(record, facts.inherited), record.place)
    return list(by_key.values())


def read_gwp_sets(folder: Path) -> list[GwpFacts]:
    """Every GWP set with its values; nothing is saved. Raises ``StarterError``."""
    by_name: dict[str, GwpFacts] = {}
    for record in _records(folder / "gwp_sets.csv"):
        gwp_set = GwpSet(
            name=record.required("name"),
            source=record.required("source"),
            horizon_years=int(record.required("horizon_years")),
        )
        _once(by_name, gwp_set.name, GwpFacts(gwp_set), record.place)
    for record in _records(folder / "gwp_values.csv"):
        facts = by_name.get(record.text("set"))
        if facts is None:
            raise StarterError(f"{record.place}: no GWP set {record.text('set')}")
        value = GwpValue(**{name: record.text(name) for name in ("symbol", "name", "cas", "source")})
        value.value = _number(record.required("value"), record.place)
        facts.values.append(value)
    return list(by_name.values())


def _factor(record: Record, inherited: dict[str, str]) -> Factor:
    factor = Factor(code=record.required("code"), state=record.text("state") or Factor.State.CURRENT)
    for name in TEXTS:
        setattr(factor, name, record.text(name) or inherited.get(name, ""))
    for name in NUMBERS:
        text = record.text(name)
        setattr(factor, name, _number(text, record.place) if text else None)
    factor.gases, factor.split = dict(_gases(record, "gases")), dict(_gases(record, "split"))
    factor.year = int(record.text("year")) if record.text("year") else None
    factor.valid_until = _day(record)
    factor.second_hand = record.text("second_hand") == "1"
    if factor.uncertainty:
        factor.quality = record.text("quality")
    _check(factor, record.place)
    return factor


def _check(factor: Factor, place: str) -> None:
    """Refuse a factor that a person could not have entered either, and one that is silent about its quality."""
    if not factor.uncertainty and not factor.quality:
        raise StarterError(f"{place}: neither uncertainty nor quality; say so where the source states none")
    try:
        factor.clean_fields(exclude=["library", "agency", "supersedes"])
        factor.clean()
    except ValidationError as error:
        raise StarterError(f"{place}: {error}") from error


def _gases(record: Record, column: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, record.text(column).split(";")):
        symbol, _, kilograms = part.partition("=")
        yield symbol, format(_number(kilograms, record.place), "f")


def _day(record: Record) -> date | None:
    text = record.text("valid_until")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise StarterError(f"{record.place}: {text} is not a day such as 2026-11-22") from error


def _number(text: str, place: str) -> Decimal:
    try:
        return exact_decimal(text)
    except ValueError as error:
        raise StarterError(f"{place}: {text} is not a number") from error


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for cells in reader:
            place = f"{path.name}:{reader.line_num}"
            if None in cells or None in cells.values():
                raise StarterError(f"{place}: not as many cells as the head has")
            yield Record(place, cells)


def _once(table: dict[str, T], key: str, value: T, place: str) -> None:
    if key in table:
        raise StarterError(f"{place}: {key} is there twice")
    table[key] = value
