"""Small pieces of Chinese: dates, periods, lists, numbers as they were entered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from inventories.footprint.subject import Product
from inventories.footprint.values import FunctionalUnit, Period

NONE = "无"
DASH = "—"
FULL_STOPS = "。！？；"


def plain(number: Decimal) -> str:
    """A number with exactly the digits that were entered."""
    return format(number, "f")


def date_text(day: datetime.date) -> str:
    """2024年7月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_text(start: datetime.date, end: datetime.date | None) -> str:
    """One day, or from a first to a last day, repeating neither year nor month."""
    if end is None or end == start:
        return date_text(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{date_text(start)}至{end.day}日"
    if start.year == end.year:
        return f"{date_text(start)}至{end.month}月{end.day}日"
    return f"{date_text(start)}至{date_text(end)}"


def period_text(period: Period) -> str:
    """Both days in full: 2023年1月1日至2023年12月31日."""
    return f"{date_text(period.start)}至{date_text(period.end)}"


def period_name(period: Period) -> str:
    """2023年 for a calendar year, 2022年至2023年 for several, else both days."""
    whole_years = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)
    if not whole_years:
        return period_text(period)
    if period.start.year == period.end.year:
        return f"{period.start.year}年"
    return f"{period.start.year}年至{period.end.year}年"


def joined(items: Sequence[str], last: str = "和") -> str:
    """甲、乙和丙."""
    if len(items) < 2:
        return "".join(items)
    return "、".join(items[:-1]) + last + items[-1]


def sentence(text: str) -> str:
    """The text with a full stop at its end, whoever wrote it."""
    text = text.strip()
    return text if not text or text[-1] in FULL_STOPS + "：" else text.rstrip("，、,.;") + "。"


def clause(text: str) -> str:
    """The text without a full stop at its end, to stand inside a sentence."""
    return text.strip().rstrip(FULL_STOPS + "，、,.;")


def per_unit(unit: FunctionalUnit) -> str:
    """What results are divided by: /件 for one, /1000 只 for a thousand."""
    return f"/{unit.unit}" if unit.amount == 1 else f"/{plain(unit.amount)} {unit.unit}"


def each_unit(unit: FunctionalUnit) -> str:
    """每件产品 for one, 每1000 只产品 for a thousand."""
    return f"每{per_unit(unit).removeprefix('/')}产品"


def product_title(product: Product) -> str:
    """Name and model, the model once."""
    return (
        product.name
        if not product.model or product.model in product.name
        else f"{product.name} {product.model}"
    )


def unit_kind(unit: FunctionalUnit) -> str:
    """功能单位 or 声明单位."""
    return "功能单位" if unit.kind == "functional" else "声明单位"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text that a person typed: one a line, blank lines dropped."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
