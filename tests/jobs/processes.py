"""Starting processes of this project on the database of the running test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

PATIENCE_SECONDS = 60.0


def database_url() -> str:
    """The test's own database, as ``DATABASE_URL`` names it to another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    password = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"postgres://{parts['USER']}{password}@{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"


_started: list[subprocess.Popen[str]] = []


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    """Start a Python process on the test's database, with a lease of one second."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), "PCF_JOB_LEASE_SECONDS": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    _started.append(process)
    return process


def kill_all() -> None:
    """Kill what a test that failed half way has left running."""
    while _started:
        with _started.pop() as process:
            process.kill()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again; fail with ``what`` when it does not come true in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"in vain waited for: {what}"
        time.sleep(0.05)


def wait_for_file(path: Path) -> None:
    wait_until(path.exists, str(path))


def end(process: subprocess.Popen[str]) -> str:
    """Ask the process to end and return what it printed."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return output
