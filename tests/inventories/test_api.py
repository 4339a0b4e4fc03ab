"""Clients, products, studies, stages and lines over the API: the same rows, rules and versions as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import AuditEntry
from factors.models import Factor, GwpSet, Library
from inventories.models import Company, InventoryLine, Product, Stage, Study
from tests.people import People, make_people
from tests.reports.api import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def program(people: People) -> Program:
    return Program(people.consultant)


@pytest.fixture
def gwp_set() -> GwpSet:
    return GwpSet.objects.create(name="示范 AR6", source="示范", horizon_years=100)


def _made(program: Program, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, row = program.post(path, body)
    assert status == 201, row
    assert isinstance(row, dict)
    return row


def _product(program: Program) -> dict[str, Any]:
    company = _made(program, "companies/", {"name": "示范制造有限公司"})
    return _made(program, "products/", {"company": company["id"], "name": "支架", "mass": "1.20"})


def _study(program: Program, gwp_set: GwpSet) -> dict[str, Any]:
    body = {
        "product": _product(program)["id"],
        "title": "支架产品碳足迹核算",
        "period_start": "2023-01-01",
        "period_end": "2023-12-31",
        "boundary_type": "cradle_to_gate",
        "gwp_set": gwp_set.pk,
    }
    return _made(program, "studies/", body)


def test_a_company_is_made_changed_by_version_and_removed(program: Program, people: People) -> None:
    company = _made(program, "companies/", {"name": "示范制造有限公司", "address": "示范路 1 号"})
    path = f"companies/{company['id']}/"
    assert company["version"] == 1
    status, changed = program.patch(path, {"address": "示范路 2 号", "version": 1})
    assert (status, changed["version"], changed["address"]) == (200, 2, "示范路 2 号")
    assert program.get(path) == (200, changed)
    assert program.delete(path)[0] == 400
    assert program.delete(f"{path}?version=1")[0] == 409
    assert program.delete(f"{path}?version=2") == (204, b"")
    assert not Company.objects.exists()
    acts = AuditEntry.objects.filter(actor=people.consultant).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["company.create", "company.edit", "company.remove"]


def test_a_slower_program_gets_the_newest_row_and_writes_nothing(program: Program) -> None:
    company = _made(program, "companies/", {"name": "示范制造有限公司"})
    path = f"companies/{company['id']}/"
    program.patch(path, {"address": "先到", "version": 1})
    status, body = program.patch(path, {"address": "后到", "version": 1})
    assert status == 409
    assert (body["version"], body["current"]["address"]) == (2, "先到")
    assert Company.objects.get().address == "先到"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"address": "x"}, "version"),
        ({"address": "x", "version": "一"}, "version"),
        ({"address": "x", "version": 0}, "version"),
        ({"name": "", "version": 1}, "name"),
        ({"name": "名" * 201, "version": 1}, "name"),
        ({"credit_code": "91110000000000000X", "version": 1}, "credit_code"),
        ({"adress": "x", "version": 1}, "adress"),
    ],
)
def test_a_wrong_change_names_its_field_and_changes_nothing(
    program: Program, body: dict[str, object], field: str
) -> None:
    company = _made(program, "companies/", {"name": "示范制造有限公司"})
    status, errors = program.patch(f"companies/{company['id']}/", body)
    assert status == 400
    assert set(errors) == {field}
    row = Company.objects.get()
    assert (row.name, row.address, row.version) == ("示范制造有限公司", "", 1)


def test_a_name_that_there_is_already_is_refused(program: Program) -> None:
    _made(program, "companies/", {"name": "示范制造有限公司"})
    assert program.post("companies/", {"name": "示范制造有限公司"})[0] == 400
    assert Company.objects.count() == 1


def test_a_number_is_text_with_every_digit(program: Program) -> None:
    product = _product(program)
    assert product["mass"] == "1.20"
    path = f"products/{product['id']}/"
    status, errors = program.patch(path, {"mass": 1.2, "version": 1})
    assert status == 400
    assert "带引号的文本" in errors["mass"][0]
    assert program.patch(path, {"mass": "一公斤", "version": 1})[0] == 400
    assert program.patch(path, {"mass": "-1", "version": 1})[0] == 400
    assert Product.objects.get().mass == Decimal("1.20")
    status, changed = program.patch(path, {"mass": None, "version": 1})
    assert (status, changed["mass"]) == (200, None)


def test_a_product_stays_with_its_company(program: Program) -> None:
    product = _product(program)
    other = _made(program, "companies/", {"name": "另一家示范公司"})
    path = f"products/{product['id']}/"
    status, errors = program.patch(path, {"company": other["id"], "version": 1})
    assert (status, errors) == (400, {"company": ["建立后不能更改。"]})
    assert program.patch(path, {"company": product["company"], "name": "新名", "version": 1})[0] == 200
    assert Product.objects.get().company_id == product["company"]


def test_another_agencys_rows_do_not_exist(program: Program) -> None:
    company = _made(program, "companies/", {"name": "示范制造有限公司"})
    stranger = Program(make_people().consultant)
    path = f"companies/{company['id']}/"
    assert stranger.get(path)[0] == 404
    assert stranger.patch(path, {"address": "x", "version": 1})[0] == 404
    assert stranger.delete(f"{path}?version=1")[0] == 404
    assert stranger.get("companies/")[1]["results"] == []
    status, errors = stranger.post("products/", {"company": company["id"], "name": "支架"})
    assert (status, set(errors)) == (400, {"company"})
    assert Company.objects.get().version == 1
    assert not Product.objects.exists()


def test_who_may_not_edit_is_told_so(people: People, program: Program) -> None:
    company = _made(program, "companies/", {"name": "示范制造有限公司"})
    reviewer = Program(people.reviewer)
    assert reviewer.get("companies/")[0] == 200
    status, body = reviewer.patch(f"companies/{company['id']}/", {"address": "x", "version": 1})
    assert status == 403
    assert "您的角色不能进行此操作" in body["detail"]
    assert reviewer.post("companies/", {"name": "另一家"})[0] == 403
    assert Company.objects.count() == 1


def test_a_study_is_entered_and_reckoned(people: People, program: Program, gwp_set: GwpSet) -> None:
    """1.2 kg × 2.5 kgCO2e/kg = 3 kgCO2e; printed with four decimals: 3.0000."""
    study = _study(program, gwp_set)
    assert Study.objects.get().responsible == people.consultant
    path = f"studies/{study['id']}/footprint/"
    status, body = program.get(path)
    assert status == 409
    assert body["findings"]
    unit = {"study": study["id"], "amount": "1", "unit": "件", "description": "1 件支架"}
    _made(program, "functional-units/", unit)
    stage = _made(program, "stages/", {"study": study["id"], "kind": "raw_materials", "label": "原材料"})
    second = _made(program, "stages/", {"study": study["id"], "kind": "production", "label": "生产"})
    assert (stage["position"], second["position"]) == (0, 1)
    program.patch(f"stages/{second['id']}/", {"empty": "none", "reason": "无排放", "version": 1})
    line = {"study": study["id"], "stage": stage["id"], "name": "钢材", "amount": "1.2", "unit": "kg"}
    steel = _made(program, "lines/", line)
    assert program.get(path)[0] == 409
    factor = _factor(people)
    status, _row = program.patch(f"lines/{steel['id']}/", {"factor": factor.pk, "version": 1})
    assert status == 200
    status, body = program.get(path)
    assert status == 200, body
    assert Decimal(body["footprint"]["total"]) == 3
    assert body["printed"]["total"] == "3.0000"


def test_lines_stand_behind_one_another_and_keep_study_and_kind(program: Program, gwp_set: GwpSet) -> None:
    study = _study(program, gwp_set)
    stage = _made(program, "stages/", {"study": study["id"], "kind": "raw_materials", "label": "原材料"})
    body = {"study": study["id"], "stage": stage["id"], "unit": "kg"}
    first, second = (_made(program, "lines/", {**body, "name": name}) for name in ("甲", "乙"))
    assert (first["position"], second["position"]) == (0, 1)
    assert first["amount"] is None
    path = f"lines/{first['id']}/"
    assert program.patch(path, {"kind": "transport", "version": 1}) == (400, {"kind": ["建立后不能更改。"]})
    assert program.patch(path, {"unit": "公里每小时", "version": 1})[0] == 400
    assert program.patch(path, {"reliability": 6, "version": 1})[0] == 400
    assert InventoryLine.objects.get(pk=first["id"]).version == 1
    assert [row["name"] for row in program.get("lines/", stage=stage["id"])[1]["results"]] == ["甲", "乙"]
    assert program.get("lines/", stage=stage["id"] + 1)[1]["count"] == 0


def test_a_transport_has_legs(program: Program, gwp_set: GwpSet) -> None:
    study = _study(program, gwp_set)
    stage = _made(program, "stages/", {"study": study["id"], "kind": "distribution", "label": "运输"})
    body = {"study": study["id"], "stage": stage["id"], "kind": "transport", "name": "发运", "amount": "5"}
    line = _made(program, "lines/", body)
    leg = _made(program, "legs/", {"line": line["id"], "mode": "公路", "distance_km": "120.50"})
    assert leg["distance_km"] == "120.50"
    assert program.patch(f"legs/{leg['id']}/", {"line": line["id"] + 1, "version": 1})[0] == 400
    assert program.delete(f"legs/{leg['id']}/?version=1")[0] == 204


def test_a_closed_study_is_not_changed(program: Program, gwp_set: GwpSet) -> None:
    study = _study(program, gwp_set)
    Study.objects.update(lock="报告已提交。")
    status, body = program.patch(f"studies/{study['id']}/", {"title": "改", "version": 1})
    assert (status, body) == (409, {"detail": "报告已提交。"})
    assert program.post("stages/", {"study": study["id"], "kind": "use", "label": "使用"})[0] == 409
    assert program.delete(f"studies/{study['id']}/?version=1")[0] == 409
    assert not Stage.objects.exists()
    assert Study.objects.get().title == "支架产品碳足迹核算"


def test_a_study_goes_with_all_its_lines(program: Program, gwp_set: GwpSet) -> None:
    study = _study(program, gwp_set)
    stage = _made(program, "stages/", {"study": study["id"], "kind": "raw_materials", "label": "原材料"})
    _made(program, "lines/", {"study": study["id"], "stage": stage["id"], "name": "甲"})
    assert program.delete(f"studies/{study['id']}/?version=1") == (204, b"")
    assert not Stage.objects.exists()


@pytest.mark.parametrize(
    "path", ["companies/abc/", "lines/-1/", "studies/99999999999999999999/", "reports/x/"]
)
def test_an_address_that_is_none_is_not_found(program: Program, path: str) -> None:
    assert program.get(path)[0] == 404


def test_what_is_no_json_object_is_refused(program: Program) -> None:
    for body in ("[]", '"x"', "{", "1"):
        assert program.post("companies/", body)[0] == 400
    assert not Company.objects.exists()


def _factor(people: People) -> Factor:
    program = Program(people.consultant)
    library = _made(program, "libraries/", {"name": "自建库", "release": "1", "publisher": "本机构"})
    body = {
        "library": library["id"],
        "name": "示范钢材",
        "unit": "kgCO2e/kg",
        "amount": "2.5",
        "document": "示范资料",
        "note": "取自示范资料表 2",
    }
    factor = _made(program, "factors/", body)
    assert (factor["code"], factor["amount"]) == ("001", "2.5")
    assert program.patch(f"factors/{factor['id']}/", {"amount": "3"})[0] == 405
    found = program.get("factors/", q="示范钢")[1]["results"]
    assert [row["id"] for row in found] == [factor["id"]]
    assert program.get("factors/", q="没有的词")[1]["count"] == 0
    assert Library.objects.get(pk=library["id"]).agency == people.agency
    return Factor.objects.get(pk=factor["id"])


def test_what_there_is_not_is_told_in_chinese(program: Program) -> None:
    status, body = program.get("studies/999999/")
    assert (status, body) == (404, {"detail": "没有找到。请核对地址中的编号，或您是否有权查看。"})
