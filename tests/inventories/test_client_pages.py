"""The pages of clients and products."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from inventories.models import (
    Company,
    CompanyContact,
    CompanyPicture,
    Equipment,
    ProcessStep,
    Product,
    ProductPicture,
    Study,
)
from tests.inventories.forms import submit
from tests.inventories.samples import PDF, picture
from tests.people import People

D = Decimal


def address(name: str, *keys: int) -> str:
    return reverse(name, args=keys)


@pytest.fixture
def company(brake: Study) -> Company:
    return brake.product.company


def test_a_client_is_made_changed_and_deleted(browser: Client) -> None:
    sent = {"name": "苏州示范有限公司", "credit_code": "91320413000000001J"}
    assert submit(browser, reverse("company_new"), sent, "").status_code == 302
    row = Company.objects.get(name="苏州示范有限公司")
    page = address("company_edit", row.pk)
    assert submit(browser, page, {"address": "苏州市示范路 2 号", "version": "1"}, "").status_code == 302
    row.refresh_from_db()
    assert (row.address, row.version) == ("苏州市示范路 2 号", 2)
    browser.post(address("company_remove", row.pk), {"version": "2"})
    assert not Company.objects.filter(pk=row.pk).exists()


def test_a_wrong_check_character_names_the_right_one(browser: Client) -> None:
    before = (Company.objects.count(), AuditEntry.objects.count())
    sent = {"name": "苏州示范有限公司", "credit_code": "91320413000000001K"}
    response = submit(browser, reverse("company_new"), sent, "")
    assert response.status_code == 422
    assert "应为“J”" in response.content.decode()
    assert (Company.objects.count(), AuditEntry.objects.count()) == before


def test_a_client_with_products_is_kept(browser: Client, company: Company) -> None:
    response = browser.post(address("company_remove", company.pk), {"version": "1"}, follow=True)
    assert "正被使用" in response.content.decode()
    assert Company.objects.filter(pk=company.pk).exists()


def test_the_same_client_is_not_made_twice(browser: Client, company: Company) -> None:
    assert submit(browser, reverse("company_new"), {"name": company.name}, "").status_code == 422
    assert Company.objects.count() == 1


def test_contacts_come_change_and_go(browser: Client, company: Company) -> None:
    page = address("contact_new", company.pk)
    assert submit(browser, page, {"name": "李工", "phone": "000-00000000"}, "").status_code == 302
    contact = CompanyContact.objects.get(name="李工")
    page = address("contact_edit", contact.pk)
    assert submit(browser, page, {"email": "没有@", "version": "1"}, "").status_code == 422
    assert submit(browser, page, {"post": "厂长", "version": "1"}, "").status_code == 302
    browser.post(address("contact_remove", contact.pk), {"version": "2"})
    assert not CompanyContact.objects.filter(pk=contact.pk).exists()


def test_a_client_s_person_is_attached_on_the_page(
    browser: Client, people: People, stranger: object, company: Company
) -> None:
    page = address("client_attach", company.pk)
    assert browser.post(page, {"user": str(people.client.pk)}).status_code == 302
    assert list(company.clients.all()) == [people.client]
    assert people.client.email in browser.get(address("company_detail", company.pk)).content.decode()
    browser.post(address("client_detach", company.pk, people.client.pk))
    assert list(company.clients.all()) == []


def test_a_stranger_s_person_does_not_exist(
    browser: Client, people: People, stranger: object, company: Company
) -> None:
    for number in (getattr(stranger, "pk", 0), 999_999, "x"):
        assert browser.post(address("client_attach", company.pk), {"user": str(number)}).status_code == 404
    assert company.clients.count() == 0


def test_products_with_their_steps_and_equipment(browser: Client, company: Company) -> None:
    sent = {"name": "卡钳", "mass": "2,500.0", "mass_unit": "克", "functions": "制动\n驻车"}
    page = address("company_product_new", company.pk)
    assert submit(browser, page, sent, "").status_code == 302
    product = Product.objects.get(name="卡钳")
    assert (product.mass, product.functions, product.company) == (D("2500.0"), ["制动", "驻车"], company)
    for name in ("压铸", "机加工"):
        page = address("step_new", product.pk)
        assert submit(browser, page, {"name": name, "inputs": "铝锭\n电力"}, "").status_code == 302
    second = ProcessStep.objects.get(name="机加工")
    browser.post(address("step_move", second.pk), {"step": "up"})
    assert list(product.process_steps.values_list("name", flat=True)) == ["机加工", "压铸"]
    page = address("equipment_new", product.pk)
    assert submit(browser, page, {"name": "压铸机", "quantity": "2"}, "").status_code == 302
    machine = Equipment.objects.get(name="压铸机")
    page = address("equipment_edit", machine.pk)
    assert submit(browser, page, {"code": "Y-1", "version": "1"}, "").status_code == 302
    browser.post(address("equipment_remove", machine.pk), {"version": "2"})
    browser.post(address("step_remove", second.pk), {"version": "1"})
    assert (product.equipment.count(), product.process_steps.count()) == (0, 1)


def test_a_mass_in_pieces_is_refused(browser: Client, company: Company) -> None:
    page = address("company_product_new", company.pk)
    response = submit(browser, page, {"name": "卡钳", "mass_unit": "件"}, "")
    assert response.status_code == 422
    assert "质量单位" in response.content.decode()
    assert not Product.objects.filter(name="卡钳").exists()


def test_equipment_is_pasted_with_head_and_running_numbers(browser: Client, brake: Study) -> None:
    text = (
        "序号\t设备名称\t设备编号\t设备型号\t数量\t生产厂家\n1\t冲床\tA-1\tJ23\t2\t示范厂\n2\t烘箱\t\t\t\t\n"
    )
    page = address("equipment_paste", brake.product_id)
    assert browser.post(page, {"text": text}).status_code == 302
    rows = Equipment.objects.filter(product=brake.product).values_list("name", "code", "quantity")
    assert list(rows)[-2:] == [("冲床", "A-1", D("2")), ("烘箱", "", None)]


def test_wrong_pasted_rows_are_named_and_kept_in_the_box(browser: Client, brake: Study) -> None:
    before = Equipment.objects.count()
    page = address("equipment_paste", brake.product_id)
    response = browser.post(page, {"text": "冲床\t\t\t两台\n烘箱"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "第 1 行，数量" in text
    assert "两台" in text
    assert Equipment.objects.count() == before


def test_pictures_are_uploaded_captioned_served_and_removed(browser: Client, brake: Study) -> None:
    file = SimpleUploadedFile("照片.gif", picture("PNG"), content_type="image/gif")
    page = address("product_picture_new", brake.product_id)
    assert browser.post(page, {"file": file, "caption": "正面"}).status_code == 302
    row = ProductPicture.objects.get()
    served = browser.get(address("product_picture_file", row.pk))
    assert (served.content, served.headers["Content-Type"]) == (picture("PNG"), "image/png")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    page = address("product_picture", row.pk)
    assert submit(browser, page, {"caption": "侧面", "version": "1"}, "").status_code == 302
    browser.post(address("product_picture_remove", row.pk), {"version": "2"})
    assert ProductPicture.objects.count() == 0


def test_what_is_no_picture_is_refused(browser: Client, company: Company) -> None:
    page = address("company_picture_new", company.pk)
    for data in (PDF, b"<svg/>", b""):
        response = browser.post(page, {"file": SimpleUploadedFile("a.png", data)})
        assert response.status_code == 422
    assert CompanyPicture.objects.count() == 0


def test_lists_are_searched(browser: Client, company: Company) -> None:
    assert company.name in browser.get(reverse("company_list"), {"q": "常州"}).content.decode()
    assert company.name not in browser.get(reverse("company_list"), {"q": "天津"}).content.decode()
    assert "制动" in browser.get(reverse("product_list"), {"q": "FB"}).content.decode()
    assert "没有找到" in browser.get(reverse("product_list"), {"q": "卡钳"}).content.decode()
