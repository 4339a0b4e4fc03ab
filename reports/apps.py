"""Django's name for the app, and the jobs that it does."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Register the kinds of job; the modules need the loaded apps."""
        from accounts.permissions import Action
        from jobs.registry import register
        from reports import making, previews, workflow

        register(previews.PREVIEW, making.preview, title=_("生成预览"), action=Action.VIEW_WORK)
        register(workflow.PREPARE, making.prepare, title=_("制作报告"), action=Action.SUBMIT_REPORT)
        register(workflow.SIGN, making.sign, title=_("签署报告"), action=Action.COMMENT)
        register(workflow.SEAL, making.seal, title=_("签发报告"), action=Action.SIGN_AS_APPROVER)
