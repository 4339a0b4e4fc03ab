"""Which of the factors that were found stand first: how well they answer, and how well they fit a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from factors import units
from factors.search import order
from factors.search.entries import aliases, synonyms_in
from factors.search.question import Question
from factors.search.tokens import key_of, normalised

HOME = "中国"
# A name's head is told apart from what is added to it; NFKC has made the signs half width.
_BRACKET, _COMMA, _LISTED = re.compile("[(（]"), re.compile("[,，]"), re.compile(" *[、/] *")
_AVERAGE = re.compile("平均|均值")
# What a name says of the thing behind it: what is done with it, and that a figure is told. 柴油燃烧 is about 柴油.
_SAID_OF_IT = re.compile(
    "(?:燃烧|生产|制造|供应|市场|平均|(?:二氧化碳|温室气体)?排放(?:因子|系数)|碳足迹(?:因子)?)+$"
)


class Level(IntEnum):
    """How a factor answers a question, best first. The steps between them are ten points of its score.

    ``HEAD``: the name ends with it, as Chinese names end with the kind of thing: 生铁 is a 铁, 铁路 is none.
    From ``MENTIONED`` on it is another thing than was asked for.
    """

    NAME = 0
    ALIAS = 1
    ALSO_NAMED = 2
    HEAD = 3
    BEGINS = 4
    IN_NAME = 5
    BESIDE = 6
    ALSO_INSIDE = 7
    MENTIONED = 8
    NARROWER = 9
    WIDER = 10
    OTHER_THING = 11


class Row(NamedTuple):
    """What is looked at of a factor that was found; the columns in the order in which they are read."""

    pk: int
    name: str
    name_en: str
    synonyms: str
    code: str
    cas: str
    category: str
    region: str
    year: int | None
    state: str
    kind: str
    library_id: int
    agency_id: int | None
    second_hand: bool
    form: str
    unit: str
    heating_value_unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of the line for which a factor is looked for; what is empty is not known.

    ``unit``: as typed. ``stage``: the kind of its life cycle stage (``inventories.models.Stage.Kind``). ``year``,
    ``region``: of the study's data.
    """

    unit: str = ""
    stage: str = ""
    year: int | None = None
    region: str = ""

    @property
    def dimension(self) -> str:
        """The key of what the line is measured in; empty when there is no unit or nobody knows it."""
        if not self.unit.strip():
            return ""
        try:
            return units.parse(self.unit).dimension.key
        except units.UnitError:
            return ""


_KINDS = {"footprint": 0, "combustion": 12, "co2_only": 14, "spend_based": 30}
_STATES = {"current": 0, "proposed": 1, "expired": 2, "superseded": 3, "withdrawn": 4, "rejected": 5}
_FREIGHT = ("freight", "vehicle_distance")
# How far or for how much: nothing leads from the amount of a thing to these. From litres to kilograms a density does.
FAR = (*_FREIGHT, "passenger", "length", "yuan", "us_dollar", "euro")
_TRANSPORT_STAGES = frozenset({"raw_material_transport", "packaging_transport", "distribution"})
_MATERIAL_STAGES = frozenset({"raw_materials", "packaging"})
_NO_MATERIAL = ("燃料", "电力", "热力", "运输", "废")
_ENDINGS = (
    "废",
    "填埋",
    "焚烧",
    "回收",
    "处理",
    "处置",
    "堆肥",
    "landfill",
    "incinerat",
    "recycl",
    "disposal",
    "waste",
)
_ELSEWHERE, _WRONG_STAGE, _NO_FREIGHT = 7, 15, 60


