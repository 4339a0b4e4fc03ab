"""``export_study ID``: a study with its report content as a portable study file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inventories.assemble import Incomplete
from inventories.models import Study
from reports.management.files import described, require_writable, write
from reports.management.people import acting_person
from reports.portable import export_study


class Command(BaseCommand):
    help = "导出核算项目及其报告内容为核算项目文件（JSON）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", type=int, help="核算项目的序号")
        parser.add_argument("--out", type=Path, help="要写入的文件；不填则输出到终端")
        parser.add_argument(
            "--as", dest="email", default="", help="以谁的名义导出（邮箱）；只有一家机构时可不填"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting_person(options["email"])
        if options["out"] is not None:
            require_writable(options["out"])
        study = Study.objects.visible_to(actor).filter(pk=options["study"]).first()
        if study is None:
            raise CommandError(f"没有序号为 {options['study']} 的核算项目")
        try:
            text = export_study(actor, study)
        except Incomplete as error:
            raise CommandError("\n".join(described(finding) for finding in error.findings)) from error
        if options["out"] is None:
            self.stdout.write(text, ending="")
            return
        write(options["out"], text.encode())
        self.stdout.write(f"已导出 {options['out']}")
