"""The table of everyday terms, searched for among the starter factors: by every name, with and without a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors import services
from factors.search import Found, Line, gap_of
from tests.factors.everyday_terms import EVERYDAY, Everyday

pytestmark = pytest.mark.usefixtures("starter_loaded")

SignIn = Callable[[User], Client]
MISSING, NEAR, MISFIT = "-", "~", "!"


def line_of(row: Everyday) -> Line:
    return Line(unit=row.unit, stage=row.stage, year=2024, region="中国")


def answers(found: Found, expected: str) -> bool:
    """Whether the first factor is as the table says; whether it fits, where there is a unit to fit."""
    if (gap_of(found) is not None) is not expected.startswith((MISSING, NEAR)):
        return False
    if expected == MISSING:
        return True
    hits = found.hits(0, 1)
    named = any(text in hit.factor.name for hit in hits for text in expected.lstrip(NEAR + MISFIT).split("/"))
    return named and not found.loose and hits[0].fits in (None, not expected.startswith(MISFIT))


def told(found: Found) -> list[tuple[str, bool | None]]:
    return [(hit.factor.name, hit.fits) for hit in found.hits(0, 3)]


def test_the_table_is_about_enough() -> None:
    assert len(EVERYDAY) >= 60
    assert sum(len(row.names) for row in EVERYDAY) >= 250


def test_what_is_typed_brings_the_thing_itself_first(consultant: User) -> None:
    wrong = {}
    for row in EVERYDAY:
        for name in row.names:
            found = services.search(consultant, name)
            if not answers(found, row.first):
                wrong[name] = (row.first, told(found))
    assert wrong == {}


def test_in_the_box_of_a_line_what_fits_it_stands_first(consultant: User) -> None:
    wrong = {}
    for row in EVERYDAY:
        for name in row.names:
            found = services.search(consultant, name, line_of(row))
            if not answers(found, row.in_box):
                wrong[f"{name} {row.unit} {row.stage}"] = (row.in_box, told(found))
    assert wrong == {}


def test_what_is_measured_otherwise_says_what_would_lead_there(consultant: User) -> None:
    for text, unit, link in [
        ("柴油", "L", "两者之间需要密度"),
        ("柴油", "kWh", ""),
        ("天然气", "m³", "两者相差多少取决于气体的温度和压力"),
        ("货车", "kg", "两者之间需要运输距离"),
        ("轴承", "kg", ""),
    ]:
        hit = services.search(consultant, text, Line(unit=unit))[0]
        assert hit.fits is (text == "柴油" and unit == "kWh"), (text, unit)
        assert hit.link == link, (text, unit)


def test_litres_of_diesel_on_the_way_are_fuel_and_no_lorry(consultant: User) -> None:
    names = [hit.factor.name for hit in services.search(consultant, "柴油", Line("L", "distribution"))]
    assert all("燃烧" in name for name in names[:5])


def test_a_gap_tells_by_which_names_it_was_looked_for(consultant: User) -> None:
    gap = gap_of(services.search(consultant, "烧碱"))
    assert gap is not None
    assert gap.name == "烧碱"
    assert gap.others == ("氢氧化钠", "火碱", "苛性钠", "片碱")
    assert gap.gas == ""


def test_of_a_greenhouse_gas_the_gap_tells_its_symbol(consultant: User) -> None:
    for text, gas in (("R134a", "HFC-134a"), ("冷媒R410A", ""), ("R-410A", "R-410A"), ("六氟化硫", "SF6")):
        gap = gap_of(services.search(consultant, text))
        assert (gap.gas if gap is not None else "") == gas, text


def test_what_nobody_knows_and_what_was_found_are_no_gaps(consultant: User) -> None:
    for text in ("没有这种东西", "", "柴油", "水泥 2019", "采购电解铝锭"):
        assert gap_of(services.search(consultant, text)) is None, text


class TestOnThePages:
    def shown(self, client: Client, address: str, text: str) -> str:
        answer = client.get(reverse(address), {"q": text})
        assert answer.status_code == 200
        return answer.content.decode()

    @pytest.mark.parametrize("address", ["factors:pick", "factors:factor_list"])
    def test_a_gap_is_said_with_the_way_out(self, as_user: SignIn, consultant: User, address: str) -> None:
        text = self.shown(as_user(consultant), address, "硫酸")
        assert "可用的因子库中没有“硫酸”的因子（也按 sulfuric acid、" in text
        assert f'href="{reverse("factors:import_new")}"' in text
        assert f'href="{reverse("factors:factor_new")}"' in text
        assert "它是温室气体" not in text

    @pytest.mark.parametrize("address", ["factors:pick", "factors:factor_list"])
    def test_other_things_are_announced_as_such(
        self, as_user: SignIn, consultant: User, address: str
    ) -> None:
        text = self.shown(as_user(consultant), address, "氧气")
        assert "以下是名称中含这个词的其他因子" in text
        assert "只在“氧气吹炼钢炉煤气”中含“氧气”，是另一种东西" in text
        assert "以下是" not in self.shown(as_user(consultant), address, "柴油")

    def test_of_a_gas_it_is_said_how_a_leak_is_entered(self, as_user: SignIn, consultant: User) -> None:
        assert "填“HFC-134a 1”" in self.shown(as_user(consultant), "factors:pick", "R134a")

    def test_who_may_not_make_factors_is_not_sent_to_do_so(self, as_user: SignIn, reviewer: User) -> None:
        text = self.shown(as_user(reviewer), "factors:pick", "硫酸")
        assert "可用的因子库中没有“硫酸”的因子" in text
        assert "href" not in text

    def test_what_a_filter_keeps_out_is_no_gap(self, as_user: SignIn, consultant: User) -> None:
        client = as_user(consultant)
        answer = client.get(reverse("factors:factor_list"), {"q": "硫酸", "year_from": "2020"})
        assert "可用的因子库中没有" not in answer.content.decode()

    def test_a_misfit_says_what_is_missing(self, as_user: SignIn, consultant: User) -> None:
        client = as_user(consultant)
        text = client.get(reverse("factors:pick"), {"q": "柴油", "unit": "L"}).content.decode()
        assert "单位不符：因子按 t，数据按 L，不能换算：两者之间需要密度。" in text
