"""待审核因子: the proposals of the agency, looked at and decided on by somebody else than who made them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuditEntry, User
from accounts.pages import Crumb, page_of, perform
from accounts.permissions import Action, require, role_allows
from accounts.serving import SHOWN, stored_file
from accounts.uploads import PDF
from factors import plausibility, services
from factors.changes import Change, changes_between
from factors.forms.approval import DecisionForm, QueueFilter, RejectForm
from factors.models import BulkDecision, Factor, FactorImport, Library
from factors.services import Decided
from factors.services.deciding import AT_ONCE, unfinished
from factors.views.frame import crumbs, page_context, staff, tabs_of_factors, visible_factor

PER_PAGE = 20


@dataclass(frozen=True)
class Proposal:
    """One proposal with what an approver looks at. ``mine``: the reader proposed it and may only take it back."""

    factor: Factor
    changes: Sequence[Change]
    verdict: plausibility.Verdict | None
    mine: bool


@require_safe
def approval_list(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first, with figure, source, changes and a hint on its size."""
    actor = decider(request)
    form = _filter(actor, request.GET)
    waiting = _asked(actor, form)
    page = page_of(request, waiting, PER_PAGE)
    own = waiting.filter(proposed_by=actor).count()
    context = page_context(
        actor,
        _("待审核因子"),
        breadcrumbs=crumbs(),
        tabs=tabs_of_factors(services.awaiting(actor).count()),
        form=form,
        page=page,
        proposals=proposals(actor, list(page.object_list)),
        own=own,
        running=list(unfinished(actor).select_related("asked_by")),
        others=page.paginator.count - own,
        asked=request.GET.urlencode(),
    )
    return render(request, "factors/approval_list.html", context)


@require_POST
def approval_decide(request: HttpRequest) -> HttpResponse:
    """Decide on what is ticked, or on all that the filter lists."""
    actor = decider(request)
    asked = QueryDict(request.POST.get("asked", ""))
    address = f"{reverse('factors:approval_list')}?{asked.urlencode()}".rstrip("?")
    waiting = _asked(actor, _filter(actor, asked))
    form = DecisionForm(request.POST, proposals=waiting)
    if not form.is_valid():
        messages.error(request, _("没有执行：所选因子中有的已被处理，请核对后再试。"))
        return redirect(address)
    ticked = form.cleaned_data["chosen"]
    if not form.all_of_them and not ticked:
        messages.error(request, _("请先勾选要处理的因子。"))
        return redirect(address)
    if form.all_of_them and waiting.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        return _asked_for(request, actor, _filter(actor, asked), form, address)
    chosen = waiting if form.all_of_them else waiting.filter(pk__in=[row.pk for row in ticked])
    if form.approves:
        return _decided(request, lambda: services.approve_all(actor, chosen), _("审核通过 %d 条。"), address)
    reason = form.cleaned_data["reason"]
    return _decided(request, lambda: services.reject_all(actor, chosen, reason), _("退回 %d 条。"), address)


def _asked_for(
    request: HttpRequest, actor: User, narrowed: QueueFilter, form: DecisionForm, address: str
) -> HttpResponseRedirect:
    """More than a request should take: a job does it, and the person watches."""
    act = BulkDecision.Act.APPROVE if form.approves else BulkDecision.Act.REJECT
    library, batch = narrowed.cleaned_data.get("library"), narrowed.cleaned_data.get("batch")
    try:
        decision = services.ask_to_decide_all(actor, act, library, batch, form.cleaned_data["reason"])
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
        return redirect(address)
    return redirect("factors:decision", decision.pk)


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision on many: what was asked for, how far it is, what came of it."""
    actor = decider(request)
    related = ("asked_by", "library", "batch")
    visible = BulkDecision.objects.visible_to(actor).select_related(*related)
    row = get_object_or_404(visible, pk=pk)
    context = page_context(
        actor,
        _("批量审核"),
        breadcrumbs=[*crumbs(), Crumb(_("待审核"), reverse("factors:approval_list"))],
        decision=row,
        passed=row.listed - (row.decided or 0),
        job=services.job_of_decision(row) if row.ended_at is None else None,
    )
    return render(request, "factors/decision.html", context)


def _decided(
    request: HttpRequest, act: Callable[[], Decided], said: str, address: str
) -> HttpResponseRedirect:
    try:
        outcome = act()
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
        return redirect(address)
    if outcome.decided:
        messages.success(request, said % outcome.decided)
    if outcome.own:
        messages.warning(request, _("其中 %d 条由您提交，须由另一人审核，仍在等待。") % outcome.own)
    return redirect(address)


@require_POST
def factor_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one proposal in force."""
    actor = decider(request)
    factor = visible_factor(actor, pk)
    return perform(
        request,
        lambda: services.approve_factor(actor, factor),
        done=_back(request, pk),
        said=_("“%s”已审核通过，可以采用。") % factor,
    )


