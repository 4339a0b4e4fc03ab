"""Whose signature is awaited follows the report's state and the duties in it."""

from __future__ import annotations

import pytest

from accounts.models import User
from reports import workflow
from reports.models.report import Duty
from reports.waiting import waiting_for
from tests.people import make_people
from tests.reports.drafts import do, draft_report, fresh, shortened, sign

pytestmark = pytest.mark.django_db


def waits(user: User) -> bool:
    return waiting_for(user).exists()


def test_a_report_waits_for_one_person_at_a_time() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    assert not waits(people.consultant)  # a draft waits for nobody's signature
    do(workflow.submit(people.consultant, report, version=report.version))
    assert (waits(people.consultant), waits(people.reviewer)) == (True, False)
    do(sign(people.consultant, report, Duty.LEADER))
    assert (waits(people.consultant), waits(people.reviewer)) == (False, True)
    assert not waits(people.colleague)
    assert not waits(make_people().reviewer)
    report = fresh(report)
    workflow.return_for_changes(people.reviewer, report, "请补充证据", version=report.version)
    assert not waits(people.reviewer)
