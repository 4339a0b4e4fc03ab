"""The way of an import from step to step: each a compare-and-set, so that of two who want it one gets it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor, FactorImport, ImportRow
from factors.services.factors import IN_FORCE
from jobs.models import Job
from jobs.services import enqueue

State = FactorImport.State
INSPECT, READ, APPLY = "factors.inspect_import", "factors.read_import", "factors.apply_import"


class Overtaken(Exception):
    """Somebody else has moved the import on, or given it up; nothing was written. The message is for people."""


def move(batch: FactorImport, state: FactorImport.State, **values: Any) -> None:
    """Take the import from the step at which ``batch`` was read to the next. Raises ``Overtaken``."""
    if state in (State.APPLIED, State.DISCARDED):
        values["ended_at"] = timezone.now()
    unmoved = FactorImport.objects.filter(pk=batch.pk, state=batch.state, version=batch.version)
    if not unmoved.update(state=state, version=F("version") + 1, **values):
        raise Overtaken(_("此次导入刚刚被改变，请刷新页面查看现在的状态。"))
    batch.state, batch.version = state, batch.version + 1
    for name, value in values.items():
        setattr(batch, name, value)


def ask_for(kind: str, batch: FactorImport, actor: User) -> Job:
    """Ask for the job that works on the import at the version it has now; in the transaction of its step."""
    args = {"import": batch.pk, "version": batch.version}
    return enqueue(kind, batch.job_key, args, agency=batch.agency, requested_by=actor)


def mark_of(library_id: int | None) -> str:
    """A digest of the library's state; the same as long as nothing was added, decided or withdrawn in it.

    States only ever go forward (proposed, in force, out of force), so as many in every state is the same in every
    factor; what is added has a higher number.
    """
    if library_id is None:
        return ""
    states = Factor.objects.filter(library_id=library_id).order_by().values_list("state")
    counted = sorted(states.annotate(count=Count("pk"), last=Max("pk")))
    return hashlib.sha256(repr(counted).encode()).hexdigest()


def gone(batch: FactorImport) -> QuerySet[Factor]:
    """The factors in force that the library has and the file does not, by code."""
    if batch.library_id is None:
        return Factor.objects.none()
    in_file = ImportRow.objects.filter(batch=batch, code=OuterRef("code"))
    in_force = Factor.objects.filter(library_id=batch.library_id, state__in=IN_FORCE)
    return in_force.filter(~Exists(in_file)).order_by("code", "pk")


def job_of(batch: FactorImport) -> Job | None:
    """The newest job that works, or worked, on the import at its present version."""
    jobs = Job.objects.filter(agency_id=batch.agency_id, kind__in=(INSPECT, READ, APPLY), key=batch.job_key)
    return jobs.order_by("-pk").first()
