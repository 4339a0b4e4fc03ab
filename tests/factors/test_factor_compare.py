"""Factors side by side: on one scale, with what tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.comparing import compare
from factors.models import Factor
from tests.factors.conftest import MakeFactor

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


def _figures(*factors: Factor) -> list[tuple[str | None, str | None]]:
    compared = compare(factors, {"CO2": Decimal(1), "CH4": Decimal("29.8")})
    return [(column.figure, column.ratio) for column in compared.columns]


def test_units_are_brought_to_that_of_the_first(make_factor: MakeFactor) -> None:
    per_kilogram = make_factor(amount=Decimal("1.9"), unit="kgCO2e/kg")
    per_tonne = make_factor(amount=Decimal("2.05"), unit="tCO2e/t")
    grams = make_factor(amount=Decimal("950"), unit="gCO2e/kg")
    # 2.05 t/t = 2.05 kg/kg, 2.05 / 1.9 = 1.0789…; 950 g/kg = 0.95 kg/kg, 0.95 / 1.9 = 0.5
    assert _figures(per_kilogram, per_tonne, grams) == [("1.9", None), ("2.05", "1.079"), ("0.95", "0.5")]


def test_fuels_and_gases_are_reckoned(make_factor: MakeFactor) -> None:
    gases = make_factor(
        form="gases", amount=None, unit="t", gases={"CO2": "3000", "CH4": "0.1"}, kind="combustion"
    )
    fuel = make_factor(
        form="fuel",
        kind="combustion",
        amount=None,
        unit="",
        heating_value=Decimal("43.33"),
        heating_value_unit="GJ/t",
        carbon_content=Decimal("0.0202"),
        carbon_content_unit="tC/GJ",
        oxidation=Decimal("0.98"),
    )
    # 3000 + 0.1 × 29.8 = 3002.98 kg/t; 43.33 × 0.0202 × 0.98 × 44/12 = 3.145140… t/t, over 3.00298 = 1.04733…
    assert _figures(gases, fuel) == [("3003", None), ("3145", "1.047")]


def test_the_unit_says_which_gases_are_counted(make_factor: MakeFactor) -> None:
    alone, all_gases = make_factor(unit="kgCO2/kWh", kind="co2_only"), make_factor(unit="gCO2e/kWh")
    assert compare([alone], {}).unit == "kgCO2/kWh"
    assert compare([all_gases], {}).unit == "kgCO2e/kWh"
    both = compare([alone, all_gases], {})
    assert (both.unit, both.mixed) == ("kg/kWh", True)


def test_what_cannot_be_compared_says_why(make_factor: MakeFactor) -> None:
    mass, energy = make_factor(), make_factor(unit="kgCO2e/kWh")
    column = compare([mass, energy], {}).columns[1]
    assert (column.figure, column.ratio) == (None, None)
    assert "热值" in column.reason


def test_facts_that_differ_are_marked(make_factor: MakeFactor) -> None:
    facts = {fact.label: fact for fact in compare([make_factor(year=2020), make_factor(year=2024)], {}).facts}
    assert facts["数据年份"].differs
    assert facts["数据年份"].texts == ("2020", "2024")
    assert not facts["口径"].differs


def test_the_page_adds_and_takes_out(
    as_user: AsUser, consultant: User, make_factor: MakeFactor, starter_loaded: None
) -> None:
    first, second = make_factor(name="甲铸铁"), make_factor(name="乙铸铁", amount=Decimal("3.8"))
    client, address = as_user(consultant), reverse("factors:factor_compare")
    added = client.get(address, {"f": first.pk, "add": second.pk})
    assert added.status_code == 302
    page = client.get(added["Location"]).content.decode()
    assert "甲铸铁" in page
    assert "乙铸铁" in page
    assert "2 倍" in page
    assert "移出" in page


def test_a_strangers_factor_is_left_out(as_user: AsUser, consultant: User, foreign_factor: Factor) -> None:
    page = as_user(consultant).get(
        reverse("factors:factor_compare"), {"f": [str(foreign_factor.pk), "x", "9" * 30]}
    )
    assert page.status_code == 200
    assert foreign_factor.name not in page.content.decode()


def test_the_api_compares_too(as_user: AsUser, consultant: User, make_factor: MakeFactor) -> None:
    first, second = make_factor(), make_factor(amount=Decimal("3.8"))
    address = f"{reverse('api-factor-compare')}?f={first.pk}&f={second.pk}"
    body = as_user(consultant).get(address).json()
    assert (body["unit"], [one["ratio"] for one in body["factors"]]) == ("kgCO2e/kg", [None, "2"])
    assert as_user(consultant).get(f"{address}&gwp=x").status_code == 404
