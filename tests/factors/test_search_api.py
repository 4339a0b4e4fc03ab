"""Looking factors up over the API, and the box's parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.models import Factor
from tests.factors.conftest import MakeFactor

SignIn = Callable[[User], Client]


def listed(client: Client, **query: str) -> dict[str, Any]:
    response = client.get("/api/v1/factors/", query)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def test_words_and_filters_narrow_and_the_reason_is_told(
    as_user: SignIn, consultant: User, make_factor: MakeFactor, foreign_factor: Factor
) -> None:
    kept = make_factor(name="电解铝", synonyms="铝锭", year=2023, region="中国·江苏")
    make_factor(name="铝锭铸造机", year=2015, unit="kgCO2e/台")
    client = as_user(consultant)
    found = listed(
        client, q="铝锭", year_from="2020", region="中国", unit="t", kind="footprint", state="current"
    )
    assert [row["id"] for row in found["results"]] == [kept.pk]
    assert found["results"][0]["found"] == "别名：铝锭"
    assert listed(client, q="铝锭")["count"] == 2
    assert listed(client, q="铸铁")["count"] == 0
    assert listed(client, library=str(kept.library_id))["count"] == 2


def test_without_a_parameter_everything_is_listed_by_its_number(
    as_user: SignIn, consultant: User, make_factor: MakeFactor, foreign_factor: Factor
) -> None:
    made = [make_factor(name=name).pk for name in ("乙", "甲")]
    found = listed(as_user(consultant))
    assert [row["id"] for row in found["results"]] == made
    assert {row["found"] for row in found["results"]} == {""}


@pytest.mark.parametrize(
    "query",
    [
        {"year_from": "x"},
        {"unit": "云"},
        {"state": "x"},
        {"kind": "x"},
        {"year_from": "2024", "year_to": "2020"},
    ],
)
def test_a_filter_that_cannot_be_is_refused(as_user: SignIn, consultant: User, query: dict[str, str]) -> None:
    response = as_user(consultant).get("/api/v1/factors/", query)
    assert response.status_code == 400
    assert set(response.json()) & {*query, "errors"}


def test_another_agency_s_library_is_no_filter(
    as_user: SignIn, consultant: User, foreign_factor: Factor
) -> None:
    response = as_user(consultant).get("/api/v1/factors/", {"library": str(foreign_factor.library_id)})
    assert response.status_code == 400
    assert foreign_factor.name not in response.content.decode()


def test_the_box_ranks_by_what_it_knows_of_the_line(
    as_user: SignIn, consultant: User, make_factor: MakeFactor
) -> None:
    make_factor(name="柴油", code="1", unit="tCO2e/t", year=2020, region="中国")
    make_factor(name="柴油", code="2", unit="tCO2e/t", year=2010, region="英国")
    make_factor(name="柴油货车", code="3", unit="kgCO2e/(t·km)", category="公路运输")
    client = as_user(consultant)

    def first(**about: str) -> str:
        text = client.get(reverse("factors:pick"), {"q": "柴油", **about}).content.decode()
        pk = text.split('data-value="', 1)[1].split('"', 1)[0]
        return Factor.objects.get(pk=pk).code

    assert first(unit="t", stage="production", year="2020", region="中国") == "1"
    assert first(unit="t", stage="production", year="2010", region="英国") == "2"
    assert first(stage="distribution") == "3"
    assert first(unit="t·km") == "3"
    assert first(unit="云", stage="x", year="MMXX", region="") == "1"


def test_the_figure_of_a_derived_factor_is_told_to_the_last_digit(
    as_user: SignIn, consultant: User, make_factor: MakeFactor
) -> None:
    make_factor(name="钢", amount="1.90", unit="tCO2e/t")
    fuel = {
        "heating_value": "42.652",
        "heating_value_unit": "GJ/t",
        "carbon_content": "20.2",
        "carbon_content_unit": "tC/TJ",
        "oxidation": "0.98",
    }
    make_factor(name="柴油", form="fuel", kind="combustion", amount=None, unit="", **fuel)
    rows = {row["name"]: row["figure"] for row in listed(as_user(consultant))["results"]}
    assert rows["钢"] == {"kilograms": "1900", "unit": "kgCO2e/t", "gwp_set": None}
    # 42.652 GJ/t × 20.2 kgC/GJ × 0.98 × 44/12, to 34 digits.
    assert rows["柴油"]["unit"] == "kgCO2/t"
    assert rows["柴油"]["kilograms"] == "3095.909637333333333333333333333333"
