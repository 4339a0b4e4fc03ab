"""What a factor is of, as words: by these, factors of the same thing find one another.

A name begins with the thing; what follows in brackets or after a comma tells its make, its size, its place. Words
that stand in every name (emission, average, production) tell nothing and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from factors.search.tokens import is_han, normalised, pairs, pieces

_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|【[^】]*】?|\{[^}]*\}?")
_REST = re.compile(r"[,，、;；|:：].*", re.DOTALL)
_EMPTY_HAN = re.compile(
    "碳足迹|排放因子|排放系数|因子|系数|二氧化碳|温室气体|排放|平均|生产|制造|加工|燃烧|全国|中国|市场|供应"
    "|运输|采购|普通|其他|其它|混合|材料|制品|产品"
)
_EMPTY_WORDS = frozenset(
    [
        "market",
        "production",
        "for",
        "the",
        "of",
        "and",
        "at",
        "from",
        "to",
        "in",
        "with",
        "by",
        "average",
        "china",
        "other",
        "product",
        "factor",
        "emission",
        "carbon",
        "footprint",
        "cycle",
        "life",
        "direct",
        "co2",
        "co2e",
        "global",
        "rest",
        "world",
        "national",
        "mix",
        "mixed",
        "combustion",
        "per",
        "kg",
        "process",
    ]
)


def head(name: str) -> str:
    """The beginning of a name, which says what it is of; half width and lower case."""
    return _REST.sub("", _BRACKETS.sub(" ", normalised(name))).strip() or normalised(name)


@lru_cache(maxsize=16384)
def words_of(name: str, name_en: str = "", synonyms: str = "") -> frozenset[str]:
    """The words that tell of what a factor is; pairs of characters stand for Chinese words."""
    return _words(head(name)) | _words(head(name_en) if name_en else "") | _words(synonyms)


# Of a million factors many begin alike and share their synonyms.
@lru_cache(maxsize=65536)
def _words(text: str) -> frozenset[str]:
    return frozenset(_telling(text))


def _telling(text: str) -> Iterator[str]:
    for piece in pieces(_EMPTY_HAN.sub(" ", text)):
        if is_han(piece):
            yield from pairs(piece)[:-1] if len(piece) > 1 else [piece]
        elif len(piece) > 1 and not piece[0].isdigit() and len(piece) <= 40 and piece not in _EMPTY_WORDS:
            yield piece
