"""Several workers reach for one job at the same moment. The negative control shows that the race is a real one."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from jobs.claims import claim_job
from jobs.models import Job, State

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
ROUNDS = 15


def _race(act: Callable[[threading.Barrier], bool]) -> int:
    """How many of the workers believe that the job is theirs."""
    barrier = threading.Barrier(WORKERS)
    won: list[bool] = []

    def run() -> None:
        try:
            won.append(act(barrier))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == WORKERS
    return sum(won)


def _queue_again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=State.QUEUED,
        attempts=0,
        lease_until=None,
        run_after=timezone.now() - datetime.timedelta(seconds=1),
    )


def test_compare_and_set_lets_one_worker_through_in_every_round(job: Job) -> None:
    def claim(barrier: threading.Barrier) -> bool:
        barrier.wait()
        return claim_job(job.pk) is not None

    winners = []
    for _round in range(ROUNDS):
        _queue_again(job)
        winners.append(_race(claim))
    assert winners == [1] * ROUNDS


def test_negative_control_read_check_save_gives_the_job_to_all_of_them(job: Job) -> None:
    def read_check_save(barrier: threading.Barrier) -> bool:
        row = Job.objects.get(pk=job.pk)
        barrier.wait()
        if row.state != State.QUEUED:
            return False
        row.state, row.lease_until = State.RUNNING, timezone.now()
        row.save()
        return True

    _queue_again(job)
    assert _race(read_check_save) == WORKERS
