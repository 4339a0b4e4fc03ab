"""Words out of text: the one tokeniser of the factor search, for both databases, for what is stored and what is asked.

Pure text. Chinese runs become overlapping pairs of characters, so that any part of a word is found without a
dictionary of words; other writing becomes whole words, numbers apart from the letters behind them (50kg: 50, kg);
a CAS number and a UUID are one token each.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from factors.search.traditional import simplified

# Chinese characters with the compatibility and the supplementary planes.
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CAS = r"(?<![\d-])[1-9]\d{1,6}-\d\d-\d(?![\d-])"
_UUID = r"(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])"
_WORD = rf"[^\W\d_{HAN}][^\W_{HAN}]*"
_NUMBER = r"\d+(?:\.\d+)?"
_PIECES = re.compile(rf"[{HAN}]+|{_CAS}|{_UUID}|{_WORD}|{_NUMBER}")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
# A longer text is nobody's name for a thing.
LONGEST_EXACT = 40
EXACT, INITIAL, CAS, FACET = "=", "^", "#", "_"


@lru_cache(maxsize=2048)
def normalised(text: str) -> str:
    """Half width, lower case, subscripts as digits, Latin letters without accents; Chinese in simplified characters."""
    plain = text if text.isascii() else simplified(unicodedata.normalize("NFKC", text))
    if _ACCENTED.search(plain):
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return plain.lower()


def is_han(piece: str) -> bool:
    """Whether a piece of ``pieces`` is a run of Chinese characters."""
    return piece[0] >= "\u3400"


def pieces(text: str) -> list[str]:
    """The text's runs and words in order: ``PP塑料 50kg`` gives pp, 塑料, 50, kg. English words in their stem."""
    return list(_pieces(normalised(text)))


def _pieces(plain: str) -> Iterator[str]:
    for piece in _PIECES.findall(plain):
        if piece[0] >= "\u3400":
            yield piece
        elif "-" in piece:
            yield from _hyphened(piece)
        else:
            yield stem(piece)


def _hyphened(piece: str) -> list[str]:
    """A CAS number whose check digit is right, a UUID; else the numbers that stood beside one another."""
    joined = piece.replace("-", "")
    if len(joined) == 32:
        return [joined]
    if is_cas(joined):
        return [CAS + joined]
    return piece.split("-")


def is_cas(digits: str) -> bool:
    """Whether the last digit checks the others, as it does in a CAS number."""
    weighted = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), start=1))
    return weighted % 10 == int(digits[-1])


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """An English word without the plural's ending: ingots, batteries, boxes; glass, gas and PVCs' like stay."""
    if len(word) < 4 or word[-1] != "s" or word[-2] in "siu" or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a Chinese run, then its last character, which parts it from what follows."""
    return [*map("".join, itertools.pairwise(run)), run[-1]]


def positioned(found: list[str]) -> Iterator[str]:
    """The tokens of pieces in the order in which phrases are looked for."""
    for piece in found:
        if piece[0] >= "\u3400":
            yield from pairs(piece)
        else:
            yield piece


def phrase(piece: str) -> list[str]:
    """The tokens that must follow one another where the piece occurs: pairs of a run, else the piece itself."""
    return pairs(piece)[:-1] if is_han(piece) and len(piece) > 1 else [piece]


def exact_key(found: list[str]) -> str:
    """All of a name as one token, blind to blanks, signs and plurals; empty when nothing or too much is left."""
    key = "".join(found)
    return key if len(key) <= LONGEST_EXACT else ""


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """The ``exact_key`` of a text."""
    return exact_key(pieces(text))
