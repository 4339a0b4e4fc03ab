"""The form page that every app uses: making, changing, conflict, frozen rows, choices, removal."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts import editing
from accounts.models import AuditEntry, User
from factors.models import GwpSet
from inventories.models import Company, FunctionalUnit, Product, Study
from tests.people import People

Access = Callable[[User], Client]

pytestmark = pytest.mark.urls("tests.accounts.row_pages")

ADDRESS = "test_company"
READ = {"name": "青禾阀门有限公司", "address": "北路 1 号", "legal_representative": "", "introduction": ""}


@pytest.fixture
def company(people: People) -> Company:
    return editing.create(people.consultant, Company(name="青禾阀门有限公司", address="北路 1 号"))


@pytest.fixture
def study(people: People, company: Company) -> Study:
    product = editing.create(people.consultant, Product(company=company, name="球阀"))
    study = Study(
        product=product,
        title="球阀碳足迹",
        period_start=datetime.date(2025, 1, 1),
        period_end=datetime.date(2025, 12, 31),
        boundary_type="cradle_to_gate",
        gwp_set=GwpSet.objects.create(name="AR6"),
    )
    editing.create(people.consultant, study)
    unit = FunctionalUnit(study=study, amount=Decimal(1), unit="件", description="1 件球阀")
    editing.create(people.consultant, unit)
    return study


def test_a_new_row_is_written_with_agency_and_line(people: People, signed_in: Access) -> None:
    response = signed_in(people.consultant).post(
        reverse("test_company_new"), {"name": "新委托方"}, follow=True
    )
    assert "已保存“新委托方”。" in response.content.decode()
    assert Company.objects.get(name="新委托方").agency == people.agency
    assert AuditEntry.objects.get(act="company.create").actor == people.consultant


def test_a_reviewer_is_refused_before_the_form_is_shown(
    people: People, company: Company, signed_in: Access
) -> None:
    client = signed_in(people.reviewer)
    assert client.get(reverse(ADDRESS, args=[company.pk])).status_code == 403
    assert client.post(reverse(ADDRESS, args=[company.pk]), {**READ, "version": "1"}).status_code == 403
    assert client.get(reverse("test_company_new")).status_code == 403


def test_a_stranger_finds_nothing(strangers: People, company: Company, signed_in: Access) -> None:
    client = signed_in(strangers.consultant)
    response = client.post(reverse(ADDRESS, args=[company.pk]), {**READ, "name": "改名", "version": "1"})
    assert response.status_code == 404
    assert Company.objects.get(pk=company.pk).name == "青禾阀门有限公司"


def test_a_change_writes_only_what_changed(people: People, company: Company, signed_in: Access) -> None:
    sent = {**READ, "address": "南路 2 号", "version": "1"}
    assert signed_in(people.consultant).post(reverse(ADDRESS, args=[company.pk]), sent).status_code == 302
    entry = AuditEntry.objects.get(act="company.edit")
    assert (entry.before, entry.after) == ({"address": "北路 1 号"}, {"address": "南路 2 号"})
    assert Company.objects.get(pk=company.pk).version == 2


def test_wrong_input_is_shown_at_its_field_and_nothing_is_written(
    people: People, company: Company, signed_in: Access
) -> None:
    sent = {**READ, "name": "", "address": "南路 2 号", "version": "1"}
    response = signed_in(people.consultant).post(reverse(ADDRESS, args=[company.pk]), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert "南路 2 号" in page
    assert Company.objects.get(pk=company.pk).address == "北路 1 号"


def test_a_name_in_use_is_refused_by_the_service_with_the_input_kept(
    people: People, company: Company, signed_in: Access
) -> None:
    sent = {**READ, "address": "南路 2 号"}
    response = signed_in(people.consultant).post(reverse("test_company_new"), sent)
    assert response.status_code == 422
    assert "南路 2 号" in response.content.decode()
    assert Company.objects.count() == 1


def test_the_slower_editor_is_told_and_loses_nothing(
    people: People, company: Company, signed_in: Access
) -> None:
    editing.edit(people.colleague, company, {"address": "东路 3 号", "introduction": "制造阀门。"}, version=1)
    client = signed_in(people.consultant)
    sent = {**READ, "address": "南路 2 号", "legal_representative": "郑某", "version": "1"}
    response = client.post(reverse(ADDRESS, args=[company.pk]), sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "您打开后，他人已修改了这条记录" in page
    assert people.colleague.name in page
    # Both changed the address; only the colleague the introduction; only the reader the representative.
    assert "<td>南路 2 号</td><td>东路 3 号</td>" in page
    assert page.count("<td>") == 2
    assert 'name="address" value="南路 2 号"' in page
    assert "制造阀门。</textarea>" in page
    assert 'name="legal_representative" value="郑某"' in page
    assert 'name="version" value="2"' in page
    unchanged = Company.objects.get(pk=company.pk)
    assert (unchanged.address, unchanged.legal_representative, unchanged.version) == ("东路 3 号", "", 2)

    sent |= {"introduction": "制造阀门。", "version": "2"}
    assert client.post(reverse(ADDRESS, args=[company.pk]), sent).status_code == 302
    both = Company.objects.get(pk=company.pk)
    assert (both.address, both.introduction, both.legal_representative) == ("南路 2 号", "制造阀门。", "郑某")


def test_changes_of_different_fields_are_joined_after_a_look(
    people: People, company: Company, signed_in: Access
) -> None:
    editing.edit(people.colleague, company, {"introduction": "制造阀门。"}, version=1)
    client = signed_in(people.consultant)
    response = client.post(
        reverse(ADDRESS, args=[company.pk]), {**READ, "address": "南路 2 号", "version": "1"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "没有冲突" in page
    assert 'value="南路 2 号"' in page
    assert "制造阀门。</textarea>" in page
    assert Company.objects.get(pk=company.pk).address == "北路 1 号"


def test_a_field_changed_twice_meanwhile_is_measured_from_what_was_read(
    people: People, company: Company, signed_in: Access
) -> None:
    editing.edit(people.colleague, company, {"address": "东路 3 号"}, version=1)
    editing.edit(people.colleague, company, {"address": "西路 4 号"}, version=2)
    response = signed_in(people.consultant).post(
        reverse(ADDRESS, args=[company.pk]), {**READ, "legal_representative": "郑某", "version": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="address" value="西路 4 号"' in page  # the reader had left it as it was at version 1
    assert "没有冲突" in page


def test_a_version_that_no_line_explains_shows_every_difference(
    people: People, company: Company, signed_in: Access
) -> None:
    Company.objects.filter(pk=company.pk).update(address="东路 3 号", version=2)
    response = signed_in(people.consultant).post(
        reverse(ADDRESS, args=[company.pk]), {**READ, "legal_representative": "郑某", "version": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "<td>北路 1 号</td><td>东路 3 号</td>" in page
    assert "<td>郑某</td><td>（空）</td>" in page
    assert 'name="address" value="北路 1 号"' in page


@pytest.mark.parametrize("version", ["", "one", "-1"])
def test_a_form_without_a_proper_version_writes_nothing(
    version: str, people: People, company: Company, signed_in: Access
) -> None:
    sent = {**READ, "address": "南路 2 号", "version": version}
    response = signed_in(people.consultant).post(reverse(ADDRESS, args=[company.pk]), sent)
    assert response.status_code in (409, 422)
    assert Company.objects.get(pk=company.pk).address == "北路 1 号"


def test_a_frozen_row_is_shown_with_the_reason_and_not_written(
    people: People, study: Study, signed_in: Access
) -> None:
    Study.objects.filter(pk=study.pk).update(lock="报告 PCF-2025-0001 正在签署。")
    client = signed_in(people.consultant)
    shown = client.get(reverse("test_unit", args=[study.pk]))
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "报告 PCF-2025-0001 正在签署。" in page
    assert "1 件球阀" in page
    assert 'type="submit" class="btn btn-primary"' not in page
    sent = {"kind": "declared", "amount": "2", "unit": "件", "description": "2 件", "version": "1"}
    refused = client.post(reverse("test_unit", args=[study.pk]), sent)
    assert refused.status_code == 409
    assert 'value="2 件"' in refused.content.decode()  # what was entered is still there to be copied
    assert FunctionalUnit.objects.get(study=study).amount == 1


def test_choices_hold_only_rows_of_the_own_agency(
    people: People, strangers: People, company: Company, signed_in: Access
) -> None:
    theirs = editing.create(strangers.consultant, Company(name="别家的委托方"))
    client = signed_in(people.consultant)
    page = client.get(reverse("test_product_new")).content.decode()
    assert "青禾阀门有限公司" in page
    assert "别家的委托方" not in page
    sent = {"company": str(theirs.pk), "name": "球阀", "mass_unit": "kg"}
    assert client.post(reverse("test_product_new"), sent).status_code == 422
    assert Product.objects.count() == 0
    assert client.post(reverse("test_product_new"), sent | {"company": str(company.pk)}).status_code == 302
    assert Product.objects.get().company == company


def test_a_row_is_removed_on_the_version_that_was_seen(
    people: People, company: Company, signed_in: Access
) -> None:
    client = signed_in(people.consultant)
    address = reverse("test_company_remove", args=[company.pk])
    editing.edit(people.colleague, company, {"address": "东路 3 号"}, version=1)
    assert "已被他人修改" in client.post(address, {"version": "1"}, follow=True).content.decode()
    assert "页面缺少记录的版本" in client.post(address, {}, follow=True).content.decode()
    assert Company.objects.count() == 1
    assert "已删除" in client.post(address, {"version": "2"}, follow=True).content.decode()
    assert Company.objects.count() == 0
    assert AuditEntry.objects.get(act="company.remove").before["address"] == "东路 3 号"


def test_a_row_that_others_stand_on_is_not_removed(people: People, study: Study, signed_in: Access) -> None:
    company = study.product.company
    address = reverse("test_company_remove", args=[company.pk])
    page = signed_in(people.consultant).post(address, {"version": "1"}, follow=True).content.decode()
    assert "正被使用，不能删除" in page
    assert Company.objects.count() == 1
