"""Reports for tests: the demonstration's brake study, with the people of the test's agency."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.confirmation import Confirmed
from accounts.models import User
from factors import services as factors
from factors.models import Factor
from jobs.claims import claim_job
from jobs.execution import execute
from jobs.models import Job
from reports import workflow
from reports.content import Person
from reports.models import Report
from reports.models.report import Duty
from reports.portable import import_study
from reports.reading import read
from reports.snapshot import StudyFile
from tests.people import People

DEMO = Path(settings.BASE_DIR) / "reports" / "demo"


def brake_file() -> StudyFile:
    """The portable file of the brake actuator."""
    return read((DEMO / "brake-actuator.json").read_bytes())


def with_people(document: StudyFile, people: People) -> StudyFile:
    """The file with the test agency's people in the duties that need an account."""
    assert document.content is not None
    persons = (
        Person(name=people.consultant.name, duty="leader"),
        Person(name=people.reviewer.name, duty="technical_reviewer"),
        Person(name=people.approver.name, duty="approver"),
    )
    content = document.content.model_copy(update={"people": persons})
    return document.model_copy(update={"content": content})


def shortened(document: StudyFile) -> StudyFile:
    """One stage with one line and few sections: drawn in half the time, for tests that do not read the PDF."""
    assert document.content is not None
    study = document.study
    product = study.product.model_copy(update={"process": (), "equipment": ()})
    boundary = study.boundary.model_copy(update={"included": (), "excluded": ()})
    short = study.model_copy(
        update={
            "product": product,
            "boundary": boundary,
            "stages": study.stages[:1],
            "lines": study.lines[:1],
        }
    )
    content = document.content.model_copy(update={"programme": (), "supporting_documents": ()})
    return document.model_copy(update={"study": short, "content": content})


def draft_report(
    people: People, change: Callable[[StudyFile], StudyFile] = lambda document: document
) -> Report:
    """A complete draft, ready to be submitted: its factors are approved by a colleague."""
    document = change(with_people(brake_file(), people))
    report = import_study(people.consultant, document).report
    assert report is not None
    factors.approve_all(people.colleague, Factor.objects.filter(agency=people.agency))
    return fresh(report)


def fresh(report: Report) -> Report:
    """The report as it stands in the database now."""
    return Report.objects.select_related("study__product__company", "agency").get(pk=report.pk)


def do(job: Job) -> Job:
    """Run the job here, as a worker would."""
    claim = claim_job(job.pk)
    assert claim is not None
    execute(claim)
    job.refresh_from_db()
    return job


def sign(actor: User, report: Report, duty: Duty) -> Job:
    """The actor's signature, asked for with a password entered just now."""
    report = fresh(report)
    return workflow.sign(actor, report, duty, Confirmed(actor.pk, timezone.now()), version=report.version)
