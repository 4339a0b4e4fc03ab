"""What waits for a person follows the report's state and the duties in it."""

from __future__ import annotations

import pytest

from accounts.models import User
from reports import workflow
from reports.models.report import Duty
from reports.waiting import waiting_for
from tests.people import make_people
from tests.reports.drafts import do, draft_report, fresh, sign

pytestmark = pytest.mark.django_db


def tasks(user: User) -> list[str]:
    return [item.task for item in waiting_for(user)]


def test_a_report_waits_for_one_person_at_a_time_and_comes_back_to_its_team() -> None:
    people = make_people()
    report = draft_report(people)
    assert tasks(people.consultant) == []  # a draft never submitted waits for nobody
    do(workflow.submit(people.consultant, report, version=report.version))
    assert (tasks(people.consultant), tasks(people.reviewer)) == (["以组长签署"], [])
    do(sign(people.consultant, report, Duty.LEADER))
    assert (tasks(people.consultant), tasks(people.reviewer)) == ([], ["以技术复核人签署"])
    assert tasks(people.colleague) == []
    assert tasks(make_people().reviewer) == []
    report = fresh(report)
    workflow.return_for_changes(people.reviewer, report, "请补充证据", version=report.version)
    assert tasks(people.consultant) == ["已退回，待修改"]
