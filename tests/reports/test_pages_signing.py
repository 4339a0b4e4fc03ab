"""Moving a report on over HTTP: start, submit, sign, return, correct. What is refused changes nothing."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import AuditEntry, User
from inventories.models import Study
from jobs.models import Job
from reports import workflow
from reports.models import Comment, NumberSequence, Report, Revision
from reports.models.report import Duty, State
from reports.portable import import_study
from tests.people import PASSWORD, make_people
from tests.reports.drafts import brake_file, fresh
from tests.reports.states import browser_of, report_in

pytestmark = pytest.mark.django_db


def _post(user: User, name: str, report: Report, **data: object) -> HttpResponse:
    response = browser_of(user).post(reverse(name, args=[report.pk]), data)
    assert isinstance(response, HttpResponse)
    return response


def _as_it_was(report: Report) -> None:
    now = fresh(report)
    assert (now.state, now.version, now.number) == (report.state, report.version, report.number)
    assert not Job.objects.exists()


def _study(user: User) -> Study:
    return import_study(user, brake_file().model_copy(update={"content": None})).study


def test_a_report_begins_as_a_draft_with_the_consultant_as_leader() -> None:
    people = make_people()
    study = _study(people.consultant)
    response = browser_of(people.consultant).post(reverse("report_start", args=[study.pk]))
    report = Report.objects.get(study=study)
    assert response.status_code == 302
    assert response["Location"] == reverse("report_detail", args=[report.pk])
    assert [(member.duty, member.user) for member in report.team.all()] == [(Duty.LEADER, people.consultant)]


def test_beginning_again_shows_the_report_that_there_is() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    response = browser_of(people.colleague).post(reverse("report_start", args=[report.study.pk]))
    assert response["Location"] == reverse("report_detail", args=[report.pk])
    assert Report.objects.count() == 1


def test_no_second_report_of_a_study_whose_report_is_issued() -> None:
    people = make_people()
    report = report_in(people, State.ISSUED)
    response = browser_of(people.consultant).post(reverse("report_start", args=[report.study.pk]))
    assert response["Location"] == reverse("study_detail", args=[report.study.pk])
    assert Report.objects.count() == 1


def test_submitting_freezes_the_content_and_the_page_shows_the_work() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    assert _post(people.consultant, "report_submit", report, version=report.version).status_code == 302
    now = fresh(report)
    assert now.state == State.PREPARING
    assert Revision.objects.filter(report=report).count() == 1
    page = browser_of(people.consultant).get(reverse("report_detail", args=[report.pk])).content.decode()
    job = Job.objects.get(kind=workflow.PREPARE)
    assert f'hx-get="{reverse("job_status", args=[job.pk])}"' in page


@pytest.mark.parametrize("version", ["1000", "", "x"])
def test_submitting_what_somebody_else_has_changed_is_refused(version: str) -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    response = _post(people.consultant, "report_submit", report, version=version)
    assert response.status_code == (409 if version == "1000" else 422)
    _as_it_was(report)
    assert not NumberSequence.objects.exists()


def test_submitting_an_incomplete_report_says_everything_that_is_missing() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    report.team.filter(duty__in=[Duty.APPROVER, Duty.TECHNICAL_REVIEWER]).delete()
    response = _post(people.consultant, "report_submit", report, version=report.version)
    assert response.status_code == 409
    page = response.content.decode()
    assert "未指定技术复核人" in page
    assert "未指定批准人" in page
    _as_it_was(report)
    assert not Revision.objects.exists()


def test_the_password_entered_again_asks_for_the_signature() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(people.reviewer, "report_sign", report, version=report.version, password=PASSWORD)
    assert response.status_code == 302
    job = Job.objects.get(kind=workflow.SIGN)
    assert job.requested_by == people.reviewer
    page = browser_of(people.reviewer).get(reverse("report_detail", args=[report.pk])).content.decode()
    assert "签名正在写入" in page
    assert reverse("report_sign", args=[report.pk]) not in page


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " "])
def test_a_wrong_password_signs_nothing_and_is_not_shown_again(password: str) -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(people.reviewer, "report_sign", report, version=report.version, password=password)
    assert response.status_code == 422
    page = response.content.decode()
    assert "未签署" in page
    assert not password or f'value="{password}"' not in page
    _as_it_was(report)


def test_too_many_wrong_passwords_are_stopped_as_at_the_sign_in() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    browser = browser_of(people.reviewer)
    address = reverse("report_sign", args=[report.pk])
    for _attempt in range(5):
        browser.post(address, {"version": report.version, "password": "wrong"})
    response = browser.post(address, {"version": report.version, "password": PASSWORD})
    assert response.status_code in (403, 429)
    _as_it_was(report)


def test_signing_an_old_version_is_refused() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(people.reviewer, "report_sign", report, version=report.version - 1, password=PASSWORD)
    assert response.status_code == 409
    _as_it_was(report)


@pytest.mark.parametrize("who", ["administrator", "colleague", "approver", "consultant"])
def test_nobody_signs_for_the_reviewer(who: str) -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(getattr(people, who), "report_sign", report, version=report.version, password=PASSWORD)
    assert response.status_code == 403
    _as_it_was(report)


def test_a_draft_awaits_no_signature() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    response = _post(people.consultant, "report_sign", report, version=report.version, password=PASSWORD)
    assert response.status_code == 409
    assert "不等待签署" in response.content.decode()
    _as_it_was(report)


def test_a_return_reopens_the_content_with_its_reason() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(people.reviewer, "report_return", report, version=report.version, reason="数据期不符")
    assert response.status_code == 302
    now = fresh(report)
    assert (now.state, now.number, now.study.lock) == (State.DRAFT, report.number, "")
    comment = Comment.objects.get(report=report)
    assert (comment.text, comment.returned, comment.author) == ("数据期不符", True, people.reviewer)
    page = browser_of(people.consultant).get(reverse("report_detail", args=[report.pk])).content.decode()
    assert f"{people.reviewer.name}于" in page
    assert "退回：" in page
    assert AuditEntry.objects.filter(act="report.return", actor=people.reviewer).count() == 1


@pytest.mark.parametrize(
    ("reason", "version", "status"), [("  ", 0, 422), ("改" * 5001, 0, 422), ("数据期不符", 7, 409)]
)
def test_a_refused_return_keeps_what_was_written(reason: str, version: int, status: int) -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    response = _post(
        people.reviewer, "report_return", report, version=report.version + version, reason=reason
    )
    assert response.status_code == status
    assert reason.strip() in response.content.decode()
    _as_it_was(report)
    assert not Comment.objects.exists()


def test_who_has_no_part_in_a_report_cannot_return_it() -> None:
    people = make_people()
    report = report_in(people, State.REVIEWED)
    for outsider in (people.colleague, people.administrator):
        response = _post(outsider, "report_return", report, version=report.version, reason="不行")
        assert response.status_code == 403
    _as_it_was(report)


def test_a_correction_is_a_new_draft_and_the_old_report_stays() -> None:
    people = make_people()
    issued = report_in(people, State.ISSUED)
    response = _post(people.consultant, "report_correct", issued)
    correction = Report.objects.get(supersedes=issued)
    assert response["Location"] == reverse("report_detail", args=[correction.pk])
    assert fresh(issued).state == State.ISSUED
    again = _post(people.consultant, "report_correct", issued)
    assert again.status_code == 409
    assert Report.objects.count() == 2


def test_only_an_issued_report_is_corrected() -> None:
    people = make_people()
    report = report_in(people, State.REVIEWED)
    assert _post(people.consultant, "report_correct", report).status_code == 409
    assert Report.objects.count() == 1
    _as_it_was(report)
