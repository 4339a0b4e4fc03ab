"""``load_demo``: the demonstration agency with three studies; does nothing when it is there."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.demo.loader import load


class Command(BaseCommand):
    help = "载入演示机构及三个示例项目；已载入时不做任何改动"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("已载入演示机构。" if load() else "演示机构已存在，未做改动。")
