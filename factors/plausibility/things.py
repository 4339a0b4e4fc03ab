"""Which thing a factor is of, by the synonyms of the search: 螺纹钢 and rebar are one thing, and both are steel.

A name tells its thing at its end: 热轧碳钢钢筋 is 钢筋, 铝合金窗 is no 铝合金. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from factors.plausibility.words import head
from factors.search.entries import aliases, synonyms_in
from factors.search.synonyms import DATA, Group, dictionary, group_of
from factors.search.tokens import exact_key, is_han, pieces

# What is said of a thing in front of it or behind it, and changes nothing about what it is.
_SAID = re.compile(
    "碳足迹|排放因子|排放系数|因子|系数|二氧化碳|温室气体|排放|平均|燃烧|生产|制造|消耗量?|使用量?|用量|采购|购入|供应|原生料|再生料"
)
_DRIVE = re.compile(
    r"(?:柴油|汽油|纯?电动|新能源|天然气|燃气|插电混动)(?=[^,]{0,2}(?:货车|卡车|牵引车|冷藏车))"
)
_CARRIAGE = re.compile(r"(?<=[车船])(?:运输|运|货运)$")
# Forms in which a material comes; less of a difference than a slip.
_FORM = re.compile(
    "(?:颗粒|粒子|粒料|原料|树脂|材料|板材|棒材|管材|线材|型材|零件|部件|件|材|料|管|板|片|卷|棒|丝|带|粉|液|费)$"
)
_SAID_IN_ENGLISH = frozenset(
    ["combustion", "production", "average", "freight", "market", "mix", "consumption"]
)
# Used again or recycled: much less than the thing for which it stands in, unless that is itself called so.
_SECONDARY = re.compile("再使用|再利用|再生|闭环|回收|re-?used|recycled|closed-loop", re.IGNORECASE)
_SECONDARY_THINGS = frozenset(["再生铝", "再生钢", "再生铜", "再生塑料"])
# Headings of the synonyms under which things are alike to within some slips; what is under the others lies far apart:
# of chemicals sulphuric acid has 0.1 kgCO2e/kg and a solvent 5.
FAMILIES = ("钢铁", "有色金属", "塑料与树脂", "橡胶")
# A single character is a name at the end of another where everything that ends so is a sort of it.
_SORTS = frozenset("砖钢铝铜煤")
# A group's name in more pieces than these is not looked for.
LONGEST = 6


class Things(NamedTuple):
    """What a factor is of. ``same``: its name without what is added to it.

    The others are names of groups of ``factors.search.synonyms``: said by its own name, by any of its names (or an
    alias that is in no group, as it stands), and those with all that they are sorts of.
    """

    same: str
    by_name: frozenset[str]
    by_any: frozenset[str]
    kin: frozenset[str]
    families: frozenset[str]


@lru_cache(maxsize=16384)
def things_of(name: str, name_en: str = "", synonyms: str = "") -> Things:
    """What a factor is of. Where it is secondary, used again or recycled, it is only kin of the thing."""
    told = frozenset(thing for thing in (thing_of(name), thing_of(name_en)) if thing is not None)
    listed = told | _among(name) | _among(name_en) | _listed(synonyms)
    kin = frozenset(kin for thing in listed if thing in dictionary().groups for kin in kin_of(thing))
    among = frozenset(families()[thing] for thing in listed if thing in families())
    if is_secondary(name):
        return Things("", frozenset(), frozenset(), kin, among)
    return Things(same_of(name), told, listed, kin, among)


def same_of(name: str) -> str:
    """The name without brackets, what follows a comma, and blanks; empty where it is too long to be the same."""
    return exact_key(pieces(head(name)))


def is_secondary(name: str) -> bool:
    return _SECONDARY.search(name) is not None and thing_of(name) not in _SECONDARY_THINGS


@lru_cache(maxsize=65536)
def thing_of(name: str) -> str | None:
    """The thing that a name names; ``None`` where the synonyms do not know it."""
    if not name:
        return None
    for text in (head(name), *(each for each in _abbreviated(name))):
        group = _at_the_end(text)
        if group is not None:
            return group.name
    return None


@lru_cache(maxsize=4096)
def kin_of(thing: str) -> tuple[str, ...]:
    """The thing and what it is a sort of, the nearest first: 钢筋, 钢."""
    found, waiting = [thing], [thing]
    while waiting:
        group = dictionary().groups[waiting.pop(0)]
        new = [name for name in group.wider if name not in found]
        found += new
        waiting += new
    return tuple(found)


@cache
def families() -> dict[str, str]:
    """Of each thing in a family the heading under which the file of synonyms has it."""
    family, found = "", {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            family = line[2:].strip()
        elif line.strip() and family in FAMILIES:
            found[re.split(r"[|<!]", line, maxsplit=1)[0].strip()] = family
    return found


@lru_cache(maxsize=65536)
def _among(name: str) -> frozenset[str]:
    return frozenset(group.name for group in map(_whole, aliases(name)) if group is not None)


# Of a million factors many share their synonyms.
@lru_cache(maxsize=65536)
def _listed(synonyms: str) -> frozenset[str]:
    return frozenset(key for key in map(_thing_or_key, synonyms_in(synonyms)) if key)


def _thing_or_key(alias: str) -> str:
    """The thing, or the alias itself where the synonyms do not know it."""
    group = _whole(alias)
    return group.name if group is not None else exact_key(pieces(alias))


def _abbreviated(name: str) -> list[str]:
    return aliases(name)[1:]


@lru_cache(maxsize=65536)
def _whole(text: str) -> Group | None:
    return group_of(tuple(pieces(text)))


def _at_the_end(text: str) -> Group | None:
    for form in _forms(text):
        found = pieces(form)
        group = group_of(tuple(found)) or _ending(found)
        if group is not None and not any(other in form for other in group.others):
            return group
    return None


def _forms(text: str) -> Iterator[str]:
    """The text, then without what is merely said of the thing, then without the form in which it comes."""
    first = _CARRIAGE.sub("", _DRIVE.sub("", text))
    yield first
    plain = _CARRIAGE.sub("", _SAID.sub(" ", first).strip())
    if plain != first:
        yield plain
    bare = _FORM.sub("", plain)
    if bare and bare != plain:
        yield bare


def _ending(found: list[str]) -> Group | None:
    """The longest known name at the end; a grade behind it (Q235, 42.5, A00) is none."""
    found = [piece for piece in found if piece not in _SAID_IN_ENGLISH]
    while len(found) > 1 and any(character.isdigit() for character in found[-1]):
        found = found[:-1]
    if not found:
        return None
    last = found[-1]
    if is_han(last):
        return _suffix(last)
    spans = (tuple(found[start:]) for start in range(max(len(found) - LONGEST, 0), len(found)))
    return next((group for group in map(group_of, spans) if group is not None), None)


def _suffix(run: str) -> Group | None:
    known = (group_of((run[start:],)) for start in range(max(len(run) - 10, 0), len(run) - 1))
    found = next((group for group in known if group is not None), None)
    if found is None and run[-1] in _SORTS and "废" not in run:
        return group_of((run[-1],))
    return found
