"""Reading a unit that somebody typed."""

from __future__ import annotations

from functools import lru_cache

from factors.units.catalogue import ENTRIES, UNITS
from factors.units.definition import Dimension, Inconvertible, Unit, UnknownUnit
from factors.units.spelling import normalised

# Spellings that mean two things of different size. Taking either would be a guess by a factor of a thousand or more.
AMBIGUOUS = {
    "MG": "可指毫克（mg）或兆克（Mg，即吨）",
    "mG": "可指毫克（mg）或兆克（Mg，即吨）",
    "ML": "可指毫升（mL）或兆升",
    "Ml": "可指毫升（mL）或兆升",
    "mJ": "可指毫焦或兆焦（MJ）",
    "mWh": "可指毫瓦时或兆瓦时（MWh）",
    "mWH": "可指毫瓦时或兆瓦时（MWh）",
    "mW": "可指毫瓦或兆瓦（MW）",
    "mWp": "可指毫瓦或兆瓦（MWp）",
    "ton": "可指公吨（t）、短吨或长吨",
    "tons": "可指公吨（t）、短吨或长吨",
    "方": "可指立方米（m³）或标准立方米（Nm³）",
    "万方": "可指万立方米（万m³）或万标准立方米（万Nm³）",
    "Sm3": "可指 15 ℃ 或 20 ℃ 下的立方米，与标准立方米（Nm³，0 ℃）不同",
    "scm": "可指 15 ℃ 或 20 ℃ 下的立方米，与标准立方米（Nm³，0 ℃）不同",
    "ST": "可指件（Stück）或短吨（short ton）",
    "gal": "可指美制加仑或英制加仑",
    "gallon": "可指美制加仑或英制加仑",
    "gallons": "可指美制加仑或英制加仑",
    "加仑": "可指美制加仑或英制加仑",
    "therm": "可指英制或美制撒姆",
    "oz": "可指重量盎司或液量盎司",
    "kcal": "可按 4.184 kJ 或 4.1868 kJ 折算（可先折算为 kJ 再填写）",
    "千卡": "可按 4.184 kJ 或 4.1868 kJ 折算（可先折算为 kJ 再填写）",
    "大卡": "可按 4.184 kJ 或 4.1868 kJ 折算（可先折算为 kJ 再填写）",
    "tce": "是标准煤，可按 29.271 GJ 或 29.3076 GJ 折算（可先折算为 GJ 再填写）",
    "kgce": "是标准煤，可按 29.271 MJ 或 29.3076 MJ 折算（可先折算为 MJ 再填写）",
}
REMEDY = "请从单位表中选用一个单位。"


def _by_spelling() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for unit, spellings in ENTRIES:
        for spelling in map(normalised, spellings):
            if table.setdefault(spelling, unit) != unit:
                raise ValueError(f"two units are written {spelling}: {table[spelling]} and {unit}")
    return table


def _regardless_of_case(table: dict[str, Unit]) -> dict[str, Unit]:
    """The spellings that stay unique when case is ignored."""
    folded: dict[str, set[Unit]] = {}
    for spelling, unit in table.items():
        folded.setdefault(spelling.casefold(), set()).add(unit)
    return {spelling: units.pop() for spelling, units in folded.items() if len(units) == 1}


_EXACT = _by_spelling()
_FOLDED = _regardless_of_case(_EXACT)
_DIMENSIONS: dict[str, Dimension] = {unit.dimension.key: unit.dimension for unit in UNITS}


@lru_cache(maxsize=4096)
def parse(text: str) -> Unit:
    """The unit that ``text`` names, in any usual spelling. Raises ``UnknownUnit``."""
    spelling = normalised(text)
    if spelling in _EXACT:
        return _EXACT[spelling]
    if spelling in AMBIGUOUS:
        raise UnknownUnit(f"单位“{text.strip()}”{AMBIGUOUS[spelling]}，无法确定。", REMEDY)
    if spelling.casefold() in _FOLDED:
        return _FOLDED[spelling.casefold()]
    if not spelling:
        raise UnknownUnit("没有填写单位。", REMEDY)
    raise UnknownUnit(f"系统不认识单位“{text.strip()}”。", REMEDY)


def require_dimension(text: str, key: str) -> Unit:
    """The unit that ``text`` names, which must measure the dimension ``key`` (``mass``, ``energy`` …).

    Raises ``UnknownUnit`` or ``Inconvertible``; ``KeyError`` when no dimension has that key.
    """
    dimension = _DIMENSIONS[key]
    unit = parse(text)
    if unit.dimension != dimension:
        reason = f"“{unit}”是{unit.dimension.label}单位，这里需要{dimension.label}单位。"
        raise Inconvertible(reason, f"请选用{dimension.label}单位。")
    return unit
