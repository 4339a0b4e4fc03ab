"""Bands on the pages and over the API: while a factor is entered, on its own page, listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors import plausibility
from factors.models import Factor, Library, Spread, StarterLoad
from factors.search import index
from tests.factors.conftest import MakeFactor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grids")]

SignIn = Callable[[User], Client]


class Answer(Protocol):
    """What the test client gives back."""

    @property
    def content(self) -> bytes: ...


def page(response: Answer) -> str:
    return response.content.decode()


def url(name: str, *args: int) -> str:
    return reverse(f"factors:{name}", args=args)


@pytest.fixture
def grids(db: None) -> list[Factor]:
    """A starter library of grids: 0.5, 0.52 … 0.6 kgCO2e/kWh, and metals of 2, 2.4 … 4 kgCO2e/kg."""
    library = Library.objects.create(name="全国电力碳足迹因子", release="2024年")
    places = ("全国", "华北", "华东", "华中", "西北", "南方")
    power = [
        {"name": f"{place}电网电力", "amount": Decimal(50 + 2 * number) / 100, "unit": "kgCO2e/kWh"}
        for number, place in enumerate(places)
    ]
    metals = [
        {"name": name, "amount": Decimal(20 + 4 * number) / 10, "unit": "kgCO2e/kg", "category": "金属"}
        for number, name in enumerate(("铜", "锌", "铅", "锡", "镍", "钛"))
    ]
    rows = [
        Factor(library=library, code=str(number), year=2024, **columns)
        for number, columns in enumerate(power + metals)
    ]
    Factor.objects.bulk_create(rows)
    index.add(row.pk for row in rows)
    plausibility.refresh([library.pk])
    return rows


def entered(library: Library, amount: str, **more: str) -> dict[str, str]:
    """The boxes of a grid factor."""
    return {
        "library": str(library.pk),
        "name": "园区电网电力",
        "kind": "footprint",
        "form": "stated",
        "unit": "kgCO2e/kWh",
        "amount": amount,
        "note": "电费单附注",
        **more,
    }


class TestWhileAFactorIsEntered:
    def test_the_hint_names_the_slip_and_the_neighbours(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        text = page(as_user(consultant).post(url("figure_hint"), entered(library, "5.777")))
        assert "约为典型值的 11 倍" in text
        assert "全国电网电力" in text
        assert 'name="figure_confirmed"' in text

    def test_the_hint_on_a_usual_figure_asks_for_nothing(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        text = page(as_user(consultant).post(url("figure_hint"), entered(library, "0.5777")))
        assert "数值在合理范围内" in text
        assert "figure_confirmed" not in text

    @pytest.mark.parametrize(
        "changes", [{"amount": ""}, {"amount": "fünf"}, {"unit": "kgCO2e/?"}, {"unit": ""}]
    )
    def test_what_cannot_be_read_yet_gets_no_hint(
        self, as_user: SignIn, consultant: User, library: Library, changes: dict[str, str]
    ) -> None:
        response = as_user(consultant).post(url("figure_hint"), entered(library, "5.777") | changes)
        assert (response.status_code, page(response).strip()) == (200, "")

    @pytest.mark.parametrize("confirmed", [{}, {"figure_confirmed": "on"}, {"figure_reason": "核对过"}])
    def test_a_slipped_figure_is_not_saved_by_mistake(
        self, as_user: SignIn, consultant: User, library: Library, confirmed: dict[str, str]
    ) -> None:
        before = (Factor.objects.count(), AuditEntry.objects.count())
        response = as_user(consultant).post(url("factor_new"), entered(library, "5.777", **confirmed))
        text = page(response)
        assert response.status_code == 422
        assert "数值偏离合理范围" in text
        assert "约为典型值的 11 倍" in text  # also without scripts
        assert (Factor.objects.count(), AuditEntry.objects.count()) == before

    def test_it_is_saved_when_somebody_says_why(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        confirmed = {"figure_confirmed": "on", "figure_reason": "柴油自发电，与审计报告一致"}
        response = as_user(consultant).post(url("factor_new"), entered(library, "5.777", **confirmed))
        assert response.status_code == 302
        factor = Factor.objects.get(name="园区电网电力")
        assert factor.note.startswith("电费单附注\n数值偏离合理范围（")
        assert factor.note.endswith("经确认：柴油自发电，与审计报告一致")
        told = AuditEntry.objects.get(act="factor.create", subject_id=factor.pk)
        assert "柴油自发电" in json.dumps(told.after, ensure_ascii=False)

    def test_a_usual_figure_is_saved_without_a_word(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        response = as_user(consultant).post(url("factor_new"), entered(library, "0.5777"))
        assert response.status_code == 302
        assert Factor.objects.get(name="园区电网电力").note == "电费单附注"

    def test_the_next_release_is_looked_at_too(
        self, as_user: SignIn, consultant: User, library: Library, make_factor: MakeFactor
    ) -> None:
        old = make_factor(name="园区电网电力", unit="kgCO2e/kWh", amount=Decimal("0.58"))
        boxes = {key: value for key, value in entered(library, "5.8").items() if key != "library"}
        browser = as_user(consultant)
        response = browser.post(url("factor_supersede", old.pk), boxes | {"reason": "新数据"})
        assert response.status_code == 422
        assert not Factor.objects.filter(supersedes=old).exists()
        confirmed = {"reason": "新数据", "figure_confirmed": "on", "figure_reason": "自发电"}
        assert browser.post(url("factor_supersede", old.pk), boxes | confirmed).status_code == 302
        assert "经确认：自发电" in Factor.objects.get(supersedes=old).note

    def test_who_may_not_enter_factors_gets_no_hint(
        self, as_user: SignIn, reviewer: User, library: Library
    ) -> None:
        assert as_user(reviewer).post(url("figure_hint"), entered(library, "5.777")).status_code == 403

    def test_a_strangers_factor_is_not_revealed_by_the_hint(
        self, as_user: SignIn, consultant: User, library: Library, foreign_factor: Factor
    ) -> None:
        address = f"{url('figure_hint')}?factor={foreign_factor.pk}"
        assert as_user(consultant).post(address, entered(library, "5.777")).status_code == 404


class TestPages:
    def test_a_factors_page_leads_to_its_band(
        self, as_user: SignIn, reviewer: User, grids: list[Factor]
    ) -> None:
        factor = grids[0]
        browser = as_user(reviewer)
        assert url("factor_band", factor.pk) in page(browser.get(url("factor", factor.pk)))
        text = page(browser.get(url("factor_band", factor.pk)))
        assert "数值在合理范围内" in text
        assert "<svg" in text
        assert "style=" not in text  # the content security policy lets no inline style pass
        assert "全国电力碳足迹因子 2024年" in text

    def test_a_factor_that_is_alone_says_so(
        self, as_user: SignIn, consultant: User, make_factor: MakeFactor
    ) -> None:
        factor = make_factor(name="托盘", unit="kgCO2e/件", amount=Decimal(8))
        assert "无从比较" in page(as_user(consultant).get(url("factor_band", factor.pk)))

    def test_the_list_shows_bands_with_their_libraries(self, as_user: SignIn, reviewer: User) -> None:
        text = page(as_user(reviewer).get(url("band_list")))
        for expected in ("金属", "质量", "能量", "全国电力碳足迹因子 2024年", "中位数"):
            assert expected in text

    def test_a_figure_is_compared_without_entering_it(self, as_user: SignIn, reviewer: User) -> None:
        asked = {"name": "锌锭", "value": "2.4", "unit": "kgCO2e/t", "kind": "footprint"}
        before = Factor.objects.count()
        text = page(as_user(reviewer).get(url("band_list"), asked))
        assert "千克与吨" in text
        assert Factor.objects.count() == before

    def test_a_question_that_cannot_be_read_says_why(self, as_user: SignIn, reviewer: User) -> None:
        asked = {"name": "柴油", "value": "drei", "unit": "kgCO2/?", "kind": "combustion"}
        text = page(as_user(reviewer).get(url("band_list"), asked))
        assert "不是数值" in text
        assert "系统不认识单位" in text

    def test_without_libraries_the_list_is_empty_and_says_so(
        self, as_user: SignIn, reviewer: User, client: Client
    ) -> None:
        Spread.objects.all().delete()
        assert "还没有合理范围" in page(as_user(reviewer).get(url("band_list")))

    def test_the_libraries_page_names_the_release(self, as_user: SignIn, reviewer: User) -> None:
        StarterLoad.objects.create(release="2026.11")
        assert "2026.11 版，载入于" in page(as_user(reviewer).get(url("library_list")))


class TestApi:
    def answer(self, browser: Client, **question: str) -> Any:
        return browser.get(reverse("api-plausibility-verdict"), question)

    def test_a_verdict(self, as_user: SignIn, consultant: User) -> None:
        response = self.answer(as_user(consultant), name="外购电力", value="5.777", unit="kgCO2e/kWh")
        verdict = response.json()["verdict"]
        assert (verdict["off"], verdict["above"], verdict["times"]) == (True, True, "11")
        assert verdict["unit"] == "kgCO2e/kWh"

    def test_nothing_to_compare_with_is_null(self, as_user: SignIn, consultant: User) -> None:
        response = self.answer(as_user(consultant), name="托盘", value="8", unit="kgCO2e/件")
        assert response.json() == {"verdict": None}

    @pytest.mark.parametrize(
        ("question", "field"),
        [
            ({"name": "电", "value": "x", "unit": "kgCO2e/kWh"}, "value"),
            ({"name": "电", "value": "1", "unit": "kWh"}, "unit"),
            ({"value": "1", "unit": "kgCO2e/kWh"}, "name"),
            ({"name": "电", "value": "1", "unit": "kgCO2e/kWh", "kind": "guessed"}, "kind"),
        ],
    )
    def test_a_question_that_cannot_be_read_is_refused(
        self, as_user: SignIn, consultant: User, question: dict[str, str], field: str
    ) -> None:
        response = self.answer(as_user(consultant), **question)
        assert response.status_code == 400
        assert field in response.json()

    def test_the_bands(self, as_user: SignIn, consultant: User) -> None:
        bands = as_user(consultant).get(reverse("api-plausibility-list")).json()
        metals = next(band for band in bands if band["category"] == "金属" and band["kind"] == "footprint")
        assert (metals["unit"], metals["dimension"]) == ("kgCO2e/kg", "mass")
        assert Decimal(metals["low"]) < Decimal(metals["median"]) < Decimal(metals["high"])
        assert metals["libraries"] == ["全国电力碳足迹因子 2024年"]


class TestConfirmingOverTheApi:
    """Grids of 0.5 … 0.6 kgCO2e/kWh are known."""

    def post(self, browser: Client, name: str, body: dict[str, Any], *args: int) -> Any:
        return browser.post(reverse(name, args=args), json.dumps(body), "application/json")

    def body(self, library: Library, amount: str, **more: Any) -> dict[str, Any]:
        return {
            "library": library.pk,
            "name": "园区电网电力",
            "amount": amount,
            "unit": "kgCO2e/kWh",
            "note": "电费单",
            **more,
        }

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"figure_confirmed": True},
            {"figure_reason": "核对过"},
            {"figure_confirmed": False, "figure_reason": "核对过"},
        ],
    )
    def test_a_slipped_figure_is_refused(
        self, as_user: SignIn, consultant: User, library: Library, said: dict[str, Any]
    ) -> None:
        before = (Factor.objects.count(), AuditEntry.objects.count())
        response = self.post(as_user(consultant), "api-factor-list", self.body(library, "5.777", **said))
        assert response.status_code == 400
        text = str(response.json()["figure_confirmed"])
        assert "本数值 5.78" in text
        assert "figure_reason" in text
        assert (Factor.objects.count(), AuditEntry.objects.count()) == before

    def test_it_is_taken_with_a_reason(self, as_user: SignIn, consultant: User, library: Library) -> None:
        said = {"figure_confirmed": True, "figure_reason": "柴油自发电"}
        response = self.post(as_user(consultant), "api-factor-list", self.body(library, "5.777", **said))
        assert response.status_code == 201
        assert "figure_confirmed" not in response.json()
        assert Factor.objects.get(name="园区电网电力").note.endswith("经确认：柴油自发电")

    def test_a_usual_figure_needs_nothing(self, as_user: SignIn, consultant: User, library: Library) -> None:
        response = self.post(as_user(consultant), "api-factor-list", self.body(library, "0.5777"))
        assert response.status_code == 201
        assert response.json()["note"] == "电费单"

    def test_the_next_release_is_looked_at_too(
        self, as_user: SignIn, consultant: User, make_factor: MakeFactor
    ) -> None:
        old = make_factor(name="园区电网电力", unit="kgCO2e/kWh", amount=Decimal("0.58"))
        browser, body = as_user(consultant), {"amount": "5.8", "reason": "新数据"}
        response = self.post(browser, "api-factor-supersede", body, old.pk)
        assert response.status_code == 400
        assert not Factor.objects.filter(supersedes=old).exists()
        confirmed = body | {"figure_confirmed": True, "figure_reason": "自发电"}
        assert self.post(browser, "api-factor-supersede", confirmed, old.pk).status_code == 201
        assert "经确认：自发电" in Factor.objects.get(supersedes=old).note

    def test_a_mix_that_no_origin_explains_is_refused(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        def body(amount: str, **said: Any) -> dict[str, Any]:
            figure = {
                "name": "外购",
                "amount": amount,
                "unit": "kgCO2e/kWh",
                "source": {"document": "电费单"},
            }
            part = {"role": "grid", "name": "外购", "amount": "1000", "factor": figure}
            head = {"library": library.pk, "name": "厂区用电", "note": "电费单"}
            return {**head, "mix": {"parts": [part]}, **said}

        browser = as_user(consultant)
        refused = self.post(browser, "api-composite-factor-list", body("5.777"))
        assert (refused.status_code, "figure_confirmed" in refused.json()) == (400, True)
        assert not Factor.objects.filter(name="厂区用电").exists()
        said = {"figure_confirmed": True, "figure_reason": "柴油自发电"}
        assert self.post(browser, "api-composite-factor-list", body("5.777", **said)).status_code == 201
        assert self.post(browser, "api-composite-factor-list", body("0.5777")).status_code == 201


class TestWhileACompositeIsEntered:
    def sent(self, library: Library, figure: str, **more: str) -> dict[str, str]:
        return {
            "library": str(library.pk),
            "name": "厂区用电",
            "note": "电费单",
            "amount_unit": "kWh",
            "parts-TOTAL_FORMS": "1",
            "parts-INITIAL_FORMS": "0",
            "parts-0-role": "grid",
            "parts-0-amount": "1000",
            "parts-0-figure": figure,
            "parts-0-figure_unit": "kgCO2e/kWh",
            "parts-0-figure_source": "电费单",
            **more,
        }

    def test_the_preview_says_that_the_mix_lies_off(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        browser = as_user(consultant)
        off = page(browser.post(url("mix_preview"), self.sent(library, "5.777")))
        assert "提交时须确认数值无误" in off
        usual = page(browser.post(url("mix_preview"), self.sent(library, "0.5777")))
        assert "数值在合理范围内" in usual

    def test_it_is_saved_when_somebody_says_why(
        self, as_user: SignIn, consultant: User, library: Library
    ) -> None:
        browser = as_user(consultant)
        response = browser.post(url("mix_new"), self.sent(library, "5.777"))
        assert response.status_code == 422
        assert 'name="figure_confirmed"' in page(response)
        assert not Factor.objects.filter(name="厂区用电").exists()
        said = {"figure_confirmed": "on", "figure_reason": "柴油自发电"}
        assert browser.post(url("mix_new"), self.sent(library, "5.777", **said)).status_code == 302
        assert Factor.objects.get(name="厂区用电").note.endswith("经确认：柴油自发电")
