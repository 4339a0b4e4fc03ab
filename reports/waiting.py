"""Whose turn a report is: the person whose signature is awaited."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from reports import workflow
from reports.models import Report, TeamMember


def waiting_for(actor: User) -> QuerySet[Report]:
    """The reports that ``actor`` may sign now, the longest untouched first."""
    turns = Q()
    for duty, (_action, step) in workflow.SIGNING.items():
        origins = [origin for origin, move in workflow.MOVES if move is step]
        turns |= Q(state__in=origins, team__duty=duty, team__user=actor)
    return Report.objects.visible_to(actor).filter(turns).order_by("updated_at")


def next_signer(report: Report) -> TeamMember | None:
    """Whose signature is awaited, out of the report's (prefetched) team; ``None`` when nobody's is."""
    duty = workflow.next_duty(report)
    return next((member for member in report.team.all() if member.duty == duty), None)
