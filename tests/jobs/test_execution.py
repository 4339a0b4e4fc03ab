"""Doing a claimed job: what its handler raises decides what becomes of it."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from accounts import audit
from accounts.models import AuditEntry
from jobs.claims import Claim, claim_next
from jobs.errors import JobRefused
from jobs.execution import delay_after, execute
from jobs.models import Job, State
from jobs.registry import KINDS, Handler
from tests.jobs.conftest import KIND


def _do_next() -> None:
    claim = claim_next()
    assert claim is not None
    execute(claim)


def _make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())


def test_a_handler_that_publishes_ends_its_job(job: Job) -> None:
    _do_next()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_refusal_is_shown_and_not_tried_again(job: Job, handled_by: Callable[[Handler], None]) -> None:
    def refuse(claim: Claim) -> None:
        raise JobRefused("工作簿第 3 行缺少单位，请补充后重新上传。")

    handled_by(refuse)
    _do_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 1)
    assert job.error == "工作簿第 3 行缺少单位，请补充后重新上传。"


def test_a_fault_is_tried_again_later_and_later_and_then_given_up(
    job: Job,
    handled_by: Callable[[Handler], None],
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.JOB_MAX_ATTEMPTS = 3

    def break_down(claim: Claim) -> None:
        raise OSError("disk full")

    handled_by(break_down)
    for attempt in (1, 2):
        _do_next()
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == (State.QUEUED, attempt, "")
        assert job.run_after > timezone.now()
        assert job.step == f"第 {attempt} 次处理未成功，将自动重试"
        _make_due(job)
    _do_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 3)
    assert "disk full" not in job.error
    assert "已自动尝试 3 次" in job.error
    assert caplog.text.count("OSError: disk full") == 3


def test_the_pause_doubles_up_to_ten_minutes(settings: Settings) -> None:
    settings.JOB_RETRY_SECONDS = 5
    # 5 s × 2⁰, 2¹, 2², …; 5 × 2⁷ = 640 s is cut to 600 s.
    assert [delay_after(attempt).total_seconds() for attempt in (1, 2, 3, 7, 8)] == [5, 10, 20, 320, 600]


def test_a_handler_that_forgets_to_publish_has_not_done_its_job(
    job: Job, handled_by: Callable[[Handler], None], caplog: pytest.LogCaptureFixture
) -> None:
    handled_by(lambda claim: None)
    _do_next()
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert "returned without publish()" in caplog.text


def test_a_fault_after_publishing_does_not_undo_or_repeat_the_result(
    job: Job, handled_by: Callable[[Handler], None]
) -> None:
    def publish_and_break_down(claim: Claim) -> None:
        with claim.publish():
            audit.record(None, "test.published", job)
        raise OSError("too late to matter")

    handled_by(publish_and_break_down)
    _do_next()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert claim_next() is None
    assert AuditEntry.objects.filter(act="test.published").count() == 1


def test_a_kind_that_no_longer_exists_ends_with_a_message(job: Job) -> None:
    KINDS.pop(KIND)
    _do_next()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "没有此类任务的处理程序" in job.error


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_reports_nothing_for_longer_than_its_lease_keeps_it(
    job: Job, handled_by: Callable[[Handler], None], settings: Settings
) -> None:
    settings.JOB_LEASE_SECONDS = 0.6
    taken_by_others: list[Claim | None] = []

    def look_for_work_as_another_worker() -> None:
        taken_by_others.append(claim_next())
        connections.close_all()

    def work_long(claim: Claim) -> None:
        deadline = time.monotonic() + 1.5
        while time.monotonic() < deadline:
            other = threading.Thread(target=look_for_work_as_another_worker)
            other.start()
            other.join()
            time.sleep(0.1)
        with claim.publish():
            pass

    handled_by(work_long)
    _do_next()
    job.refresh_from_db()
    assert set(taken_by_others) == {None}
    assert (job.state, job.attempts) == (State.DONE, 1)


def test_a_lost_lease_ends_the_handler_quietly(job: Job, handled_by: Callable[[Handler], None]) -> None:
    def be_overtaken(claim: Claim) -> None:
        Job.objects.filter(pk=job.pk).update(
            token=99, lease_until=timezone.now() + datetime.timedelta(minutes=1), step="由另一处理程序接手"
        )
        claim.progress("正在排版", 50)

    handled_by(be_overtaken)
    _do_next()
    job.refresh_from_db()
    assert (job.state, job.token, job.step) == (State.RUNNING, 99, "由另一处理程序接手")
