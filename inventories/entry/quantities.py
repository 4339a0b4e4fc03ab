"""A number with a unit as people write it in China: ``1,250.5 千克``, ``12.6 万kWh``, ``三千二百``. Pure text.

Nothing is guessed: what can be read in two ways is refused with the reason and the way out. Every digit is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from factors import units
from factors.exact import HALF_WIDTH
from factors.importers.numbers import NotANumber, plain_number
from factors.units.spelling import normalised
from inventories.entry.numerals import NUMERALS, numeral

# The longest that a quantity is; a cell of prose is none.
LONGEST = 120
# Marks that stand for "none" with one and for "not known" with another.
EMPTY_MARKS = frozenset(
    {"-", "--", "—", "——", "–", "/", "\\", "无", "n/a", "na", "nil", "×", "x", "*", "?", "？"}
)
# How many times ten a word before a unit, or alone behind a number, stands for.
MULTIPLES = {"百万": 6, "千万": 7, "百亿": 10, "千亿": 11, "万亿": 12, "万": 4, "亿": 8, "千": 3}

_GAP = " \u00a0\u202f\u2009\u2007'’"
_NUMBER = re.compile(rf"[+-]?(?:[0-9][0-9,{_GAP}]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,3}}(?![0-9]))?")
_RANGE = re.compile(r"[-–—~至到]\s*[0-9.]")
_BRACKETS = re.compile(r"[(\[【〔]\s*(.*?)\s*[)\]】〕]")


class EntryError(ValueError):
    """A text that is no value. ``reason`` and ``remedy`` are sentences for the person who typed it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}{remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Quantity:
    """An amount, every digit kept, and the unit as it was written; ``None`` for what the text does not say."""

    amount: Decimal | None
    unit: str | None


def read_quantity(text: str) -> Quantity:
    """The amount and, where the text names one, the unit; both ``None`` for an empty text. Raises ``EntryError``.

    A multiple that belongs to a known unit stays with it (12.6 万kWh); another is multiplied out (1.2 亿 m³).
    """
    plain = text.translate(HALF_WIDTH).strip()
    if not plain:
        return Quantity(None, None)
    _refuse_what_is_no_quantity(plain)
    if plain[0] in NUMERALS:
        return _in_words(plain)
    digits, rest = _parted(plain)
    return _quantity(_amount(digits, plain), rest, plain)


def _in_words(plain: str) -> Quantity:
    """With a Chinese numeral: the shortest one behind which a unit stands, so that 五千克 is five kilograms."""
    for end in range(1, len(plain) + 1):
        if plain[end - 1] not in NUMERALS:
            break
        try:
            return _quantity(numeral(plain[:end]), plain[end:].strip(), plain)
        except ValueError:
            continue
    raise EntryError(f"读不出“{_shown(plain)}”的数值和单位。", "请用阿拉伯数字填写，单位从单位表中选用。")


def _quantity(amount: Decimal, rest: str, plain: str) -> Quantity:
    if not rest:
        return Quantity(amount, None)
    if _RANGE.match(rest):
        raise EntryError(f"“{_shown(plain)}”是一个范围，不是一个数值。", "请填写一个数，另在备注中说明范围。")
    power, unit = _unit(rest, plain)
    return Quantity(amount.scaleb(power) if power else amount, unit)


def read_number(text: str) -> Decimal | None:
    """The number that ``text`` writes, ``None`` for an empty text; a unit behind it is refused. Raises ``EntryError``."""
    quantity = read_quantity(text)
    if quantity.unit is not None:
        raise EntryError(
            f"这里只填数值，“{_shown(text)}”中还有单位“{quantity.unit}”。", "请去掉单位，或写在单位一栏。"
        )
    return quantity.amount


def read_in(text: str, unit: str) -> Decimal | None:
    """As ``read_quantity``, in ``unit``: ``1.2 万公里`` in ``km`` is 12000; without a unit of its own the number stands."""
    quantity = read_quantity(text)
    if quantity.amount is None or quantity.unit is None:
        return quantity.amount
    try:
        return units.convert(quantity.amount, units.parse(quantity.unit), units.parse(unit))
    except units.UnitError as error:
        raise EntryError(error.reason, error.remedy) from error


def read_share(text: str) -> Decimal | None:
    """A share as a decimal fraction: ``35%`` is 0.35, ``0.35`` is itself. Raises ``EntryError``."""
    plain = text.translate(HALF_WIDTH).strip()
    if not plain.endswith("%"):
        return read_number(plain)
    number = read_number(plain[:-1])
    if number is None:
        raise EntryError("百分号前没有数值。", "请填写如 35% 或 0.35 的份额。")
    return number.scaleb(-2)


def _refuse_what_is_no_quantity(plain: str) -> None:
    if len(plain) > LONGEST:
        raise EntryError(f"“{plain[:40]}…”过长，不是数量。", "请只填写数值和单位，说明写在备注中。")
    if plain.casefold() in EMPTY_MARKS:
        raise EntryError(f"“{plain}”可能表示没有，也可能表示未知。", "没有请填 0，未知请留空。")
    if plain.endswith("%"):
        raise EntryError(f"“{_shown(plain)}”是百分数，不是数量。", "请填写数值和单位。")


def _parted(plain: str) -> tuple[str, str]:
    """The digits at the beginning, and what stands behind them."""
    match = _NUMBER.match(plain)
    if match is None:
        return "", plain
    # A blank parts thousands only where three figures follow; the one behind the number does not matter.
    return match[0].rstrip(_GAP + ","), plain[match.end() :].strip()


def _amount(digits: str, plain: str) -> Decimal:
    try:
        return Decimal(plain_number(digits or plain))
    except NotANumber as error:
        raise EntryError(str(error), "请填写如 1250.5 的数值。") from error


def _unit(rest: str, plain: str) -> tuple[int, str | None]:
    """How many powers of ten, and the unit as written (``None``: only a multiple stood there)."""
    bracketed = _BRACKETS.fullmatch(rest)
    written = bracketed[1] if bracketed is not None else rest
    try:
        units.parse(written)
    except units.UnitError as error:
        spelling = normalised(written)
        for word, power in MULTIPLES.items():
            if not spelling.startswith(word):
                continue
            under = spelling.removeprefix(word)
            if not under:
                return power, None
            if _is_unit(under):
                return power, under
        if not _is_other_number(written):
            raise EntryError(error.reason, error.remedy) from error
        raise EntryError(f"“{_shown(plain)}”不是一个数值。", "请填写计算后的一个数和单位。") from error
    return 0, written


def _is_unit(text: str) -> bool:
    try:
        units.parse(text)
    except units.UnitError:
        return False
    return True


def _is_other_number(text: str) -> bool:
    return re.search(r"[0-9]", text) is not None and re.match(r"[+*/×÷=,.]", text) is not None


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:40]}…"