def level_of(row: Row, question: Question, found: Level) -> Level | None:
    """How the factor answers, ``None``: not at all. ``found``: by which way of asking it was found."""
    name = normalised(row.name)
    if found is Level.NARROWER:
        kin = _level_of_kin(row, question)
        return Level.HEAD if kin is Level.NARROWER and thing_of(name).endswith(question.typed) else kin
    typed = next((text for text in (question.typed, question.stemmed) if text in name), None)
    as_typed = typed is not None or _has_words(row, question)
    if found is Level.NAME:
        return _level_of_name(name, question, as_typed=as_typed)
    if not as_typed:
        return Level.ALSO_INSIDE if _is_named_outside(row, question) else Level.MENTIONED
    if _is_another_thing(row, question):
        return Level.OTHER_THING
    return _level_beside(row, question) if typed is None else _level_within(row, question, name, typed)


def _level_within(row: Row, question: Question, name: str, typed: str) -> Level:
    """What was typed stands in the name: it is the thing, or what the thing is made of, or only told of it."""
    thing = thing_of(name)
    if thing.endswith(typed):
        return Level.NAME if thing == typed else Level.HEAD
    if name.startswith(typed):
        return Level.BEGINS
    if typed in unqualified(name):
        return Level.IN_NAME
    return Level.MENTIONED if question.is_known and only_told(row.name, row.synonyms, typed) else Level.BESIDE


def _level_beside(row: Row, question: Question) -> Level:
    """What was typed stands in another name than the factor's own, or its words do in several."""
    if question.is_character:
        return Level.MENTIONED
    scattered = len(question.pieces) > 1 and question.stemmed not in normalised(
        f"{row.name_en} {row.synonyms}"
    )
    if question.is_known and (scattered or not _is_named_outside(row, question)):
        return Level.MENTIONED
    return Level.BESIDE


def only_told(name: str, synonyms: str, text: str) -> bool:
    """Whether a text stands only in what is told of the thing: 铝合金窗（100% 原生铝型材）is no 原生铝.

    Alone in brackets it is another name: 消石灰（熟石灰）.
    """
    plain = normalised(name)
    outside = text in normalised(synonyms) or text in unqualified(plain) or f"({text})" in plain
    return text in plain and not outside


def has_no_more(name: str) -> bool:
    """Whether nothing is told beside the thing's name."""
    plain = normalised(name)
    return unqualified(plain) == plain


def _level_of_name(name: str, question: Question, *, as_typed: bool) -> Level:
    """All of one of its names is what was asked for: of its own, of one beside it, or through another name."""
    thing = thing_of(name)
    if question.typed == thing or question.typed in _LISTED.split(unqualified(name)):
        return Level.NAME
    if any(blocker in name for blocker in question.all_blockers):
        return Level.BESIDE
    if thing in question.other_names:
        return Level.NAME if as_typed else Level.ALIAS
    return Level.ALIAS if as_typed else Level.ALSO_NAMED


def _has_words(row: Row, question: Question) -> bool:
    """Whether every word that was typed stands somewhere."""
    cas = row.cas.replace("-", "")
    text = normalised(
        f"{row.name} {row.name_en} {row.synonyms} {row.code} {row.category} {row.region} {row.year} #{cas}"
    )
    return all(piece in text for piece in question.pieces)


def _level_of_kin(row: Row, question: Question) -> Level | None:
    """A narrower thing by any of its names; a wider one by its own name, or it may be a sibling that is in the class."""
    if _is_called(row, question.narrower) or not question.narrower.isdisjoint(
        key_of(text) for text in synonyms_in(row.synonyms)
    ):
        return Level.NARROWER
    return Level.WIDER if _is_called(row, question.wider) else None


def _is_called(row: Row, names: frozenset[str]) -> bool:
    """Whether one of the names in the factor's own name is among the keys."""
    texts = [*aliases(row.name), *aliases(row.name_en)]
    return not names.isdisjoint(key_of(text) for text in texts if text)


def _is_named_outside(row: Row, question: Question) -> bool:
    """Whether another name for what was asked stands elsewhere than in the name's qualifications.

    A window with frames（100% 原生铝型材）is no primary aluminium.
    """
    name, synonyms = normalised(row.name), normalised(row.synonyms)
    if any(other in synonyms for other in question.other_names):
        return True
    mentioned = [other for other in question.other_names if other in name]
    return not mentioned or any(other in unqualified(name) for other in mentioned)


