"""Numbers with units as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.entry.quantities import (
    EntryError,
    Quantity,
    read_in,
    read_number,
    read_quantity,
    read_share,
)

UNDERSTOOD = {
    "": (None, None),
    "  ": (None, None),
    "1250.5": ("1250.5", None),
    "1,250.5 千克": ("1250.5", "千克"),
    "1，250.5千克": ("1250.5", "千克"),
    "１２５０.５　ｋｇ": ("1250.5", "kg"),
    "12.6 万kWh": ("12.6", "万kWh"),
    "12.6万 kWh": ("12.6", "万 kWh"),
    "12.60 万千瓦时": ("12.60", "万千瓦时"),
    "3.5万": ("35000", None),
    "1.2 亿 m³": ("120000000", "m3"),
    "0.0850 t": ("0.0850", "t"),
    "2.5E-05 t": ("0.000025", "t"),
    "1.2×10⁴ Nm³": ("1.2", "×10⁴ Nm³"),
    "1 250 500 kg": ("1250500", "kg"),
    "560（千克）": ("560", "千克"),
    "560 [kg]": ("560", "kg"),
    "0": ("0", None),
    "12件": ("12", "件"),
    "3 t·km": ("3", "t·km"),
    "五千克": ("5", "千克"),
    "三千二百点五公斤": ("3200.5", "公斤"),
    "壹仟贰佰吨": ("1200", "吨"),
    "十二件": ("12", "件"),
    "两万": ("20000", None),
    "三万五千 kWh": ("35000", "kWh"),
    "三万千瓦时": ("3", "万千瓦时"),
    "五百千克": ("500", "千克"),
    "三千零二件": ("3002", "件"),
    "二〇二四": ("2024", None),
}

REFUSED = {
    "12,5": "千分位",
    "10-12 kg": "范围",
    "10~12": "范围",
    "约 12 kg": "不是确定的数值",
    "<5": "不是确定的数值",
    "/": "没有请填 0，未知请留空",
    "—": "没有请填 0，未知请留空",
    "无": "没有请填 0，未知请留空",
    "12 筐筐": "不认识单位",
    "12 ton": "短吨",
    "35%": "百分数",
    "=A1*2": "公式",
    "2*3 kg": "计算后",
    "1/3": "计算后",
    "abc": "不是数值",
    "三千二 kg": "读不出",
    "三万五": "读不出",
    "一点": "读不出",
    "1" * 200: "过长",
    "#REF!": "不是数值",
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_is_understood(text: str) -> None:
    amount, unit = UNDERSTOOD[text]
    found = read_quantity(text)
    assert (None if found.amount is None else format(found.amount, "f"), found.unit) == (amount, unit)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_says_why(text: str) -> None:
    with pytest.raises(EntryError, match=REFUSED[text]):
        read_quantity(text)


def test_a_number_alone_has_no_unit() -> None:
    assert read_number("1,250.50") == Decimal("1250.50")
    assert read_number(" ") is None
    with pytest.raises(EntryError, match="还有单位“kg”"):
        read_number("12 kg")


def test_a_number_in_a_given_unit_is_converted_exactly() -> None:
    assert read_in("1.2 万公里", "km") == 12000
    assert read_in("85", "km") == 85
    assert read_in("", "km") is None
    with pytest.raises(EntryError, match="不能换算"):
        read_in("3 kg", "km")


def test_shares_are_fractions() -> None:
    assert read_share("35%") == Decimal("0.35")
    assert read_share("35 ％") == Decimal("0.35")
    assert read_share("0.35") == Decimal("0.35")
    assert read_share("") is None
    with pytest.raises(EntryError, match="百分号前没有数值"):
        read_share("%")


def test_an_empty_quantity_is_not_zero() -> None:
    assert read_quantity("") == Quantity(None, None) != read_quantity("0")
