"""Loading the demonstration agency: once, through the services, never over anything that is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.confirmation import Confirmed
from accounts.models import Agency, Role, User
from factors import services as factors
from jobs.claims import claim_job
from jobs.execution import execute
from jobs.models import Job
from jobs.models import State as JobState
from reports import workflow
from reports.models import Report
from reports.models.report import Duty
from reports.portable import import_study
from reports.reading import read

FOLDER = Path(__file__).parent
AGENCY = "江苏示范低碳咨询中心"
CLIENT = "常州示范汽车电子有限公司"
# Printed at every start of the demonstration; an installation for real work never loads it.
PASSWORD = "shifan-zhanghu-2024"  # noqa: S105


@dataclass(frozen=True)
class Login:
    """One demonstration account."""

    email: str
    name: str
    roles: tuple[Role, ...]


LOGINS = (
    Login("admin@demo.example", "沈安", (Role.ADMINISTRATOR,)),
    Login("leader@demo.example", "周明远", (Role.CONSULTANT,)),
    Login("consultant@demo.example", "林佳", (Role.CONSULTANT,)),
    Login("member@demo.example", "何川", (Role.CONSULTANT,)),
    Login("reviewer@demo.example", "许静", (Role.TECHNICAL_REVIEWER,)),
    Login("approver@demo.example", "程立", (Role.APPROVER,)),
    Login("client@demo.example", "孙工", (Role.CLIENT,)),
)


class JobFailed(Exception):
    """A job of the demonstration did not succeed; the message is the job's."""


def load() -> bool:
    """Make the demonstration agency with its three studies; ``False`` when it is there already.

    Three transactions' worth of work are done in order; the agency's row is the mark of completeness and comes with
    the people, so an interrupted load is finished by the next one.
    """
    agency = _agency()
    if Report.objects.filter(agency=agency).count() >= 3:
        return False
    people = {user.name: user for user in User.objects.filter(agency=agency)}
    _issued(people)
    _in_review(people)
    _draft(people)
    return True


def _agency() -> Agency:
    with transaction.atomic():
        agency, created = Agency.objects.get_or_create(
            name=AGENCY,
            defaults={
                "short_name": "示范中心",
                "address": "南京市示范区示范大道 100 号",
                "contact": "综合部",
                "phone": "000-00000000",
                "introduction": "从事产品碳足迹核算、温室气体核查与低碳管理咨询。本机构及其人员均为演示而虚构。",
            },
        )
        if created:
            for login in LOGINS:
                User.objects.create_user(
                    login.email, PASSWORD, agency=agency, name=login.name, roles=list(login.roles)
                )
    return agency


def _issued(people: dict[str, User]) -> None:
    report = _imported(people["林佳"], people["许静"], "brake-actuator.json")
    report.study.product.company.clients.add(people["孙工"])
    _submit(people["林佳"], report)
    for duty, name in _SIGNERS:
        _sign(people[name], report, duty)
    _finish(Job.objects.get(kind=workflow.SEAL, agency=report.agency))


def _in_review(people: dict[str, User]) -> None:
    report = _imported(people["林佳"], people["许静"], "valve-actuator.json")
    _submit(people["林佳"], report)
    _sign(people["周明远"], report, Duty.LEADER)


def _draft(people: dict[str, User]) -> None:
    _imported(people["林佳"], people["许静"], "terminal.json")


_SIGNERS = ((Duty.LEADER, "周明远"), (Duty.TECHNICAL_REVIEWER, "许静"), (Duty.APPROVER, "程立"))


def _imported(actor: User, approver: User, file: str) -> Report:
    """The study of the file; its factors are a proposal of who imports it, which a second person approves."""
    imported = import_study(actor, read((FOLDER / file).read_bytes()))
    if imported.report is None:
        raise ValueError(f"{file} has no report content")
    factors.approve_all(approver, factors.decidable(approver))
    return imported.report


def _submit(actor: User, report: Report) -> None:
    report.refresh_from_db()
    _finish(workflow.submit(actor, report, version=report.version))


def _sign(actor: User, report: Report, duty: Duty) -> None:
    report.refresh_from_db()
    confirmed = Confirmed(actor.pk, timezone.now())
    _finish(workflow.sign(actor, report, duty, confirmed, version=report.version))


def _finish(job: Job) -> None:
    """Do the job here and now: at the first start the worker is not up yet."""
    claim = claim_job(job.pk)
    if claim is not None:
        execute(claim)
    job.refresh_from_db()
    if job.state != JobState.DONE:
        raise JobFailed(job.error or f"job {job.pk} is {job.state}")
