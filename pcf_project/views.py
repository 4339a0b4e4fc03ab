"""The home page, which knows every app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages import person
from accounts.permissions import Action, role_allows
from factors.services import decidable
from inventories.factor_versions import count_to_update
from inventories.models import Company, Product, Study
from reports.models import RegisterEntry, Report
from reports.models.report import State
from reports.waiting import waiting_for

# Enough for a day's work; the lists behind show the rest.
SHOWN = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for the person, what is being worked on, and what there is. A client: the own reports."""
    actor = person(request)
    staff = role_allows(actor, Action.VIEW_WORK)
    context = {"heading": _("工作台"), **(_work(actor) if staff else _issued(actor))}
    return render(request, "home.html" if staff else "home_client.html", context)


def _work(actor: User) -> dict[str, object]:
    reports = Report.objects.visible_to(actor).select_related("study__product__company")
    studies = Study.objects.visible_to(actor).select_related("product__company")
    return {
        "waiting": waiting_for(actor).select_related("study__product__company")[:SHOWN],
        "drafts": reports.filter(state=State.DRAFT, team__user=actor)
        .distinct()
        .order_by("-updated_at")[:SHOWN],
        "studies": studies.order_by("-updated_at")[:SHOWN],
        "proposals": decidable(actor).count(),
        "figures": [
            (_("委托方"), Company.objects.visible_to(actor).count(), "company_list"),
            (_("产品"), Product.objects.visible_to(actor).count(), "product_list"),
            (_("核算项目"), studies.count(), "study_list"),
            (_("报告"), reports.count(), "report_list"),
            (_("已签发"), RegisterEntry.objects.visible_to(actor).count(), "register"),
            (_("因子待更新的项目"), count_to_update(actor, timezone.localdate()), "outdated_factors"),
        ],
    }


def _issued(actor: User) -> dict[str, object]:
    entries = RegisterEntry.objects.visible_to(actor)
    shown = entries.select_related("report", "withdrawal", "superseded_by")[:SHOWN]
    return {"entries": shown, "today": timezone.localdate()}
