"""Rolling up bills of materials; every expected amount is worked out by hand in a comment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from inventories.bom.bill import roll
from inventories.bom.model import Choices, Key, Leaves
from inventories.bom.rolling import Leaf, Rolled

COLUMNS = {
    "lv": Key.LEVEL,
    "up": Key.PARENT,
    "code": Key.CODE,
    "name": Key.NAME,
    "qty": Key.QUANTITY,
    "unit": Key.UNIT,
    "base": Key.BASE,
    "scrap": Key.SCRAP,
    "mass": Key.MASS,
    "kind": Key.SOURCING,
    "alt": Key.ALTERNATE,
}


def rolled(
    heads: str, *lines: str, choices: Choices | None = None, units: Mapping[Key, str] | None = None
) -> Rolled:
    """A bill as it is typed: heads, then lines, parted by |; the first line is row 2."""
    keys = [COLUMNS[head.strip()] for head in heads.split("|")]
    rows = [
        (number, dict(zip(keys, (text.strip() for text in line.split("|")), strict=True)))
        for number, line in enumerate(lines, start=2)
    ]
    return roll(rows, units or {}, choices or Choices())[1]


def only(result: Rolled) -> Leaf:
    [leaf] = result.leaves
    assert result.problems == []
    return leaf


def parts(result: Rolled) -> list[tuple[str, object]]:
    """The parts with their amounts."""
    return [(leaf.item.code or leaf.item.name, leaf.amount) for leaf in result.leaves]


def said(result: Rolled) -> list[tuple[int, str]]:
    """All problems, of parts and of the file, with their rows."""
    found = [(one.row, one.message) for leaf in result.leaves for one in leaf.problems]
    return found + [(one.row, one.message) for one in result.problems]


HEADS = "lv|code|name|qty|unit|scrap|mass"
GOLDEN = (
    "0|P|总成|1|EA||",
    "1|A|支架部件|3|EA||",
    "2|S|螺栓|2|PCS|2%|0.12 kg",
    "1|B|壳体部件|1|EA|5%|",
    "2|S|螺栓|4|PCS|2%|120 g",
)


def test_a_part_under_two_assemblies_is_summed_with_the_arithmetic_of_each_way() -> None:
    # 2 × 3 × 0.12 ÷ 0.98 = 0.72 ÷ 0.98 = 0.734693877551…
    # 4 × 1 × 0.12 ÷ 0.98 ÷ 0.95 = 0.48 ÷ 0.931 = 0.515574650912…
    # together (0.684 + 0.48) ÷ 0.931 = 1.164 ÷ 0.931 = 1.25026852846401718582…
    leaf = only(rolled(HEADS, *GOLDEN))
    assert leaf.amount == Decimal("1.2502685284640171858")
    assert (str(leaf.unit), leaf.loss, leaf.rows) == ("kg", None, [4, 6])
    assert leaf.sentences == [
        "2 件/支架部件 × 3 件/总成 × 0.12 kg/件 ÷（1 − 2%） ≈ 0.7346938776 kg",
        "4 件/壳体部件 × 1 件/总成 × 120 g/件 ÷（1 − 2%） ÷（1 − 5%，壳体部件） ≈ 0.5155746509 kg",
    ]


def test_losses_on_the_net_amount_multiply() -> None:
    # 0.72 × 1.02 + 0.48 × 1.02 × 1.05 = 0.7344 + 0.51408 = 1.24848
    assert only(rolled(HEADS, *GOLDEN, choices=Choices(scrap_of="net"))).amount == Decimal("1.24848")


def test_a_loss_at_the_part_alone_goes_to_the_line() -> None:
    lines = GOLDEN[:3]
    # Net 2 × 3 × 0.12 = 0.72; the line reckons with 2 % itself.
    leaf = only(rolled(HEADS, *lines))
    assert (leaf.amount, leaf.loss) == (Decimal("0.72"), Decimal("0.02"))
    assert leaf.sentences == ["2 件/支架部件 × 3 件/总成 × 0.12 kg/件 = 0.72 kg"]
    # Reckoned in: 0.72 ÷ 0.98 = 36 ÷ 49 = 0.73469387755102040816…
    leaf = only(rolled(HEADS, *lines, choices=Choices(keep_loss=False)))
    assert (leaf.amount, leaf.loss) == (Decimal("0.73469387755102040816"), None)


def test_the_quantity_of_the_product_itself_is_told_and_not_reckoned_with() -> None:
    result = rolled(HEADS, "0|P|总成|10|EA||", "1|S|钢|2|kg||")
    assert [leaf.amount for leaf in result.leaves] == [2]
    assert [one.row for one in result.aside] == [2]
    # At level 1 it is an assembly, of which the product takes ten.
    assert [leaf.amount for leaf in rolled(HEADS, "1|P|部件|10|EA||", "2|S|钢|2|kg||").leaves] == [20]


def test_several_products_per_functional_unit() -> None:
    # 0.72 × 1000
    leaf = only(rolled(HEADS, *GOLDEN[:3], choices=Choices(multiple=Decimal(1000))))
    assert leaf.amount == Decimal(720)
    assert leaf.sentences[0] == ("2 件/支架部件 × 3 件/总成 × 1000 总成/功能单位 × 0.12 kg/件 = 720 kg")


def test_quantities_for_the_product_are_not_multiplied_again() -> None:
    # 2 × 0.12
    leaf = only(rolled(HEADS, *GOLDEN[:3], choices=Choices(per_top=True)))
    assert leaf.amount == Decimal("0.24")


def test_a_base_quantity_divides() -> None:
    # SAP: 250 g for 100 pieces of the parent, of which the product has 4: 250 ÷ 100 × 4 = 10 g
    leaf = only(rolled("lv|code|name|qty|unit|base", "1|A|件甲|4|EA|1", "2|G|油脂|250|g|100"))
    assert (leaf.amount, str(leaf.unit)) == (Decimal("0.01"), "kg")
    assert leaf.sentences == ["250 g/100 件甲 × 4 件/总成 = 0.01 kg"]


@pytest.mark.parametrize(
    ("quantity", "amount", "unit"),
    [("1,200.5 g", "1.2005", "kg"), ("0.5 t", "500", "kg"), ("2.5 m", "2.5", "m"), ("0.8 m²", "0.8", "m²")],
)
def test_masses_become_kilograms_and_lengths_and_areas_stay(quantity: str, amount: str, unit: str) -> None:
    leaf = only(rolled("code|name|qty", f"M|料|{quantity}"))
    assert (leaf.amount, str(leaf.unit)) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    "levels", [("1", "2", "3"), (".1", "..2", "...3"), ("*", "**", "***"), ("1", "1.1", "1.1.1"), ("L1", "L2", "L3"), ("第1层", "第2层", "第3层")]
)  # fmt: skip
def test_levels_in_the_spellings_of_programs(levels: tuple[str, str, str]) -> None:
    one, two, three = levels
    lines = (f"{one}|A|甲|2|EA|", f"{two}|B|乙|3|EA|", f"{three}|C|丙|5|kg|", f"{one}|D|丁|7|kg|")
    result = rolled("lv|code|name|qty|unit|mass", *lines)
    # 5 × 3 × 2 = 30
    assert parts(result) == [("C", 30), ("D", 7)]


def test_levels_by_indented_names() -> None:
    rows = [(2, {Key.NAME: "甲", Key.QUANTITY: "2 EA"}), (3, {Key.NAME: "  乙", Key.QUANTITY: "3 kg"}), (4, {Key.NAME: "丙", Key.QUANTITY: "1 kg"})]  # fmt: skip
    _tree, result = roll(rows, {}, Choices())
    assert parts(result) == [("乙", 6), ("丙", 1)]


PARENTS = "up|code|name|qty|unit"


def test_a_column_of_parents_describes_an_assembly_once_for_all_its_places() -> None:
    lines = ("P|A|甲|2|EA", "P|B|乙|1|EA", "B|A|甲|3|EA", "A|S|钢|0.5|kg")
    leaf = only(rolled(PARENTS, *lines))
    # 0.5 × 2 + 0.5 × 3 × 1 = 2.5
    assert leaf.amount == Decimal("2.5")
    assert leaf.sentences == [
        "0.5 kg/甲 × 2 件/总成 = 1 kg",
        "0.5 kg/甲 × 3 件/乙 × 1 件/总成 = 1.5 kg",
    ]


def test_the_product_may_stand_in_a_row_of_its_own() -> None:
    lines = ("|P|总成|1|EA", "P|A|甲|2|EA", "A|S|钢|0.5|kg")
    assert only(rolled(PARENTS, *lines)).amount == 1


def test_a_loop_is_told_with_its_way() -> None:
    lines = ("P|A|甲|1|EA", "A|B|乙|1|EA", "B|A|甲|1|EA", "P|S|钢|1|kg")
    result = rolled(PARENTS, *lines)
    assert (4, "物料清单循环：A → B → A。请更正其中的上级。") in said(result)
    result = rolled("lv|code|qty|unit", "1|A|1|EA", "2|B|1|EA", "3|A|1|EA")
    assert (4, "物料清单循环：A → B → A。请更正其中的上级。") in said(result)


def test_an_orphan_is_told_and_the_rest_is_reckoned() -> None:
    lines = ("|P|总成|1|EA", "P|S|钢|1|kg", "Q|T|铜|1|kg")
    result = rolled(PARENTS, *lines)
    assert [leaf.amount for leaf in result.leaves] == [1]
    assert [(row, message[:6]) for row, message in said(result)] == [(4, "上级“Q”不")]


def test_several_products_are_asked_about() -> None:
    lines = ("P|S|钢|1|kg", "Q|T|铜|1|kg")
    result = rolled(PARENTS, *lines)
    assert result.leaves == []
    assert said(result) == [(0, "文件中有 2 个总成（P、Q）。请填写要计算的总成编码。")]
    chosen = rolled(PARENTS, *lines, choices=Choices(top="Q"))
    assert parts(chosen) == [("T", 1)]


def test_an_assembly_that_may_be_expanded_twice_is_told() -> None:
    lines = ("P|A|甲|1|EA", "P|B|乙|1|EA", "B|A|甲|1|EA", "A|S|钢|2|kg", "A|S|钢|2|kg")
    assert any(
        row == 6 and "不能确定是否重复展开" in message for row, message in said(rolled(PARENTS, *lines))
    )


def test_a_jump_of_level_is_told() -> None:
    result = rolled("lv|code|qty|unit", "1|A|1|EA", "3|B|1|kg", "1|C|1|kg")
    assert (3, "层级 3 的上方没有层级 2 的行，不能确定上级。请检查层级是否跳级。") in said(result)


def test_an_assembly_without_its_parts_is_told() -> None:
    result = rolled("lv|code|qty|unit", "1|A|1|EA", "2|S|1|kg", "1|B|1|EA", "2|A|1|EA")
    assert any(row == 5 and "在第 2 行列有下级，此处没有展开" in message for row, message in said(result))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1|A|甲||kg|", "没有用量。"),
        ("1|A|甲|2||", "用量没有单位。"),
        ("1|A|甲|2|坨|", "不认识单位“坨”"),
        ("1|A|甲|2|EA|", "没有单重，不能换算为质量"),
        ("1|A|甲|2|EA|0.3", "没有单位。"),
        ("1|A|甲|2|EA|0.3 m", "不是质量单位"),
        ("1|A|甲|2|EA|0 kg", "单重为 0"),
        ("1|A|甲|-2|kg|", "是负数"),
        ("1|A|甲|1-2|kg|", "是一个范围"),
        ("1|||1|kg|", "没有物料编码和名称"),
    ],
)
def test_what_cannot_be_reckoned_is_told_with_its_row(line: str, message: str) -> None:
    result = rolled("lv|code|name|qty|unit|mass", line, "1|B|乙|1|kg|")
    assert [(row, message in text) for row, text in said(result)] == [(2, True)]
    assert [leaf.amount for leaf in result.leaves] == [None, 1]


def test_what_is_wrong_above_is_told_at_every_part_below() -> None:
    result = rolled("lv|code|name|qty|unit", "1|A|甲||EA", "2|S|钢|1|kg", "2|T|铜|1|kg", "1|U|铝|1|kg")
    assert [leaf.amount for leaf in result.leaves] == [None, None, 1]
    assert {text for _row, text in said(result)} == {"上级“甲”（第 2 行）：没有用量，其下级的用量无法计算。"}


def test_pieces_may_stay_pieces() -> None:
    leaf = only(rolled("code|name|qty|unit", "A|电机|2|EA", choices=Choices(keep_pieces=True)))
    assert (leaf.amount, str(leaf.unit)) == (Decimal(2), "件")


def test_one_part_in_two_kinds_of_units_is_told() -> None:
    result = rolled("code|name|qty|unit", "A|带|2|m", "A|带|1|kg")
    assert [text for _row, text in said(result)] == [
        "同一物料在第 2 行按“m”计，在第 3 行按“kg”计，不能合计。"
    ]


@pytest.mark.parametrize(
    ("scrap", "head", "in_percent", "amount"),
    [
        ("2", "%", False, "0.02"),
        ("2%", "", False, "0.02"),
        ("0.02", "", False, "0.02"),
        ("2", "", True, "0.02"),
    ],
)
def test_scrap_in_its_spellings(scrap: str, head: str, in_percent: bool, amount: str) -> None:
    units = {Key.SCRAP: head} if head else {}
    choices = Choices(in_percent=in_percent)
    leaf = only(rolled("code|qty|unit|scrap", f"A|1|kg|{scrap}", choices=choices, units=units))
    assert leaf.loss == Decimal(amount)


def test_a_bare_two_is_no_rate() -> None:
    [(row, message)] = said(rolled("code|qty|unit|scrap", "A|1|kg|2"))
    assert row == 2
    assert "请在对应表头时勾选" in message


def test_phantoms_multiply_and_count_nothing_themselves() -> None:
    lines = ("1|A|甲|2|EA|虚拟件", "2|S|钢|3|kg|", "1|B|乙|1|EA|虚拟件")
    result = rolled("lv|code|name|qty|unit|kind", *lines)
    assert [leaf.amount for leaf in result.leaves] == [6]
    assert [(one.row, one.message) for one in result.aside] == [(4, "虚拟件没有下级，本身不计入。")]


def test_bought_assemblies_are_taken_whole_when_asked() -> None:
    lines = ("1|A|电机|2|EA|3 kg|外购", "2|S|钢|1|kg||", "1|B|架|1|EA|1 kg|自制", "2|T|铝|5|kg||")
    heads = "lv|code|name|qty|unit|mass|kind"
    whole = rolled(heads, *lines, choices=Choices(leaves=Leaves.BOUGHT))
    assert parts(whole) == [("A", 6), ("T", 5)]
    assert whole.leaves[0].notes == ["按整件计入，其下级不再展开。"]
    first = rolled(heads, *lines, choices=Choices(leaves=Leaves.LEVEL, depth=1))
    assert parts(first) == [("A", 6), ("B", 1)]


def test_substitutes_and_nothing_are_left_aside_and_told() -> None:
    result = rolled("code|name|qty|unit|alt", "A|甲|1|kg|", "B|乙|1|kg|是", "C|丙|0|kg|")
    assert [leaf.item.code for leaf in result.leaves] == ["A"]
    assert [(one.row, one.message) for one in result.aside] == [
        (4, "“丙”的用量为 0，不写入。"),
        (3, "“乙”是替代料，不与主料重复计入。"),
    ]


def test_a_bill_that_explodes_is_stopped() -> None:
    # Thirty levels, each twice: 2³⁰ ways.
    lines = [f"N{at}|N{at + 1}|件|{side}|EA" for at in range(30) for side in (1, 2)]
    result = rolled(PARENTS, *lines)
    assert result.leaves == []
    assert "条路径，没有计算" in result.problems[0].message
