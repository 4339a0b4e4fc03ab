"""Reading reports over HTTP: the list, one report's page, comments."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.editing import edit
from accounts.models import AuditEntry, User
from inventories.models import InventoryLine
from reports.models import Comment, Report, Signature
from reports.models.report import Duty, State
from tests.people import make_people
from tests.reports.drafts import fresh
from tests.reports.states import browser_of, entry_of, report_in

pytestmark = pytest.mark.django_db


def _detail(report: Report) -> str:
    return reverse("report_detail", args=[report.pk])


def _page(user: User, address: str) -> str:
    response = browser_of(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def _queries(user: User, address: str) -> int:
    browser = browser_of(user)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_list_shows_the_own_agencys_reports_and_whose_turn_it_is() -> None:
    people = make_people()
    report_in(people, State.LEADER_SIGNED)
    foreign = report_in(make_people(), State.SUBMITTED, number="PCF-2026-0099")
    page = _page(people.colleague, reverse("report_list"))
    assert "PCF-2026-0007" in page
    assert people.reviewer.name in page
    assert foreign.number not in page


def test_the_list_is_narrowed_by_state_word_and_the_own_turn() -> None:
    people = make_people()
    report_in(people, State.LEADER_SIGNED)
    address = reverse("report_list")
    assert "PCF-2026-0007" in _page(people.reviewer, f"{address}?state=mine")
    assert "PCF-2026-0007" not in _page(people.approver, f"{address}?state=mine")
    assert "PCF-2026-0007" in _page(people.approver, f"{address}?state=leader_signed&q=制动")
    assert "没有符合条件的报告" in _page(people.approver, f"{address}?state=issued")
    assert "没有符合条件的报告" in _page(people.approver, f"{address}?q=阀门")


def test_a_longer_list_takes_no_more_queries() -> None:
    people = make_people()
    report_in(people, State.DRAFT)
    few = _queries(people.consultant, reverse("report_list"))
    for number in range(3):
        report_in(people, State.ISSUED, number=f"PCF-2026-010{number}")
    assert _queries(people.consultant, reverse("report_list")) == few


def test_a_clients_person_finds_only_issued_reports_of_the_own_company() -> None:
    people = make_people()
    issued = report_in(people, State.ISSUED)
    report_in(people, State.DRAFT)
    page = _page(people.client, reverse("report_list"))
    assert issued.number in page
    assert "未编号" not in page
    assert reverse("register_entry", args=[entry_of(issued).pk]) in page
    assert "待签署人" not in page


def test_a_clients_person_is_led_from_the_report_to_the_register() -> None:
    people = make_people()
    issued = report_in(people, State.ISSUED)
    response = browser_of(people.client).get(_detail(issued))
    assert response.status_code == 302
    assert response["Location"] == reverse("register_entry", args=[entry_of(issued).pk])


def test_a_complete_draft_can_be_previewed_and_submitted_by_those_who_may() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    page = _page(people.consultant, _detail(report))
    assert "数据和内容齐全，可以预览和提交" in page
    assert reverse("report_submit", args=[report.pk]) in page
    assert reverse("report_preview", args=[report.pk]) in page
    page = _page(people.reviewer, _detail(report))
    assert "等待咨询师提交" in page
    assert reverse("report_submit", args=[report.pk]) not in page


def test_what_stands_in_the_way_leads_to_the_place_where_it_is_mended() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    report.team.filter(duty=Duty.APPROVER).delete()
    line = InventoryLine.objects.filter(study=report.study, kind="activity").first()
    assert line is not None
    edit(people.consultant, line, {"amount": None}, version=line.version)
    page = _page(people.consultant, _detail(report))
    assert "提交前须处理（2）" in page
    assert f'href="{reverse("report_rows", args=[report.pk, "team"])}">批准人</a>' in page
    assert f'href="{reverse("line_detail", args=[line.pk])}#id_amount"' in page
    assert reverse("report_submit", args=[report.pk]) not in page


def test_of_very_many_findings_the_first_are_shown_and_the_number_of_all() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    line = InventoryLine.objects.filter(study=report.study, kind="activity")[0]
    copies = [InventoryLine.objects.get(pk=line.pk) for _number in range(60)]
    for number, copy in enumerate(copies):
        copy.pk, copy.name, copy.amount = None, f"未知 {number}", None
    InventoryLine.objects.bulk_create(copies)
    page = _page(people.consultant, _detail(report))
    assert "提交前须处理（60）" in page
    assert "只列出前 50 条，共 60 条" in page
    assert reverse("study_result", args=[report.study_id]) in page


def test_a_section_that_cannot_be_printed_leads_to_its_page() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    report.sections.create(agency=report.agency, key="purpose", text="〔无此占位符〕")
    page = _page(people.consultant, _detail(report))
    assert "无此占位符" in page
    assert f'href="{reverse("report_section", args=[report.pk, "purpose"])}"' in page


@pytest.mark.parametrize(
    ("state", "signer"),
    [
        (State.SUBMITTED, "consultant"),
        (State.LEADER_SIGNED, "reviewer"),
        (State.REVIEWED, "approver"),
    ],
)
def test_only_whose_turn_it_is_finds_the_place_to_sign(state: State, signer: str) -> None:
    people = make_people()
    report = report_in(people, state)
    for role in ("administrator", "consultant", "colleague", "reviewer", "approver"):
        page = _page(getattr(people, role), _detail(report))
        assert (reverse("report_sign", args=[report.pk]) in page) == (role == signer)
        if role != signer:
            assert f"{getattr(people, signer).name}签署。" in page


def test_returning_is_offered_to_the_team_and_before_a_signature_to_whoever_may_submit() -> None:
    people = make_people()
    offered = {}
    for state in (State.SUBMITTED, State.LEADER_SIGNED):
        report = report_in(people, state, number=f"PCF-{state}")
        address = reverse("report_return", args=[report.pk])
        roles = ("administrator", "consultant", "colleague", "reviewer", "approver")
        offered[state] = {role for role in roles if address in _page(getattr(people, role), _detail(report))}
    concerned = {"consultant", "reviewer", "approver"}
    assert offered == {
        State.SUBMITTED: concerned | {"administrator", "colleague"},
        State.LEADER_SIGNED: concerned,
    }


def test_the_way_shows_who_signed_when_and_the_history_speaks_in_words() -> None:
    people = make_people()
    report = report_in(people, State.ISSUED)
    page = _page(people.colleague, _detail(report))
    assert page.count("way-done") == 5
    day = Signature.objects.filter(revision__report=report)[0].signed_at
    assert f"{people.approver.name} <time datetime" in page
    assert f"{day:%Y-%m}" in page
    assert "开始编制" in page
    assert "report.start" not in page
    assert re.search(r"试用", page)


def test_an_issued_report_tells_of_its_correction() -> None:
    people = make_people()
    issued = report_in(people, State.ISSUED)
    address = reverse("report_correct", args=[issued.pk])
    assert address in _page(people.consultant, _detail(issued))
    assert address not in _page(people.reviewer, _detail(issued))
    browser_of(people.consultant).post(address)
    page = _page(people.consultant, _detail(issued))
    assert "更正报告正在编制" in page
    assert address not in page


def test_the_page_of_a_longer_report_takes_no_more_queries() -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    few = _queries(people.reviewer, _detail(report))
    browser = browser_of(people.reviewer)
    for number in range(5):
        browser.post(reverse("report_comment", args=[report.pk]), {"text": f"意见 {number}"})
    assert _queries(people.reviewer, _detail(report)) == few


def test_a_comment_stays_with_the_report_and_names_its_section() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = browser_of(people.reviewer).post(
        reverse("report_comment", args=[report.pk]), {"section": "purpose", "text": "请写明用途"}
    )
    assert response.status_code == 302
    comment = Comment.objects.get(report=report)
    assert (comment.author, comment.section, comment.text) == (people.reviewer, "purpose", "请写明用途")
    page = _page(people.consultant, _detail(report))
    assert "请写明用途" in page
    assert "评价目的" in page
    assert AuditEntry.objects.filter(act="comment.create", actor=people.reviewer).exists()


@pytest.mark.parametrize(
    "entered", [{"text": ""}, {"text": "x" * 5001}, {"section": "无此节", "text": "意见"}]
)
def test_a_wrong_comment_is_shown_again_and_not_kept(entered: dict[str, str]) -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    response = browser_of(people.reviewer).post(reverse("report_comment", args=[report.pk]), entered)
    assert response.status_code == 422
    assert entered["text"] in response.content.decode()
    assert not Comment.objects.exists()
    assert fresh(report).version == report.version
