"""The register over HTTP: what was issued, and declaring it void."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from reports.models import Withdrawal
from reports.models.report import State
from tests.people import make_people, make_person
from tests.reports.states import browser_of, entry_of, report_in

pytestmark = pytest.mark.django_db


def test_the_register_names_result_validity_and_standing() -> None:
    people = make_people()
    entry = entry_of(report_in(people, State.ISSUED))
    page = browser_of(people.client).get(reverse("register")).content.decode()
    assert "PCF-2026-0007" in page
    assert "5.7085 kgCO<sub>2</sub>e" in page
    assert f"{entry.valid_until:%Y-%m-%d}" in page
    assert "有效" in page
    assert "试用签名" in page


def test_the_register_is_searched() -> None:
    people = make_people()
    report_in(people, State.ISSUED)
    browser = browser_of(people.reviewer)
    assert "PCF-2026-0007" in browser.get(reverse("register"), {"q": "制动"}).content.decode()
    assert "没有符合条件的报告" in browser.get(reverse("register"), {"q": "阀门"}).content.decode()


def test_another_companys_person_and_another_agency_see_nothing_of_it() -> None:
    people = make_people()
    entry = entry_of(report_in(people, State.ISSUED))
    for user in (make_person(people.agency, Role.CLIENT), make_people().administrator):
        browser = browser_of(user)
        assert entry.number not in browser.get(reverse("register")).content.decode()
        assert browser.get(reverse("register_entry", args=[entry.pk])).status_code == 404
        assert browser.get(reverse("report_pdf", args=[entry.report_id])).status_code == 404


def test_a_longer_register_takes_no_more_queries() -> None:
    people = make_people()
    report_in(people, State.ISSUED)
    browser = browser_of(people.reviewer)

    def queries() -> int:
        browser.get(reverse("register"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("register"))
        return len(captured)

    few = queries()
    for number in range(3):
        report_in(people, State.ISSUED, number=f"PCF-2026-010{number}")
    assert queries() == few


def test_an_entry_tells_who_signed_and_offers_the_file() -> None:
    people = make_people()
    report = report_in(people, State.ISSUED)
    page = (
        browser_of(people.client).get(reverse("register_entry", args=[entry_of(report).pk])).content.decode()
    )
    for name in (people.consultant.name, people.reviewer.name, people.approver.name, people.agency.name):
        assert name in page
    assert reverse("report_pdf", args=[report.pk]) in page
    assert "报告详情" not in page
    assert "撤回报告" not in page


def test_a_withdrawn_report_stays_and_says_so() -> None:
    people = make_people()
    entry = entry_of(report_in(people, State.ISSUED))
    address = reverse("register_withdraw", args=[entry.pk])
    assert browser_of(people.approver).post(address, {"reason": "委托方数据有误"}).status_code == 302
    assert Withdrawal.objects.get(entry=entry).by == people.approver
    page = browser_of(people.client).get(reverse("register_entry", args=[entry.pk])).content.decode()
    assert "撤回。原因：委托方数据有误" in page
    assert "已撤回" in browser_of(people.client).get(reverse("register")).content.decode()
    again = browser_of(people.administrator).post(address, {"reason": "再次"})
    assert again.status_code == 409
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "长" * 2001])
def test_a_withdrawal_needs_a_reason_of_reasonable_length(reason: str) -> None:
    people = make_people()
    entry = entry_of(report_in(people, State.ISSUED))
    response = browser_of(people.approver).post(
        reverse("register_withdraw", args=[entry.pk]), {"reason": reason}
    )
    assert response.status_code == 422
    assert reason.strip() in response.content.decode()
    assert not Withdrawal.objects.exists()


def test_only_administrator_and_approver_withdraw() -> None:
    people = make_people()
    entry = entry_of(report_in(people, State.ISSUED))
    address = reverse("register_withdraw", args=[entry.pk])
    for user in (people.consultant, people.reviewer, people.client):
        assert browser_of(user).post(address, {"reason": "我来"}).status_code == 403
        assert (
            "撤回报告"
            not in browser_of(user).get(reverse("register_entry", args=[entry.pk])).content.decode()
        )
    assert not Withdrawal.objects.exists()
