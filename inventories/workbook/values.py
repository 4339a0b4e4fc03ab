"""The text of a cell as a value of the column, or why it is none. Pure; the units are those of ``factors.units``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from factors import units
from factors.exact import HALF_WIDTH
from inventories.entry.quantities import EntryError, read_number, read_quantity, read_share
from inventories.workbook.columns import Column, Kind
from inventories.workbook.heads import Found
from inventories.workbook.sheets import parted

# A figure that is so many times another one is rather a slip of the unit than a change.
TIMES = 10
NUMERIC = (Kind.AMOUNT, Kind.NUMBER, Kind.SHARE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00:00)?")
_YES = {"是": True, "有": True, "yes": True, "y": True, "√": True, "1": True, "true": True, "外协": True}
_NO = {
    "否": False,
    "无": False,
    "no": False,
    "n": False,
    "×": False,
    "0": False,
    "false": False,
    "自制": False,
    "": False,
}


@dataclass
class Read:
    """What the cells of a row say: values by key, and by key why a text was refused or how it was read."""

    values: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def same(column: Column | None, one: str, other: str) -> bool:
    """Whether two texts of a column say the same: 2.0 and 2, an order of files, blanks apart."""
    if one == other:
        return True
    kind = column.kind if column is not None else Kind.DETAIL
    if kind in NUMERIC:
        return _equal_numbers(one, other)
    if kind in (Kind.EVIDENCE, Kind.LINES):
        return sorted(parted(one)) == sorted(parted(other))
    if one and other and kind is Kind.DETAIL and _equal_numbers(one, other):
        return True
    return "".join(one.split()) == "".join(other.split()) and bool(one.split()) == bool(other.split())


def _equal_numbers(one: str, other: str) -> bool:
    try:
        return bool(one) == bool(other) and Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def read_plain(column: Column, found: Found | None, text: str, read: Read) -> None:
    """One cell whose value depends on no other cell and on no row of the study."""
    try:
        read.values[column.key] = _plain(column, found, text)
    except EntryError as error:
        read.problems[column.key] = str(error)


def _plain(column: Column, found: Found | None, text: str) -> object:
    if column.kind is Kind.NUMBER:
        return _number(column, found, text)
    if column.kind is Kind.SHARE:
        share = read_share(text)
        in_percent = found is not None and found.unit == "%" and not text.rstrip().endswith(("%", "％"))
        return share.scaleb(-2) if share is not None and in_percent else share
    if column.kind is Kind.CHOICE:
        return _choice(column, text)
    if column.kind is Kind.YES:
        return _yes(text)
    if column.kind is Kind.LINES:
        return parted(text)
    if column.kind is Kind.DAY:
        return _day(text)
    if column.kind is Kind.UNIT:
        return _unit(column, text)
    return _text(column, text)


def _number(column: Column, found: Found | None, text: str) -> Decimal | None:
    """In the column's unit, where it has one and the cell or the heading names another."""
    if not column.unit:
        return read_number(text)
    quantity = read_quantity(text)
    unit = quantity.unit or (found.unit if found is not None else "") or column.unit
    if quantity.amount is None or unit == column.unit:
        return quantity.amount
    try:
        return units.convert(quantity.amount, units.parse(unit), units.parse(column.unit))
    except units.UnitError as error:
        raise EntryError(error.reason, error.remedy) from error


def read_amount(found: Found | None, text: str, unit_text: str | None, known: str, read: Read) -> None:
    """Amount and unit together: the unit of its own cell, that behind the number, or that of the heading.

    ``unit_text``: ``None`` where the workbook has no column of units; then that of an existing line (``known``) stays.
    """
    try:
        quantity = read_quantity(text)
    except EntryError as error:
        read.problems["amount"] = str(error)
        return
    read.values["amount"] = quantity.amount
    head_unit = found.unit if found is not None else ""
    named = unit_text or quantity.unit or head_unit
    if not named:
        if quantity.amount is not None and not (known and unit_text is None):
            read.problems["unit" if unit_text is not None else "amount"] = (
                "没有单位。请填写单位，如 kg、kWh。"
            )
        return
    try:
        unit = units.parse(named)
    except units.UnitError as error:
        read.problems["unit" if unit_text else "amount"] = f"{error.reason}{error.remedy}"
        return
    if unit_text and quantity.unit and units.parse(quantity.unit) != unit:
        read.problems["amount"] = f"数量中的单位“{quantity.unit}”与单位一栏的“{unit_text}”不同，请改成一致。"
        return
    read.values["unit"] = " ".join(named.split())
    if not unit_text and quantity.amount is not None:
        where = "数量中" if quantity.unit else "表头中"
        read.notes["amount"] = f"单位“{named}”取自{where}"


def _choice(column: Column, text: str) -> str:
    plain = "".join(text.translate(HALF_WIDTH).split())
    for value, label in (*column.options, *((value, word) for word, value in column.words)):
        if plain in {value, "".join(label.split())}:
            return value
    labels = "、".join(label for _value, label in column.options)
    raise EntryError(f"“{text[:40]}”不在可选范围内。", f"请填写其中之一：{labels}。")


def _yes(text: str) -> bool:
    plain = text.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise EntryError(f"“{text[:40]}”不是“是”或“否”。", "请从下拉列表中选择。")


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text.translate(HALF_WIDTH).strip())
    try:
        if found is not None:
            return datetime.date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise EntryError(f"“{text[:40]}”不是存在的日期。", "请填写如 2025-12-31 的日期。") from error
    raise EntryError(f"“{text[:40]}”不是日期。", "请填写如 2025-12-31 的日期。")


def _unit(column: Column, text: str) -> str:
    try:
        if text:
            units.parse(text)
    except units.UnitError as error:
        raise EntryError(error.reason, error.remedy) from error
    return _text(column, text)


def _text(column: Column, text: str) -> str:
    plain = text.strip() if column.limit > 500 else " ".join(text.split())
    if column.kind is Kind.DETAIL:
        plain = text.strip()
    if len(plain) > column.limit:
        raise EntryError(
            f"有 {len(plain)} 个字，超过 {column.limit} 个字的上限。", "请缩短，详细内容可另附文件。"
        )
    if column.required and not plain:
        raise EntryError("没有填写。", f"请填写{column.head}。")
    return plain


def texts_by_key(columns: list[Found], texts: list[str]) -> Mapping[str, str]:
    """The texts of a row by the keys of its columns."""
    return {column.key: text for column, text in zip(columns, texts, strict=True)}


def oddities(amount: Decimal | None, unit: str, values: Mapping[str, object]) -> list[str]:
    """What looks odd in a changed amount: another kind of unit, or a figure ten times off. Asked about, not refused."""
    new, new_unit = values.get("amount", amount), str(values.get("unit", unit))
    try:
        before, after = units.parse(unit), units.parse(new_unit)
    except units.UnitError:
        return []
    if not units.compatible(before, after):
        return [f"单位由“{unit}”变为“{new_unit}”，不是同一种量，请核对"]
    if not amount or not isinstance(new, Decimal) or not new:
        return []
    times = units.convert(new, after, before) / amount
    if abs(times) >= TIMES or abs(times) * TIMES <= 1:
        return [f"与原值相差 {TIMES} 倍以上，请核对数值和单位"]
    return []
