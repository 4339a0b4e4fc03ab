"""Base Carbone: French words, decimal commas, stages that must not be counted twice, gases that are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers.ademe import AdemeBaseCarbone
from factors.importers.ademe_words import place, valid_until
from factors.importers.contract import Reading
from tests.factors.importers.grids import messages, text_file, workbook

HEAD = [
    "Type Ligne",
    "Identifiant de l'élément",
    "Structure",
    "Type de l'élément",
    "Statut de l'élément",
    "Nom base français",
    "Nom base anglais",
    "Nom attribut français",
    "Nom attribut anglais",
    "Nom frontière français",
    "Nom frontière anglais",
    "Code de la catégorie",
    "Tags français",
    "Tags anglais",
    "Unité français",
    "Source",
    "Localisation géographique",
    "Sous-localisation géographique français",
    "Période de validité",
    "Incertitude",
    "Qualité TeR",
    "Qualité GR",
    "Commentaire français",
    "Total poste non décomposé",
    "CO2f",
    "CH4f",
    "CH4b",
    "N2O",
    "Code gaz supplémentaire 1",
    "Valeur gaz supplémentaire 1",
    "Autres GES",
    "CO2b",
]
USUAL = {
    "Type Ligne": "Elément",
    "Identifiant de l'élément": "14087",
    "Type de l'élément": "Facteur d'émission",
    "Statut de l'élément": "Valide générique",
    "Nom base français": "Fioul de démonstration",
    "Nom base anglais": "Heating oil",
    "Nom attribut français": "été",
    "Code de la catégorie": "Combustibles > Fossiles",
    "Tags français": "combustible,liquide",
    "Tags anglais": "fuel",
    "Unité français": "kgCO2e/litre",
    "Localisation géographique": "France continentale",
    "Période de validité": "déc-18",
    "Incertitude": "5",
    "Total poste non décomposé": "3,25",
}
READER = AdemeBaseCarbone()


def row(**changed: str) -> list[str]:
    """A usual row; words like ``Unité_français`` name the columns to be changed."""
    cells = {
        **USUAL,
        **{key.replace("_", " ").replace("élément", "l'élément"): value for key, value in changed.items()},
    }
    assert cells.keys() <= set(HEAD)
    return [cells.get(head, "") for head in HEAD]


def read(tmp_path: Path, *rows: list[str], head: list[str] | None = None) -> Reading:
    path = text_file(tmp_path / "base.csv", [head or HEAD, *rows], "cp1252", ";")
    assert READER.recognises(path, "base.csv")
    assert READER.inspect(path, "base.csv").library["name"] == "ADEME Base Carbone"
    return READER.read(path, "base.csv", {})


def test_an_element_is_a_factor(tmp_path: Path) -> None:
    gases = {"CO2f": "3,18", "CH4f": "0,05", "CH4b": "0", "N2O": "0,0145", "CO2b": "-0,02"}
    reading = read(tmp_path, row(**gases))
    (one,) = reading.rows
    assert one.problems == ()
    assert "Windows-1252" in reading.notes[0]
    content = dict(one.content)
    assert "生物源二氧化碳 CO2b -0.02 kg" in str(content.pop("note"))
    assert content == {
        "kind": "footprint",
        "form": "stated",
        "code": "14087",
        "name": "Fioul de démonstration，été",
        "name_en": "Heating oil",
        "synonyms": "combustible liquide fuel",
        "category": "Combustibles > Fossiles",
        "region": "法国",
        "publisher": "法国环境与能源管理署（ADEME）",
        "document": "ADEME Base Carbone",
        "amount": "3.25",
        "unit": "kgCO2e/L",
        "valid_until": "2018-12-31",
        "uncertainty": "5%",
        "split": {"CO2（化石）": "3.18", "CH4（化石）": "0.05", "CH4（生物）": "0", "N2O": "0.0145"},
    }


def test_stages_archives_and_gwp_are_no_factors(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        row(),
        row(Type_Ligne="Poste", Total_poste_non_décomposé="2,66"),
        row(Statut_de_élément="Archivé"),
        row(Type_de_élément="Donnée source"),
        row(Code_de_la_catégorie="Process et émissions fugitives > PRG à 100 ans"),
        row(Statut_de_élément="Valide spécifique", **{"Identifiant_de_élément": "2"}),
    )
    assert [one.content["code"] for one in reading.rows] == ["14087", "2"]
    assert sum(reading.skipped.values()) == 4
    assert len(reading.skipped) == 4


@pytest.mark.parametrize(
    ("unit", "symbol", "kind"),
    [
        ("kgCO2e/t.km", "kgCO2e/(t·km)", "footprint"),
        ("kgCO2e/kWh PCI", "kgCO2e/kWh", "footprint"),
        ("kgCO2e/tonne de déchets", "kgCO2e/t", "footprint"),
        ("kgCO2e/passager.km", "kgCO2e/(人·km)", "footprint"),
        ("kgCO2e/m3", "kgCO2e/m³", "footprint"),
        ("kgCO2e/ha", "kgCO2e/万m²", "footprint"),
        ("kgCO2e/unité", "kgCO2e/件", "footprint"),
        ("kgCO2e/€", "kgCO2e/EUR", "spend_based"),
        ("kgCO2e/keuro", "gCO2e/EUR", "spend_based"),
        ("kgCO2e/kg de poids net", "kgCO2e/kg", "footprint"),
    ],
)
def test_units(tmp_path: Path, unit: str, symbol: str, kind: str) -> None:
    (one,) = read(tmp_path, row(Unité_français=unit)).rows
    assert (one.content["unit"], one.content["kind"], one.problems) == (symbol, kind, ())


@pytest.mark.parametrize(
    "unit", ["kgCO2e/ml", "kgCO2e/peq.km", "kgCO2e/repas", "kgCO2e", "", "kgCO2e/tep", "kgCO2e/EVP.km"]
)
def test_units_that_are_not_known_for_certain_are_problems(tmp_path: Path, unit: str) -> None:
    (one,) = read(tmp_path, row(Unité_français=unit)).rows
    assert {problem.column for problem in one.problems} == {"Unité français"}
    assert "Base Carbone 的单位能读取" in messages(one)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("déc-18", "2018-12-31"),
        ("déc.-18", "2018-12-31"),
        ("Décembre 2017", "2017-12-31"),
        ("31-janv-23", "2023-01-31"),
        ("févr-24", "2024-02-29"),
        ("juin-24", "2024-06-30"),
        ("20/12/2021", "2021-12-20"),
        ("11/03/2024 00:00", "2024-03-11"),
        ("2024-03-11T00:00:00", "2024-03-11"),
        ("Année 2022", "2022-12-31"),
        ("2026", "2026-12-31"),
        ("31/02/2024", ""),
        ("bientôt", ""),
        ("", ""),
    ],
)
def test_validities(text: str, day: str) -> None:
    assert valid_until(text) == day


def test_places() -> None:
    assert place("France continentale") == "法国"
    assert place("Chine") == "中国"
    assert place("Atlantide") == "Atlantide"


def test_figures_with_points_are_read_where_no_comma_stands(tmp_path: Path) -> None:
    (one,) = read(tmp_path, row(Total_poste_non_décomposé="0.052")).rows
    assert one.content["amount"] == "0.052"


def test_points_beside_commas_are_problems(tmp_path: Path) -> None:
    first, second = read(
        tmp_path, row(), row(**{"Identifiant_de_élément": "2"}, Total_poste_non_décomposé="1.234")
    ).rows
    assert first.problems == ()
    assert "无法确定是小数点还是千分位" in messages(second)


def test_the_columns_of_the_api_have_underscores(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path, row(Unité_français="kgCO2e/?"), head=[head.replace(" ", "_") for head in HEAD]
    ).rows
    assert one.content["amount"] == "3.25"
    assert {problem.column for problem in one.problems} == {"Unité_français"}


def test_saved_as_a_workbook_its_numbers_are_numbers(tmp_path: Path) -> None:
    cells = [3.25 if cell == "3,25" else cell for cell in row()]
    path = workbook(tmp_path / "base.xlsx", {"Export": [HEAD, cells]})
    (one,) = READER.read(path, "base.xlsx", {}).rows
    assert (one.content["amount"], one.problems) == ("3.25", ())


def test_a_name_is_needed_and_what_is_too_long_goes_to_the_note(tmp_path: Path) -> None:
    nameless, long = read(
        tmp_path,
        row(Nom_base_français="", Nom_attribut_français=""),
        row(**{"Identifiant_de_élément": "2"}, Code_de_la_catégorie="Achats > " * 40),
    ).rows
    assert "没有名称" in messages(nameless)
    assert long.problems == ()
    assert len(str(long.content["category"])) == 120
    assert "类别全文" in str(long.content["note"])
