"""The life of a report: submit, sign in turn, seal, return, withdraw, correct.

One table of moves. A move is a compare-and-set on the report's state, in the transaction that also writes what
the move leaves behind; two people pressing at once, or one pressing twice, have one outcome. Rendering and signing
are jobs (``reports.jobs``): here they are only asked for.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.confirmation import Confirmed
from accounts.editing import EditConflict
from accounts.models import User
from accounts.permissions import Action, may, require
from inventories.models import Study
from jobs.models import Job
from jobs.services import enqueue
from reports import assemble, keys, readiness
from reports.models import Comment, RegisterEntry, Report, Revision, Withdrawal
from reports.models.report import Duty, State
from reports.numbering import reserve_number
from reports.snapshot import StudyFile, canonical, digest


class Move(StrEnum):
    """What can happen to a report."""

    SUBMIT = "submit"
    PREPARED = "prepared"
    LEADER_SIGNS = "leader_signs"
    REVIEWER_SIGNS = "reviewer_signs"
    APPROVER_SIGNS = "approver_signs"
    SEALED = "sealed"
    RETURN = "return"


MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.SUBMIT): State.PREPARING,
    (State.PREPARING, Move.PREPARED): State.SUBMITTED,
    (State.SUBMITTED, Move.LEADER_SIGNS): State.LEADER_SIGNED,
    (State.LEADER_SIGNED, Move.REVIEWER_SIGNS): State.REVIEWED,
    (State.REVIEWED, Move.APPROVER_SIGNS): State.APPROVED,
    (State.APPROVED, Move.SEALED): State.ISSUED,
    (State.PREPARING, Move.RETURN): State.DRAFT,
    (State.SUBMITTED, Move.RETURN): State.DRAFT,
    (State.LEADER_SIGNED, Move.RETURN): State.DRAFT,
    (State.REVIEWED, Move.RETURN): State.DRAFT,
    (State.APPROVED, Move.RETURN): State.DRAFT,
}

# The order of the duties is the order of signing.
SIGNING: dict[Duty, tuple[Action, Move]] = {
    Duty.LEADER: (Action.SIGN_AS_LEADER, Move.LEADER_SIGNS),
    Duty.TECHNICAL_REVIEWER: (Action.SIGN_AS_REVIEWER, Move.REVIEWER_SIGNS),
    Duty.APPROVER: (Action.SIGN_AS_APPROVER, Move.APPROVER_SIGNS),
}
SIGNING_DUTIES = tuple(SIGNING)

PREPARE, SIGN, SEAL = "report.prepare", "report.sign", "report.seal"


class NotAllowedNow(Exception):
    """The report is not where this move starts from; the message says where it is."""


def next_duty(report: Report) -> Duty | None:
    """Whose signature is awaited; ``None`` when nobody's is."""
    state = State(report.state)
    return next((duty for duty, (_action, move) in SIGNING.items() if (state, move) in MOVES), None)


def move(report: Report, step: Move) -> None:
    """Compare and set the report's state, inside the caller's transaction.

    Raises ``NotAllowedNow`` when the report is elsewhere, or somebody else moved it since it was read.
    """
    origin = State(report.state)
    goal = MOVES.get((origin, step))
    if goal is None:
        raise NotAllowedNow(_("报告现在处于“%s”，不能进行此操作。") % origin.label)
    moved = Report.objects.filter(pk=report.pk, state=origin, version=report.version).update(
        state=goal, version=report.version + 1, updated_at=timezone.now()
    )
    if not moved:
        raise NotAllowedNow(_("报告的状态刚刚被他人改变，请刷新页面后再操作。"))
    report.state = goal
    report.version += 1


def submit(actor: User, report: Report, *, version: int) -> Job:
    """Freeze the content and ask for the PDF. The study is locked until the report is returned or corrected.

    Raises ``readiness.NotReady`` with everything that stands in the way, ``EditConflict``, ``NotAllowedNow``.
    """
    require(actor, Action.SUBMIT_REPORT, report)
    with transaction.atomic():
        study = Study.objects.select_for_update().get(pk=report.study_id)
        report = _fresh(report, version)
        if report.state != State.DRAFT:
            raise NotAllowedNow(_("报告现在处于“%s”，不能提交。") % State(report.state).label)
        readiness.require_ready(report)
        number = report.number or reserve_number(report.agency, timezone.localdate().year)
        revision = _freeze(actor, report, number)
        Report.objects.filter(pk=report.pk).update(number=number)
        report.number = number
        move(report, Move.SUBMIT)
        lock(study, _("报告 %s 已提交，正在签署；如需修改，请先退回报告。") % number)
        audit.record(actor, Action.SUBMIT_REPORT, report, after={"number": number, "digest": revision.digest})
        return enqueue(
            PREPARE, str(revision.pk), {"revision": revision.pk}, agency=report.agency, requested_by=actor
        )


