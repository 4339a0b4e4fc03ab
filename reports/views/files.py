"""Files: draft preview, the report's PDF, its study file, and what validation says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.files import read
from accounts.pages import person
from accounts.permissions import Action, require
from jobs.models import Job
from reports import history, keys, portable, previews
from reports.models import Preview, Report, Revision
from reports.signing.validate import validate
from reports.views.workspace import frame_below, refusal_of, report_of, working_report_of

View = TypeVar("View", bound=Callable[..., HttpResponse])


def _viewable(view: View) -> View:
    """A PDF: the browser's own viewer would be left without styles by the pages' policy. Only this site may frame it."""
    return cast(View, csp({"frame-ancestors": [SELF]})(view))


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the draft PDF; there already when nothing has changed since the last one. The report's page shows it."""
    report = working_report_of(request, pk)
    detail = reverse("report_detail", args=[pk])
    made: list[Job | Preview] = []
    refusal = refusal_of(request, lambda who: made.append(previews.request_preview(who, report)))
    if refusal is not None:
        refusal.tell(request)
        return redirect(detail)
    if isinstance(made[0], Preview):
        return redirect(f"{detail}#pdf")
    return redirect(f"{detail}#job")


@_viewable
@require_GET
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The last draft PDF."""
    report = working_report_of(request, pk)
    previews.require_unrestricted(person(request), report)
    made = get_object_or_404(Preview, report=report)
    return _pdf(read(report.agency_id, made.document), f"{report.study.title} 草稿.pdf", inline=True)


@_viewable
@require_GET
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's PDF as it stands: being signed, or issued. ``?download`` saves it."""
    report = report_of(request, pk)
    require(person(request), Action.DOWNLOAD_REPORT, report)
    revision = _made(report)
    name = f"{report.number} {report.study.product}.pdf"
    return _pdf(read(report.agency_id, revision.current), name, inline="download" not in request.GET)


@require_GET
def snapshot_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen study file, exactly the bytes that its SHA-256 is of, where the person may see all figures."""
    report = working_report_of(request, pk)
    revision = get_object_or_404(Revision, report=report, discarded=False)
    text = portable.frozen_study(person(request), revision)
    response = HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{report.number}.json")
    return response


@require_GET
def validation(request: HttpRequest, pk: int) -> HttpResponse:
    """Every signature of the file, examined now."""
    report = working_report_of(request, pk)
    revision = _made(report)
    outcome = validate(read(report.agency_id, revision.current), keys.trust_roots(report.agency))
    context = {**frame_below(report, _("签名验证")), "outcome": outcome, "revision": revision}
    return render(request, "reports/validation.html", context)


def _made(report: Report) -> Revision:
    revision = history.made_revision(report)
    if revision is None:
        raise Http404(_("报告文件还没有制作完成。"))
    return revision


def _pdf(data: bytes, name: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    return response
