"""Deciding on more proposals than a request should wait for: asked for by a person, carried out by a job.

What is asked for is written down with its author, so that the job does it in that person's name, with that person's
rights at the moment of doing it, and only to what the person had before their eyes.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Action, require
from factors.models import BulkDecision, Factor, FactorImport, Library
from factors.services.approval import Decided, approve_all, awaiting, decidable, reject_all
from factors.services.guard import reason_given
from jobs.models import UNFINISHED, Job
from jobs.services import enqueue

DECIDE = "factors.decide_all"
# As many are decided within a request; with more the person watches a job.
AT_ONCE = 500
Act = BulkDecision.Act


def awaiting_in(actor: User, library: Library | None, batch: FactorImport | None) -> QuerySet[Factor]:
    """The proposals that the person sees in the queue, narrowed to a library and to what an import wrote."""
    waiting = awaiting(actor)
    if library is not None:
        waiting = waiting.filter(library=library)
    if batch is not None:
        waiting = waiting.filter(pk__in=batch.rows.exclude(factor=None).values("factor"))
    return waiting


def ask_to_decide_all(
    actor: User, act: BulkDecision.Act, library: Library | None, batch: FactorImport | None, reason: str = ""
) -> BulkDecision:
    """Have all of ``awaiting_in`` that the person may decide on approved or refused. Nothing is decided yet.

    Raises ``PermissionDenied``, and ``ValidationError`` for a refusal without a reason.
    """
    require(actor, Action.APPROVE_FACTORS, actor)
    why = reason_given(reason) if act == Act.REJECT else ""
    listed = awaiting_in(actor, library, batch).filter(pk__in=decidable(actor).order_by().values("pk"))
    newest = listed.order_by("-pk").values_list("pk", flat=True).first()
    with transaction.atomic():
        decision = BulkDecision.objects.create(
            agency=actor.agency,
            asked_by=actor,
            act=act,
            reason=why,
            library=library,
            batch=batch,
            newest=newest or 0,
            listed=listed.count(),
        )
        enqueue(DECIDE, str(decision.pk), {"decision": decision.pk}, agency=actor.agency, requested_by=actor)
    return decision


def carry_out(decision: BulkDecision) -> Decided:
    """Decide, in the name of who asked, and keep what came of it. Needs a transaction.

    Raises ``PermissionDenied`` when the person may not decide any more.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a decision on many is one: it needs a transaction")
    actor = decision.asked_by
    listed = awaiting_in(actor, decision.library, decision.batch).filter(pk__lte=decision.newest)
    if decision.act == Act.APPROVE:
        outcome = approve_all(actor, listed)
    else:
        outcome = reject_all(actor, listed, decision.reason)
    told = {"decided": outcome.decided, "own": outcome.own, "ended_at": timezone.now()}
    BulkDecision.objects.filter(pk=decision.pk).update(**told)
    return outcome


def job_of_decision(decision: BulkDecision) -> Job | None:
    """The job that carries it out."""
    jobs = Job.objects.filter(agency_id=decision.agency_id, kind=DECIDE, key=str(decision.pk))
    return jobs.order_by("-pk").first()


def unfinished(actor: User) -> QuerySet[BulkDecision]:
    """The decisions that are being carried out now, as far as the person may see them."""
    visible = BulkDecision.objects.visible_to(actor).filter(ended_at=None)
    keys = Job.objects.filter(agency_id=actor.agency_id, kind=DECIDE, state__in=UNFINISHED)
    return visible.filter(pk__in=[int(key) for key in keys.values_list("key", flat=True)])
