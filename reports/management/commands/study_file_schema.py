"""``study_file_schema``: the JSON Schema of the portable study file, as published in ``docs/``."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from reports.snapshot import schema


class Command(BaseCommand):
    help = "输出核算项目文件的 JSON Schema"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2))
