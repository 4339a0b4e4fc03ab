"""The pages over HTTP: who sees them, what they say, what a refusal leaves behind."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.templatetags.typography import exact
from factors import services
from factors.models import Factor, GwpSet, Library
from tests.factors.conftest import MakeFactor

SignIn = Callable[[User], Client]
READ = ["factor_list", "library_list", "gwp_list", "pick"]


class Answer(Protocol):
    """What the test client gives back."""

    @property
    def content(self) -> bytes: ...


def page(response: Answer) -> str:
    return response.content.decode()


def url(name: str, *args: int) -> str:
    return reverse(f"factors:{name}", args=args)


@pytest.mark.parametrize("name", READ)
def test_staff_read_and_clients_are_refused(
    name: str, as_user: SignIn, reviewer: User, client_person: User
) -> None:
    assert as_user(reviewer).get(url(name)).status_code == 200
    assert as_user(client_person).get(url(name)).status_code == 403


@pytest.mark.parametrize("name", [*READ, "factor_new", "library_new"])
def test_nobody_reads_without_signing_in(name: str, client: Client, db: None) -> None:
    response = client.get(url(name))
    assert (response.status_code, response["Location"].startswith(reverse("login"))) == (302, True)


@pytest.mark.parametrize("name", ["factor_new", "library_new"])
def test_who_may_not_edit_gets_no_form(name: str, as_user: SignIn, reviewer: User) -> None:
    assert as_user(reviewer).get(url(name)).status_code == 403
    assert as_user(reviewer).post(url(name), {"name": "x"}).status_code == 403
    assert not Library.objects.exists()


@pytest.mark.parametrize("name", ["factor", "factor_supersede", "factor_withdraw"])
def test_another_agencys_factor_is_not_found(
    name: str, as_user: SignIn, consultant: User, foreign_factor: Factor
) -> None:
    assert as_user(consultant).get(url(name, foreign_factor.pk)).status_code == 404


def test_another_agencys_library_is_not_found(
    as_user: SignIn, consultant: User, foreign_factor: Factor
) -> None:
    assert as_user(consultant).get(url("library", foreign_factor.library_id)).status_code == 404


@pytest.mark.parametrize("name", ["factor_supersede", "factor_withdraw"])
def test_a_reviewer_changes_no_factor(
    name: str, as_user: SignIn, reviewer: User, make_factor: MakeFactor
) -> None:
    factor = make_factor()
    assert as_user(reviewer).post(url(name, factor.pk), {"reason": "更正"}).status_code == 403
    factor.refresh_from_db()
    assert (factor.state, Factor.objects.count()) == (Factor.State.CURRENT, 1)


@pytest.mark.usefixtures("starter_loaded")
class TestWithTheStarterLibrary:
    def test_a_starter_factor_has_no_buttons_and_takes_no_change(
        self, as_user: SignIn, consultant: User
    ) -> None:
        factor = Factor.objects.get(code="2024-footprint")
        client = as_user(consultant)
        assert url("factor_supersede", factor.pk) not in page(client.get(url("factor", factor.pk)))
        for name in ("factor_supersede", "factor_withdraw"):
            assert client.get(url(name, factor.pk)).status_code == 403
            assert client.post(url(name, factor.pk), {"reason": "更正"}).status_code == 403
        assert Factor.objects.filter(code="2024-footprint").count() == 1

    def test_the_list_searches_and_filters(self, as_user: SignIn, consultant: User) -> None:
        client = as_user(consultant)
        found = page(
            client.get(
                url("factor_list"),
                {"q": "全国电力平均", "year_from": "2023", "year_to": "2023", "kind": "co2_only"},
            )
        )
        assert "0.5306" in found
        assert "0.6205" not in found
        expired = page(client.get(url("factor_list"), {"state": "expired", "region": "中国·华北"}))
        assert "0.8843" in expired
        assert "没有找到因子" in page(client.get(url("factor_list"), {"q": "没有这种东西"}))

    def test_the_list_has_pages_that_keep_the_filter(self, as_user: SignIn, consultant: User) -> None:
        library = Library.objects.get(name__startswith="IPCC")
        response = as_user(consultant).get(url("factor_list"), {"library": str(library.pk), "page": "2"})
        text = page(response)
        assert "第 51 至 100 条，共 162 条" in text
        assert f"library={library.pk}&amp;page=3" in text or f"page=3&amp;library={library.pk}" in text

    @pytest.mark.parametrize(
        "filters",
        [
            {"year_from": "viel"},
            {"unit": "云"},
            {"library": "999999"},
            {"state": "x"},
            {"q": "长" * 101},
            {"kind": "x"},
        ],
    )
    def test_a_filter_that_cannot_be_is_said_not_ignored(
        self, as_user: SignIn, consultant: User, filters: dict[str, str]
    ) -> None:
        response = as_user(consultant).get(url("factor_list"), filters)
        assert response.status_code == 200
        assert "field-errors" in page(response)
        assert "没有找到因子" in page(response)

    def test_the_list_says_why_it_found_and_marks_the_words(self, as_user: SignIn, consultant: User) -> None:
        text = page(as_user(consultant).get(url("factor_list"), {"q": "电解铝"}))
        assert "<mark>电解铝</mark>" in text
        assert "名称含“电解铝”" in text

    def test_a_region_holds_its_parts_and_a_unit_what_converts(
        self, as_user: SignIn, consultant: User
    ) -> None:
        client = as_user(consultant)
        text = page(client.get(url("factor_list"), {"region": "中国", "q": "华北区域电网", "unit": "MWh"}))
        assert "<mark>华北区域电网</mark>平均" in text
        by_mass = page(client.get(url("factor_list"), {"q": "华北区域电网", "unit": "kg"}))
        assert "<mark>华北区域电网</mark>" not in by_mass

    def test_a_fuels_page_shows_its_derivation(self, as_user: SignIn, consultant: User) -> None:
        diesel = Factor.objects.get(code="diesel", library__name__startswith="工业其他行业")
        text = page(as_user(consultant).get(url("factor", diesel.pk)))
        assert "43.330 GJ/t × 0.02020 tC/GJ × 0.98 × 44/12 = 3.145122 tCO<sub>2</sub>/t" in text
        assert "转引" in text

    def test_a_factor_by_gas_shows_each_gas(self, as_user: SignIn, consultant: User) -> None:
        diesel = Factor.objects.get(code="road-gas-diesel-oil-TJ")
        text = page(as_user(consultant).get(url("factor", diesel.pk)))
        assert "74100" in text
        assert "CH<sub>4</sub>" in text

    def test_the_gwp_pages_show_the_values(self, as_user: SignIn, consultant: User) -> None:
        client = as_user(consultant)
        assert "24300" in page(client.get(url("gwp_list")))
        ar6 = GwpSet.objects.get(name="IPCC AR6")
        text = page(client.get(url("gwp_set", ar6.pk)))
        assert "29.8" in text
        assert "2551-62-4" in text
        assert client.get(url("gwp_set", 999_999)).status_code == 404

    def test_a_library_page_shows_introduction_and_factors(self, as_user: SignIn, consultant: User) -> None:
        library = Library.objects.get(name="全国电力碳足迹因子", release="2024年")
        text = page(as_user(consultant).get(url("library", library.pk)))
        assert "生命周期" in text
        assert "0.5777" in text

    @pytest.mark.parametrize("name", ["factor_list", "library_list", "gwp_list"])
    def test_more_rows_cost_no_more_queries(
        self, name: str, as_user: SignIn, consultant: User, make_factor: MakeFactor
    ) -> None:
        client = as_user(consultant)
        with CaptureQueriesContext(connection) as few:
            client.get(url(name), {"q": "x-nothing"} if name == "factor_list" else {})
        for number in range(5):
            make_factor(name=f"铸铁件{number}")
        services.create_library(consultant, Library(name="又一个因子库"))
        with CaptureQueriesContext(connection) as many:
            client.get(url(name))
        # An empty list asks only how many there are; a filled one reads them too.
        assert len(many) <= len(few) + 1
        assert len(many) < 15

    def test_the_box_offers_what_fits_first_and_marks_the_rest(
        self, as_user: SignIn, consultant: User
    ) -> None:
        text = page(as_user(consultant).get(url("pick"), {"q": "柴油", "unit": "t"}))
        assert text.count('role="option"') == 20
        assert "还有更多" in text
        marked = page(as_user(consultant).get(url("pick"), {"q": "全国电力平均碳足迹因子", "unit": "kg"}))
        assert marked.count("单位不符：因子按 kWh，数据按 kg，不能换算。") == 2
        assert marked.count("data-misfit") >= 2

    @pytest.mark.parametrize("text", ["2024-footprint", "电力", "铝", "采购电解铝锭", ""])
    def test_the_box_asks_the_database_little_for_one_and_for_many(
        self, as_user: SignIn, consultant: User, text: str
    ) -> None:
        client = as_user(consultant)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("pick"), {"q": text, "unit": "kWh"})
        # The ways of asking for a name by its tiers, and once more for each part where the whole text finds nothing.
        assert len(queries) <= 36

    def test_the_box_says_what_to_do_when_nothing_is_found(self, as_user: SignIn, consultant: User) -> None:
        text = page(as_user(consultant).get(url("pick"), {"q": "<b>没有</b>"}))
        assert "没有找到“&lt;b&gt;没有&lt;/b&gt;”" in text


NEW = {
    "name": "灰铁铸件",
    "kind": "footprint",
    "form": "stated",
    "unit": "tCO2e/t",
    "amount": "2.05",
    "note": "供应商实测",
}


def test_a_consultant_makes_a_library_and_a_factor(as_user: SignIn, consultant: User) -> None:
    client = as_user(consultant)
    assert "本机构还没有因子库" in page(client.get(url("factor_new")))
    made = client.post(url("library_new"), {"name": "供应商数据", "release": "2024"})
    library = Library.objects.get()
    assert (made.status_code, made["Location"]) == (302, url("library", library.pk))
    made = client.post(
        url("factor_new"), {**NEW, "library": str(library.pk), "amount": "２.０５0", "second_hand": "on"}
    )
    factor = Factor.objects.get()
    assert (made.status_code, made["Location"]) == (302, url("factor", factor.pk))
    assert (exact(factor.amount), factor.unit, factor.second_hand) == ("2.050", "tCO2e/t", True)
    assert (factor.agency_id, factor.code) == (consultant.agency_id, "001")
    text = page(client.get(url("factor", factor.pk)))
    assert "已保存“灰铁铸件”" in text
    assert "林佳" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "必填"),
        ({"amount": "1,5"}, "千位分隔"),
        ({"amount": ""}, "请填写因子数值"),
        ({"unit": "kgCO2e/云"}, "云"),
        ({"unit": "kgCO2/kWh"}, "只计二氧化碳"),
        ({"form": "fuel"}, "须填写此项"),
        ({"heating_value": "43"}, "与所选的给出方式无关"),
        ({"gases": "CO2 1"}, "与所选的给出方式无关"),
        ({"year": "zwanzig"}, "整数"),
        ({"library": ""}, "必填"),
    ],
)
def test_a_wrong_factor_is_shown_again_with_its_reasons(
    as_user: SignIn, consultant: User, library: Library, wrong: dict[str, str], said: str
) -> None:
    response = as_user(consultant).post(url("factor_new"), {"library": str(library.pk), **NEW, **wrong})
    assert response.status_code == 422
    assert said in page(response)
    assert not Factor.objects.exists()


def test_a_factor_cannot_be_put_into_another_agencys_or_the_starter_library(
    as_user: SignIn, consultant: User, library: Library, foreign_factor: Factor, starter_loaded: None
) -> None:
    before = Factor.objects.count()
    starter = Library.objects.filter(agency=None).first()
    assert starter is not None
    for pk in (foreign_factor.library_id, starter.pk):
        response = as_user(consultant).post(url("factor_new"), {**NEW, "library": str(pk)})
        assert response.status_code == 422
    assert Factor.objects.count() == before


def test_a_fuel_is_entered_in_the_form(as_user: SignIn, consultant: User, library: Library) -> None:
    fuel = {
        "library": str(library.pk),
        "name": "柴油",
        "kind": "combustion",
        "form": "fuel",
        "heating_value": "43.33",
        "heating_value_unit": "GJ/t",
        "carbon_content": "20.2",
        "carbon_content_unit": "tC/TJ",
        "oxidation": "0.98",
        "note": "国家发布的缺省值",
    }
    client = as_user(consultant)
    assert client.post(url("factor_new"), fuel).status_code == 302
    # 43.33 × 0.0202 × 0.98 × 44/12 = 3.1451222…
    assert "= 3.145122 tCO<sub>2</sub>/t" in page(client.get(url("factor", Factor.objects.get().pk)))


def test_a_factor_is_superseded_in_the_form(
    as_user: SignIn, consultant: User, colleague: User, make_factor: MakeFactor
) -> None:
    old = make_factor(note="第一次测定")
    client = as_user(consultant)
    form = page(client.get(url("factor_supersede", old.pk)))
    assert 'value="1.9"' in form
    assert "第一次测定" in form
    sent = {**NEW, "name": old.name, "unit": old.unit, "amount": "1.95", "note": "第二次测定"}
    refused = client.post(url("factor_supersede", old.pk), sent)
    assert refused.status_code == 422
    assert "1.95" in page(refused)
    assert Factor.objects.count() == 1
    done = client.post(url("factor_supersede", old.pk), {**sent, "reason": "重新测定"})
    new = Factor.objects.get(release=2)
    assert done["Location"] == url("factor", new.pk)
    assert exact(new.amount) == "1.95"
    assert "第 2 版正在等待审核" in page(client.get(url("factor", old.pk)))
    services.approve_factor(colleague, new)
    history = page(client.get(url("factor", old.pk)))
    assert "这是旧版次" in history
    assert "重新测定" in history
    late = client.post(url("factor_supersede", old.pk), {**sent, "amount": "1.99", "reason": "又一次"})
    assert late.status_code == 422
    assert "已被取代" in page(late)
    assert "1.99" in page(late)
    assert Factor.objects.count() == 2


def test_a_factor_is_withdrawn_in_the_form(
    as_user: SignIn, consultant: User, make_factor: MakeFactor
) -> None:
    factor = make_factor()
    client = as_user(consultant)
    assert client.get(url("factor_withdraw", factor.pk)).status_code == 200
    assert client.post(url("factor_withdraw", factor.pk), {"reason": " "}).status_code == 422
    factor.refresh_from_db()
    assert factor.state == Factor.State.CURRENT
    assert client.post(url("factor_withdraw", factor.pk), {"reason": "仪器未检定"}).status_code == 302
    factor.refresh_from_db()
    assert factor.state == Factor.State.WITHDRAWN
    text = page(client.get(url("factor", factor.pk)))
    assert "因子已撤回" in text
    assert "仪器未检定" in text
    assert url("factor_withdraw", factor.pk) not in text
    assert "修订本版" in text


def test_markup_in_a_name_is_shown_as_text(
    as_user: SignIn, consultant: User, make_factor: MakeFactor
) -> None:
    factor = make_factor(name="<script>alert(1)</script>", amount=Decimal("1.9"))
    client = as_user(consultant)
    for address in (url("factor_list"), url("factor", factor.pk), url("pick") + "?q=script"):
        assert "<script>alert" not in page(client.get(address))


def test_a_factor_past_its_date_says_so(
    as_user: Callable[[User], Client], consultant: User, make_factor: MakeFactor
) -> None:
    factor = make_factor(valid_until=datetime.date(2020, 12, 31))
    Factor.objects.filter(pk=factor.pk).update(state=Factor.State.CURRENT)
    factor.refresh_from_db()
    assert (factor.standing, factor.get_state_display()) == (Factor.State.EXPIRED, "已过期")
    page = as_user(consultant).get(reverse("factors:factor", args=[factor.pk])).content.decode()
    assert "因子已过期" in page
