"""Places by the names that people type: 苏州, 江苏苏州, 江苏省苏州市昆山市, 上海浦东, 宁波港."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from inventories.distances.places import Place, places

# What may follow a place without changing where it is: 苏州工业园区, 昆山市玉山镇.
_WITHIN = ("园区", "开发区", "经开区", "高新区", "保税区", "新区", "园", "区", "镇", "乡", "街道", "村")
_ENDINGS = ("省", "市", "县", "区", "旗", "州", "盟")
_DROPPED = str.maketrans("", "", " \t\u3000·,，、/-—>_（）()")
# So many candidates are named when a name is asked about.
NAMED = 6


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a name is no place of the table, and the names that may be meant."""

    reason: str
    candidates: tuple[str, ...] = ()


def find(typed: str) -> Place | Unclear:
    """The one place that a name means, or what is unclear about it."""
    text = unicodedata.normalize("NFKC", typed).translate(_DROPPED).removeprefix("中国")
    if not text:
        return Unclear("没有填写地点。")
    names = _names()
    hits = names.get(text) or _raised(text, names) or _beginning(text, names)
    if not hits:
        return Unclear(f"坐标表中没有“{typed.strip()}”，请写到市或县，例如“江苏苏州”“昆山市”。")
    meant = _meant(hits)
    if len(meant) > 1:
        told = "、".join(place.full for place in meant[:NAMED])
        more = f"等 {len(meant)} 处" if len(meant) > NAMED else ""
        return Unclear(
            f"“{typed.strip()}”不止一处：{told}{more}，请写明是哪一处。",
            tuple(place.full for place in meant[:NAMED] if not place.is_province),
        )
    place = meant[0]
    if place.is_province:
        return Unclear(f"“{typed.strip()}”只写到省，请写到市或县{_example(place)}。")
    return place


def _example(province: Place) -> str:
    """A city of the province; the table has none of Taiwan."""
    cities = (place for place in places() if place.is_city and place.code[:2] == province.code[:2])
    first = next(cities, None)
    return "" if first is None else f"，例如“{first.full}”"


def _raised(text: str, names: dict[str, tuple[Place, ...]]) -> tuple[Place, ...]:
    """Counties that became a city or a district after the table was made: 神木市 was 神木县."""
    if not text.endswith(("市", "区")):
        return ()
    return tuple(place for place in names.get(text[:-1], ()) if not (place.is_city or place.is_province))


def _beginning(text: str, names: dict[str, tuple[Place, ...]]) -> tuple[Place, ...]:
    """The place that an address begins with: behind 苏州市 anything may follow, behind 苏州 only a part of a town."""
    for end in range(len(text) - 1, 1, -1):
        hits = names.get(text[:end])
        if hits and not all(place.is_province for place in hits):
            complete = text[:end].endswith(_ENDINGS) and any(
                text[:end].endswith(place.name) for place in hits
            )
            return hits if complete or text[end:].endswith(_WITHIN) else ()
    return ()


def _meant(hits: tuple[Place, ...]) -> tuple[Place, ...]:
    """What a name can mean: a city before its own parts, and before districts of other cities called alike."""
    left = tuple(place for place in hits if not any(place.lies_in(other) for other in hits))
    others = [place for place in left if not place.is_city]
    if len(others) < len(left) and all(place.is_district for place in others):
        return tuple(place for place in left if place.is_city)
    return left


@cache
def _names() -> dict[str, tuple[Place, ...]]:
    """All names of all places, with and without the names of what they lie in."""
    by_code = {place.code: place for place in places()}
    named: dict[str, list[Place]] = {}
    for place in places():
        for name in set(_called(place, by_code)):
            named.setdefault(name, []).append(place)
    return {name: tuple(found) for name, found in named.items()}


def _called(place: Place, by_code: dict[str, Place]) -> Iterator[str]:
    own = _forms(place)
    if place.is_port:
        yield from own
        return
    code = place.code
    province = by_code.get(f"{code[:2]}0000")
    city = by_code.get(f"{code[:4]}00")
    above = ("", *(_forms(province) if province is not None and province is not place else ()))
    between = ("", *(_forms(city) if city is not None and city not in (place, province) else ()))
    for first in above:
        for second in between:
            for last in own:
                yield first + second + last


def _forms(place: Place) -> tuple[str, ...]:
    """The name in full, as people say it, and 大理州 for 大理白族自治州."""
    said = [place.name, place.short]
    if place.name.endswith("自治州"):
        said.append(f"{place.short}州")
    return tuple(dict.fromkeys(said))


def suggestions() -> Iterable[tuple[str, str]]:
    """Cities and ports with what they lie in, for a list beside a box; counties are found by their names too."""
    by_code = {place.code: place for place in places()}
    for place in places():
        if place.is_city:
            province = by_code[f"{place.code[:2]}0000"]
            yield place.name, province.name if province is not place else ""
        elif place.is_port:
            yield place.name, "港口"
