"""Reading: the list of reports, one report's state and people, comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import editing
from accounts.models import AuditEntry, User
from accounts.pages import page_of, person
from accounts.permissions import Action, may
from jobs.models import UNFINISHED, Job
from jobs.models import State as JobState
from jobs.registry import KINDS
from reports import previews, readiness, workflow
from reports.forms import CommentForm, ReturnForm, SignForm
from reports.models import Comment, Preview, Report, Revision, Signature
from reports.models.report import Duty, State
from reports.views.common import frame_of, move_page, report_of, working_report_of


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that the person may know of; ``?state=`` and ``?q=`` narrow them. Three queries a page."""
    rows = Report.objects.visible_to(person(request)).select_related(
        "study__product__company", "register_entry"
    )
    rows = _narrowed(rows, request.GET.get("state", ""), request.GET.get("q", "").strip())
    context = {
        "heading": _("报告"),
        "page": page_of(request, rows),
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "q": request.GET.get("q", ""),
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
    """Where the report stands, whose turn it is, and what the person may do now. A client sees the issued file."""
    report, actor = report_of(request, pk), person(request)
    if actor.is_client:
        return redirect("register_entry", report.register_entry.pk)
    duty = workflow.next_duty(report)
    context: dict[str, Any] = {
        **frame_of(report, str(report.study.product)),
        "steps": _steps(report),
        **_job_of(report),
        "signatures": _signatures(report),
        "team": list(report.team.select_related("user")),
        "comments": list(report.comments.select_related("author")),
        "history": list(AuditEntry.objects.filter(subject_type="Report", subject_id=report.pk)[:30]),
        "revision": Revision.objects.filter(report=report, discarded=False).first(),
        "comment_form": CommentForm(actor, instance=Comment(agency=report.agency, report=report)),
        "next_duty": duty.label if duty is not None else "",
        "buttons": _buttons(actor, report, duty),
        "draft": report.state == State.DRAFT,
        "issued": report.state == State.ISSUED,
        **_links(report),
    }
    if report.state == State.DRAFT:
        context["findings"] = readiness.findings(report)
    return render(request, "reports/report_detail.html", context)


def _links(report: Report) -> dict[str, object]:
    """Addresses that the page's parts take as arguments. A draft shows its last preview, if there is one."""
    preview = Preview.objects.filter(report=report).first() if report.state == State.DRAFT else None
    shown = "report_preview_pdf" if report.state == State.DRAFT else "report_pdf"
    return {
        "preview": preview,
        "pdf_url": reverse(shown, args=[report.pk]),
        "submit_url": reverse("report_submit", args=[report.pk]),
        "correct_url": reverse("report_correct", args=[report.pk]),
        "study_url": reverse("study_detail", args=[report.study_id]),
    }


@dataclass(frozen=True)
class Step:
    """One station of the report's way. ``mark``: done, now or ahead."""

    label: str
    mark: str


_STATIONS = (
    State.DRAFT,
    State.SUBMITTED,
    State.LEADER_SIGNED,
    State.REVIEWED,
    State.APPROVED,
    State.ISSUED,
)
_SHOWN_AS = {State.PREPARING: State.SUBMITTED}


def _steps(report: Report) -> list[Step]:
    state = State(report.state)
    at = _STATIONS.index(_SHOWN_AS.get(state, state))
    last = len(_STATIONS) - 1
    return [
        Step(str(station.label), "done" if index < at or at == last else "now" if index == at else "ahead")
        for index, station in enumerate(_STATIONS)
    ]


def _buttons(actor: User, report: Report, duty: Duty | None) -> dict[str, object]:
    """Only what would be let through is offered; what is not offered is refused as well."""
    buttons: dict[str, object] = {}
    if report.state == State.DRAFT and may(actor, Action.SUBMIT_REPORT, report):
        buttons["submit"] = True
    if duty is not None and may(actor, workflow.SIGNING[duty][0], report):
        buttons["sign"] = SignForm()
    if report.state not in {State.DRAFT, State.ISSUED} and workflow.may_return(actor, report):
        buttons["return"] = ReturnForm()
    if report.state == State.ISSUED and may(actor, Action.EDIT_REPORT, report):
        buttons["correct"] = not Report.objects.filter(supersedes=report).exists()
    return buttons


def _signatures(report: Report) -> list[Signature]:
    return list(Signature.objects.filter(revision__report=report, revision__discarded=False))


def _job_of(report: Report) -> dict[str, object]:
    job = _latest_job(report)
    return {"job": job, "job_title": KINDS[job.kind].title if job is not None else ""}


def _latest_job(report: Report) -> Job | None:
    """The job that the page should show: one under way, or one that failed last."""
    revisions = list(Revision.objects.filter(report=report, discarded=False).values_list("pk", flat=True))
    mine = Q(kind=previews.PREVIEW, args__report=report.pk) | Q(
        kind__in=[workflow.PREPARE, workflow.SIGN, workflow.SEAL], args__revision__in=revisions
    )
    latest = Job.objects.filter(mine, agency_id=report.agency_id).order_by("-pk").first()
    if latest is None or (latest.state not in UNFINISHED and latest.state != JobState.FAILED):
        return None
    return latest


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a report; comments stay with it."""
    report, actor = working_report_of(request, pk), person(request)
    row = Comment(agency=report.agency, report=report, author=actor)
    form = CommentForm(actor, request.POST, instance=row)
    if not form.is_valid():
        context = {**frame_of(report, _("意见")), "form": form, "cancel": reverse("report_detail", args=[pk])}
        return render(request, "reports/form.html", context, status=422)
    return move_page(request, report, lambda who: editing.create(who, form.row), said=_("意见已记录。"))
