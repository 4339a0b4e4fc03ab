"""The register: what was issued, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import Crumb, page_of, person
from accounts.permissions import Action, may
from reports import workflow
from reports.forms import WithdrawForm
from reports.history import signatures_of
from reports.models import RegisterEntry
from reports.views.workspace import reason_in, refusal_of


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Issued reports, newest first; a client's person sees the own company's."""
    rows = RegisterEntry.objects.visible_to(person(request)).select_related("withdrawal", "superseded_by")
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(company_name__icontains=text) | Q(product_name__icontains=text)
        )
    context = {
        "heading": _("登记簿"),
        "page": page_of(request, rows),
        "q": text,
        "narrowed": bool(text),
        "staff": not person(request).is_client,
        "today": timezone.localdate(),
    }
    return render(request, "reports/register.html", context)


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One issued report: what it says, who signed, whether it still stands."""
    return _entry_page(request, _entry_of(request, pk))


def _entry_of(request: HttpRequest, pk: int) -> RegisterEntry:
    rows = RegisterEntry.objects.visible_to(person(request)).select_related(
        "report", "supersedes", "superseded_by", "withdrawal__by"
    )
    return get_object_or_404(rows, pk=pk)


def _entry_page(
    request: HttpRequest, row: RegisterEntry, *, form: WithdrawForm | None = None, status: int = 200
) -> HttpResponse:
    actor = person(request)
    may_withdraw = not hasattr(row, "withdrawal") and may(actor, Action.WITHDRAW_REPORT, row)
    context = {
        "heading": row.number,
        "subheading": row.product_name,
        "breadcrumbs": [Crumb(_("登记簿"), reverse("register"))],
        "entry": row,
        "today": timezone.localdate(),
        "signatures": signatures_of(row.report),
        "withdraw_form": (form or WithdrawForm()) if may_withdraw else None,
        "staff": not actor.is_client,
    }
    return render(request, "reports/register_entry.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare an issued report void."""
    row = _entry_of(request, pk)
    form = WithdrawForm(request.POST)
    refusal = refusal_of(request, lambda who: workflow.withdraw(who, row, reason_in(form)))
    if refusal is not None:
        refusal.tell(request)
        return _entry_page(request, _entry_of(request, pk), form=form, status=refusal.status)
    messages.success(request, _("报告已撤回。"))
    return redirect("register_entry", pk)
