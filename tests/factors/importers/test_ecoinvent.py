"""ecoinvent's result workbooks: heads found by words, indicators offered, one read; the data are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers import workbooks
from factors.importers.contract import Inspection, Reading, Refused
from factors.importers.ecoinvent import EcoinventLcia
from tests.factors.importers.grids import Cell, Grid, messages, workbook

READER = EcoinventLcia()
KNOWN = [
    "Activity UUID_Product UUID",
    "Activity Name",
    "Geography",
    "Reference Product Name",
    "Reference Product Unit",
]
INDICATORS = [
    ("EF v3.1", "climate change", "global warming potential (GWP100)", "kg CO2-Eq"),
    ("EF v3.1", "climate change: biogenic", "global warming potential (GWP100)", "kg CO2-Eq"),
    ("EF v3.1", "acidification", "accumulated exceedance (AE)", "mol H+-Eq"),
    ("IPCC 2013", "climate change", "global warming potential (GWP100)", "kg CO2-Eq"),
    ("IPCC 2021 no LT", "climate change no LT", "global warming potential (GWP100) no LT", "kg CO2-Eq"),
    ("IPCC 2021", "climate change", "global warming potential (GWP20)", "kg CO2-Eq"),
    ("IPCC 2021", "climate change", "global warming potential (GWP100)", "kg CO2-Eq"),
]
FILE = "Cut-off Cumulative LCIA v3.10.xlsx"
BEST = "IPCC 2021 · climate change · global warming potential (GWP100)"


def identity(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}_11111111-0000-4000-8000-{number:012d}"


def activity(number: int, name: str, place: str, product: str, unit: str, *amount: Cell) -> list[Cell]:
    return [
        identity(number),
        name,
        place,
        product,
        unit,
        *amount,
        *(number + index / 10 for index in range(len(INDICATORS))),
    ]


STEEL = activity(1, "market for demonstration steel", "CN-JS", "demonstration steel", "kg")
FREIGHT = activity(2, "transport, demonstration lorry", "RER", "transport, demonstration", "metric ton*km")


def grid(*rows: list[Cell], amounts: bool = False) -> Grid:
    """Four rows of heads: method, category and indicator above, the unit in the row of the known heads."""
    known = [*KNOWN, "Reference Product Amount"] if amounts else KNOWN
    pad: list[Cell] = [None] * len(known)
    above = [[*pad, *(indicator[row] for indicator in INDICATORS)] for row in range(3)]
    return [*above, [*known, *(indicator[3] for indicator in INDICATORS)], *rows]


def inspected(path: Path) -> Inspection:
    assert READER.recognises(path, FILE)
    return READER.inspect(path, FILE)


def read(path: Path, method: str = BEST) -> Reading:
    return READER.read(path, FILE, {"method": method})


def test_the_indicators_in_co2e_are_offered_and_the_usual_one_proposed(tmp_path: Path) -> None:
    inspection = inspected(workbook(tmp_path / "e.xlsx", {"About": [["text"]], "LCIA": grid(STEEL)}))
    (choice,) = inspection.choices
    labels = [value for value, _label in choice.options]
    assert choice.suggested == BEST
    assert len(labels) == 6
    assert not any("acidification" in label for label in labels)
    assert inspection.library["release"] == "3.10 Cut-off"
    assert "专有许可" in inspection.library["licence"]


def test_a_row_is_a_factor_by_the_chosen_indicator(tmp_path: Path) -> None:
    path = workbook(tmp_path / "e.xlsx", {"LCIA": grid(STEEL, FREIGHT)})
    reading = read(path)
    steel, freight = reading.rows
    assert steel.problems == freight.problems == ()
    assert steel.content["code"] == identity(1)
    assert steel.content["name"] == "demonstration steel | market for demonstration steel"
    assert (steel.content["amount"], steel.content["unit"]) == ("1.6", "kgCO2e/kg")
    assert (steel.content["region"], freight.content["region"]) == ("中国·江苏", "欧洲")
    assert steel.content["gwp_set"] == "IPCC AR6"
    assert (freight.content["amount"], freight.content["unit"]) == ("2.6", "kgCO2e/(t·km)")
    assert reading.heads == (*KNOWN, BEST)
    assert steel.cells[-1] == "1.6"
    other = read(path, "IPCC 2013 · climate change · global warming potential (GWP100)").rows[0]
    assert (other.content["amount"], other.content["gwp_set"]) == ("1.3", "IPCC AR5")


def test_methods_that_stand_over_several_columns(tmp_path: Path) -> None:
    rows = [list(row) for row in grid(STEEL)]
    rows[0][5:] = ["EF v3.1", None, None, "IPCC 2013", "IPCC 2021 no LT", "IPCC 2021", None]
    path = workbook(tmp_path / "e.xlsx", {"LCIA": rows}, merged=["F1:H1", "K1:L1"])
    assert inspected(path).choices[0].suggested == BEST
    assert read(path).rows[0].content["amount"] == "1.6"


def test_units_may_stand_in_a_row_of_their_own(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [list(row) for row in grid(STEEL)]
    rows[3] = [*KNOWN, *(indicator[2] for indicator in INDICATORS)]
    rows.insert(4, [*[None] * 5, *(indicator[3] for indicator in INDICATORS)])
    rows.insert(0, ["ecoinvent demonstration"])
    path = workbook(tmp_path / "e.xlsx", {"LCIA": rows})
    reading = read(path, inspected(path).choices[0].suggested)
    assert [row.content["amount"] for row in reading.rows] == ["1.6"]


@pytest.mark.parametrize(
    ("amount", "message", "note"),
    [(1, "", ""), (1.0, "", ""), (-1, "", "正负号"), (0.5, "不是 1", ""), ("much", "不是数值", "")],
)
def test_results_for_another_amount_are_not_reckoned(
    tmp_path: Path, amount: Cell, message: str, note: str
) -> None:
    one = activity(1, "treatment of demonstration waste", "GLO", "demonstration waste", "kg", amount)
    (row,) = read(workbook(tmp_path / "e.xlsx", {"LCIA": grid(one, amounts=True)})).rows
    assert bool(row.problems) == bool(message)
    assert message in messages(row)
    assert note in str(row.content.get("note", ""))


def test_units_that_the_system_does_not_know_are_problems_of_their_rows(tmp_path: Path) -> None:
    meadow = activity(1, "land demonstration", "GLO", "land use", "kg*day")
    good, bad = read(workbook(tmp_path / "e.xlsx", {"LCIA": grid(STEEL, [identity(3), *meadow[1:]])})).rows
    assert good.problems == ()
    assert "kg*day" in messages(bad)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("m2*year", "kgCO2e/(m²·年)"),
        ("m3*year", "kgCO2e/(m³·年)"),
        ("m*year", "kgCO2e/(m·年)"),
        ("ha", "kgCO2e/ha"),
        ("guest night", "kgCO2e/人夜"),
        ("metric ton*km", "kgCO2e/(t·km)"),
        ("unit", "kgCO2e/件"),
    ],
)
def test_units_of_land_of_stays_and_of_transport(tmp_path: Path, written: str, unit: str) -> None:
    one = activity(1, "demonstration", "GLO", "thing", written)
    (row,) = read(workbook(tmp_path / "e.xlsx", {"LCIA": grid(one)})).rows
    assert (row.content["unit"], row.problems) == (unit, ())


def test_a_missing_result_and_a_second_row_of_a_product(tmp_path: Path) -> None:
    empty = [*FREIGHT[:-1], None]
    reading = read(workbook(tmp_path / "e.xlsx", {"LCIA": grid(STEEL, STEEL, empty)}))
    assert reading.rows[0].problems == ()
    assert "第 5 行已出现过" in messages(reading.rows[1])
    assert "没有数值" in messages(reading.rows[2])


def test_a_method_has_to_be_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "e.xlsx", {"LCIA": grid(STEEL)})
    for method in ("", "IPCC 1990"):
        with pytest.raises(Refused, match="请选择一种气候变化方法"):
            read(path, method)


def test_a_sheet_without_results_in_co2e_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "e.xlsx", {"LCI": [[*KNOWN, "Carbon dioxide, fossil"], [*STEEL[:5], 1]]})
    assert not READER.recognises(path, FILE)
    with pytest.raises(Refused, match="Cumulative LCIA"):
        READER.inspect(path, FILE)


def test_a_large_sheet_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a size only the wanted columns reach the parser; the rows must not depend on it."""
    rows = [
        activity(number, f"market {number} <&> 示例", "GLO", f"product {number}", "kg")
        for number in range(1, 40)
    ]
    rows[7][1] = None
    path = workbook(tmp_path / "e.xlsx", {"LCIA": grid(*rows)})
    whole = read(path)
    monkeypatch.setattr(workbooks, "LARGE_SHEET", 1_000)
    assert read(path) == whole
    assert [row.content["amount"] for row in whole.rows] == [f"{number}.6" for number in range(1, 40)]
