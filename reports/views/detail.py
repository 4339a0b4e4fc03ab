"""One report's own page: where it stands, whose turn it is, what the person may do now, what was said and done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User
from accounts.pages import person
from accounts.permissions import Action, may, role_allows
from inventories.restrictions import is_restricted
from jobs.models import Job
from jobs.models import State as JobState
from jobs.registry import KINDS as JOB_KINDS
from reports import history, previews, workflow
from reports.forms import CommentForm, ReturnForm, SignForm
from reports.models import Comment, Report, Revision, Signature, TeamMember
from reports.models.report import Duty, State
from reports.rendering.document import sections
from reports.views.places import places
from reports.views.workspace import frame_of

HISTORY = 30
# Of a study with thousands of lines the page shows so many findings; the study's own page shows them all.
SHOWN = 50


def detail_page(
    request: HttpRequest, report: Report, *, status: int = 200, **entered: forms.BaseForm
) -> HttpResponse:
    """The page; after a refusal with the forms that were ``entered`` (``sign``, ``return``, ``comment``), as they were."""
    actor = person(request)
    revision = history.current_revision(report)
    signatures = history.signatures_of(report)
    team = list(report.team.select_related("user"))
    job = history.latest_job(report, revision)
    context: dict[str, Any] = {
        **frame_of(report, str(report.study.product)),
        "steps": _steps(report, revision, team, signatures),
        **_job_context(actor, job),
        "team": [(member, _signature_of(member, signatures)) for member in team],
        "seal": next((each for each in signatures if not each.duty), None),
        "comments": _comments(report),
        "history": [trail.line(entry) for entry in history.acts_on(report, HISTORY)],
        "revision": revision,
        "comment_form": entered.get("comment") or _comment_form(actor, report),
        **_turn(actor, report, team, job, entered),
        **_links(report),
    }
    if report.state == State.DRAFT:
        context |= _draft(actor, report)
    return render(request, "reports/report_detail.html", context, status=status)


def _draft(actor: User, report: Report) -> dict[str, object]:
    """What stands in the way, and the last preview."""
    found = places(actor, report)
    obstacles = [place for place in found if place.finding.severity == "error"]
    restricted = is_restricted(actor, report.study)
    return {
        "draft": True,
        "obstacles": obstacles[:SHOWN],
        "obstacle_count": len(obstacles),
        "remarks": [place for place in found if place.finding.severity != "error"][:SHOWN],
        "remark_count": len(found) - len(obstacles),
        "result_url": reverse("study_result", args=[report.study_id]),
        "restricted": restricted,
        "preview": None if obstacles or restricted else history.preview_of(report),
        "returned": history.last_return(report),
        "may_submit": may(actor, Action.SUBMIT_REPORT, report),
    }


def _links(report: Report) -> dict[str, object]:
    """Addresses that the page's parts take as arguments."""
    shown = "report_preview_pdf" if report.state == State.DRAFT else "report_pdf"
    return {
        "issued": report.state == State.ISSUED,
        "pdf_url": reverse(shown, args=[report.pk]),
        "submit_url": reverse("report_submit", args=[report.pk]),
        "correct_url": reverse("report_correct", args=[report.pk]),
        "study_url": reverse("study_detail", args=[report.study_id]),
    }


def _turn(
    actor: User, report: Report, team: list[TeamMember], job: Job | None, entered: dict[str, forms.BaseForm]
) -> dict[str, object]:
    """Only what would be let through is offered; what is not offered is refused as well."""
    duty = workflow.next_duty(report)
    busy = job is not None and job.kind != previews.PREVIEW and not job.is_finished
    context: dict[str, object] = {
        "next_duty": duty.label if duty is not None else "",
        "next_signer": next((member.name for member in team if member.duty == duty), ""),
    }
    if duty is not None and not busy and may(actor, workflow.SIGNING[duty][0], report):
        context["sign_form"] = entered.get("sign") or SignForm()
    if report.state not in {State.DRAFT, State.ISSUED} and workflow.may_return(actor, report):
        context["return_form"] = entered.get("return") or ReturnForm()
    if report.state == State.ISSUED:
        successor = history.correction_of(report)
        context["successor"] = successor
        context["correct"] = successor is None and may(actor, Action.EDIT_REPORT, report)
    return context


@dataclass(frozen=True)
class Step:
    """One station of the report's way. ``mark``: done, now or ahead; ``who`` and ``when`` as far as they are known."""

    label: str
    mark: str
    who: str = ""
    when: datetime | None = None


_STATIONS = (State.DRAFT, State.SUBMITTED, State.LEADER_SIGNED, State.REVIEWED, State.APPROVED, State.ISSUED)


def _steps(
    report: Report, revision: Revision | None, team: list[TeamMember], signatures: list[Signature]
) -> list[Step]:
    state = State(report.state)
    at = _STATIONS.index(State.DRAFT if state is State.PREPARING else state)
    signed = {signature.duty: signature.signed_at for signature in signatures}
    named = {member.duty: member.name for member in team}
    written = _("正在制作") if state is State.PREPARING else _("编制")
    stations = [
        (written, "", revision.submitted_at if revision is not None else None),
        (_("组长签署"), named.get(Duty.LEADER, ""), signed.get(Duty.LEADER)),
        (_("技术复核"), named.get(Duty.TECHNICAL_REVIEWER, ""), signed.get(Duty.TECHNICAL_REVIEWER)),
        (_("批准"), named.get(Duty.APPROVER, ""), signed.get(Duty.APPROVER)),
        (_("盖章签发"), "", signed.get("")),
    ]
    return [
        Step(label, "done" if index < at else "now" if index == at else "ahead", who, when)
        for index, (label, who, when) in enumerate(stations)
    ]


def _signature_of(member: TeamMember, signatures: list[Signature]) -> Signature | None:
    return next((each for each in signatures if each.duty == member.duty), None)


def _comment_form(actor: User, report: Report) -> CommentForm:
    return CommentForm(actor, instance=Comment(agency=report.agency, report=report))


def _comments(report: Report) -> list[tuple[Comment, str]]:
    """With the title of the section that each is about."""
    titles = {section.key: section.title for section in sections()}
    return [
        (comment, titles.get(comment.section, comment.section))
        for comment in report.comments.select_related("author")
    ]


def _job_context(actor: User, job: Job | None) -> dict[str, object]:
    """The same that ``jobs.views`` gives the fragment when it asks again."""
    if job is None:
        return {}
    kind = JOB_KINDS[job.kind]
    can_retry = job.state == JobState.FAILED and role_allows(actor, kind.action)
    return {"job": job, "job_title": kind.title, "can_retry": can_retry}
