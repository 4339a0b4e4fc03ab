"""Filling in a report over HTTP: sections, statements, document review, rows, pasting. A refusal changes nothing."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, Role, User
from reports.models import (
    DocumentReview,
    Expert,
    ProgrammeSlot,
    Report,
    ReportSection,
    ScheduleEntry,
    SupportingDocument,
    TeamMember,
)
from reports.models.report import Duty, State
from reports.views.workspace import KINDS
from tests.people import make_people, make_person
from tests.reports.drafts import fresh
from tests.reports.states import browser_of, report_in

pytestmark = pytest.mark.django_db

ROWS: dict[str, dict[str, str]] = {
    "team": {"duty": "member", "name": "外聘专员"},
    "schedule": {"start": "2024-05-01", "end": "2024-05-02", "activity": "补充收集"},
    "programme": {"day": "2024-05-01", "start": "09:00", "end": "10:00", "topic": "首次会议"},
    "findings": {"grade": "observation", "description": "电表未校准"},
    "documents": {"name": "电费发票", "reference": "2023 年"},
    "experts": {"name": "示范专家", "employer": "示范大学"},
}


def _post(user: User, address: str, data: dict[str, Any]) -> HttpResponse:
    response = browser_of(user).post(address, data)
    assert isinstance(response, HttpResponse)
    return response


def _rows(report: Report, kind: str) -> list[Any]:
    model: Any = KINDS[kind].model
    return list(model.objects.filter(report=report))


def _values(report: Report) -> dict[str, list[dict[str, Any]]]:
    models: dict[str, Any] = {kind: part.model for kind, part in KINDS.items()}
    return {kind: list(model.objects.filter(report=report).values()) for kind, model in models.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_added_behind_the_others_changed_and_removed(kind: str) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    before = {row.pk for row in _rows(report, kind)}
    response = _post(people.colleague, reverse("report_row_new", args=[report.pk, kind]), ROWS[kind])
    assert response.status_code == 302
    added = next(row for row in _rows(report, kind) if row.pk not in before)
    assert added.position == max(row.position for row in _rows(report, kind))

    texts = [name for name in ROWS[kind] if name in {"name", "activity", "topic", "description"}]
    changed = {**ROWS[kind], texts[0]: "改过的文字", "version": str(added.version)}
    address = reverse("report_row", args=[report.pk, kind, added.pk])
    assert _post(people.consultant, address, changed).status_code == 302
    added.refresh_from_db()
    assert getattr(added, texts[0]) == "改过的文字"
    assert added.version == 2

    remove = reverse("report_row_remove", args=[report.pk, kind, added.pk])
    assert _post(people.consultant, remove, {"version": "2"}).status_code == 302
    assert {row.pk for row in _rows(report, kind)} == before
    acts = set(AuditEntry.objects.filter(subject_id=added.pk).values_list("act", flat=True))
    name = added._meta.model_name
    assert {f"{name}.create", f"{name}.edit", f"{name}.remove"} <= acts


WRONG = [
    ("team", {"duty": "member"}, "请填写姓名"),
    ("team", {"name": "某人"}, "必填"),
    ("schedule", {"start": "2024-05-02", "end": "2024-05-01", "activity": "会"}, "结束日期早于开始日期"),
    ("schedule", {"start": "2024-13-01", "activity": "会"}, "有效的日期"),
    ("programme", {**ROWS["programme"], "end": "08:00"}, "结束时间须晚于开始时间"),
    ("programme", {**ROWS["programme"], "interviewees": "甲／乙／丙／丁"}, "最多三部分"),
    ("findings", {"grade": "大问题", "description": "x"}, "大问题"),
    ("documents", {"name": "名" * 201}, "200"),
    ("experts", {"name": ""}, "必填"),
]


@pytest.mark.parametrize(("kind", "entered", "message"), WRONG)
def test_a_wrong_row_is_shown_again_with_its_reason_and_not_kept(
    kind: str, entered: dict[str, str], message: str
) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    before = _values(report)
    response = _post(people.consultant, reverse("report_row_new", args=[report.pk, kind]), entered)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert _values(report) == before


def test_choosing_an_account_fills_in_name_and_qualification() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    people.colleague.qualification = "GHG-017"
    people.colleague.save()
    address = reverse("report_row_new", args=[report.pk, "team"])
    page = browser_of(people.consultant).get(address).content.decode()
    assert f'data-name="{people.colleague.name}" data-qualification="GHG-017"' in page
    _post(people.consultant, address, {"duty": "member", "user": people.colleague.pk})
    member = TeamMember.objects.get(report=report, user=people.colleague)
    assert (member.name, member.qualification) == (people.colleague.name, "GHG-017")


def test_only_active_people_of_the_agency_who_are_no_clients_can_be_chosen() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    gone = make_person(people.agency, Role.CONSULTANT, name="离职者")
    gone.is_active = False
    gone.save()
    stranger = make_people().consultant
    for user in (gone, people.client, stranger):
        address = reverse("report_row_new", args=[report.pk, "team"])
        response = _post(people.consultant, address, {"duty": "member", "user": user.pk})
        assert response.status_code == 422
    assert report.team.count() == 3


def test_a_signing_duty_needs_the_role_and_one_person_has_one_duty() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    report.team.filter(duty=Duty.APPROVER).delete()
    address = reverse("report_row_new", args=[report.pk, "team"])
    unfit = _post(people.consultant, address, {"duty": "approver", "user": people.colleague.pk})
    assert unfit.status_code == 422
    assert "不是本机构中可以担任此职责的人员" in unfit.content.decode()
    twice = _post(people.consultant, address, {"duty": "member", "user": people.reviewer.pk})
    assert twice.status_code == 422
    assert "只能担任一项职责" in twice.content.decode()
    assert report.team.count() == 2


@pytest.mark.parametrize("kind", [kind for kind, part in KINDS.items() if part.ordered])
def test_a_row_moves_up_and_down(kind: str) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    for number in range(2):
        entered = {**ROWS[kind]}
        if "name" in entered:
            entered["name"] = f"{entered['name']}{number}"
        _post(people.consultant, reverse("report_row_new", args=[report.pk, kind]), entered)
    order = [row.pk for row in _rows(report, kind)]
    address = reverse("report_row_move", args=[report.pk, kind, order[-1]])
    assert _post(people.consultant, address, {"step": "up"}).status_code == 302
    assert [row.pk for row in _rows(report, kind)] == [*order[:-2], order[-1], order[-2]]
    _post(people.consultant, address, {"step": "down"})
    _post(people.consultant, address, {"step": "down"})
    assert [row.pk for row in _rows(report, kind)] == order
    assert _post(people.consultant, address, {"step": "aside"}).status_code == 404


def test_the_programme_stands_by_day_and_hour_and_is_not_moved() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    row = report.programme.first()
    assert row is not None
    address = reverse("report_row_move", args=[report.pk, "programme", row.pk])
    assert _post(people.consultant, address, {"step": "up"}).status_code == 404


def test_an_editor_who_was_slower_is_told_and_loses_nothing() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    row = SupportingDocument.objects.filter(report=report).first()
    assert row is not None
    address = reverse("report_row", args=[report.pk, "documents", row.pk])
    _post(people.colleague, address, {"name": "同事的名称", "reference": row.reference, "version": "1"})
    response = _post(people.consultant, address, {"name": "我的名称", "reference": "", "version": "1"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "他人已修改了这条记录" in page
    assert people.colleague.name in page
    assert 'value="我的名称"' in page
    assert "同事的名称" in page
    row.refresh_from_db()
    assert (row.name, row.version) == ("同事的名称", 2)


def test_a_submitted_report_is_read_and_not_written() -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    before = _values(report)
    row = SupportingDocument.objects.filter(report=report).first()
    assert row is not None
    addresses: dict[str, dict[str, str]] = {
        reverse("report_row_new", args=[report.pk, "documents"]): {"name": "新"},
        reverse("report_row", args=[report.pk, "documents", row.pk]): {"name": "新", "version": "1"},
        reverse("report_rows_paste", args=[report.pk, "documents"]): {"text": "新"},
        reverse("report_statements", args=[report.pk]): {"validity_years": "3", "version": "2"},
        reverse("report_document_review", args=[report.pk]): {"inherent_risk": "改", "version": "1"},
        reverse("report_section", args=[report.pk, "purpose"]): {"text": "改"},
    }
    for address, entered in addresses.items():
        response = _post(people.consultant, address, entered)
        assert response.status_code == 409, address
        assert "已提交，正在签署" in response.content.decode(), address
        assert browser_of(people.consultant).get(address).status_code == 200, address
    listing = browser_of(people.consultant).get(reverse("report_rows", args=[report.pk, "documents"]))
    assert "新增" not in listing.content.decode()
    assert _values(report) == before
    assert fresh(report).validity_years == report.validity_years
    assert not ReportSection.objects.filter(report=report, key="purpose", text="改").exists()


def test_a_section_takes_the_consultants_text_with_placeholders() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    address = reverse("report_section", args=[report.pk, "purpose"])
    page = browser_of(people.consultant).get(address).content.decode()
    assert "〔产品名称〕" in page
    assert "以此为底稿" in page
    assert "纳入报告" not in page
    response = _post(people.consultant, address, {"text": "为〔委托方〕量化〔产品名称〕的碳足迹。"})
    assert response.status_code == 302
    assert ReportSection.objects.get(report=report, key="purpose").text.startswith("为〔委托方〕")
    listing = browser_of(people.reviewer).get(reverse("report_sections", args=[report.pk]))
    assert "为〔委托方〕量化" in listing.content.decode()


def test_a_placeholder_that_there_is_not_is_refused() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    address = reverse("report_section", args=[report.pk, "purpose"])
    response = _post(people.consultant, address, {"text": "〔没有这个〕和〔产品名称〕"})
    assert response.status_code == 422
    assert "不认识的占位符：〔没有这个〕。" in response.content.decode()
    assert not ReportSection.objects.filter(report=report, key="purpose").exists()


def test_an_optional_section_is_left_out_and_an_unknown_one_is_not_found() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    _post(people.consultant, reverse("report_section", args=[report.pk, "pictures"]), {"text": ""})
    assert ReportSection.objects.get(report=report, key="pictures").included is False
    browser = browser_of(people.consultant)
    assert browser.get(reverse("report_section", args=[report.pk, "no-such"])).status_code == 404
    assert browser.get(reverse("report_rows", args=[report.pk, "no-such"])).status_code == 404


def test_statements_and_document_review_are_saved() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    entered = {"validity_years": "3", "suggestions": "换用绿电\n\n 轻量化 ", "version": str(report.version)}
    assert (
        _post(people.consultant, reverse("report_statements", args=[report.pk]), entered).status_code == 302
    )
    saved = fresh(report)
    assert (saved.validity_years, saved.suggestions) == (3, ["换用绿电", "轻量化"])
    review = DocumentReview.objects.get(report=report)
    entered = {"complexity": "high", "risk": "low", "version": str(review.version)}
    address = reverse("report_document_review", args=[report.pk])
    assert _post(people.consultant, address, entered).status_code == 302
    review.refresh_from_db()
    assert (review.complexity, review.risk) == ("high", "low")


@pytest.mark.parametrize("years", ["0", "11", "", "两年"])
def test_a_validity_out_of_reason_is_refused(years: str) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    entered = {"validity_years": years, "version": str(report.version)}
    response = _post(people.consultant, reverse("report_statements", args=[report.pk]), entered)
    assert response.status_code == 422
    assert fresh(report).version == report.version


def test_who_reviews_reads_what_others_write() -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    browser = browser_of(people.reviewer)
    for name, args in (
        ("report_statements", []),
        ("report_document_review", []),
        ("report_section", ["use"]),
    ):
        response = browser.get(reverse(name, args=[report.pk, *args]))
        assert response.status_code == 200
        assert "<textarea" not in response.content.decode()
        assert browser.post(reverse(name, args=[report.pk, *args]), {"text": "改"}).status_code == 403


def test_pasted_lines_become_rows_behind_the_others() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    count = report.schedule.count()
    text = "2024-03-01\t签订合同\n\n2024/3/4\t2024年3月6日\t文件评审\n2024.3.8 | 现场评价\n"
    address = reverse("report_rows_paste", args=[report.pk, "schedule"])
    assert _post(people.consultant, address, {"text": text}).status_code == 302
    added = list(ScheduleEntry.objects.filter(report=report).order_by("position"))[count:]
    assert [(row.start, row.end, row.activity) for row in added] == [
        (date(2024, 3, 1), None, "签订合同"),
        (date(2024, 3, 4), date(2024, 3, 6), "文件评审"),
        (date(2024, 3, 8), None, "现场评价"),
    ]


def test_every_part_that_takes_text_reads_all_its_columns() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    pasted = {
        "documents": "营业执照\n采购台账\t2023 年",
        "experts": "甲\n乙\t示范大学\nexpert\t某院\tZJ-1",
        "programme": "2024-03-11\t9:00\t09:30\t首次会议\t张／经理／生产部；质量部\t李；王",
    }
    for kind, text in pasted.items():
        address = reverse("report_rows_paste", args=[report.pk, kind])
        assert _post(people.consultant, address, {"text": text}).status_code == 302, kind
    assert SupportingDocument.objects.get(report=report, name="采购台账").reference == "2023 年"
    assert Expert.objects.get(report=report, registration="ZJ-1").employer == "某院"
    slot = ProgrammeSlot.objects.get(report=report, day=date(2024, 3, 11))
    assert (slot.start, slot.end) == (time(9, 0), time(9, 30))
    assert slot.interviewees == ["张／经理／生产部", "质量部"]
    assert slot.members == ["李", "王"]


WRONG_TEXT = [
    ("schedule", "", "至少一行"),
    ("schedule", "签订合同", "第 1 行：有 1 列"),
    ("schedule", "2024-03-01\t好的\n2024-13-01\t不好的", "第 2 行：开始日期：“2024-13-01”不是日期"),
    ("schedule", "2024-03-01\t好的\n\t无日期", "第 2 行：开始日期"),
    ("schedule", "2024-03-04\t2024-03-01\t倒着", "第 1 行：结束日期：结束日期早于开始日期。"),
    ("documents", "名\n" + "长" * 201, "第 2 行：文件名称"),
    ("documents", "名\n" * 201, "最多 200 行，现有 201 行"),
    ("programme", "2024-03-01\t25:00\t26:00\t会", "“25:00”不是时刻"),
]


@pytest.mark.parametrize(("kind", "text", "message"), WRONG_TEXT)
def test_one_wrong_line_and_nothing_is_written(kind: str, text: str, message: str) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    before = _values(report)
    audited = AuditEntry.objects.count()
    address = reverse("report_rows_paste", args=[report.pk, kind])
    response = _post(people.consultant, address, {"text": text})
    assert response.status_code == 422
    page = response.content.decode()
    assert message in page
    assert text.strip() in page
    assert _values(report) == before
    assert AuditEntry.objects.count() == audited


def test_a_part_with_more_rows_takes_no_more_queries() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    browser = browser_of(people.consultant)
    for kind in KINDS:
        address = reverse("report_rows", args=[report.pk, kind])
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        for _number in range(3):
            browser.post(reverse("report_row_new", args=[report.pk, kind]), ROWS[kind])
        browser.get(address)
        with CaptureQueriesContext(connection) as more:
            browser.get(address)
        assert len(more) == len(few), kind
