"""``python manage.py work``: do jobs until asked to stop."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.worker import Worker


class Command(BaseCommand):
    help = "处理后台任务，直到收到停止信号。无需 Redis。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nice", type=int, default=0, help="降低进程优先级（0…19），使网页不受任务影响")
        parser.add_argument("--until-idle", action="store_true", help="处理完所有到期任务后退出")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(options["nice"])
        Worker().run(until_idle=options["until_idle"])
