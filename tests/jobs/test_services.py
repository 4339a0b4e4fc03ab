"""Asking for a job, and asking again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from accounts.models import Agency, AuditEntry, User
from accounts.permissions import Action
from jobs.claims import claim_next
from jobs.models import Job, State
from jobs.registry import KINDS, Handler, register
from jobs.services import enqueue, retry
from tests.jobs.conftest import KIND


def test_a_job_is_queued_with_its_ids_and_its_person(job: Job, consultant: User) -> None:
    assert (job.state, job.args, job.requested_by, job.attempts, job.token) == (
        State.QUEUED,
        {"study": 7},
        consultant,
        0,
        0,
    )


def test_asking_again_while_it_is_unfinished_gives_the_same_job(job: Job, agency: Agency) -> None:
    again = enqueue(KIND, "study:7:v1", {"study": 7}, agency=agency, requested_by=None)
    assert again.pk == job.pk
    claim_next()
    assert enqueue(KIND, "study:7:v1", {"study": 7}, agency=agency, requested_by=None).pk == job.pk
    assert Job.objects.count() == 1


def test_asking_again_after_it_is_done_makes_a_new_job(job: Job, agency: Agency) -> None:
    claim = claim_next()
    assert claim is not None
    with claim.publish():
        pass
    assert enqueue(KIND, "study:7:v1", {"study": 7}, agency=agency, requested_by=None).pk != job.pk


def test_another_agency_with_the_same_key_has_its_own_job(job: Job, stranger: User) -> None:
    other = enqueue(KIND, "study:7:v1", {"study": 8}, agency=stranger.agency, requested_by=stranger)
    assert other.pk != job.pk


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_there(job: Job, agency: Agency) -> None:
    @transaction.atomic
    def ask_and_fail() -> None:
        enqueue(KIND, "study:8:v1", {"study": 8}, agency=agency, requested_by=None)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        ask_and_fail()
    assert list(Job.objects.all()) == [job]


def test_an_unknown_kind_is_refused_and_nothing_is_written(agency: Agency) -> None:
    with pytest.raises(LookupError):
        enqueue("test.unknown", "x", {}, agency=agency, requested_by=None)
    assert not Job.objects.exists()


@pytest.mark.parametrize("value", ["secret", 1.5, None, True, [1]])
def test_only_whole_numbers_may_be_arguments(
    agency: Agency, handled_by: Callable[[Handler], None], value: object
) -> None:
    handled_by(lambda claim: None)
    with pytest.raises(TypeError):
        enqueue(KIND, "x", {"value": value}, agency=agency, requested_by=None)  # type: ignore[dict-item]  # the point
    assert not Job.objects.exists()


def test_a_kind_is_registered_by_one_handler_only(handled_by: Callable[[Handler], None]) -> None:
    handled_by(lambda claim: None)
    with pytest.raises(ImproperlyConfigured):
        register(KIND, lambda claim: claim.renew(), title="测试任务", action=Action.EDIT_STUDY)


def _failed(job: Job) -> Job:
    claim = claim_next()
    assert claim is not None
    claim.fail("工作簿第 3 行缺少单位。")
    job.refresh_from_db()
    return job


def test_a_failed_job_is_tried_again_from_the_start_and_leaves_a_trace(job: Job, consultant: User) -> None:
    retried = retry(consultant, _failed(job))
    assert (retried.pk, retried.state, retried.attempts, retried.error) == (job.pk, State.QUEUED, 0, "")
    entry = AuditEntry.objects.get(act="job.retry")
    assert entry.actor == consultant
    assert entry.before == {"state": "failed", "error": "工作簿第 3 行缺少单位。"}


def test_a_job_that_has_not_failed_is_not_retried(job: Job, consultant: User) -> None:
    with pytest.raises(ValidationError, match="只有未成功的任务可以重试"):
        retry(consultant, job)
    assert not AuditEntry.objects.filter(act="job.retry").exists()


def test_a_failed_job_is_not_retried_while_a_newer_one_is_on_its_way(
    job: Job, agency: Agency, consultant: User
) -> None:
    _failed(job)
    enqueue(KIND, "study:7:v1", {"study": 7}, agency=agency, requested_by=consultant)
    with pytest.raises(ValidationError, match="已在处理中"):
        retry(consultant, job)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert not AuditEntry.objects.filter(act="job.retry").exists()


def test_a_kind_that_is_gone_is_not_retried(job: Job, consultant: User) -> None:
    _failed(job)
    KINDS.pop(KIND)
    with pytest.raises(ValidationError, match="没有此类任务的处理程序"):
        retry(consultant, job)
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_a_role_too_small_may_not_retry(job: Job, reviewer: User) -> None:
    _failed(job)
    with pytest.raises(PermissionDenied):
        retry(reviewer, job)
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_a_stranger_may_not_even_know_of_it(job: Job, stranger: User) -> None:
    _failed(job)
    with pytest.raises(Http404):
        retry(stranger, job)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert not Job.objects.visible_to(stranger).exists()


def test_a_clients_person_sees_no_jobs(job: Job, client_person: User, consultant: User) -> None:
    assert not Job.objects.visible_to(client_person).exists()
    assert list(Job.objects.visible_to(consultant)) == [job]
