"""The supervisor of ``make run`` with real processes: restarts what crashes, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.jobs.processes import start, wait_for_file, wait_until

# A part that starts a child of its own, as gunicorn does, and both write down who they are.
PART = """
import os, pathlib, subprocess, sys, time
folder = pathlib.Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(folder / f"{sys.argv[2]}-{os.getpid()}").write_text(str(child.pid))
(folder / sys.argv[2]).touch()
time.sleep(600)
"""

SUPERVISOR = """
import sys
from jobs.supervision import Part, Supervisor
part, folder = sys.argv[1:3]
parts = [Part(name, [sys.executable, "-c", part, folder, name]) for name in ("web", "worker")]
sys.exit(Supervisor(parts, stop_seconds=5, say=print, on_look=lambda: None).run())
"""

CRASHING = """
import sys
from jobs.supervision import Part, Supervisor
import jobs.supervision
jobs.supervision.LONGEST_PAUSE_SECONDS = 0.1
part = Part("web", [sys.executable, "-c", "raise SystemExit(3)"])
sys.exit(Supervisor([part], stop_seconds=5, say=print, on_look=lambda: None).run())
"""


def _supervise(folder: Path) -> subprocess.Popen[str]:
    supervisor = start("-c", SUPERVISOR, PART, str(folder))
    wait_for_file(folder / "web")
    wait_for_file(folder / "worker")
    return supervisor


def _processes(folder: Path, name: str) -> list[int]:
    """The part's process and its child, of the latest start."""
    latest = max(folder.glob(f"{name}-*"), key=lambda path: path.stat().st_mtime_ns)
    return [int(latest.name.partition("-")[2]), int(latest.read_text())]


def _is_alive(pid: int) -> bool:
    """A zombie that nobody has waited for is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _all_gone(pids: list[int]) -> bool:
    return not any(_is_alive(pid) for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_both_and_their_children(tmp_path: Path, number: signal.Signals) -> None:
    supervisor = _supervise(tmp_path)
    pids = [*_processes(tmp_path, "web"), *_processes(tmp_path, "worker")]
    assert all(_is_alive(pid) for pid in pids)
    supervisor.send_signal(number)
    supervisor.communicate(timeout=30)
    assert supervisor.returncode == 0
    assert _all_gone(pids)


def test_a_crashed_part_is_started_again_and_the_other_one_is_left_alone(tmp_path: Path) -> None:
    supervisor = _supervise(tmp_path)
    web, worker = _processes(tmp_path, "web"), _processes(tmp_path, "worker")
    (tmp_path / "worker").unlink()
    os.kill(worker[0], signal.SIGKILL)
    wait_for_file(tmp_path / "worker")
    restarted = _processes(tmp_path, "worker")
    assert restarted[0] != worker[0]
    assert _processes(tmp_path, "web") == web
    assert _all_gone(worker)
    supervisor.terminate()
    output, _ = supervisor.communicate(timeout=30)
    assert "worker 意外结束" in output
    assert _all_gone([*web, *restarted])


def test_a_killed_supervisor_takes_its_parts_along(tmp_path: Path) -> None:
    supervisor = _supervise(tmp_path)
    parts = [_processes(tmp_path, "web")[0], _processes(tmp_path, "worker")[0]]
    children = [_processes(tmp_path, "web")[1], _processes(tmp_path, "worker")[1]]
    supervisor.kill()
    supervisor.wait(timeout=30)
    wait_until(lambda: _all_gone(parts), "the parts to end with their supervisor")
    for child in children:
        os.kill(child, signal.SIGKILL)


def test_a_part_that_cannot_start_ends_the_whole_with_a_message() -> None:
    supervisor = start("-c", CRASHING)
    output, _ = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 1
    assert "连续 6 次无法启动" in output
