"""``python manage.py serve``: web server and worker together in one terminal, as ``make run`` starts them."""

from __future__ import annotations

import os
import socket
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.shortcuts import resolve_url

from jobs.supervision import Part, Supervisor

WORKER_NICENESS = 10


class Command(BaseCommand):
    help = "在一个终端中运行网页服务和后台任务处理程序；按 Ctrl-C 一并结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="监听地址")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="监听端口")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _require_free(host, port)
        self._announced = False
        status = Supervisor(
            [
                Part(
                    "网页服务",
                    [sys.executable, "-m", "gunicorn", "pcf_project.wsgi", "--bind", f"{host}:{port}"],
                ),
                Part("任务处理程序", [sys.executable, "manage.py", "work", "--nice", str(WORKER_NICENESS)]),
            ],
            stop_seconds=settings.JOB_STOP_SECONDS + 5,
            say=self._say,
            on_look=lambda: self._announce(host, port),
        ).run()
        self._say("已停止。")
        sys.exit(status)

    def _say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    def _announce(self, host: str, port: int) -> None:
        """Once the server answers: the address and, in a demonstration, who can sign in."""
        if self._announced or not _answers(_reachable(host), port):
            return
        self._announced = True
        shown = _reachable(host)
        self._say(f"\n  产品碳足迹报告系统已启动：http://{shown}:{port}/\n  按 Ctrl-C 停止。\n")
        if "demo_logins" in get_commands():
            call_command("demo_logins", stdout=self.stdout)


def _require_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            return
    except (OSError, OverflowError) as error:
        raise CommandError(
            f"不能在 {host} 的端口 {port} 上提供服务（{error}）。端口可能已被其他程序占用，"
            f"请换一个端口，例如：make run PORT={port + 1}"
        ) from error


def _reachable(host: str) -> str:
    """Where this machine itself reaches a server that listens on ``host``."""
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  # compared, not bound


def _answers(host: str, port: int) -> bool:
    """Whether a sound page comes back; the port alone is open seconds before the application is loaded."""
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", resolve_url(settings.LOGIN_URL))
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
