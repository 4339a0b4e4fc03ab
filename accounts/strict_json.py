"""JSON text as files of others must be: nothing doubled, nothing lost, nothing that cannot be stored or printed. Pure.

Python's reader keeps the last of two equal members, takes NaN for a number and lets half a surrogate pair pass for
text. Here each of these is an oddity with its place, and all of them are found at once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

MAX_DEPTH = 40
# Nothing that these files count in whole numbers is longer; amounts are texts.
MAX_INTEGER_DIGITS = 15
# Control characters but tab and line ends, halves of surrogate pairs, and what is no character at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Location = tuple[int | str, ...]


class Oddity(NamedTuple):
    """Something that the text says and a value cannot: where, and what, in Chinese."""

    loc: Location
    message: str


class SyntaxRefusedError(Exception):
    """The text is not JSON, or is nested too deep to be looked into; the message says so in Chinese."""


class _Members(dict[str, Any]):
    """An object that remembers which members the text gives more than once."""

    twice: tuple[str, ...] = ()


class _NoNumber(NamedTuple):
    """Stands where the text has a number that is none."""

    message: str


def parse(data: bytes, parse_float: Callable[[str], Any] = float) -> tuple[Any, list[Oddity]]:
    """The value of UTF-8 JSON with everything odd about it. Raises ``SyntaxRefusedError``.

    ``parse_float`` makes something of the digits of a broken number; as a binary number it loses some. Where there
    are oddities the value is good for looking up names, not for use.
    """
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_members,
            parse_float=parse_float,
            parse_constant=_no_constant,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise SyntaxRefusedError(f"文件不是 UTF-8 编码（第 {error.start + 1} 字节）") from error
    except json.JSONDecodeError as error:
        message = f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列附近有语法错误"
        raise SyntaxRefusedError(message) from error
    except RecursionError as error:
        raise SyntaxRefusedError("JSON 嵌套过深") from error
    if _depth_exceeds(value, MAX_DEPTH):
        raise SyntaxRefusedError(f"JSON 嵌套超过 {MAX_DEPTH} 层")
    return value, list(_oddities(value, ()))


def printable(text: str) -> str:
    """The text on one line, with a mark for each character that can be neither stored nor printed."""
    return " ".join(_UNPRINTABLE.sub("\ufffd", text).split())


def _members(pairs: list[tuple[str, Any]]) -> _Members:
    members = _Members(pairs)
    if len(members) != len(pairs):
        count = Counter(name for name, _value in pairs)
        members.twice = tuple(name for name, times in count.items() if times > 1)
    return members


def _no_constant(name: str) -> _NoNumber:
    return _NoNumber(f"不允许的数值 {name}；未知的数值请写 null")


def _integer(text: str) -> int | _NoNumber:
    digits = len(text.lstrip("-"))
    return int(text) if digits <= MAX_INTEGER_DIGITS else _NoNumber(f"整数过长（{digits} 位）")


def _depth_exceeds(node: Any, limit: int) -> bool:
    level: list[Any] = [node]
    for _depth in range(limit):
        level = [child for parent in level for _name, child in _children(parent)]
        if not level:
            return False
    return True


def _children(node: Any) -> Iterable[tuple[int | str, Any]]:
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()


def _oddities(node: Any, loc: Location) -> Iterator[Oddity]:
    """In the order of the text; the depth was looked at before."""
    match node:
        case _NoNumber():
            yield Oddity(loc, node.message)
        case str() if _UNPRINTABLE.search(node):
            yield Oddity(loc, f"文本含有不能保存或印出的字符（{_codes(node)}），请删去")
        case _Members():
            for name in node.twice:
                yield Oddity((*loc, name), "同一对象中成员重复，只能保留一个")
            for name in filter(_UNPRINTABLE.search, node):
                yield Oddity(loc, f"成员名含有不能保存的字符（{_codes(name)}）")
    for part, child in _children(node):
        yield from _oddities(child, (*loc, part))


def _codes(text: str) -> str:
    found = dict.fromkeys(_UNPRINTABLE.findall(text))
    return "、".join(f"U+{ord(character):04X}" for character in found)