@lru_cache(maxsize=1024)
def unqualified(name: str) -> str:
    """What of a normalised name stands before the first bracket or, in a Chinese one, comma.

    English names of databases begin with what is done and go on with the thing: transport, freight, lorry.
    """
    before = _BRACKET.split(name, maxsplit=1)[0]
    return (before if before.isascii() else _COMMA.split(before, maxsplit=1)[0]).strip()


@lru_cache(maxsize=1024)
def thing_of(name: str) -> str:
    """Of a normalised name what names the thing: 柴油燃烧(固定源) gives 柴油, steel, hot rolled gives steel."""
    return _SAID_OF_IT.sub("", _COMMA.split(unqualified(name), maxsplit=1)[0]).strip()


def _is_another_thing(row: Row, question: Question) -> bool:
    """Whether what was typed is there only inside the name of another thing: 乙烯 in 聚乙烯."""
    if not question.blockers:
        return False
    text = normalised(f"{row.name} {row.name_en} {row.synonyms}")
    inside = [blocker for blocker in question.blockers if blocker in text]
    for blocker in inside:
        text = text.replace(blocker, " ")
    return bool(inside) and question.stemmed not in text


def score(row: Row, level: Level, line: Line, agency: int | None) -> int:
    """Points off: the fewer the better."""
    points = 10 * level + _KINDS[row.kind] + int(row.second_hand)
    points += _points_of_year(row.year, line.year) + _points_of_region(row.region, line.region or HOME)
    points += _points_of_stage(row, line)
    points -= 2 if _AVERAGE.search(row.name) else 0  # who says nothing closer means the usual one
    return points - (4 if row.agency_id is not None and row.agency_id == agency else 0)


def standing(row: Row) -> int:
    """The state's place in the order; what may be used stands before what may not."""
    return _STATES[row.state]


def dimension_of(row: Row) -> str:
    return order.dimension_of(row.form, row.unit, row.heating_value_unit)


def misfit(row: Row, level: Level, dimension: str) -> int:
    """How far the factor's unit is from the line's: 0 fits, then what a density or a heating value would lead to.

    Another thing that happens to fit stands behind the thing itself by another unit.
    """
    if not dimension:
        return 0
    if level in (Level.MENTIONED, Level.OTHER_THING):
        return 3
    own = dimension_of(row)
    if own == dimension:
        return 0
    return 2 if own in FAR or dimension in FAR else 1


def _points_of_year(year: int | None, wanted: int | None) -> int:
    if wanted is None:
        return 0
    return 6 if year is None else min(abs(year - wanted), 10)


def _points_of_region(region: str, wanted: str) -> int:
    if region == wanted:
        return 0
    if region and (region.startswith(f"{wanted}·") or wanted.startswith(f"{region}·")):
        return 2
    if region.lower() in order.WORLD:
        return 4
    return _ELSEWHERE if region else 5


def _points_of_stage(row: Row, line: Line) -> int:
    """What belongs to the stage as a rule; it is a preference, nothing is left out."""
    stage, is_freight = line.stage, dimension_of(row) in _FREIGHT or "运输" in row.category
    if stage in _TRANSPORT_STAGES:  # litres and kilowatt hours are what the lorry burns, not what it carries
        is_fuel = bool(line.dimension) and line.dimension not in FAR
        return _NO_FREIGHT if is_freight is is_fuel else 0
    if is_freight:
        return _WRONG_STAGE if stage else 0
    if stage in _MATERIAL_STAGES:
        unfit = row.kind == "combustion" or any(word in row.category for word in _NO_MATERIAL)
        return _WRONG_STAGE if unfit else 0
    if stage == "end_of_life":
        text = f"{row.category} {row.name} {row.name_en}".lower()
        return 0 if any(word in text for word in _ENDINGS) else _WRONG_STAGE
    return 0
