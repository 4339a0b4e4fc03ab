"""Real exports, where the machine has them: every row is read or left out, by a count of its own."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from factors.importers.contract import Reading
from factors.importers.defra import MILES
from factors.importers.sandbox import inspect_file, read_file
from tests.factors.importers.grids import messages
from tests.factors.importers.packing import samples

DEFRA = (
    "category_freighting_goods",
    "category_material_use",
    "category_waste_disposal",
    "category_water_supply",
    "category_water_treatment",
    "category_wtt_delivery_vehs_&_freight",
    "category_wtt_fuels",
    "out_of_scope",
)


def imported(path: Path, key: str) -> Reading:
    inspection = inspect_file(path, path.name)
    assert (inspection.format, inspection.choices) == (key, ())
    return read_file(path, path.name, key, {})


def counted(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_cpcd() -> None:
    path = samples() / "cpcd" / "cpcd_export_format_cut.csv"
    reading, rows = imported(path, "cpcd"), counted(path)
    different = {tuple(row.values()): row for row in rows}
    assert len(reading.rows) == len(different)
    assert sum(reading.skipped.values()) == len(rows) - len(different)
    assert not any(row.problems for row in reading.rows)
    kinds = Counter(str(row.content["kind"]) for row in reading.rows)
    assert kinds["co2_only"] == sum("二氧化碳排放因子" in row["产品名称"] for row in different.values())
    figures = {row.content["code"]: row.content["amount"] for row in reading.rows}
    assert all(row["碳足迹"].startswith(f"{figures[row['产品ID']]}kgCO2e") for row in rows)


@pytest.mark.parametrize("name", DEFRA)
def test_defra(name: str) -> None:
    path = samples() / "defra_2025" / f"{name}.csv"
    reading, rows = imported(path, "defra"), counted(path)
    value = "GHG Conversion Factor 2025"
    totals = {row["ID"]: row[value] for row in rows if row["GHG/Unit"] == "kg CO2e" and row[value]}
    assert len(reading.rows) + sum(reading.skipped.values()) == len(rows)
    assert len(reading.rows) == len(totals) - reading.skipped.get(MILES, 0)
    assert not any(row.problems for row in reading.rows)
    for row in reading.rows:
        assert row.content["amount"] == totals[str(row.content["code"])]
        split = row.content.get("split", {})
        assert isinstance(split, dict)
        if len(split) == 3:
            # The parts are rounded on their own, so they meet the total to about its last figure.
            assert abs(sum(map(Decimal, split.values())) - Decimal(str(row.content["amount"]))) <= Decimal(
                "0.0001"
            )


def test_ademe() -> None:
    path = samples() / "ademe_base_carbone" / "Base_Carbone_Test.csv"
    reading, rows = imported(path, "ademe"), counted(path, "cp1252", ";")
    wanted = {
        row["Identifiant de l'élément"]: row["Total poste non décomposé"]
        for row in rows
        if row["Type Ligne"] == "Elément"
        and row["Statut de l'élément"].startswith("Valide")
        and not row["Code de la catégorie"].startswith("Process et émissions fugitives > PRG")
    }
    assert len(reading.rows) + sum(reading.skipped.values()) == len(rows)
    assert {row.content["code"] for row in reading.rows} == wanted.keys()
    wrong = [row for row in reading.rows if row.problems]
    assert all("单位" in messages(row) for row in wrong)
    assert len(wrong) <= 1
    for row in reading.rows:
        assert Decimal(str(row.content["amount"])) == Decimal(
            wanted[str(row.content["code"])].replace(",", ".")
        )
