"""The home page, which knows every app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import person
from accounts.permissions import Action, role_allows
from inventories.models import Company, Product, Study
from reports.models import RegisterEntry, Report
from reports.waiting import waiting_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """工作台: what there is, and what waits for the person."""
    actor = person(request)
    figures = []
    if role_allows(actor, Action.VIEW_WORK):
        figures = [
            (_("委托方"), Company.objects.visible_to(actor).count(), "company_list"),
            (_("产品"), Product.objects.visible_to(actor).count(), "product_list"),
            (_("核算项目"), Study.objects.visible_to(actor).count(), "study_list"),
        ]
    figures.append((_("报告"), Report.objects.visible_to(actor).count(), "report_list"))
    context = {
        "heading": _("工作台"),
        "figures": figures,
        "waiting": waiting_for(actor),
        "issued": list(RegisterEntry.objects.visible_to(actor)[:5]),
    }
    return render(request, "home.html", context)
