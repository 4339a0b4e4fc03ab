"""Real worker processes that are killed, frozen or stopped: every job is done after all, and its result is there once."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Agency, AuditEntry
from jobs.models import Job, State
from jobs.registry import KINDS
from jobs.services import enqueue
from tests.jobs.processes import end, start, wait_for_file, wait_until
from tests.jobs.worker_process import KIND, POINTS, RESULT, register_kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    register_kind()
    yield
    KINDS.pop(KIND)


def _ask(agency: Agency, number: int = 1, **args: int) -> Job:
    return enqueue(KIND, f"study:{number}:v1", args, agency=agency, requested_by=None)


def _worker(**environment: str) -> subprocess.Popen[str]:
    return start("-m", "tests.jobs.worker_process", **environment)


def _state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def _results(job: Job) -> int:
    return AuditEntry.objects.filter(act=RESULT, after__job=job.pk).count()


def test_workers_killed_at_every_point_leave_each_result_once(agency: Agency) -> None:
    """One job for each point where a worker can die, and for each a worker that does; then one that lives."""
    jobs = [_ask(agency, number, die_at=number) for number in range(len(POINTS))]
    for job, point in zip(jobs, POINTS, strict=True):
        killed = _worker()
        output, _ = killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL, output
        survived = point == "published"
        assert (_state(job), _results(job)) == ((State.DONE, 1) if survived else (State.RUNNING, 0)), point

    successor = _worker()
    wait_until(lambda: all(_state(job) == State.DONE for job in jobs), "the successor to publish")
    end(successor)
    assert [_results(job) for job in jobs] == [1, 1, 1, 1, 1]
    # The one whose worker died after publishing needed no second attempt.
    assert [job.attempts for job in jobs] == [2, 2, 2, 2, 1]


def test_a_worker_frozen_beyond_its_lease_wakes_up_and_publishes_nothing(
    agency: Agency, tmp_path: Path
) -> None:
    job = _ask(agency)
    frozen = _worker(TEST_MEETING=str(tmp_path))
    wait_for_file(tmp_path / "started")
    frozen.send_signal(signal.SIGSTOP)

    successor = _worker()
    wait_until(lambda: _state(job) == State.DONE, "the successor to publish")
    end(successor)
    (tmp_path / "go_on").touch()
    frozen.send_signal(signal.SIGCONT)
    output = end(frozen)
    assert "was taken over by another worker" in output
    assert (_state(job), _results(job), job.attempts) == (State.DONE, 1, 2)


def test_a_stopped_worker_finishes_what_it_has_in_hand(agency: Agency, tmp_path: Path) -> None:
    first, second = _ask(agency, 1), _ask(agency, 2)
    worker = _worker(TEST_MEETING=str(tmp_path))
    wait_for_file(tmp_path / "started")
    worker.send_signal(signal.SIGTERM)
    (tmp_path / "go_on").touch()
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert (_state(first), _results(first)) == (State.DONE, 1)
    assert (_state(second), second.attempts) == (State.QUEUED, 0)


def test_a_stopped_worker_gives_back_what_it_cannot_finish(agency: Agency, tmp_path: Path) -> None:
    job = _ask(agency)
    worker = _worker(TEST_MEETING=str(tmp_path), PCF_JOB_STOP_SECONDS="1")
    wait_for_file(tmp_path / "started")
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert (_state(job), job.attempts, job.lease_until) == (State.QUEUED, 0, None)
    assert job.run_after <= timezone.now()
    assert _results(job) == 0


def test_many_workers_do_every_job_once(agency: Agency) -> None:
    jobs = [_ask(agency, number) for number in range(30)]
    workers = [_worker(TEST_UNTIL_IDLE="1") for _ in range(3)]
    for worker in workers:
        output, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0, output
    assert [_state(job) for job in jobs] == [State.DONE] * 30
    assert [_results(job) for job in jobs] == [1] * 30
    assert {job.attempts for job in jobs} == {1}
