"""Brightway workbooks: sums over complete systems against a second computation, gaps, rings and hostile cells."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from factors.importers.brightway import BY_GAS, NO_GAS, Brightway
from factors.importers.contract import Reading, ReadRow, Refused
from factors.importers.systems import Activity, solved
from tests.factors.importers.packing import packed, samples

READER = Brightway()
HEAD = (
    "name",
    "amount",
    "unit",
    "type",
    "categories",
    "location",
    "reference product",
    "database",
    "formula",
)
Row = Sequence[Any]
CO2 = ("Carbon dioxide, fossil", 2.5, "kilogram", "biosphere", "air::urban air close to ground")


def activity(name: str, *exchanges: Row, head: Row = HEAD, **facts: Any) -> list[Row]:
    told = {"code": f"code of {name}", "location": "CN", "unit": "kilogram", **facts}
    rows: list[Row] = [("Activity", name), *(list(pair) for pair in told.items() if pair[1] is not None)]
    return [*rows, *([("Exchanges",), head, *exchanges] if exchanges else []), ()]


def made(name: str, amount: float = 1.0, unit: str = "kilogram") -> Row:
    return (name, amount, unit, "production", "", "CN")


def takes(name: str, amount: float, unit: str = "kilogram", **more: str) -> Row:
    return (name, amount, unit, "technosphere", "", more.get("location", ""), "", more.get("database", ""))


def workbook(tmp_path: Path, *blocks: list[Row], before: Sequence[Row] = (), sheets: int = 1) -> Path:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    for number in range(sheets):
        sheet = book.add_worksheet(f"S{number}")
        start = [("Database", "示例数据库"), ("format", "Excel spreadsheet"), ()] if number == 0 else []
        mine = blocks[number::sheets]
        for at, row in enumerate([*before, *start, *(row for block in mine for row in block)]):
            sheet.write_row(at, 0, [*row])
    book.close()
    return path


def read(path: Path, **choices: str) -> Reading:
    return READER.read(path, path.name, choices)


def by_name(path: Path, **choices: str) -> dict[str, ReadRow]:
    return {str(row.content["name"]): row for row in read(path, **choices).rows}


def told(row: ReadRow) -> str:
    assert row.problems
    return "".join(problem.message for problem in row.problems)


def test_direct_emissions_are_given_by_gas(tmp_path: Path) -> None:
    methane = ("Methane, non-fossil", 4.0, "gram", "biosphere", "air")
    nitrous = ("Dinitrogen monoxide", 0.001, "kilogram", "biosphere", "")
    water = ("Dinitrogen monoxide", 9.0, "kilogram", "biosphere", "water::surface water")
    living = ("Carbon dioxide, non-fossil", 1.0, "kilogram", "biosphere", "air")
    path = workbook(
        tmp_path, activity("炉", made("炉", 2.0), CO2, methane, nitrous, water, living, comment="测试")
    )

    assert READER.recognises(path, "x")
    (row,) = read(path).rows

    assert row.problems == ()
    assert row.content["form"] == "gases"
    assert row.content["gases"] == {"CO2": "1.25", "CH4-nonfossil": "0.002", "N2O": "0.0005"}
    assert (row.content["unit"], row.content["region"], row.content["code"]) == ("kg", "中国", "code of 炉")
    assert "生物源二氧化碳" in str(row.content["note"])
    assert row.place == "工作表“S0”第 4 行"
    assert READER.inspect(path, "x").library == {"name": "示例数据库"}


@pytest.mark.parametrize("sheets", [1, 2])
def test_what_is_taken_from_others_is_added_up(tmp_path: Path, sheets: int) -> None:
    power = activity(
        "power",
        made("power", 1, "kilowatt hour"),
        ("Carbon dioxide", 0.6, "kilogram", "biosphere", "air"),
        unit="kilowatt hour",
    )
    steel = activity("steel", made("steel", 4.0), takes("power", 0.002, "MWh"), CO2)
    part = activity(
        "part",
        takes("steel", 0.3, "kilogram", location="CN"),
        takes("power", 0.07, "kilowatt hour"),
        unit="unit",
    )
    rows = by_name(workbook(tmp_path, part, steel, power, sheets=sheets))

    # By hand: 1 kg steel = (2 kWh × 0.6 + 2.5) / 4 = 0.925; 1 part = 0.3 × 0.925 + 0.07 × 0.6
    assert rows["steel"].content["gases"] == {"CO2": "0.925"}
    assert rows["part"].content["gases"] == {"CO2": "0.3195"}
    assert rows["part"].content["unit"] == "件"
    assert rows["part"].problems == ()


def test_own_consumption_lessens_the_output(tmp_path: Path) -> None:
    grid = activity(
        "grid", made("grid"), takes("grid", 0.2), ("Carbon dioxide", 4.0, "kilogram", "biosphere", "air")
    )
    assert by_name(workbook(tmp_path, grid))["grid"].content["gases"] == {"CO2": "5"}


def test_what_is_missing_is_named_here_and_downstream(tmp_path: Path) -> None:
    abroad = activity(
        "steel", made("steel"), takes("coke", 1.0, database="ecoinvent"), takes("ore", 1.0), CO2
    )
    part = activity("part", made("part"), takes("steel", 1.0))
    rows = by_name(workbook(tmp_path, abroad, part))

    assert "“coke”、“ore”不在工作簿中" in told(rows["steel"])
    assert "其上游活动无法计算：“steel”" in told(rows["part"])


def test_rings_are_told_from_what_hangs_on_them(tmp_path: Path) -> None:
    one = activity("one", made("one"), takes("two", 0.1), CO2)
    two = activity("two", made("two"), takes("one", 0.1), CO2)
    user = activity("user", made("user"), takes("one", 1.0))
    free = activity("free", made("free"), CO2)
    rows = by_name(workbook(tmp_path, user, one, two, free))

    assert "循环" in told(rows["one"])
    assert "系统不求解" in told(rows["two"])
    assert "其上游活动互为投入" in told(rows["user"])
    assert rows["free"].problems == ()


def test_activities_without_exchanges_are_no_zero_unless_a_person_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path, activity("void"), activity("user", made("user"), takes("void", 1.0), CO2))

    (choice,) = READER.inspect(path, "x").choices
    assert choice.suggested == "refuse"
    refused = by_name(path)
    assert "没有任何交换" in told(refused["void"])
    assert "“void”没有任何交换" in told(refused["user"])

    reading = read(path, empty="zero")
    assert reading.skipped == {NO_GAS: 1}
    assert reading.rows[0].content["gases"] == {"CO2": "2.5"}
    assert "按零计入" in str(reading.rows[0].content["note"])


def test_formulas_are_not_reckoned(tmp_path: Path) -> None:
    path = workbook(tmp_path, activity("a", made("a"), (*CO2, "", "", "", "p1 * 99")))
    (row,) = read(path).rows
    assert row.content["gases"] == {"CO2": "2.5"}
    assert "公式未计算" in str(row.content["note"])


def test_a_stated_score_can_be_taken(tmp_path: Path) -> None:
    stated = {"GWP100 score": "1.230"}
    path = workbook(tmp_path, activity("a", made("a"), CO2, **stated), activity("b", made("b"), CO2))

    (choice,) = READER.inspect(path, "x").choices
    assert [value for value, _label in choice.options] == [BY_GAS, "score:gwp100 score"]
    reading = read(path, value="score:gwp100 score")

    assert (reading.rows[0].content["amount"], reading.rows[0].content["unit"]) == ("1.230", "kgCO2e/kg")
    assert sum(reading.skipped.values()) == 1


def test_skipped_sheets_and_cut_off_columns(tmp_path: Path) -> None:
    wide = [("cutoff", 6), ()]
    head = ("name", "amount", "unit", "type", "categories", "amount")
    exchange = ("Carbon dioxide", 2.0, "kilogram", "biosphere", "air", 99.0)
    path = workbook(tmp_path, activity("a", exchange, head=head), before=wide)
    assert by_name(path)["a"].content["gases"] == {"CO2": "2"}
    skipped = workbook(tmp_path, activity("a", CO2), before=[("skip",)])
    assert not READER.recognises(skipped, "x")
    with pytest.raises(Refused, match="没有 Brightway 的活动"):
        read(skipped)


WRONG: dict[str, list[list[Row]]] = {
    "数量有误": [activity("a", made("a"), ("Carbon dioxide", "viel", "kilogram", "biosphere", "air"))],
    "不能识别": [activity("a", made("a"), ("Carbon dioxide", 1.0, "kilogram", "substitution", "air"))],
    "多个产出": [activity("a", made("a"), made("b"), CO2)],
    "必须大于 0": [activity("a", made("a", 0.0), CO2)],
    "不认识单位": [activity("a", made("a", 1, "furlong"), CO2, unit="furlong")],
    "不能换算": [activity("a", made("a"), ("Carbon dioxide", 1.0, "m2", "biosphere", "air"))],
    "净排放为负": [activity("a", made("a"), ("Carbon dioxide", -1.0, "kilogram", "biosphere", "air"))],
    "代码相同": [activity("a", made("a"), CO2, code="x"), activity("b", made("b"), CO2, code="x")],
    "2 个同名活动": [
        activity("a", made("a"), takes("b", 1.0)),
        activity("b", made("b"), CO2, code="x", location=None),
        activity("b", made("b"), CO2, code="y", location=None),
    ],
    "范围": [activity("a", made("a"), ("Carbon dioxide", 1e120, "kilogram", "biosphere", "air"))],
    "“b”：": [activity("a", made("a"), takes("b", 1.0, "kilowatt hour")), activity("b", made("b"), CO2)],
    "120 个字符": [activity("a", made("a"), CO2, code="x" * 121)],
}


@pytest.mark.parametrize(("message", "blocks"), WRONG.items(), ids=WRONG.keys())
def test_what_cannot_be_reckoned_is_refused_with_its_reason(
    tmp_path: Path, message: str, blocks: list[list[Row]]
) -> None:
    rows = read(workbook(tmp_path, *blocks)).rows
    assert message in told(rows[0])


def test_an_empty_formula_cell_is_no_amount(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    rows = [("Database", "d"), (), ("Activity", "a"), ("unit", "kilogram"), ("Exchanges",), HEAD]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    sheet.write_row(6, 0, CO2)
    sheet.write_formula(6, 1, "=1/0", value="#DIV/0!")
    book.close()
    assert told(read(path).rows[0])


def test_a_chain_of_many_activities_ends(tmp_path: Path) -> None:
    links = [
        Activity(
            f"a{index}", Fraction(7), {"CO2": Fraction(1, 3)}, [(index - 1, Fraction(1, 11))] if index else []
        )
        for index in range(3000)
    ]
    totals = solved(links)
    assert totals[50].trouble == ""
    assert "位数过多" in totals[-1].trouble


def test_other_files_are_not_taken(tmp_path: Path) -> None:
    assert not READER.recognises(packed(tmp_path / "a.zip", {"a.txt": "x"}), "a.zip")
    text = tmp_path / "a.txt"
    text.write_text("Database,Activity")
    assert not READER.recognises(text, "a.txt")


@st.composite
def systems(draw: st.DrawFn) -> list[Activity]:
    """Systems without rings, their activities in any order."""
    size = draw(st.integers(1, 7))
    numbers = st.fractions(min_value=Fraction(1, 50), max_value=20, max_denominator=50)
    order = draw(st.permutations(range(size)))
    system = [Activity(f"a{index}", draw(numbers), {"CO2": draw(numbers)}) for index in range(size)]
    for place, index in enumerate(order):
        for supplier in order[:place]:
            if draw(st.booleans()):
                system[index].inputs.append((supplier, draw(numbers)))
    return system


@given(systems())
def test_totals_are_the_solution_of_the_linear_system(system: list[Activity]) -> None:
    # Second computation: (output - inputs) · x = emissions, by elimination.
    size = len(system)
    table = [[Fraction(0)] * size + [one.direct["CO2"]] for one in system]
    for row, one in enumerate(system):
        table[row][row] += one.output
        for supplier, amount in one.inputs:
            table[row][supplier] -= amount
    for pivot in range(size):
        swap = next(row for row in range(pivot, size) if table[row][pivot])
        table[pivot], table[swap] = table[swap], table[pivot]
        table[pivot] = [cell / table[pivot][pivot] for cell in table[pivot]]
        for row in range(size):
            if row != pivot:
                lead = table[row][pivot]
                table[row] = [a - lead * b for a, b in zip(table[row], table[pivot], strict=True)]
    assert [total.gases["CO2"] for total in solved(system)] == [row[-1] for row in table]


def test_the_sample_gives_what_its_figures_give() -> None:
    path = samples() / "brightway_excel" / "basic_example.xlsx"

    assert READER.recognises(path, path.name)
    rows = by_name(path, empty="zero")

    # 0.539 kg of methanol at 0.53 kg CO2 each; its electricity has no exchanges in the file.
    assert rows["Methanol, at plant"].content["gases"] == {"CO2": "0.53"}
    assert rows["Acetic acid, at plant"].content["gases"] == {"CO2": "0.28567"}
    assert all(row.problems for row in by_name(path).values())
