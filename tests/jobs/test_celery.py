"""The doorbell, with a real Celery worker and beat on a real Redis; and what happens when Redis is away."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from accounts.models import Agency, AuditEntry
from jobs.models import Job, State
from jobs.registry import KINDS
from jobs.services import enqueue
from tests.jobs.processes import end, start, wait_for_file, wait_until
from tests.jobs.worker_process import KIND, RESULT, register_kind

# The file runs in one process (tests.scheduling): the queue is shared.
pytestmark = pytest.mark.django_db(transaction=True)
needs_redis = pytest.mark.skipif(not django_settings.REDIS_URL, reason="REDIS_URL is not set")

ENQUEUE = """
import django, sys, time
django.setup()
from django.db import transaction
from accounts.models import Agency
from jobs.services import enqueue
from tests.jobs.worker_process import KIND, register_kind
register_kind()
agency = Agency.objects.get(pk=int(sys.argv[1]))
before = time.monotonic()
with transaction.atomic():
    enqueue(KIND, "study:1:v1", {"study": 1}, agency=agency, requested_by=None)
print(f"took {time.monotonic() - before:.1f}")
"""


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    register_kind()
    yield
    KINDS.pop(KIND)


def _celery(tmp_path: Path, **environment: str) -> subprocess.Popen[str]:
    schedule = str(tmp_path / "beat-schedule")
    options = ["--beat", "--schedule", schedule, "--concurrency", "1", "--without-mingle", "--without-gossip"]
    return start("-m", "tests.jobs.celery_process", "worker", *options, PCF_SWEEP_SECONDS="1", **environment)


def _ask(agency: Agency) -> Job:
    return enqueue(KIND, "study:1:v1", {"study": 1}, agency=agency, requested_by=None)


def _is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == State.DONE


def _results() -> int:
    return AuditEntry.objects.filter(act=RESULT).count()


@needs_redis
def test_celery_does_what_was_asked_for_once(agency: Agency, tmp_path: Path) -> None:
    job = _ask(agency)
    worker = _celery(tmp_path)
    wait_until(lambda: _is_done(job), "celery to do the job")
    output = end(worker)
    assert (_results(), job.attempts) == (1, 1), output


@needs_redis
def test_the_sweep_finds_what_a_killed_celery_worker_left(agency: Agency, tmp_path: Path) -> None:
    job = _ask(agency)
    killed = _celery(tmp_path, TEST_MEETING=str(tmp_path))
    wait_for_file(tmp_path / "started")
    _kill_with_children(killed)
    job.refresh_from_db()
    assert (job.state, _results()) == (State.RUNNING, 0)

    successor = _celery(tmp_path)
    wait_until(lambda: _is_done(job), "the successor to do the job")
    output = end(successor)
    assert (_results(), job.attempts) == (1, 2), output


def _kill_with_children(worker: subprocess.Popen[str]) -> None:
    """The pool's processes would otherwise see their parent gone and end in good order."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    worker.kill()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    worker.wait(timeout=30)


@needs_redis
def test_the_sweep_finds_a_job_whose_ring_was_lost(
    agency: Agency, tmp_path: Path, settings: Settings
) -> None:
    settings.REDIS_URL = ""
    job = _ask(agency)
    worker = _celery(tmp_path)
    wait_until(lambda: _is_done(job), "the sweep to ring for the job")
    output = end(worker)
    assert (_results(), job.attempts) == (1, 1), output


def test_a_broker_that_is_away_costs_a_moment_and_loses_nothing(agency: Agency) -> None:
    process = start("-c", ENQUEUE, str(agency.pk), REDIS_URL="redis://127.0.0.1:1/0")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert float(output.rpartition("took ")[2]) < 5, output
    assert Job.objects.get().state == State.QUEUED
