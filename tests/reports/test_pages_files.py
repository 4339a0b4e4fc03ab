"""Files over HTTP: the draft preview, the report's PDF, its frozen study file, the validation page."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.files import put
from jobs.models import Job
from reports import previews
from reports.models import Preview, Report
from reports.models.report import Duty, State
from reports.snapshot import digest
from tests.people import make_people
from tests.reports.states import PDF, browser_of, report_in

pytestmark = pytest.mark.django_db


def _preview(report: Report) -> Preview:
    return Preview.objects.create(
        agency=report.agency,
        report=report,
        digest=digest(previews.draft(report)),
        document=put(report.agency_id, PDF),
        pages=22,
        made_at=timezone.now(),
    )


def test_a_preview_is_asked_for_once_and_the_page_shows_the_work() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    browser = browser_of(people.consultant)
    address, detail = reverse("report_preview", args=[report.pk]), reverse("report_detail", args=[report.pk])
    assert browser.post(address)["Location"] == f"{detail}#job"
    assert browser.post(address)["Location"] == f"{detail}#job"
    assert Job.objects.filter(kind=previews.PREVIEW).count() == 1
    assert "生成预览" in browser.get(detail).content.decode()


def test_an_unchanged_draft_is_not_drawn_again() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    _preview(report)
    browser = browser_of(people.consultant)
    detail = reverse("report_detail", args=[report.pk])
    assert browser.post(reverse("report_preview", args=[report.pk]))["Location"] == f"{detail}#pdf"
    assert not Job.objects.exists()
    page = browser.get(detail).content.decode()
    assert f'<iframe class="pdf-frame" src="{reverse("report_preview_pdf", args=[report.pk])}"' in page
    response = browser.get(reverse("report_preview_pdf", args=[report.pk]))
    assert (response["Content-Type"], response.content) == ("application/pdf", PDF)


def test_an_incomplete_study_has_no_preview_and_says_why() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    report.study.lines.update(amount=None)
    browser = browser_of(people.consultant)
    response = browser.post(reverse("report_preview", args=[report.pk]), follow=True)
    assert "缺少" in response.content.decode() or "没有" in response.content.decode()
    assert not Job.objects.exists()


def test_the_pdf_may_be_framed_by_this_site_alone_and_is_saved_under_its_number() -> None:
    people = make_people()
    report = report_in(people, State.ISSUED)
    browser = browser_of(people.reviewer)
    shown = browser.get(reverse("report_pdf", args=[report.pk]))
    assert shown.content == PDF
    assert shown["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert shown["Content-Disposition"].startswith("inline;")
    saved = browser.get(reverse("report_pdf", args=[report.pk]) + "?download")
    assert saved["Content-Disposition"].startswith("attachment;")
    assert report.number in saved["Content-Disposition"]


def test_the_client_gets_the_issued_pdf_and_nothing_before() -> None:
    people = make_people()
    issued, signing = (
        report_in(people, State.ISSUED),
        report_in(people, State.REVIEWED, number="PCF-2026-0008"),
    )
    browser = browser_of(people.client)
    assert browser.get(reverse("report_pdf", args=[issued.pk])).content == PDF
    assert browser.get(reverse("report_pdf", args=[signing.pk])).status_code == 404
    for name in ("report_snapshot", "report_validation", "report_sections"):
        assert browser.get(reverse(name, args=[issued.pk])).status_code == 403


def test_a_draft_has_no_report_file_yet() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    browser = browser_of(people.consultant)
    for name in ("report_pdf", "report_preview_pdf", "report_snapshot", "report_validation"):
        assert browser.get(reverse(name, args=[report.pk])).status_code == 404


def test_the_snapshot_is_given_byte_for_byte() -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    response = browser_of(people.reviewer).get(reverse("report_snapshot", args=[report.pk]))
    assert response.content.decode() == report.revisions.get().snapshot
    assert json.loads(response.content)["number"] == report.number
    assert report.team.filter(duty=Duty.LEADER).exists()


def test_a_file_without_signatures_is_called_that() -> None:
    """The file of this test is no PDF with signature fields: the page says so instead of failing."""
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    response = browser_of(people.reviewer).get(reverse("report_validation", args=[report.pk]))
    assert response.status_code == 200
    assert "note-warn" in response.content.decode()
