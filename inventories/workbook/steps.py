"""The way of a returned workbook from step to step: each a compare-and-set, so that of two who want it one gets it."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from inventories.models import FilledWorkbook
from jobs.models import Job
from jobs.services import enqueue

State = FilledWorkbook.State
READ, APPLY = "inventories.read_workbook", "inventories.apply_workbook"
# Of bills of materials, which are files that come in likewise (``inventories.bills``).
READ_BILL, ROLL_BILL = "inventories.read_bill", "inventories.roll_bill"
WORKING = (State.READING, State.APPLYING)


class Overtaken(Exception):
    """Somebody else has moved it on, or given it up; nothing was written. The message is for people."""


def move(filled: FilledWorkbook, state: FilledWorkbook.State, **values: Any) -> None:
    """Take it from the step at which ``filled`` was read to the next. Raises ``Overtaken``."""
    if state in (State.APPLIED, State.DISCARDED):
        values["ended_at"] = timezone.now()
    unmoved = FilledWorkbook.objects.filter(pk=filled.pk, state=filled.state, version=filled.version)
    if not unmoved.update(state=state, version=F("version") + 1, **values):
        raise Overtaken(_("这份收集表的状态刚刚被改变，请刷新页面查看。"))
    filled.state, filled.version = state, filled.version + 1
    for name, value in values.items():
        setattr(filled, name, value)


def ask_for(kind: str, filled: FilledWorkbook, actor: User) -> Job:
    """Ask for the job that works on it at the version it has now; in the transaction of its step."""
    args = {"workbook": filled.pk, "version": filled.version}
    return enqueue(kind, filled.job_key, args, agency=filled.agency, requested_by=actor)


def job_of(filled: FilledWorkbook) -> Job | None:
    """The newest job that works, or worked, on it at its present version."""
    jobs = Job.objects.filter(
        agency_id=filled.agency_id, kind__in=(READ, APPLY, READ_BILL, ROLL_BILL), key=filled.job_key
    )
    return jobs.order_by("-pk").first()
