"""A worker with a test handler, run by the tests as a process of its own, so that it can really be killed.

    python -m tests.jobs.worker_process

A job with the argument ``die_at`` kills the whole process with SIGKILL at that one of ``POINTS``, at its first attempt.
``TEST_MEETING`` in the environment is a folder where the handler leaves a file ``started`` and waits for a file ``go_on``.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from jobs.claims import Claim

KIND = "test.kill"
POINTS = ("claimed", "working", "publishing", "written", "published")
RESULT = "test.published"


def _die_at(point: str, claim: Claim) -> None:
    if claim.attempt == 1 and claim.args.get("die_at") == POINTS.index(point):
        os.kill(os.getpid(), signal.SIGKILL)


def _meet() -> None:
    folder = os.environ.get("TEST_MEETING")
    if folder is None:
        return
    Path(folder, "started").touch()
    deadline = time.monotonic() + 60
    while not Path(folder, "go_on").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def handle(claim: Claim) -> None:
    """Publish one audit line, dying on the way where the test says so."""
    from accounts import audit
    from accounts.models import Agency

    _die_at("claimed", claim)
    claim.progress("第一步", 10)
    _die_at("working", claim)
    _meet()
    with claim.publish():
        _die_at("publishing", claim)
        audit.record(None, RESULT, Agency.objects.get(pk=claim.agency_id), after={"job": claim.job_id})
        _die_at("written", claim)
    _die_at("published", claim)


def register_kind() -> None:
    """Make the kind known, in the worker as in the test."""
    from accounts.permissions import Action
    from jobs.registry import register

    register(KIND, handle, title="测试任务", action=Action.EDIT_STUDY)


if __name__ == "__main__":
    django.setup()
    register_kind()
    from jobs.worker import Worker

    Worker().run(until_idle="TEST_UNTIL_IDLE" in os.environ)
