"""Django's name for the app, and the jobs that it does."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactorsConfig(AppConfig):
    name = "factors"
    verbose_name = "排放因子"

    def ready(self) -> None:
        """Register the kinds of job; the modules need the loaded apps."""
        from accounts.permissions import Action
        from factors import making, ruling
        from factors.imports import steps
        from factors.services.deciding import DECIDE
        from jobs.registry import register

        register(steps.INSPECT, making.inspect_import, title=_("识别文件"), action=Action.EDIT_FACTORS)
        register(steps.READ, making.read_import, title=_("读取并比对"), action=Action.EDIT_FACTORS)
        register(steps.APPLY, making.apply_import, title=_("导入因子"), action=Action.EDIT_FACTORS)
        register(DECIDE, ruling.decide_all, title=_("批量审核"), action=Action.APPROVE_FACTORS)
