"""Reading: the list of reports, one report, comments."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import editing
from accounts.pages import page_of, person
from reports.forms import CommentForm
from reports.models import Comment, Report
from reports.models.report import State
from reports.views.detail import detail_page
from reports.views.workspace import refusal_of, report_of, working_report_of
from reports.waiting import next_signer, waiting_for

# Beside the states: what waits for the person's signature.
MINE = "mine"


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that the person may know of; ``?state=`` and ``?q=`` narrow them. The same queries for any number."""
    actor = person(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = Report.objects.visible_to(actor).select_related("study__product__company", "register_entry")
    if state == MINE:
        rows = rows.filter(pk__in=waiting_for(actor))
    page = page_of(request, _narrowed(rows.prefetch_related("team"), state, text))
    context = {
        "heading": _("报告"),
        "page": page,
        "rows": [(report, next_signer(report)) for report in page],
        "staff": not actor.is_client,
        "states": State.choices,
        "state": state,
        "q": text,
        "narrowed": bool(state or text),
    }
    return render(request, "reports/report_list.html", context)


def _narrowed(rows: QuerySet[Report], state: str, text: str) -> QuerySet[Report]:
    if state in State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(study__title__icontains=text)
            | Q(study__product__name__icontains=text)
            | Q(study__product__company__name__icontains=text)
        )
    return rows


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the report stands; a client's person is shown the issued file in the register."""
    report, actor = report_of(request, pk), person(request)
    if actor.is_client:
        return redirect("register_entry", report.register_entry.pk)
    return detail_page(request, report)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a report; comments stay with it."""
    report, actor = working_report_of(request, pk), person(request)
    row = Comment(agency=report.agency, report=report, author=actor)
    form = CommentForm(actor, request.POST, instance=row)
    if not form.is_valid():
        return detail_page(request, report, status=422, comment=form)
    refusal = refusal_of(request, lambda who: editing.create(who, row))
    if refusal is not None:
        refusal.tell(request)
        return detail_page(request, report, status=refusal.status, comment=form)
    messages.success(request, _("意见已记录。"))
    return redirect("report_detail", pk)
