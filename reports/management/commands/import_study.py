"""``import_study FILE --as EMAIL``: a portable study file becomes a study, with its report as a draft."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from inventories.approvals import unapproved
from inventories.unfold import Refused
from reports.management.files import described, load, refusal
from reports.management.people import acting_person
from reports.portable import import_study


class Command(BaseCommand):
    help = "导入核算项目文件；有任何错误时列出全部错误，不写入任何内容"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="核算项目文件（JSON）")
        parser.add_argument(
            "--as", dest="email", default="", help="以谁的名义导入（邮箱）；只有一家机构时可不填"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting_person(options["email"])
        document = load(options["file"])
        try:
            imported = import_study(actor, document)
        except Refused as error:
            raise refusal(options["file"], [described(finding) for finding in error.findings]) from error
        except ValidationError as error:
            raise refusal(options["file"], error.messages) from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已导入核算项目 {imported.study.pk}：{imported.study.title}")
        if imported.report is not None:
            self.stdout.write(f"已建立报告草稿 {imported.report.pk}")
        waiting = len(unapproved(imported.study))
        if waiting:
            self.stdout.write(f"{waiting} 处采用的因子待审核，由另一人审核之后才能提交报告")
