"""Heads of bills as programs write them, and what they are taken for."""

from __future__ import annotations

import pytest

from inventories.bom.heads import fingerprint, head_key, head_unit, is_per_top, suggest
from inventories.bom.model import Key


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("物料编码", Key.CODE), ("料号", Key.CODE), ("MATNR", Key.CODE), ("Part No.", Key.CODE), ("子项编码", Key.CODE),
        ("物料描述", Key.NAME), ("Description", Key.NAME), ("层级", Key.LEVEL), ("Level", Key.LEVEL), ("阶次", Key.LEVEL),
        ("父项", Key.PARENT), ("上级物料", Key.PARENT), ("Parent", Key.PARENT), ("用量", Key.QUANTITY),
        ("单机用量", Key.QUANTITY), ("每台用量（件）", Key.QUANTITY), ("Qty", Key.QUANTITY), ("UoM", Key.UNIT),
        ("单重(g)", Key.MASS), ("单件重量/kg", Key.MASS), ("单重KG", Key.MASS), ("Weight", Key.MASS), ("材质", Key.MATERIAL),
        ("损耗率%", Key.SCRAP), ("废品率（%）", Key.SCRAP), ("Scrap %", Key.SCRAP), ("Vendor", Key.SUPPLIER),
        ("基本数量", Key.BASE), ("用量分母", Key.BASE), ("替代料", Key.ALTERNATE), ("备注", Key.NOTE), ("总重(g)", None),
        ("单价", None), ("序号", None),
    ],
)  # fmt: skip
def test_heads_of_erp_and_cad_programs(head: str, key: Key | None) -> None:
    assert head_key(head) == key


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("单重(g)", "g"),
        ("单件重量/kg", "kg"),
        ("单重KG", "KG"),
        ("损耗率（%）", "%"),
        ("Scrap %", "%"),
        ("名称(中文)", ""),
    ],
)
def test_units_of_heads(head: str, unit: str) -> None:
    assert head_unit(head) == unit


def test_quantities_for_the_whole_product_are_known_by_their_head() -> None:
    assert [is_per_top(head) for head in ("单机用量", "每台用量", "总用量", "用量", "Qty")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_columns_that_nobody_named_are_known_by_what_they_hold() -> None:
    rows = [["1", "XK-2001", "外壳", "1", "pcs"], ["2", "XK-2002", "铝板", "0.8", "kg"], ["1", "XK-2004", "钢丝", "0.2", "kg"]]  # fmt: skip
    assert suggest(["c1", "c2", "c3", "c4", "c5"], rows) == {
        "c1": "level", "c2": "code", "c3": "name", "c4": "quantity", "c5": "unit",
    }  # fmt: skip


def test_a_running_number_is_no_level() -> None:
    rows = [["1", "XK-2001", "外壳"], ["2", "XK-2002", "铝板"], ["3", "XK-2003", "钢丝"]]
    assert "level" not in suggest(["c1", "c2", "c3"], rows).values()


def test_an_outline_is_the_level_and_material_is_the_steel_of_a_cad_program() -> None:
    heads = ["Item No.", "Part Number", "Description", "Material", "Qty"]
    rows = [["1", "A-01-001", "Bracket", "Q235", "2"], ["1.1", "A-01-002", "Plate", "Q235", "1"], ["2", "A-02-001", "Cover", "ABS", "1"]]  # fmt: skip
    assert suggest(heads, rows) == {
        "Item No.": "level", "Part Number": "code", "Description": "name", "Material": "material", "Qty": "quantity",
    }  # fmt: skip


def test_material_is_the_number_of_the_part_to_sap() -> None:
    rows = [["100-200", "HOUSING", "1"], ["200-300", "CASTING", "2"]]
    assert suggest(["Material", "Material Description", "Quantity"], rows) == {
        "Material": "code", "Material Description": "name", "Quantity": "quantity",
    }  # fmt: skip


def test_the_fingerprint_looks_at_words_and_not_at_blanks_and_brackets() -> None:
    assert fingerprint(["单重（g）", "用量"]) == fingerprint(["单重 (g)", "用量 "])
    assert fingerprint(["单重(g)", "用量"]) != fingerprint(["单重(kg)", "用量"])
