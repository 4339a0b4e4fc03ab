"""Chinese numerals, ordinary and of the kind on cheques: 三千二百点五, 壹仟贰佰, 两万. Pure text."""

from __future__ import annotations

from decimal import Decimal

_FIGURES = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {sign: value for value, signs in enumerate(_FIGURES) for sign in signs}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}
POINT = "点"
NUMERALS = frozenset(DIGITS) | frozenset(SMALL) | frozenset(LARGE) | frozenset({POINT})


def numeral(text: str) -> Decimal:
    """The number that a Chinese numeral names, every figure kept. Raises ``ValueError`` where it names none.

    十二 is 12, 三千二百点五 is 3200.5, 二〇二四 is 2024. A short form that leaves out its last word (三千二) is
    refused: it is 3200 to one reader and 3002 to another.
    """
    whole, point, places = text.partition(POINT)
    if not whole or (point and not places) or any(sign not in DIGITS for sign in places):
        raise ValueError(text)
    number = _plain(whole) if all(sign in DIGITS for sign in whole) else _whole(whole)
    figures = _figures(places)
    return Decimal(f"{number}.{figures}" if figures else number)


def _plain(text: str) -> int:
    """Figure by figure: 二〇二四."""
    return int(_figures(text))


def _figures(text: str) -> str:
    return "".join(str(DIGITS[sign]) for sign in text)


def _whole(text: str) -> int:
    """By sections of 亿 and 万, each at most once and in falling order."""
    for sign, size in LARGE.items():
        before, found, behind = text.partition(sign)
        if not found:
            continue
        over, under = _whole(before), _whole(behind) if behind else 0
        if under >= size or len(behind) == 1:
            raise ValueError(text)
        return over * size + under
    return _section(text)


def _section(text: str) -> int:
    """With 千, 百, 十 in falling order, each behind its digit; 十 may stand first alone."""
    total, digit, last, bridged = 0, None, 10**4, False
    for sign in text:
        if sign in SMALL:
            if SMALL[sign] >= last or (digit is None and (total or SMALL[sign] > 10)):
                raise ValueError(text)
            last = SMALL[sign]
            total, digit, bridged = total + (1 if digit is None else digit) * last, None, False
        elif digit is not None:
            raise ValueError(text)
        elif DIGITS.get(sign) == 0:
            bridged = True
        elif sign in DIGITS:
            digit = DIGITS[sign]
        else:
            raise ValueError(text)
    if (digit is not None and 10 < last < 10**4 and not bridged) or not text:
        raise ValueError(text)
    return total + (digit or 0)