def sign(actor: User, report: Report, duty: Duty, confirmed: Confirmed, *, version: int) -> Job:
    """Ask for the actor's signature in ``duty``; ``confirmed`` proves that the password was entered just now."""
    require_signer(actor, report, duty)
    action, step = SIGNING[duty]
    confirmed.require_for(actor)
    with transaction.atomic():
        report = _fresh(report, version)
        if (State(report.state), step) not in MOVES:
            raise NotAllowedNow(_("报告现在处于“%s”，还不能由您签署。") % State(report.state).label)
        revision = live_revision(report)
        audit.record(actor, action, report, after={"number": report.number, "digest": revision.digest})
        args = {"revision": revision.pk, "signer": actor.pk, "duty": SIGNING_DUTIES.index(duty)}
        return enqueue(SIGN, f"{revision.pk}:{duty}", args, agency=report.agency, requested_by=actor)


def require_signer(actor: User, report: Report, duty: Duty) -> None:
    """Raise unless the actor is the one named in this report for ``duty``; asked before the password is."""
    require(actor, SIGNING[duty][0], report)


def may_return(actor: User, report: Report) -> bool:
    """Whether ``return_for_changes`` would let the actor pass."""
    return may(actor, _returning(actor, report), report)


def return_for_changes(actor: User, report: Report, reason: str, *, version: int) -> Report:
    """Reopen the content with a reason: by a signer or team member, or by whoever may submit before anyone signed.

    The revision's file is discarded; the report's number stays.
    """
    require(actor, _returning(actor, report), report)
    if not reason.strip():
        raise ValidationError({"reason": _("请填写退回的原因。")})
    with transaction.atomic():
        study = Study.objects.select_for_update().get(pk=report.study_id)
        report = _fresh(report, version)
        move(report, Move.RETURN)
        Revision.objects.filter(report=report, discarded=False).update(discarded=True)
        Comment.objects.create(
            agency=report.agency, report=report, author=actor, text=reason.strip(), returned=True
        )
        lock(study, "")
        audit.record(actor, Action.RETURN_REPORT, report, after={"reason": reason.strip()})
    return report


def withdraw(actor: User, entry: RegisterEntry, reason: str) -> Withdrawal:
    """Declare an issued report void; it stays readable and says so."""
    require(actor, Action.WITHDRAW_REPORT, entry)
    if not reason.strip():
        raise ValidationError({"reason": _("请填写撤回的原因。")})
    with transaction.atomic():
        withdrawal, created = Withdrawal.objects.get_or_create(
            entry=entry, defaults={"agency": entry.agency, "by": actor, "reason": reason.strip()}
        )
        if not created:
            raise NotAllowedNow(_("报告 %s 已经撤回。") % entry.number)
        audit.record(actor, Action.WITHDRAW_REPORT, entry.report, after={"reason": reason.strip()})
    return withdrawal


def live_revision(report: Report) -> Revision:
    """The submission that is being signed, or was issued."""
    return Revision.objects.get(report=report, discarded=False)


def lock(study: Study, why: str) -> None:
    """Close (or with an empty reason open) a study for editing, inside the caller's transaction."""
    Study.objects.filter(pk=study.pk).update(lock=why)


def _returning(actor: User, report: Report) -> Action:
    """Before anyone has signed, whoever may submit may also take it back; afterwards it is the signers' to return."""
    early = report.state in {State.PREPARING, State.SUBMITTED}
    concerned = report.team.filter(user=actor).exists()
    return Action.SUBMIT_REPORT if early and not concerned else Action.RETURN_REPORT


def _fresh(report: Report, version: int) -> Report:
    """The report as it stands now, locked; what the actor saw must still be so.

    Only the report's own row: acts that need the study too lock it first, so that no two wait for each other.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("agency", "study")
    current = locked.get(pk=report.pk)
    if current.version != version:
        raise EditConflict(current, {})
    return current


def _freeze(actor: User, report: Report, number: str) -> Revision:
    document: StudyFile = assemble.document(report, number=number, software=settings.SOFTWARE)
    ordinal = Revision.objects.filter(report=report).count() + 1
    return Revision.objects.create(
        agency=report.agency,
        report=report,
        ordinal=ordinal,
        submitted_by=actor,
        submitted_at=timezone.now(),
        snapshot=canonical(document),
        digest=digest(document),
        trial=signs_on_trial(report),
    )


def signs_on_trial(report: Report) -> bool:
    """Whether any certificate that will sign is a trial one."""
    signers = [
        member.user for member in report.team.all() if member.duty in SIGNING and member.user is not None
    ]
    rows = [*(keys.personal_certificate(signer) for signer in signers), keys.agency_seal(report.agency)]
    return any(keys.is_trial(row) for row in rows)
