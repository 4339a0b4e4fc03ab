"""Several people press at the same moment: every one of them gets an outcome, and together they have one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from accounts.confirmation import Confirmed
from accounts.editing import EditConflict
from jobs.models import Job
from reports import workflow
from reports.models import Comment, Report, Revision
from reports.models.report import Duty, State
from tests.people import People, make_people
from tests.reports.drafts import draft_report, fresh

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each act: ``done``, or the name of what it raised."""
    barrier = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes[place] = "done"
        except (EditConflict, workflow.NotAllowedNow) as refusal:
            outcomes[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def submitted(people: People) -> Report:
    """A report that awaits the leader, as if its PDF were made."""
    report = draft_report(people)
    workflow.submit(people.consultant, report, version=report.version)
    report = fresh(report)
    workflow.move(report, workflow.Move.PREPARED)
    return fresh(report)


def test_of_three_submissions_at_once_one_counts() -> None:
    people = make_people()
    report = draft_report(people)
    outcomes = at_once(*[lambda: workflow.submit(people.consultant, report, version=report.version)] * 3)
    assert sorted(outcomes) == ["EditConflict", "EditConflict", "done"]
    assert fresh(report).state == State.PREPARING
    assert Revision.objects.count() == Job.objects.count() == 1


def test_signing_and_returning_at_once_never_wait_for_each_other() -> None:
    """Both lock the report; had the signature locked the study after it, PostgreSQL would have ended one of them."""
    people = make_people()
    for _round in range(ROUNDS):
        _sign_and_return(people, submitted(people))


def _sign_and_return(people: People, report: Report) -> None:
    confirmed = Confirmed(people.consultant.pk, timezone.now())

    def sign() -> object:
        return workflow.sign(people.consultant, report, Duty.LEADER, confirmed, version=report.version)

    def give_back() -> object:
        return workflow.return_for_changes(people.consultant, report, "数据有误", version=report.version)

    outcomes = at_once(sign, give_back, sign, give_back)
    assert set(outcomes) <= {"done", "EditConflict"}
    assert [outcomes[1], outcomes[3]].count("done") == 1  # it is given back once
    assert fresh(report).state == State.DRAFT
    assert Comment.objects.filter(report=report).count() == 1
    asked = Job.objects.filter(kind=workflow.SIGN, args__revision=Revision.objects.get(report=report).pk)
    assert asked.count() <= 1  # pressed twice, asked for once
