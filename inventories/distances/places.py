"""The table of places: provinces, prefectures, counties and the big ports of China with their coordinates."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("places.csv")
# What a study says of where the coordinates are from; changes with the file (``scripts/make_places.py``).
TABLE = "2021 年行政区划坐标表（cpca 0.5.5）"
# 北京、天津、上海、重庆: provinces that are one city. Hong Kong and Macao are taken as one place each as well.
MUNICIPALITIES = frozenset({"11", "12", "31", "50", "81", "82"})


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``code``: six figures of GB/T 2260, or a port's UN/LOCODE; ``short``: its name as people say it.

    ``full``: the name with the names of what it lies in, e.g. 江苏省苏州市昆山市. Degrees, east and north.
    """

    code: str
    name: str
    short: str
    full: str
    longitude: Decimal
    latitude: Decimal

    @property
    def is_port(self) -> bool:
        return not self.code.isdigit()

    @property
    def is_province(self) -> bool:
        """A province of which one has to say where in it; not a municipality."""
        return self.code.endswith("0000") and self.code[:2] not in MUNICIPALITIES

    @property
    def is_city(self) -> bool:
        """A prefecture or a municipality: what a bare name means first."""
        return not self.is_port and self.code.endswith("00") and not self.is_province

    @property
    def is_district(self) -> bool:
        """An urban district of a prefecture-level city, which nobody means who names it without its city."""
        return self.name.endswith("区") and not self.is_city and self.code[:2] not in MUNICIPALITIES

    def lies_in(self, other: Place) -> bool:
        """Whether it is a part of that city."""
        if self is other or self.is_port or not other.is_city:
            return False
        return self.code.startswith(other.code[:2] if other.code.endswith("0000") else other.code[:4])


@cache
def places() -> tuple[Place, ...]:
    """All places, in the order of their codes, ports last."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    names = {row["code"]: row["name"] for row in rows}
    return tuple(
        Place(
            code=row["code"],
            name=row["name"],
            short=row["short"],
            full="".join(names.get(code, "") for code in _ancestors(row["code"])) + row["name"],
            longitude=Decimal(row["longitude"]),
            latitude=Decimal(row["latitude"]),
        )
        for row in rows
    )


def _ancestors(code: str) -> tuple[str, ...]:
    """The codes of province and prefecture above a place, as far as it has them."""
    if not code.isdigit():
        return ()
    above = (f"{code[:2]}0000", f"{code[:4]}00")
    return tuple(
        each
        for index, each in enumerate(above)
        if each != code and code[2 * index + 2 :] != "0000"[2 * index :]
    )
