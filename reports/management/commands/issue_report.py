"""``issue_report FILE --out report.pdf``: the whole chain from a study file to a signed PDF, on trial certificates.

Nothing is read from or written to the database: the certificates live as long as the command. What it makes is
complete and verifiable but proves nothing to a stranger, and says so on its cover and in its signatures.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.management.files import described, load, refusal, require_writable, write
from reports.rendering.errors import RenderError
from reports.signing.errors import SigningError
from reports.trial import NotSubmittable, issue_on_trial


class Command(BaseCommand):
    help = "由核算项目文件生成带试用签名的报告 PDF；不写数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="核算项目文件（JSON），须含报告内容 content")
        parser.add_argument("--out", type=Path, required=True, help="要写入的 PDF")
        parser.add_argument("--number", default="", help="报告编号；不填则用文件中的 number，再无则为“试签”")

    def handle(self, *args: Any, **options: Any) -> None:
        document, target = load(options["file"]), options["out"]
        require_writable(target)
        try:
            issued = issue_on_trial(document, number=options["number"], now=timezone.localtime())
        except NotSubmittable as obstacle:
            raise refusal(
                options["file"], [described(finding) for finding in obstacle.findings]
            ) from obstacle
        except (RenderError, SigningError) as error:
            raise CommandError(str(error)) from error
        write(target, issued.pdf)
        self.stdout.write(f"已生成 {target}：{issued.pages} 页，编号 {issued.number}")
        self.stdout.write(f"快照 SHA-256 {issued.digest}")
        self.stdout.write(issued.validation.explanation)
