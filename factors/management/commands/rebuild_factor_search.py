"""``manage.py rebuild_factor_search``: make the index of the factor search anew, or only repair it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from factors.search import index


class Command(BaseCommand):
    help = "重建因子检索索引；一百万条约需数分钟，期间检索暂停。加 --repair 只补漏改错。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="只补上缺漏的条目、改正错位的条目")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"]:
            repaired = index.repair()
            counts = {"missing": repaired.missing, "misplaced": repaired.misplaced}
            self.stdout.write(_("补入 %(missing)d 条，改正 %(misplaced)d 条。") % counts)
        else:
            self.stdout.write(_("已重建索引，共 %d 条。") % index.rebuild())
