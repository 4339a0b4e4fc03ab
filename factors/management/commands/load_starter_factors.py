"""``manage.py load_starter_factors``: the starter libraries and GWP sets, again after every update of the program."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from factors.starter import StarterError, load


class Command(BaseCommand):
    help = "载入内置因子库和特征化因子集；可以重复运行，没有变化的条目保持不变。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load()
        except StarterError as error:
            raise CommandError(str(error)) from error
        counts = {
            _("新因子库"): outcome.libraries,
            _("新因子"): outcome.new,
            _("新版次"): outcome.superseding,
            _("状态变更"): outcome.restated,
            _("撤回"): outcome.withdrawn,
            _("未变"): outcome.unchanged,
            _("新特征化因子集"): outcome.gwp_sets,
        }
        told = "，".join(f"{label} {count}" for label, count in counts.items())
        self.stdout.write(_("内置因子库 %(release)s：%(told)s") % {"release": outcome.release, "told": told})
