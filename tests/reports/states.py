"""Reports for tests of pages, placed in a state by rows: nothing is drawn or signed, so that a test takes no seconds.

The way through the states itself is tested in ``test_workflow`` and in the browser.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.files import put
from accounts.models import User
from reports import assemble, making
from reports.models import RegisterEntry, Report, Revision, Signature
from reports.models.report import Duty, State
from reports.snapshot import canonical, digest
from tests.people import People
from tests.reports.drafts import draft_report, fresh

PDF = b"%PDF-1.7\n% a file of a test\n"


def browser_of(user: User) -> Client:
    """Somebody signed in, over HTTP."""
    client = Client()
    client.force_login(user)
    return client


def report_in(people: People, state: State, number: str = "PCF-2026-0007") -> Report:
    """A complete report of the brake study in ``state``; one that is issued is in the register, for ``people.client``."""
    report = draft_report(people)
    report.study.product.company.clients.add(people.client)
    if state is State.DRAFT:
        return report
    revision = _frozen(people, report, number)
    for duty, signer in _signed(people, state):
        _signature(revision, duty, signer)
    if state is State.ISSUED:
        _signature(revision, None, None)
        revision.report.number = number
        making._register(revision, revision.current, timezone.now())
    Report.objects.filter(pk=report.pk).update(state=state, number=number, version=F("version") + 1)
    report.study.lock = "报告已提交，正在签署；如需修改，请先退回报告。"
    report.study.save(update_fields=["lock"])
    return fresh(report)


def entry_of(report: Report) -> RegisterEntry:
    """The register's entry of an issued report."""
    return RegisterEntry.objects.get(report=report)


def _frozen(people: People, report: Report, number: str) -> Revision:
    document = assemble.document(report, number=number)
    stored = put(report.agency_id, PDF)
    return Revision.objects.create(
        agency=report.agency,
        report=report,
        ordinal=1,
        submitted_by=people.consultant,
        submitted_at=timezone.now() - timedelta(hours=1),
        snapshot=canonical(document),
        digest=digest(document),
        trial=True,
        unsigned=stored,
        current=stored,
        pages=22,
    )


def _signed(people: People, state: State) -> list[tuple[Duty, User]]:
    order = [
        (State.LEADER_SIGNED, Duty.LEADER, people.consultant),
        (State.REVIEWED, Duty.TECHNICAL_REVIEWER, people.reviewer),
        (State.APPROVED, Duty.APPROVER, people.approver),
    ]
    states = list(State)
    return [(duty, user) for at, duty, user in order if states.index(at) <= states.index(state)]


def _signature(revision: Revision, duty: Duty | None, signer: User | None) -> None:
    Signature.objects.create(
        agency=revision.agency,
        revision=revision,
        field=duty.value if duty is not None else "seal",
        duty=duty or "",
        signer=signer,
        signer_name=signer.name if signer is not None else revision.agency.name,
        signed_at=timezone.now(),
        certificate_subject="CN=测试",
        certificate_digest="0" * 64,
        trial=True,
        document=revision.current,
    )
