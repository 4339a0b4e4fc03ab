"""Taking a job, keeping it, giving its result."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from accounts import audit
from accounts.models import Agency, AuditEntry
from jobs.claims import Claim, claim_job, claim_next
from jobs.errors import LeaseLost
from jobs.models import Job, State


def _claimed() -> Claim:
    claim = claim_next()
    assert claim is not None
    return claim


def _let_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))


def test_a_claim_takes_the_lease_and_raises_the_token(job: Job) -> None:
    claim = _claimed()
    job.refresh_from_db()
    assert (claim.job_id, claim.token, claim.attempt, claim.args) == (job.pk, 1, 1, {"study": 7})
    assert (job.state, job.token, job.attempts) == (State.RUNNING, 1, 1)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now()


def test_a_job_in_hand_is_not_given_to_a_second_worker(job: Job) -> None:
    _claimed()
    assert claim_next() is None
    assert claim_job(job.pk) is None


def test_a_job_is_not_due_before_its_time(job: Job) -> None:
    Job.objects.update(run_after=timezone.now() + datetime.timedelta(minutes=1))
    assert claim_next() is None
    assert claim_job(job.pk) is None


def test_progress_is_shown_and_renews_the_lease(job: Job) -> None:
    claim = _claimed()
    _let_lease_run_out(job)
    claim.progress("正在排版第 3 章", 40)
    job.refresh_from_db()
    assert (job.step, job.progress) == ("正在排版第 3 章", 40)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now()


def test_publishing_writes_the_result_and_ends_the_job(job: Job, agency: Agency) -> None:
    claim = _claimed()
    with claim.publish():
        audit.record(None, "test.published", agency)
    job.refresh_from_db()
    assert (job.state, job.progress, job.lease_until) == (State.DONE, 100, None)
    assert job.finished_at is not None
    assert AuditEntry.objects.filter(act="test.published").count() == 1


def test_a_result_that_fails_half_way_leaves_nothing_and_the_job_unfinished(job: Job, agency: Agency) -> None:
    claim = _claimed()

    def publish_half() -> None:
        with claim.publish():
            audit.record(None, "test.published", agency)
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish_half()
    job.refresh_from_db()
    assert job.state == State.RUNNING
    assert not claim.published
    assert not AuditEntry.objects.filter(act="test.published").exists()


def test_whoever_lost_the_lease_can_neither_report_nor_publish_nor_fail_it(job: Job, agency: Agency) -> None:
    slow = _claimed()
    _let_lease_run_out(job)
    quick = _claimed()
    assert quick.token == 2
    with pytest.raises(LeaseLost):
        slow.progress("正在排版", 50)
    with pytest.raises(LeaseLost), slow.publish():
        audit.record(None, "test.published", agency)
    with pytest.raises(LeaseLost):
        slow.fail("不应出现")
    slow.release()
    job.refresh_from_db()
    assert (job.state, job.token, job.step, job.error) == (State.RUNNING, 2, "", "")
    assert not AuditEntry.objects.filter(act="test.published").exists()
    with quick.publish():
        pass
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_released_job_costs_no_attempt_and_is_due_at_once(job: Job) -> None:
    claim = _claimed()
    claim.release()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (State.QUEUED, 0, None)
    again = _claimed()
    assert (again.attempt, again.token) == (1, 2)
    with pytest.raises(LeaseLost):
        claim.renew()


def test_a_job_that_kills_its_workers_is_given_up_with_a_message(job: Job, settings: Settings) -> None:
    settings.JOB_MAX_ATTEMPTS = 2
    for _attempt in range(2):
        _claimed()
        _let_lease_run_out(job)
    assert claim_next() is None
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "已自动尝试 2 次" in job.error
    assert str(job.pk) in job.error


def test_the_one_that_has_waited_longest_comes_first(job: Job, agency: Agency) -> None:
    earlier = Job.objects.create(
        agency=agency, kind=job.kind, key="earlier", run_after=job.run_after - datetime.timedelta(minutes=1)
    )
    assert [_claimed().job_id, _claimed().job_id] == [earlier.pk, job.pk]


def test_the_lease_is_as_long_as_the_setting_says(job: Job) -> None:
    before = timezone.now()
    _claimed()
    job.refresh_from_db()
    assert job.lease_until is not None
    lease = job.lease_until - before
    assert datetime.timedelta(0) <= lease - datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)
