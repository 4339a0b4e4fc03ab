"""The audit trail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import trail
from accounts.forms import TrailFilter
from accounts.models import AuditEntry
from accounts.pages import page_of, person
from accounts.permissions import Action, require


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, when, with the values before and after; narrowed by person, act, study and days."""
    actor = person(request)
    require(actor, Action.VIEW_AUDIT, actor.agency)
    form = TrailFilter(actor, request.GET)
    visible = AuditEntry.objects.visible_to(actor)
    page = page_of(request, trail.search(visible, form.cleaned_data) if form.is_valid() else visible.none())
    context = {
        "heading": _("操作记录"),
        "subheading": _("每一次操作留下一条记录，写入后不能修改或删除。"),
        "form": form,
        "page": page,
        "lines": [trail.line(entry) for entry in page],
    }
    return render(request, "accounts/audit_trail.html", context)
