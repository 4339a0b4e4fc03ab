"""The job of a decision on many proposals: all of them in one transaction, or none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.permissions import Action, may
from factors.models import BulkDecision
from factors.services.deciding import carry_out
from jobs.claims import Claim
from jobs.errors import JobRefused


def decide_all(job: Claim) -> None:
    """Approve or refuse what was asked for; it may run twice and publishes once."""
    related = ("asked_by__agency", "library", "batch")
    decision = BulkDecision.objects.select_related(*related).get(pk=job.args["decision"])
    if not may(decision.asked_by, Action.APPROVE_FACTORS, decision):
        raise JobRefused(_("提出批量审核的人员已没有审核权限，没有处理任何因子；请由其他审核人处理。"))
    said = (
        _("正在审核通过 %d 条因子") if decision.act == BulkDecision.Act.APPROVE else _("正在退回 %d 条因子")
    )
    job.progress(said % decision.listed, 20)
    with job.publish():
        carry_out(decision)
