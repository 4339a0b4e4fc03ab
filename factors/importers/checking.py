"""Members of JSON objects against rules, each fault with its JSON path and in Chinese."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from factors.importers.figures import Digits, NoFigureError, decimal_of

# What is wrong with a value that is there; empty when nothing is.
Check = Callable[[object], str]
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:[^\s]+", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s]+", re.IGNORECASE)
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_YEARS = range(1900, 2200)
_MOST_SHOWN = 60


class Rule(NamedTuple):
    """What a member must be, and whether it must be there. A member that is ``null`` counts as absent."""

    check: Check
    required: bool = False


class Fault(NamedTuple):
    """A place as JSON path, and what is wrong there."""

    path: str
    message: str


def faults(node: Mapping[str, object], rules: Mapping[str, Rule], path: str) -> Iterator[Fault]:
    """Every member of ``node`` that breaks its rule. Members without a rule are of no concern."""
    for name, rule in rules.items():
        value = node.get(name)
        if value is None:
            if rule.required:
                yield Fault(f"{path}.{name}", "缺少这一必填项")
            continue
        message = rule.check(value)
        if message:
            yield Fault(f"{path}.{name}", message)


def shown(value: object) -> str:
    """A value as a message quotes it."""
    if isinstance(value, Digits):
        return value.text[:_MOST_SHOWN]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)[:_MOST_SHOWN]


def any_text(value: object) -> str:
    """A text, even an empty one."""
    return "" if isinstance(value, str) else "应为文本"


def some_text(value: object) -> str:
    """A text that is not empty."""
    return "" if isinstance(value, str) and value.strip() else "应为非空文本"


def boolean(value: object) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "应为 true 或 false"


def an_object(value: object) -> str:
    """A JSON object."""
    return "" if isinstance(value, dict) else "应为 JSON 对象"


def a_uuid(value: object) -> str:
    """A UUID as text."""
    if isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F-]{36}", value):
        try:
            uuid.UUID(value)
        except ValueError:
            return f"“{value}”不是 UUID"
        return ""
    return f"“{shown(value)}”不是 UUID"


def a_urn(value: object) -> str:
    """A uniform resource name."""
    return "" if isinstance(value, str) and _URN.fullmatch(value) else f"“{shown(value)}”不是 URN（urn:…）"


def a_uri(value: object) -> str:
    """An address."""
    return "" if isinstance(value, str) and _URI.fullmatch(value) else f"“{shown(value)}”不是网址（URI）"


def a_moment(value: object) -> str:
    """A date with time and zone (RFC 3339)."""
    wrong = f"“{shown(value)}”应为带时区的日期时间，例如 2025-01-01T00:00:00Z"
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        return wrong
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return wrong
    return "" if moment.year in _YEARS else wrong


def moment_of(value: object) -> datetime | None:
    """The moment that a text writes, where it is one."""
    return datetime.fromisoformat(value.upper()) if isinstance(value, str) and not a_moment(value) else None


def matching(pattern: str, example: str) -> Check:
    """A text in a form."""
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        if isinstance(value, str) and compiled.fullmatch(value):
            return ""
        return f"“{shown(value)}”的形式不对，应如 {example}"

    return check


def one_of(*words: str) -> Check:
    """One word of a list."""

    def check(value: object) -> str:
        return (
            ""
            if value in words and isinstance(value, str)
            else f"“{shown(value)}”应为以下之一：{'、'.join(words)}"
        )

    return check


def list_of(check: Check) -> Check:
    """A list of one or more, each once."""

    def check_all(value: object) -> str:
        if not isinstance(value, list) or not value:
            return "应为至少有一项的列表"
        wrong = next(filter(None, map(check, value)), "")
        if not wrong and all(isinstance(one, str) for one in value) and len(set(value)) != len(value):
            return "列表中有重复的项"
        return wrong

    return check_all


def objects(rules: Mapping[str, Rule]) -> Check:
    """A list of one or more objects that keep the rules."""
    return list_of(holding(rules))


def holding(rules: Mapping[str, Rule]) -> Check:
    """An object that keeps the rules; its own faults are told in one sentence."""

    def check(value: object) -> str:
        if not isinstance(value, dict):
            return "应为 JSON 对象"
        return "；".join(
            f"{fault.path.removeprefix('.')} {fault.message}" for fault in faults(value, rules, "")
        )

    return check


def decimal_text(sign: str = "", least: int | None = None, most: int | None = None) -> Check:
    """A decimal written as JSON text; ``sign`` is ``>0``, ``>=0`` or ``<=0``."""

    def check(value: object) -> str:
        if isinstance(value, (int, Digits)) and not isinstance(value, bool):
            return f'应为字符串形式的十进制数（"{shown(value)}"），不是 JSON 数值'
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            return f'“{shown(value)}”应为字符串形式的十进制数，例如 "1.25"'
        return in_range(value, sign, least, most)

    return check


def a_number(least: int | None = None, most: int | None = None) -> Check:
    """A JSON number, or a decimal as text, as version 2 had both."""

    def check(value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, (int, str, Digits)):
            return f"“{shown(value)}”不是数值"
        return in_range(value, "", least, most)

    return check


def in_range(value: object, sign: str = "", least: int | None = None, most: int | None = None) -> str:
    """What is wrong with the size of a number."""
    try:
        number = decimal_of(value)
    except NoFigureError as error:
        return str(error)
    fits = {">0": number > 0, ">=0": number >= 0, "<=0": number <= 0, "": True}[sign]
    if not fits:
        return f"{_short(number)} 不符合要求：应{_SIGNS[sign]}"
    if (least is not None and number < least) or (most is not None and number > most):
        return f"{_short(number)} 不在 {least} 至 {most} 之间"
    return ""


_SIGNS = {">0": "大于 0", ">=0": "不小于 0", "<=0": "不大于 0"}


def _short(number: Decimal) -> str:
    return format(number, "f")[:_MOST_SHOWN]
