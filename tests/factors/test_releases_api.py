"""Factors over the API beyond reading: with their source file, next releases, withdrawn, what the system writes itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from factors import services
from factors.models import Factor, Library
from tests.factors.composite_samples import component, lorry, mix, part
from tests.factors.conftest import MakeFactor
from tests.factors.test_library_access import _browser

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JSON = "application/json"


@pytest.fixture
def api(consultant: User) -> Client:
    return _browser(consultant)


def entered(library: Library, **more: Any) -> dict[str, Any]:
    return {"library": library.pk, "name": "铸铁件", "unit": "kgCO2e/kg", "amount": "1.90"} | more


# --- the source file --------------------------------------------------------------------------------------------


def test_a_figure_comes_with_its_file_which_is_served_as_it_was(
    api: Client, library: Library, colleague: User, client_person: User, stranger: User
) -> None:
    file = SimpleUploadedFile("供应商报告.pdf", PDF)
    answer = api.post("/api/v1/factors/", entered(library, file=file, gases="{}"))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["state"], body["amount"], body["evidence_name"]) == ("proposed", "1.90", "供应商报告.pdf")
    assert "file" not in body
    address = f"/api/v1/factors/{body['id']}/evidence/"
    served = _browser(colleague).get(address)
    assert (served.content, served["Content-Type"]) == (PDF, "application/pdf")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert [_browser(who).get(address).status_code for who in (client_person, stranger)] == [403, 404]


def test_another_agency_that_uses_a_shared_figure_gets_no_file(
    api: Client, library: Library, colleague: User, stranger: User
) -> None:
    file = SimpleUploadedFile("报告.pdf", PDF)
    number = api.post("/api/v1/factors/", entered(library, file=file)).json()["id"]
    services.approve_factor(colleague, Factor.objects.get(pk=number))
    Library.objects.filter(pk=library.pk).update(audience="shared", licence="可转授权")
    theirs = _browser(stranger)
    assert theirs.get(f"/api/v1/factors/{number}/").status_code == 200
    assert theirs.get(f"/api/v1/factors/{number}/evidence/").status_code == 404


def test_what_may_not_be_stored_is_refused_as_on_the_page(api: Client, library: Library) -> None:
    script = SimpleUploadedFile("报告.pdf", b"<script>alert(1)</script>", "application/pdf")
    refused = api.post("/api/v1/factors/", entered(library, file=script))
    assert (refused.status_code, list(refused.json())) == (400, ["file"])
    bare = api.post("/api/v1/factors/", entered(library), content_type=JSON)
    assert bare.status_code == 400
    assert "来源文件" in bare.json()["note"][0]
    assert not Factor.objects.exists()


# --- what the system writes itself ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "current"),
        ("proposed_by", 1),
        ("release", 7),
        ("evidence_digest", "00"),
        ("composition", {}),
    ],
)
def test_what_the_system_writes_is_refused_not_passed_over(
    api: Client, library: Library, name: str, value: object
) -> None:
    sent = entered(library, note="实测") | {name: value}
    refused = api.post("/api/v1/factors/", sent, content_type=JSON)
    assert refused.status_code == 400
    assert "由系统写入" in refused.json()[name][0]
    assert not Factor.objects.exists()


@pytest.mark.parametrize("name", ["audience", "exportable", "agency"])
def test_a_library_s_terms_are_not_set_in_passing(api: Client, consultant: User, name: str) -> None:
    refused = api.post("/api/v1/libraries/", {"name": "新库", name: "shared"}, content_type=JSON)
    assert refused.status_code == 400
    assert "由系统写入" in refused.json()[name][0]
    assert not Library.objects.filter(agency=consultant.agency).exists()


def test_a_composite_s_state_is_refused_too(api: Client, library: Library) -> None:
    refused = api.post(
        "/api/v1/composite-factors/", entered(library) | {"state": "current"}, content_type=JSON
    )
    assert refused.status_code == 400
    assert {"state", "amount"} & set(refused.json())


# --- releases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"load_rate": "0"}, {"payload_t": "0"}, {"load_rate": "1.2"}])
def test_a_lorry_that_carries_nothing_is_refused_at_its_place(
    api: Client, library: Library, wrong: dict[str, str]
) -> None:
    transport = {**lorry().model_dump(mode="json"), **wrong}
    body = {"library": library.pk, "name": "干线运输", "note": "实测", "transport": transport}
    answer = api.post("/api/v1/composite-factors/", body, content_type=JSON)
    assert answer.status_code == 400, answer.content
    assert list(answer.json()) == ["composition"]


def test_a_mix_of_no_electricity_is_refused(api: Client, library: Library) -> None:
    body = {
        "library": library.pk,
        "name": "厂区用电",
        "note": "实测",
        "mix": mix(part("grid", "0")).model_dump(mode="json"),
    }
    answer = api.post("/api/v1/composite-factors/", body, content_type=JSON)
    assert (answer.status_code, list(answer.json())) == (400, ["composition"])


def test_the_next_release_is_proposed_and_the_history_told(
    api: Client, make_factor: MakeFactor, colleague: User
) -> None:
    first = make_factor()
    address = f"/api/v1/factors/{first.pk}/"
    sent = {"amount": "2.050", "reason": "新一年实测"}
    answer = api.post(f"{address}supersede/", sent, content_type=JSON)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["release"], body["supersedes"], body["state"]) == (2, first.pk, "proposed")
    assert (body["amount"], body["unit"], body["note"]) == ("2.050", first.unit, first.note)
    again = api.post(f"{address}supersede/", sent, content_type=JSON)
    assert again.status_code == 400
    assert "正在等待审核" in str(again.json())
    services.approve_factor(colleague, Factor.objects.get(pk=body["id"]))
    history = api.get(f"{address}releases/").json()
    assert [(row["release"], row["state"]) for row in history] == [(2, "current"), (1, "superseded")]


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"amount": "2"}, "reason"),
        ({"amount": "2", "reason": "x", "state": "current"}, "state"),
        ({"amount": "2", "reason": "x", "library": 1}, "library"),
        ({"amount": 2.0, "reason": "x"}, "amount"),
    ],
)
def test_a_release_that_cannot_be_is_refused_at_its_place(
    api: Client, make_factor: MakeFactor, sent: dict[str, Any], place: str
) -> None:
    first = make_factor()
    refused = api.post(f"/api/v1/factors/{first.pk}/supersede/", sent, content_type=JSON)
    assert refused.status_code == 400
    assert list(refused.json()) == [place]
    assert Factor.objects.count() == 1


def test_a_factor_is_withdrawn_with_its_reason(api: Client, make_factor: MakeFactor) -> None:
    factor = make_factor()
    address = f"/api/v1/factors/{factor.pk}/withdraw/"
    assert api.post(address, {}, content_type=JSON).status_code == 400
    done = api.post(address, {"reason": "测错了"}, content_type=JSON)
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")


def test_a_composite_s_next_release_has_its_whole_composition(
    api: Client, library: Library, colleague: User
) -> None:
    grid = component("0.6", name="电网")
    first = {"mix": mix(part("grid", "1000", grid)).model_dump(mode="json", exclude={"kind"})}
    base = {"library": library.pk, "name": "厂区用电", "note": "电费单"}
    made = api.post("/api/v1/composite-factors/", base | first, content_type=JSON)
    assert made.status_code == 201, made.content
    factor = services.approve_factor(colleague, Factor.objects.get(pk=made.json()["id"]))
    address = f"/api/v1/composite-factors/{factor.pk}/supersede/"
    assert api.post(address, {"reason": "x"}, content_type=JSON).status_code == 400
    other = component("0.5", name="电网")
    second = {"mix": mix(part("grid", "1000", other)).model_dump(mode="json", exclude={"kind"})}
    answer = api.post(address, {"reason": "电网因子更新", **second}, content_type=JSON)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["release"], answer.json()["supersedes"]) == (2, factor.pk)
    wrong = api.post(f"/api/v1/factors/{factor.pk}/supersede/", {"reason": "x"}, content_type=JSON)
    assert wrong.status_code == 400
    assert "composite-factors" in str(wrong.json())


# --- the way back after a withdrawn release ---------------------------------------------------------------------


def withdrawn_successor(make_factor: MakeFactor, consultant: User, colleague: User) -> tuple[Factor, Factor]:
    """A release of 1.9 whose successor of 19 was a mistake and is withdrawn."""
    first = make_factor()
    second = services.supersede_factor(consultant, first, {"amount": "19"}, "更新")
    services.approve_factor(colleague, second)
    services.withdraw_factor(consultant, Factor.objects.get(pk=second.pk), "小数点错位")
    return Factor.objects.get(pk=first.pk), Factor.objects.get(pk=second.pk)


def test_the_figure_before_is_put_forward_again(
    api: Client, make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    first, second = withdrawn_successor(make_factor, consultant, colleague)
    page = api.get(f"/factors/{second.pk}/").content.decode()
    address = f"/factors/{second.pk}/supersede/?from={first.pk}"
    assert address in page
    assert "以第 1 版的数值重新提交" in page
    form = api.get(address).context["form"]
    assert form["amount"].value() == "1.9"
    third = services.supersede_factor(consultant, second, {"amount": "1.9"}, "恢复第 1 版")
    services.approve_factor(colleague, third)
    states = dict(Factor.objects.values_list("release", "state"))
    assert states == {1: "superseded", 2: "withdrawn", 3: "current"}


def test_a_withdrawn_release_is_put_forward_as_it_was_but_once(
    make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    _first, second = withdrawn_successor(make_factor, consultant, colleague)
    third = services.supersede_factor(consultant, second, {}, "撤回有误")
    services.approve_factor(colleague, third)
    with pytest.raises(Exception, match="已有第 3 版"):
        services.supersede_factor(consultant, second, {"amount": "3"}, "再改")


@pytest.mark.parametrize("state", ["proposed", "rejected", "superseded"])
def test_no_form_opens_for_what_cannot_be_revised(
    api: Client, make_factor: MakeFactor, consultant: User, state: str
) -> None:
    factor = make_factor()
    Factor.objects.filter(pk=factor.pk).update(state=state)
    answer = api.get(f"/factors/{factor.pk}/supersede/", follow=True)
    assert answer.redirect_chain == [(f"/factors/{factor.pk}/", 302)]
    assert "不能再修订或撤回" in answer.content.decode()
    assert f"/factors/{factor.pk}/supersede/" not in answer.content.decode()
