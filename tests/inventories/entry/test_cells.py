"""Texts of cells become values of a line's columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventories.entry.cells import Known, columns, read_cells
from inventories.models import InventoryLine, Stage

PRODUCTION = Stage(pk=7, label="产品生产")
STEEL = InventoryLine(pk=3, name="钢板")
KNOWN = Known({"产品生产": PRODUCTION}, {"钢板": STEEL, "螺钉": None})


def test_an_amount_with_its_unit_fills_two_columns() -> None:
    assert read_cells({"amount": "12.6 万kWh"}, KNOWN).values == {"amount": Decimal("12.6"), "unit": "万kWh"}
    assert read_cells({"amount": "5"}, KNOWN).values == {"amount": Decimal("5")}


def test_a_unit_in_its_own_cell_is_what_is_meant() -> None:
    assert read_cells({"amount": "5 kg", "unit": "t"}, KNOWN).values == {"amount": Decimal("5"), "unit": "t"}
    assert read_cells({"unit": "t", "amount": "5 kg"}, KNOWN).values == {"unit": "t", "amount": Decimal("5")}


def test_every_column_is_read() -> None:
    texts = {
        "stage": "产品生产",
        "kind": "活动数据",
        "name": " 冷轧\n钢板 ",
        "basis": "数据期总量 ÷ 产量",
        "output": "2 万件",
        "share": "35%",
        "goods": "钢板",
        "data_kind": "估算",
        "reliability": "1 最好",
        "technology": "5",
        "geography": "",
        "factor": "",
    }
    cells = read_cells(texts, KNOWN)
    assert not cells.refused
    assert cells.values == {
        "stage": PRODUCTION,
        "kind": "activity",
        "name": "冷轧 钢板",
        "basis": "period_total",
        "output": Decimal("2"),
        "output_unit": "万件",
        "share": Decimal("0.35"),
        "goods": STEEL,
        "data_kind": "estimate",
        "reliability": 1,
        "technology": 5,
        "geography": None,
        "factor": None,
    }


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("amount", "约 5", "不是确定的数值"),
        ("stage", "仓储", "本项目没有阶段“仓储”"),
        ("basis", "每年", "请填写其中之一：按功能单位"),
        ("reliability", "6", "不是评分"),
        ("reliability", "1.5", "不是评分"),
        ("goods", "铝板", "没有名为“铝板”的数据"),
        ("goods", "螺钉", "不止一条"),
        ("factor", "钢板", "请从查到的因子中选择一个"),
        ("share", "三成", "不"),
    ],
)
def test_what_is_no_value_is_told_by_its_column_and_the_others_are_read(
    key: str, text: str, why: str
) -> None:
    cells = read_cells({key: text, "note": "说明"}, KNOWN)
    assert list(cells.refused) == [key]
    assert why in cells.refused[key]
    assert cells.values == {"note": "说明"}


def test_the_columns_are_those_of_a_line() -> None:
    assert list(columns())[:6] == ["stage", "kind", "name", "purpose", "amount", "unit"]
    with pytest.raises(KeyError):
        read_cells({"colour": "红"}, KNOWN)
