"""The UK's flat file: totals and parts, scopes and kinds, pairs of use and upstream, the workbook and the CSV cuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers.contract import Reading, Refused
from factors.importers.defra import EMPTY, GASES, MILES, OUTSIDE, PARTS, DefraFlatFile
from tests.factors.importers.grids import Cell, messages, row_of, text_file, workbook

YEAR = "GHG Conversion Factor 2025"
HEAD = ["ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit", YEAR]
READER = DefraFlatFile()
TOTAL, CO2, CH4, N2O = "kg CO2e", *(f"kg CO2e of {gas} per unit" for gas in ("CO2", "CH4", "N2O"))


def row(
    identity: str,
    chapter: str,
    things: str,
    uom: str,
    value: Cell,
    *,
    ghg: str = TOTAL,
    scope: str = "Scope 3",
) -> list[Cell]:
    second, third, text = (*things.split("/"), "", "")[:3]
    return [identity, scope, chapter, second, third, "", text, uom, ghg, value]


VAN = [
    row("27_1_9_14_1", "Freighting goods", "Vans/Class I/Diesel", "tonne.km", 0.87423),
    row("27_1_9_14_2", "Freighting goods", "Vans/Class I/Diesel", "tonne.km", 0.86501, ghg=CO2),
    row("27_1_9_14_3", "Freighting goods", "Vans/Class I/Diesel", "tonne.km", 0.00002, ghg=CH4),
    row("27_1_9_14_4", "Freighting goods", "Vans/Class I/Diesel", "tonne.km", 0.0092, ghg=N2O),
]


def read(tmp_path: Path, *rows: list[Cell]) -> Reading:
    path = text_file(tmp_path / "defra.csv", [HEAD, *rows])
    assert READER.recognises(path, "defra.csv")
    return READER.read(path, "defra.csv", {})


def test_parts_belong_to_their_total(tmp_path: Path) -> None:
    reading = read(tmp_path, *VAN)
    (van,) = reading.rows
    assert van.problems == ()
    assert van.content["split"] == {"CO2": "0.86501", "CH4": "0.00002", "N2O": "0.0092"}
    assert (van.content["amount"], van.content["unit"]) == ("0.87423", "kgCO2e/(t·km)")
    assert van.content["name"] == "Vans, Class I, Diesel (Freighting goods)"
    assert (van.content["year"], van.content["gwp_set"], van.content["region"]) == (2025, "IPCC AR5", "英国")
    assert reading.skipped == {PARTS: 3}


@pytest.mark.parametrize(
    ("chapter", "scope", "kind", "boundary"),
    [
        ("Freighting goods", "Scope 3", "combustion", "TTW"),
        ("WTT- delivery vehs & freight", "Scope 3", "footprint", "WTT"),
        ("WTT- fuels", "Scope 3", "footprint", "WTT"),
        ("Fuels", "Scope 1", "combustion", "不含上游"),
        ("UK electricity", "Scope 2", "combustion", "不含上游"),
        ("Transmission and distribution", "Scope 3", "combustion", "不含上游"),
        ("Material use", "Scope 3", "footprint", "摇篮到大门"),
        ("Waste disposal", "Scope 3", "footprint", "废弃物"),
        ("Something new", "Scope 3", "combustion", "使用端"),
    ],
)
def test_only_life_cycles_and_supplies_are_footprints(
    tmp_path: Path, chapter: str, scope: str, kind: str, boundary: str
) -> None:
    (one,) = read(tmp_path, row("1_1_1_3_1", chapter, "Thing", "kg", 1, scope=scope)).rows
    assert one.content["kind"] == kind
    assert boundary in str(one.content["boundary"])
    assert one.problems == ()


@pytest.mark.parametrize(
    ("uom", "unit", "note"),
    [
        ("tonnes", "kgCO2e/t", ""),
        ("litres", "kgCO2e/L", ""),
        ("cubic metres", "kgCO2e/m³", ""),
        ("million litres", "kgCO2e/千m³", "百万升"),
        ("kWh (Net CV)", "kgCO2e/kWh", "低位热值"),
        ("kWh (Gross CV)", "kgCO2e/kWh", "高位热值"),
        ("passenger.km", "kgCO2e/(人·km)", ""),
        ("GJ", "kgCO2e/GJ", ""),
    ],
)
def test_units(tmp_path: Path, uom: str, unit: str, note: str) -> None:
    (one,) = read(tmp_path, row("11_1_1_7_1", "WTT- fuels", "Gas/Butane", uom, 0.5)).rows
    assert one.content["unit"] == unit
    assert note in str(one.content["note"])


def test_an_unknown_unit_is_a_problem_that_tells_the_known_ones(tmp_path: Path) -> None:
    (one,) = read(tmp_path, row("31_1_1_1_1", "Freighting goods", "Ship", "container.km", 10.4)).rows
    assert "container.km" in messages(one)
    assert "tonne.km" in messages(one)


def test_miles_are_left_out_only_beside_kilometres(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        row("28_1_1_4_1", "WTT- pass vehs", "Car", "km", 0.04),
        row("28_1_1_9_1", "WTT- pass vehs", "Car", "miles", 0.064),
        row("28_1_2_9_1", "WTT- pass vehs", "Bus", "miles", 0.1),
    )
    assert reading.skipped == {MILES: 1}
    alone = row_of(reading, "28_1_2_9_1")
    assert (alone.content["unit"], alone.problems) == ("kgCO2e/英里", ())


def test_a_night_in_a_room_is_a_unit_of_its_own(tmp_path: Path) -> None:
    (one,) = read(tmp_path, row("31_1_1_1_1", "Hotel stay", "UK", "Room per night", 10.4)).rows
    assert (one.content["unit"], one.problems) == ("kgCO2e/间夜", ())


def test_what_is_no_factor_is_counted_by_reason(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        row("99_1_1_8_2", "Outside of scopes", "Biofuel", "litres", 1.5, ghg=CO2, scope="Outside of Scopes"),
        row("19_1_1_15_1", "Material use", "Paper", "tonnes", ""),
        row("5_1_1_3_1", "Refrigerant & other", "HFC-134a", "kg", 1300, scope="Scope 1"),
        row("1_1_1_3_2", "Fuels", "LPG", "kg", 3, ghg=CO2),
        row("1_1_2_3_1", "Fuels", "LPG", "kg", 3, ghg="kg CO2"),
    )
    assert reading.rows == ()
    assert reading.skipped == {
        OUTSIDE: 1,
        EMPTY: 1,
        GASES: 1,
        "只有分气体的行，没有合计行": 1,
        "GHG/Unit 为“kg CO2”的行（只读取 kg CO2e）": 1,
    }


def test_a_damaged_dash_between_figures_is_mended_and_told(tmp_path: Path) -> None:
    good, bad = read(
        tmp_path,
        row("1_1_1_14_1", "Freighting goods", "Sea tanker/0\ufffd4999 dwt", "tonne.km", 0.04),
        row("1_1_2_14_1", "Freighting goods", "Sea tank\ufffdr", "tonne.km", 0.04),
    ).rows
    assert "0–4999 dwt" in str(good.content["name"])
    assert "连接号已损坏" in str(good.content["note"])
    assert "编码已损坏" in messages(bad)


def test_the_workbook_has_title_rows_and_other_sheets(tmp_path: Path) -> None:
    titles: list[list[Cell]] = [
        ["UK Government GHG Conversion Factors for Company Reporting"],
        ["Factors by Category"],
        [],
        [None, "Next publication date:"],
        [],
    ]
    path = workbook(
        tmp_path / "flat.xlsx",
        {"Introduction": [["About", "this"]], "Factors by Category": [*titles, HEAD, *VAN]},
    )
    inspection = READER.inspect(path, "flat.xlsx")
    assert inspection.choices == ()
    assert inspection.library["release"] == "2025"
    (van,) = READER.read(path, "flat.xlsx", {}).rows
    assert van.place == "工作表“Factors by Category”第 7 行"
    assert van.content["amount"] == "0.87423"
    assert van.content["split"] == {"CO2": "0.86501", "CH4": "0.00002", "N2O": "0.0092"}


def test_where_two_sheets_fit_a_person_chooses(tmp_path: Path) -> None:
    path = workbook(tmp_path / "flat.xlsx", {"2025": [HEAD, *VAN], "again": [HEAD, VAN[0]]})
    (choice,) = READER.inspect(path, "flat.xlsx").choices
    assert (choice.key, [value for value, _label in choice.options]) == ("sheet", ["2025", "again"])
    assert "split" not in READER.read(path, "flat.xlsx", {"sheet": "again"}).rows[0].content
    with pytest.raises(Refused, match="不在文件中"):
        READER.read(path, "flat.xlsx", {"sheet": "elsewhere"})


def test_a_code_that_comes_twice_is_refused_where_it_comes_again(tmp_path: Path) -> None:
    reading = read(tmp_path, VAN[0], VAN[0])
    assert reading.rows[0].problems == ()
    assert "第 2 行已出现过" in messages(reading.rows[1])


def test_without_the_column_of_figures_nothing_is_read(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", [HEAD[:-1], VAN[0][:-1]])
    with pytest.raises(Refused, match="GHG Conversion Factor"):
        READER.read(path, "a.csv", {})
