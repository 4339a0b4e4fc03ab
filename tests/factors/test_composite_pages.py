"""The guided pages of composite factors and their API: entered, refused at the box, shown with parts and steps."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors import services
from factors.models import Factor, FactorComponent, GwpSet, GwpValue, Library
from tests.factors.composite_samples import lorry, phases

D = Decimal
MakeFactor = Callable[..., Factor]
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(as_user: Callable[[User], Client], consultant: User) -> Client:
    return as_user(consultant)


@pytest.fixture
def released(make_factor: MakeFactor) -> Callable[..., Factor]:
    def make(name: str, amount: str, unit: str = "kgCO2e/kWh", **more: Any) -> Factor:
        row = make_factor(name=name, amount=D(amount), unit=unit, note="测试", **more)
        Factor.objects.filter(pk=row.pk).update(state=Factor.State.CURRENT)
        row.refresh_from_db()
        return row

    return make


def mix_boxes(library: Library, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    boxes = {
        "library": library.pk,
        "name": "厂区用电",
        "note": "电费单",
        "amount_unit": "kWh",
        "parts-TOTAL_FORMS": len(parts),
        "parts-INITIAL_FORMS": 0,
        **more,
    }
    for index, part in enumerate(parts):
        boxes |= {f"parts-{index}-{name}": value for name, value in part.items()}
    return boxes


def lorry_boxes(library: Library, **more: Any) -> dict[str, Any]:
    typed = {"figure_unit": "kgCO2e/km", "figure_source": "车辆油耗测试报告"}
    boxes = {
        "library": library.pk,
        "name": "33 t 铰接车",
        "note": "运单",
        "vehicle": "铰接式货车",
        "payload_t": "25",
        "load_rate": "0.6",
        "empty_return": "0.2",
        "surcharge": "0",
        "phase": "wtw",
        "empty-driving-figure": "0.79912",
        "full-driving-figure": "1.32217",
    }
    for load in ("empty", "full"):
        boxes |= {f"{load}-driving-{name}": value for name, value in typed.items()}
    return boxes | more


class TestMix:
    def test_it_is_entered_and_shown_with_its_parts_and_steps(
        self, signed_in: Client, library: Library, released: Callable[..., Factor]
    ) -> None:
        grid, sun = released("全国电网", "0.5777"), released("光伏", "0.0520")
        boxes = mix_boxes(
            library,
            {"role": "grid", "amount": "1,000", "factor": grid.pk},
            {"role": "green", "amount": "300", "figure": "0.0324", "figure_unit": "kgCO2e/kWh",
             "figure_source": "公告", "certificates": "GEC-1～300", "instrument": "gec"},
            {"role": "own", "amount": "200", "sold": "50", "factor": sun.pk},
            {"role": "delivery"},
        )  # fmt: skip
        response = signed_in.post(reverse("factors:mix_new"), boxes)
        made = Factor.objects.get(form=Factor.Form.MIX)
        assert response.headers["Location"] == reverse("factors:factor", args=[made.pk])
        assert (made.state, services.component_ids(made)) == (Factor.State.PROPOSED, [grid.pk, sun.pk])
        page = signed_in.get(reverse("factors:factor", args=[made.pk])).content.decode()
        for text in (
            "0.3756625",
            "62.5%",
            reverse("factors:factor", args=[grid.pk]),
            "GEC-1～300",
            "750 kWh",
        ):
            assert text in page

    @pytest.mark.parametrize(
        ("change", "box", "message"),
        [
            ({"parts-1-amount": "1001"}, "parts-1-amount", "多于外购电网电量"),
            ({"parts-1-figure_unit": "kgCO2e/kg"}, "parts-1-figure_unit", "请选用以每度电计的因子"),
            ({"parts-1-figure_source": ""}, "parts-1-figure_source", "须填写此项"),
            ({"parts-1-figure": ""}, "parts-1-factor", "请选择组成因子"),
            ({"parts-1-figure": "0"}, "parts-1-figure", "任何发电方式都有生命周期排放"),
            ({"parts-1-amount": "viel"}, "parts-1-amount", "不是数值"),
            ({"parts-0-amount": "-1"}, "parts-0-amount", "不能为负"),
        ],
    )
    def test_what_is_wrong_stands_at_its_box(
        self, signed_in: Client, library: Library, change: dict[str, str], box: str, message: str
    ) -> None:
        typed = {"figure": "0.0324", "figure_unit": "kgCO2e/kWh", "figure_source": "公告"}
        boxes = mix_boxes(
            library,
            {"role": "grid", "amount": "1000", **typed},
            {"role": "green", "amount": "300", "certificates": "1", **typed},
        )
        response = signed_in.post(reverse("factors:mix_new"), boxes | change)
        assert response.status_code == 422
        form = response.context["entry"].parts.forms[int(box.split("-")[1])]
        assert message in str(form.errors[box.split("-")[2]])
        assert Factor.objects.count() == 0

    def test_nothing_entered_is_refused(self, signed_in: Client, library: Library) -> None:
        response = signed_in.post(reverse("factors:mix_new"), mix_boxes(library, {"role": "grid"}))
        assert response.status_code == 422
        assert "还没有填写任何电量" in response.content.decode()

    def test_the_arithmetic_is_told_while_it_is_typed(self, signed_in: Client, library: Library) -> None:
        typed = {"figure": "0.5777", "figure_unit": "kgCO2e/kWh", "figure_source": "公告"}
        boxes = mix_boxes(library, {"role": "grid", "amount": "1000", **typed})
        page = signed_in.post(reverse("factors:mix_preview"), boxes).content.decode()
        assert "合计：577.7 kgCO<sub>2</sub>e ÷ 1000 kWh = 0.5777" in page
        wrong = boxes | {"parts-0-amount": "-1"}
        assert "不能为负" in signed_in.post(reverse("factors:mix_preview"), wrong).content.decode()
        blank = signed_in.post(reverse("factors:mix_preview"), mix_boxes(library, {"role": "grid"}))
        assert "填写各项后" in blank.content.decode()
        assert Factor.objects.count() == 0

    def test_a_management_form_that_is_gone_is_told(self, signed_in: Client) -> None:
        assert signed_in.post(reverse("factors:mix_preview"), {}).status_code == 200
        assert signed_in.post(reverse("factors:mix_new"), {}).status_code == 422


class TestLorry:
    def test_it_is_entered_and_shown(self, signed_in: Client, library: Library) -> None:
        boxes = lorry_boxes(library, surcharge="0.15", surcharge_note="冷藏 2～8 ℃")
        signed_in.post(reverse("factors:transport_new"), boxes)
        made = Factor.objects.get(form=Factor.Form.TRANSPORT)
        assert (made.kind, made.unit) == (Factor.Kind.FOOTPRINT, "kgCO2e/(t·km)")
        page = signed_in.get(reverse("factors:factor", args=[made.pk])).content.decode()
        assert page.count("finding-warning") == 0
        for text in ("0.09757934", "铰接式货车", "冷藏 2～8 ℃", "0.79912"):
            assert text in page

    def test_driving_alone_is_of_the_kind_combustion(self, signed_in: Client, library: Library) -> None:
        signed_in.post(reverse("factors:transport_new"), lorry_boxes(library, phase="ttw"))
        assert Factor.objects.get(form=Factor.Form.TRANSPORT).kind == Factor.Kind.COMBUSTION

    @pytest.mark.parametrize(
        ("change", "box", "message"),
        [
            ({"load_rate": "60"}, "load_rate", "60% 填写 0.6"),
            ({"payload_t": ""}, "payload_t", ""),
            ({"payload_t": "1" * 40}, "payload_t", "30 位有效数字"),
            ({"empty_return": "1.5"}, "empty_return", "须在 0 与 1 之间"),
        ],
    )
    def test_what_is_wrong_stands_at_its_box(
        self, signed_in: Client, library: Library, change: dict[str, str], box: str, message: str
    ) -> None:
        response = signed_in.post(reverse("factors:transport_new"), lorry_boxes(library, **change))
        assert response.status_code == 422
        assert message in str(response.context["entry"].vehicle.errors[box])
        assert Factor.objects.count() == 0

    def test_a_wrong_unit_stands_at_the_figure(self, signed_in: Client, library: Library) -> None:
        boxes = lorry_boxes(library) | {"full-driving-figure_unit": "kgCO2e/(t·km)"}
        response = signed_in.post(reverse("factors:transport_new"), boxes)
        form = response.context["entry"].figures["full", True]
        assert "请选用以每车公里计的因子" in str(form.errors["figure_unit"])

    def test_the_steps_are_told_while_it_is_typed(self, signed_in: Client, library: Library) -> None:
        page = signed_in.post(reverse("factors:transport_preview"), lorry_boxes(library)).content.decode()
        assert "1.272774 kgCO<sub>2</sub>e/km ÷ （0.6 × 25 t） = 0.0848516" in page


class TestSuperseding:
    def test_the_boxes_hold_what_stands_there(
        self, signed_in: Client, consultant: User, library: Library
    ) -> None:
        old = self.made(consultant, library)
        page = signed_in.get(reverse("factors:factor_supersede", args=[old.pk]))
        entry = page.context["entry"]
        assert entry.vehicle["phase"].value() == "split"
        assert entry.figures["full", False]["figure"].value() == "0.25296"

    def test_the_next_release_is_proposed(
        self, signed_in: Client, consultant: User, library: Library
    ) -> None:
        old = self.made(consultant, library)
        boxes = lorry_boxes(library, load_rate="0.8", reason="运单更正")
        response = signed_in.post(reverse("factors:factor_supersede", args=[old.pk]), boxes)
        new = Factor.objects.get(supersedes=old)
        assert response.headers["Location"] == reverse("factors:factor", args=[new.pk])
        assert (new.release, new.state) == (2, Factor.State.PROPOSED)
        assert new.composition["load_rate"] == "0.8"
        old.refresh_from_db()
        assert old.composition["load_rate"] == "0.6"

    def test_a_refused_one_is_begun_again_with_what_it_said(
        self, signed_in: Client, consultant: User, library: Library
    ) -> None:
        refused = self.made(consultant, library)
        page = signed_in.get(reverse("factors:transport_new") + f"?again={refused.pk}")
        assert page.context["entry"].vehicle["load_rate"].value() == "0.6"
        assert page.context["form"]["name"].value() == "货车"
        other = signed_in.get(reverse("factors:mix_new") + f"?again={refused.pk}")
        assert other.context["entry"].parts.initial_form_count() == 4

    def made(self, consultant: User, library: Library) -> Factor:
        factor = Factor(library=library, name="货车", note="运单")
        value = phases()
        made = services.create_composite(consultant, factor, services.Draft(value, (None,) * 4))
        Factor.objects.filter(pk=made.pk).update(state=Factor.State.CURRENT)
        return made


def test_the_plain_form_offers_no_composite(signed_in: Client) -> None:
    page = signed_in.get(reverse("factors:factor_new"))
    assert [value for value, _label in page.context["form"].fields["form"].choices] == [
        "stated",
        "fuel",
        "gases",
    ]


def test_a_factor_by_gas_shows_what_each_set_makes_of_it(signed_in: Client, make_factor: MakeFactor) -> None:
    for name, methane in (("IPCC AR5", "28"), ("IPCC AR6", "27.9")):
        gwp_set = GwpSet.objects.create(name=name)
        GwpValue.objects.create(gwp_set=gwp_set, symbol="CH4", name="甲烷", value=D(methane))
        if name == "IPCC AR6":
            GwpValue.objects.create(gwp_set=gwp_set, symbol="CO2", name="二氧化碳", value=D("1"))
    factor = make_factor(
        form="gases", gases={"CH4": "0.001", "CO2": "2.1"}, unit="kg", amount=None, note="测"
    )
    page = signed_in.get(reverse("factors:factor", args=[factor.pk]))
    five, six = page.context["gwp_sets"]
    # 2.1 × 1 + 0.001 × 27.9 = 2.1279; the first set knows no CO2
    assert (five.total, six.total, six.unit) == (None, D("2.1279"), "kgCO2e/kg")
    assert "不能折算" in page.content.decode()


class TestApi:
    def post(self, client: Client, body: dict[str, Any]) -> Any:
        return client.post(reverse("api-composite-factor-list"), json.dumps(body), "application/json")

    def body(self, library: Library, *parts: dict[str, Any]) -> dict[str, Any]:
        return {"library": library.pk, "name": "厂区用电", "note": "电费单", "mix": {"parts": list(parts)}}

    def test_parts_are_nested(
        self, signed_in: Client, library: Library, released: Callable[..., Factor]
    ) -> None:
        grid = released("全国电网", "0.5777")
        figure = {"name": "光伏", "amount": "0.0520", "unit": "kgCO2e/kWh", "source": {"document": "公告"}}
        answer = self.post(
            signed_in,
            self.body(
                library,
                {"role": "grid", "name": "外购", "amount": "1000", "component": grid.pk},
                {"role": "own", "name": "光伏", "amount": "200", "factor": figure},
            ),
        )
        assert answer.status_code == 201
        told = answer.json()
        assert (told["form"], told["unit"], told["state"]) == ("mix", "kgCO2e/kWh", "proposed")
        assert (told["components"], told["composition"]["parts"][0]["factor"]["amount"]) == (
            [grid.pk],
            "0.5777",
        )

    @pytest.mark.parametrize(
        ("part", "message"),
        [
            ({"role": "grid", "name": "外购", "amount": "9", "component": 999999}, "没有找到因子 999999"),
            ({"role": "grid", "name": "外购", "amount": "9", "component": "x"}, "没有找到因子 x"),
            ({"role": "grid", "name": "外购", "amount": 9, "factor": {}}, "带引号的文本"),
            ({"role": "grid", "name": "外购", "amount": "9", "factor": {}, "component": 1}, "只能给出其一"),
            ("grid", "parts.0"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_written(
        self, signed_in: Client, library: Library, part: Any, message: str
    ) -> None:
        answer = self.post(signed_in, self.body(library, part))
        assert (answer.status_code, Factor.objects.count(), FactorComponent.objects.count()) == (400, 0, 0)
        assert message in answer.content.decode()

    def test_exactly_one_composition_is_given(self, signed_in: Client, library: Library) -> None:
        both = self.body(library) | {"transport": lorry().model_dump(mode="json")}
        neither = {name: value for name, value in self.body(library).items() if name != "mix"}
        for body in (both, neither, self.body(library) | {"mix": 3}, self.body(library) | {"mixx": 3}):
            assert self.post(signed_in, body).status_code == 400
        assert Factor.objects.count() == 0

    def test_the_plain_address_takes_no_composition(self, signed_in: Client, library: Library) -> None:
        body = {"library": library.pk, "name": "x", "note": "x", "form": "mix", "unit": "kgCO2e/kWh"}
        answer = signed_in.post(reverse("api-factor-list"), json.dumps(body), "application/json")
        assert (answer.status_code, Factor.objects.count()) == (400, 0)
