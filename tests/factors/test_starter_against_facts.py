"""The starter library against the compiled tables of facts that it was made from, row by row.

The tables are not part of the project: ``PCF_SHARED`` names the folder that holds ``factors/``.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from factors import starter
from factors.models import Factor
from factors.starter.reading import read_gwp_sets, read_libraries

SHARED = os.environ.get("PCF_SHARED", "")
pytestmark = pytest.mark.skipif(not SHARED, reason="PCF_SHARED names no folder with the tables of facts")

SETS = {
    "SAR": "IPCC SAR",
    "TAR": "IPCC TAR",
    "AR4": "IPCC AR4",
    "AR5": "IPCC AR5",
    "AR5_CCF": "IPCC AR5（含气候碳反馈）",
    "AR6": "IPCC AR6",
}
METHANES = {"CH4_fossil": "CH4-fossil", "CH4_nonfossil": "CH4-nonfossil"}
SPELLINGS = {"kgCO2e/t·km": "kgCO2e/(t·km)", "kgCO2e/USD2022 (purchaser price)": "kgCO2e/USD"}
D = Decimal


def facts(name: str) -> list[dict[str, str]]:
    with (Path(SHARED) / "factors" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def starters() -> Iterator[Factor]:
    for library in read_libraries(starter.DATA):
        yield from library.factors.values()


def stated(factors: Iterator[Factor]) -> Counter[tuple[Decimal | None, str]]:
    return Counter((factor.amount, factor.unit) for factor in factors if factor.form == Factor.Form.STATED)


def test_gwp_values_are_those_published() -> None:
    ours = {
        (facts.gwp_set.name, gas.symbol): gas for facts in read_gwp_sets(starter.DATA) for gas in facts.values
    }
    by_cas = {(gwp_set, gas.cas): gas for (gwp_set, _symbol), gas in ours.items()}
    for row in facts("gwp.csv"):
        if row["set"] == "AR6_draft":  # a trap
            continue
        name = SETS[row["set"]]
        symbol = METHANES.get(row["gas"], row["gas"])
        gas = ours.get((name, symbol)) or ours.get((name, row["formula"])) or by_cas[name, row["cas"]]
        assert gas.value == D(row["gwp100"]), row
    assert not any(gas.value == 25200 for gas in ours.values())


def test_electricity_is_there_by_year_and_figure() -> None:
    """By year too: public copies have 2021 and 2022 exchanged."""
    published = Counter((int(row["year"]), D(row["value"]), row["unit"]) for row in facts("grid_cn.csv"))
    ours = Counter(
        (f.year, f.amount, f.unit) for f in starters() if f.code[:4].isdigit() and f.category == "电力"
    )
    assert ours == published


def test_chinese_fuels_are_there() -> None:
    published = Counter(
        (int(row["year"]), D(row["ncv"]), D(row["carbon_tC_per_GJ"]), D(row["oxidation_rate"]))
        for row in facts("fuels_cn.csv")
        if row["carbon_tC_per_GJ"]
    )
    ours = Counter(
        (f.year, f.heating_value, f.carbon_content, f.oxidation)
        for f in starters()
        if f.form == Factor.Form.FUEL
    )
    assert ours == published


def test_ipcc_fuels_are_there_by_gas() -> None:
    """Biogenic carbon dioxide is told in the note and not counted."""
    published = Counter(
        (
            D(row["co2_kg_per_TJ"]) if row["biogenic"] == "no" else None,
            D(row["ch4_kg_per_TJ"]),
            D(row["n2o_kg_per_TJ"]),
        )
        for row in facts("fuels_ipcc.csv")
    )
    ours: Counter[tuple[Decimal | None, Decimal, Decimal]] = Counter()
    for factor in starters():
        if factor.code.endswith("-TJ"):
            gases = {symbol: D(kilograms) for symbol, kilograms in factor.gases.items()}
            ours[gases.get("CO2"), gases["CH4-nonfossil"], gases["N2O"]] += 1
    assert ours == published


def test_materials_are_there() -> None:
    ours = stated(starters())
    for row in facts("materials.csv"):
        assert ours[D(row["value"]), SPELLINGS.get(row["unit"], row["unit"])], row


def test_freight_is_there_as_sums_and_single_facts() -> None:
    """Vehicle and upstream make one factor; what has a radiative-forcing multiplier or no edition is left out."""
    ours = stated(starters())
    codes = [factor.code for factor in starters()]
    for row in facts("freight.csv"):
        if "With RF" in row["name_en"] or row["source"].startswith("GHG Emission Factors Hub"):
            continue
        if "2025 (flat file)" in row["source"]:
            assert any(row["source_id"] in code.split("+") for code in codes), row
        else:
            assert ours[D(row["value"]), SPELLINGS.get(row["unit"], row["unit"])], row


def test_nothing_of_the_left_out_is_there() -> None:
    assert not any("RF" in factor.name_en and "With RF" in factor.name_en for factor in starters())
    assert not any("short ton" in factor.unit for factor in starters())