@require_POST
def factor_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse one proposal, with the reason."""
    actor = decider(request)
    factor = visible_factor(actor, pk)
    form = RejectForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return perform(
        request,
        lambda: services.reject_factor(actor, factor, reason),
        done=_back(request, pk),
        said=_("“%s”已退回。") % factor,
    )


@require_POST
def factor_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own proposal back."""
    actor = staff(request)
    require(actor, Action.EDIT_FACTORS, actor)
    factor = visible_factor(actor, pk)
    return perform(
        request,
        lambda: services.take_back(actor, factor),
        done=_back(request, pk),
        said=_("“%s”已收回。") % factor,
    )


@require_safe
def factor_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The source file of an own factor: pictures and PDF in the page, workbooks as a download."""
    actor = staff(request)
    factor = visible_factor(actor, pk)
    if not factor.evidence_digest or factor.agency_id is None or factor.agency_id != actor.agency_id:
        raise Http404
    return stored_file(factor.agency_id, factor.evidence_digest, factor.evidence_type, factor.evidence_name)


def proposals(actor: User, rows: Sequence[Factor]) -> list[Proposal]:
    """The rows as an approver sees them; the hints in few looks at the tables."""
    potentials = plausibility.reference_potentials()
    asked = [plausibility.ask(row, potentials, exists=row.supersedes) for row in rows]
    verdicts = plausibility.judge_many(actor, [one for one in asked if one is not None])
    return [
        Proposal(
            row,
            changes_between(row.supersedes, row) if row.supersedes is not None else (),
            next(verdicts) if one is not None else None,
            row.proposed_by_id == actor.pk,
        )
        for row, one in zip(rows, asked, strict=True)
    ]


def standing(actor: User, factor: Factor) -> dict[str, object]:
    """What the factor's page shows of its proposal and approval, and which buttons."""
    own = factor.agency_id == actor.agency_id
    waits = own and factor.state == Factor.State.PROPOSED
    mine = factor.proposed_by_id == actor.pk
    following = factor.successors.exclude(state=Factor.State.REJECTED).first() if own else None
    successor = following if following is not None and following.state == Factor.State.PROPOSED else None
    return {
        "own": own,
        "waits": waits,
        "may_decide": waits and not mine and role_allows(actor, Action.APPROVE_FACTORS),
        "may_take_back": waits and mine,
        "changes": changes_between(factor.supersedes, factor) if waits and factor.supersedes else (),
        "successor": successor,
        "may_revise": own and following is None and factor.state in services.REVISABLE,
        "preview": preview_kind(factor),
        "reject_form": RejectForm(),
        "taken_back": factor.state == Factor.State.REJECTED and factor.decided_by_id == factor.proposed_by_id,
        "rejected": _rejection(actor, factor) if own and factor.state == Factor.State.REJECTED else None,
    }


def _rejection(actor: User, factor: Factor) -> str:
    """The reason out of the trail: of this factor, or of the library's proposals that were refused together."""
    acts = AuditEntry.objects.visible_to(actor).filter(
        Q(act="factor.reject", subject_id=factor.pk) | Q(act="library.reject", subject_id=factor.library_id)
    )
    near = acts.filter(actor_id=factor.decided_by_id, at__gte=factor.decided_at).order_by("at").first()
    return str(near.after.get("reason", "")) if near is not None else ""


def preview_kind(factor: Factor) -> str:
    """How the source file can be looked at: ``picture`` or ``pdf``, else empty (a download)."""
    if factor.evidence_type not in SHOWN:
        return ""
    return "pdf" if factor.evidence_type == PDF else "picture"


def decider(request: HttpRequest) -> User:
    actor = staff(request)
    require(actor, Action.APPROVE_FACTORS, actor)
    return actor


def _filter(actor: User, data: Any) -> QueueFilter:
    waiting = services.awaiting(actor).order_by()
    libraries = Library.objects.visible_to(actor).filter(pk__in=waiting.values("library"))
    batches = FactorImport.objects.visible_to(actor).filter(rows__factor__in=waiting.values("pk")).distinct()
    form = QueueFilter(data, libraries=libraries, batches=batches)
    form.is_valid()
    return form


def _asked(actor: User, form: QueueFilter) -> QuerySet[Factor]:
    return services.awaiting_in(actor, form.cleaned_data.get("library"), form.cleaned_data.get("batch"))


def _back(request: HttpRequest, pk: int) -> str:
    """To the queue, when the button was pressed there, else to the factor."""
    if "queue" in request.POST:
        return reverse("factors:approval_list")
    return reverse("factors:factor", args=[pk])
