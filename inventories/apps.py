"""Django's name for the app, and the jobs that it does."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoriesConfig(AppConfig):
    name = "inventories"
    verbose_name = "清单数据"

    def ready(self) -> None:
        """Register the kinds of job; the modules need the loaded apps."""
        from accounts.permissions import Action
        from inventories.bills import jobs as bill_jobs
        from inventories.workbook import jobs, steps
        from jobs.registry import register

        register(steps.READ, jobs.read_workbook, title=_("读取收集表"), action=Action.EDIT_STUDY)
        register(steps.APPLY, jobs.apply_workbook, title=_("写入收集表"), action=Action.EDIT_STUDY)
        register(steps.READ_BILL, bill_jobs.read_bill, title=_("读取物料清单"), action=Action.EDIT_STUDY)
        register(steps.ROLL_BILL, bill_jobs.roll_bill, title=_("展开物料清单"), action=Action.EDIT_STUDY)
