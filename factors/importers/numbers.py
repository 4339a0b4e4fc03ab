"""Numbers in the cells of foreign tables: from what stood there to plain digits, exactly, or refused with a reason."""

from __future__ import annotations

import re

from factors.exact import HALF_WIDTH, MAX_DIGITS, exact_decimal, figures

# Blanks that files put between thousands: ordinary, no-break, narrow no-break, thin, figure space; and the apostrophe.
_GAPS = "[ \u00a0\u202f\u2009\u2007'’]"
# Nobody counts thousands from nought: 0,344 is a decimal comma. A single point is one of thousands only before a comma.
_LEAD = "[+-]?[1-9][0-9]{0,2}"
_GROUPED = re.compile(rf"{_LEAD}(?:(?:,[0-9]{{3}})+|(?:{_GAPS}[0-9]{{3}})+)(?:\.[0-9]*)?")
_GROUPED_COMMA = re.compile(
    rf"{_LEAD}(?:(?:(?:\.[0-9]{{3}}){{2,}}|(?:{_GAPS}[0-9]{{3}})+)(?:,[0-9]*)?|\.[0-9]{{3}},[0-9]+)"
)
_MARKS = re.compile(rf"{_GAPS}|,")
_MARKS_COMMA = re.compile(rf"{_GAPS}|\.")
_LONGEST = 80


class NotANumber(ValueError):
    """The text is no number that can be taken without guessing; the message is a Chinese sentence."""


def plain_number(text: str, *, decimal_comma: bool = False) -> str:
    """The number in plain digits, zeros at the end kept: ``1,30E-3`` with a decimal comma is ``0.00130``.

    Full-width figures, an exponent and separators of thousands are understood. Raises ``NotANumber``.
    """
    shown = text.strip()[:_LONGEST]
    if len(text.strip()) > _LONGEST:
        raise NotANumber(f"“{shown}…”过长，不是数值。")
    half = text.translate(HALF_WIDTH).strip()
    plain = _with_comma(half, shown) if decimal_comma else _with_point(half, shown)
    try:
        number = exact_decimal(plain)
    except ValueError as error:
        raise NotANumber(_why_not(half, shown)) from error
    if number and (abs(number.adjusted()) > MAX_DIGITS or figures(number) > MAX_DIGITS):
        raise NotANumber(f"“{shown}”超过 {MAX_DIGITS} 位数字，请核对。")
    if not number:
        # Zero has no sign; its decimals are kept as they were written.
        return format(abs(number), "f") if abs(number.adjusted()) <= MAX_DIGITS else "0"
    return format(number, "f")


def plain_float(value: float) -> str:
    """The shortest digits that name this binary number, written out: what the workbook's author saw.

    Raises ``NotANumber`` for infinities.
    """
    try:
        return format(exact_decimal(repr(value)), "f").removesuffix(".0")
    except ValueError as error:
        raise NotANumber(f"“{value}”不是数值。") from error


def uses_decimal_comma(texts: list[str]) -> bool:
    """Whether a column's numbers have a comma as decimal mark: some do, and none has a point but for thousands."""
    commas = [
        text
        for text in texts
        if re.fullmatch(r"\s*[+-]?[0-9 .\u00a0\u202f]*,[0-9]+([eE][+-]?[0-9]+)?\s*", text)
    ]
    return bool(commas)


def _with_point(text: str, shown: str) -> str:
    if _GROUPED.fullmatch(text):
        return _MARKS.sub("", text)
    if "," in text:
        raise NotANumber(f"“{shown}”中的逗号不像千分位，无法确定是不是小数点。请改写为以“.”作小数点的数值。")
    return text


def _with_comma(text: str, shown: str) -> str:
    if _GROUPED_COMMA.fullmatch(text):
        text = _MARKS_COMMA.sub("", text)
    if "." in text:
        raise NotANumber(f"“{shown}”中的点无法确定是小数点还是千分位：本列其他数值以逗号作小数点。")
    return text.replace(",", ".")


def _why_not(text: str, shown: str) -> str:
    if not text:
        return "没有数值。"
    if text.endswith("%"):
        return f"“{shown}”是百分数，请改写为小数。"
    if text.startswith("="):
        return f"“{shown}”是文本形式的公式，不是数值。请填写计算结果。"
    if re.match(r"[<>≤≥≈~～约]", text):
        return f"“{shown}”不是确定的数值。"
    if re.fullmatch(r"[+-]?[0-9.]+\s*(-|—|–|~|至)\s*[0-9.]+", text):
        return f"“{shown}”是一个范围，不是一个数值。"
    return f"“{shown}”不是数值。"
