"""What waits for a person: reports to sign, and drafts that came back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import Report, Revision, TeamMember
from reports.models.report import Duty, State

# Whose turn it is in which state.
TURNS = {
    State.SUBMITTED: Duty.LEADER,
    State.LEADER_SIGNED: Duty.TECHNICAL_REVIEWER,
    State.REVIEWED: Duty.APPROVER,
}
LONGEST = 50


@dataclass(frozen=True)
class Waiting:
    """A report and what the person is to do with it."""

    report: Report
    task: str


def waiting_for(user: User) -> list[Waiting]:
    """At most 50, oldest first; one query."""
    mine = TeamMember.objects.filter(report=OuterRef("pk"), user=user)
    turns = Q()
    for state, duty in TURNS.items():
        turns |= Q(Exists(mine.filter(duty=duty)), state=state)
    returned = Q(Exists(mine), Exists(Revision.objects.filter(report=OuterRef("pk"))), state=State.DRAFT)
    rows = Report.objects.visible_to(user).filter(turns | returned).select_related("study__product__company")
    return [Waiting(report, _task(report)) for report in rows.order_by("updated_at")[:LONGEST]]


def _task(report: Report) -> str:
    duty = TURNS.get(State(report.state))
    return _("以%s签署") % duty.label if duty is not None else _("已退回，待修改")
