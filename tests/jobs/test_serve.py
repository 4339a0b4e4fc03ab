"""``manage.py serve`` as a person starts it: it says where it is once it answers, and ends without a trace."""

from __future__ import annotations

import signal
import socket
import subprocess
import urllib.request

import pytest

from tests.jobs.processes import start

pytestmark = pytest.mark.django_db(transaction=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _read_until(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"{text!r} was not printed:\n{''.join(lines)}")


def test_it_says_where_it_is_once_pages_come_back_and_ends_at_ctrl_c() -> None:
    port = _free_port()
    server = start("manage.py", "serve", "--port", str(port))
    _read_until(server, f"http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=30) as page:  # our own server
        assert page.status == 200
    server.send_signal(signal.SIGINT)
    output, _ = server.communicate(timeout=60)
    assert server.returncode == 0, output
    assert "已停止。" in output
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_port_that_is_taken_is_refused_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start("manage.py", "serve", "--port", str(port))
        output, _ = server.communicate(timeout=60)
    assert server.returncode == 1
    assert f"make run PORT={port + 1}" in output


def test_work_until_idle_ends_by_itself() -> None:
    worker = start("manage.py", "work", "--until-idle")
    output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0, output
