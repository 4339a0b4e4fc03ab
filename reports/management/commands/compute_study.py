"""``compute_study FILE``: the footprint of a study file, as a table and as JSON, without touching the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Finding
from inventories.footprint.rounding import printed
from reports.management.files import described, load, refusal
from reports.management.tables import result_table
from reports.snapshot import Result


class Command(BaseCommand):
    help = "计算核算项目文件的碳足迹，以表格和 JSON 输出；不写数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="核算项目文件（JSON）")
        parser.add_argument("--format", choices=["both", "table", "json"], default="both", help="输出形式")

    def handle(self, *args: Any, **options: Any) -> None:
        study = load(options["file"]).study
        outcome = compute(study)
        if isinstance(outcome, Blocked):
            raise refusal(options["file"], [described(finding) for finding in outcome.findings])
        result = Result(footprint=outcome.footprint, printed=printed(study, outcome.footprint))
        if options["format"] in {"both", "table"}:
            self.stdout.write(result_table(study, result.printed))
        if options["format"] in {"both", "json"}:
            members = result.model_dump(mode="json")
            if options["format"] == "both":
                self.stdout.write("\n", ending="")
            self.stdout.write(json.dumps(members, ensure_ascii=False, indent=2))
        for finding in outcome.findings:
            self._warn(finding)

    def _warn(self, finding: Finding) -> None:
        self.stderr.write(f"提示 {described(finding)}")
