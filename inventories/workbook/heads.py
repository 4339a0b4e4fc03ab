"""Finding the tables of a sheet by their headings, in our own workbook and in anybody else's. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from factors.importers.tables import folded
from inventories.workbook.columns import PER_UNIT, PERIOD, Kind
from inventories.workbook.sections import (
    AMOUNT_OF_PERIOD,
    AMOUNT_PER_UNIT,
    BY_KEY,
    KEY_HEAD,
    TABLE_SECTIONS,
    Section,
)

# A heading that numbers the rows, or holds our own keys.
COUNTING = frozenset({"序号", "编号", "no", "no.", "#", "行号"})
# So many headings of one section make a row of heads.
ENOUGH = 3
_BRACKET = re.compile(r"[(（\[【](.*?)[)）\]】]")
_ORNAMENT = re.compile(r"[*＊☆★]|[(（\[【]?(?:必填|选填)[)）\]】]?")
# The least that a heading of someone else's must end with to be taken for one of ours.
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One column of a table: its place from 0, what it is, its heading; ``unit``, ``basis`` as the heading tells them.

    ``key`` is empty for the column of our own keys.
    """

    index: int
    key: str
    head: str
    unit: str = ""
    basis: str = ""
    is_detail: bool = False


@dataclass(slots=True)
class Head:
    """The headings of one table; ``first`` is the row of the first datum, from 0."""

    section: Section
    columns: list[Found]
    first: int
    own: bool = False
    others: list[str] = field(default_factory=list)


def head_at(upper: Sequence[str], lower: Sequence[str] | None, row: int, hint: Section | None) -> Head | None:
    """The head that begins at ``row``, of one row or (``lower``) of two; ``None`` where there is none.

    ``hint``: what the sheet or the title above says that it is; it is believed unless the headings fit another better.
    """
    if sum(bool(text) for text in upper) < 2:
        return None
    best: tuple[int, Head] | None = None
    for texts, height in _layouts(upper, lower):
        for section in TABLE_SECTIONS:
            score = _score(texts, section)
            # A table with one row of heads is preferred; so is the section that the sheet names.
            weight = 4 * score + 3 * (section is hint) - (height - 1)
            if score >= ENOUGH and (best is None or weight > best[0]) and _tells_enough(texts, section):
                best = weight, Head(section, [], row + height, own=KEY_HEAD in texts)
                best[1].columns = columns_of(texts, section)
    return best[1] if best is not None else None


def _layouts(upper: Sequence[str], lower: Sequence[str] | None) -> list[tuple[list[str], int]]:
    single = [(list(upper), 1)]
    if lower is None:
        return single
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    merged = [under if under and under != over else over for over, under in zip(above, below, strict=True)]
    return [*single, (merged, 2)]


def columns_of(texts: Sequence[str], section: Section) -> list[Found]:
    """Every column that has a heading; what the section does not know is kept under its own heading."""
    found: list[Found] = []
    taken: set[str] = set()
    for index, text in enumerate(texts):
        plain, unit = parted_head(text)
        if not plain or folded(plain) in COUNTING:
            continue
        if plain == KEY_HEAD:
            found.append(Found(index, "", plain))
            continue
        key, basis = _known(section, plain)
        if key and key not in taken:
            column = section.column(key)
            is_detail = column is not None and column.kind is Kind.DETAIL
            found.append(Found(index, key, " ".join(text.split()), unit, basis, is_detail))
        else:
            key = _free(" ".join(text.split()), taken)
            found.append(Found(index, key, key, is_detail=True))
        taken.add(key)
    return found


def _free(head: str, taken: set[str]) -> str:
    """A heading that stands twice gets a number."""
    head = head[:100]
    number, free = 1, head
    while free in taken:
        number += 1
        free = f"{head}（{number}）"
    return free


@lru_cache(maxsize=5_000)
def parted_head(text: str) -> tuple[str, str]:
    """The heading without ornaments and brackets, and what stood in the brackets: 数量（kg） is 数量 and kg."""
    plain = _ORNAMENT.sub("", " ".join(text.split()))
    bracket = _BRACKET.search(plain)
    unit = bracket[1].strip() if bracket is not None else ""
    plain = _BRACKET.sub("", plain).strip()
    if not unit and "/" in plain:
        # 数量/kg, as engineers write it; 规格/材质 has no unit behind the stroke, and is looked up whole first.
        before, _stroke, behind = plain.rpartition("/")
        if re.fullmatch(r"[A-Za-z³²·]{1,8}|吨|千克|公斤|度|元|公里", behind.strip()):
            return before.strip(), behind.strip()
    return plain, unit


@cache
def _names(section_key: str) -> Mapping[str, str]:
    """The key of a column by every heading that means it; the heading of ours comes first."""
    columns = BY_KEY[section_key].columns
    names = {folded(column.head): column.key for column in columns}
    for column in columns:
        for other in column.others:
            names.setdefault(folded(other), column.key)
    return names


@lru_cache(maxsize=20_000)
def _known_in(section_key: str, plain: str) -> tuple[str, str]:
    names, fold = _names(section_key), folded(plain)
    key = names.get(fold, "")
    if not key:
        endings = [name for name in names if len(name) >= SHORTEST and fold.endswith(name)]
        key = names[max(endings, key=len)] if endings else ""
    if key != "amount":
        return key, ""
    for words, basis in ((AMOUNT_PER_UNIT, PER_UNIT), (AMOUNT_OF_PERIOD, PERIOD)):
        if any(fold.endswith(folded(word)) for word in words):
            return key, basis
    return key, ""


def _known(section: Section, plain: str) -> tuple[str, str]:
    return _known_in(section.key, plain)


def _score(texts: Sequence[str], section: Section) -> int:
    """How many different columns of the section have a heading here."""
    names = _names(section.key)
    keys = {
        names.get(folded(parted_head(text)[0])) or _known(section, parted_head(text)[0])[0]
        for text in texts
        if text and len(text) <= 60
    }
    return len(keys - {""})


def _tells_enough(texts: Sequence[str], section: Section) -> bool:
    """A row of data never has the heading of a name; a table without one says of nothing what it is."""
    keys = {_known(section, parted_head(text)[0])[0] for text in texts if text}
    return "name" in keys or (section.key == "transport" and bool(keys & {"goods", "origin"}))


def section_named(text: str) -> Section | None:
    """The section that a sheet's name or a title names, by the word that stands first."""
    fold = folded(text)
    best: tuple[int, Section] | None = None
    for section in TABLE_SECTIONS:
        for word in (*section.words, section.sheet):
            at = fold.find(folded(word))
            if at >= 0 and (best is None or at < best[0]):
                best = at, section
    return best[1] if best is not None else None
