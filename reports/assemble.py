"""The one door from a report's rows to values: content, and the whole document that is previewed or frozen."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from accounts.files import read as read_file
from accounts.models import Agency
from inventories import assemble as inventory
from inventories.footprint.compute import compute
from inventories.footprint.disclosure import withheld
from inventories.footprint.result import Blocked, Finding
from inventories.footprint.rounding import printed
from reports.content import (
    AssessmentFinding,
    Content,
    Declaration,
    DocumentReview,
    Expert,
    Grade,
    Interviewee,
    Person,
    ProgrammeSlot,
    ScheduleEntry,
    SectionText,
    SupportingDocument,
)
from reports.models import Report
from reports.snapshot import DRAFT_NUMBER, AgencyParticulars, Result, StudyFile, canonical, pictures


class NotReady(Exception):
    """The study does not compute; ``findings`` says all that stands in the way."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


def document(report: Report, *, number: str = DRAFT_NUMBER, software: str = "") -> StudyFile:
    """The report as one value with its result. Raises ``NotReady`` (or ``inventories.assemble.Incomplete``)."""
    study = inventory.assemble(report.study)
    outcome = compute(study)
    if isinstance(outcome, Blocked):
        raise NotReady(outcome.findings)
    footprint = outcome.footprint
    whole = StudyFile(
        format="pcf-study",
        version=1,
        software=software,
        number=number,
        agency=agency_particulars(report.agency),
        study=study,
        content=content(report),
        result=Result(footprint=footprint, printed=printed(study, footprint)),
    )
    return salted(whole) if withheld(study) else whole


def salted(document: StudyFile) -> StudyFile:
    """With a salt: the same for the same content, and nobody's to guess who does not have the installation's key."""
    salt = salted_hmac("reports.snapshot", canonical(document), algorithm="sha256").hexdigest()
    return document.model_copy(update={"salt": salt})


def picture_files(document: StudyFile, agency_id: int) -> dict[str, bytes]:
    """The bytes of the document's pictures, by digest."""
    return {digest: read_file(agency_id, digest) for digest in sorted(pictures(document))}


def agency_particulars(agency: Agency) -> AgencyParticulars:
    """核算机构 as the report names it."""
    return AgencyParticulars(
        name=agency.name,
        credit_code=agency.credit_code,
        address=agency.address,
        contact=agency.contact,
        phone=agency.phone,
        introduction=agency.introduction,
    )


def content(report: Report) -> Content:
    """The report's content in ten queries, however long it is."""
    return Content(
        template="audit",
        sections=tuple(
            SectionText(key=row.key, text=row.text, included=row.included)
            for row in report.sections.order_by("key")
        ),
        people=tuple(
            Person(name=row.name, duty=row.duty, qualification=row.qualification)  # type: ignore[arg-type]
            for row in report.team.all()
        ),
        schedule=tuple(
            ScheduleEntry(start=row.start, end=row.end, activity=row.activity)
            for row in report.schedule.all()
        ),
        programme=_programme(report),
        document_review=_document_review(report),
        findings=_findings(report),
        declaration=Declaration(
            validity_years=report.validity_years,
            use_limits=report.use_limits,
            other_statements=report.other_statements,
        ),
        suggestions=tuple(report.suggestions),
        uncertainty=report.uncertainty,
        supporting_documents=tuple(
            SupportingDocument(name=row.name, reference=row.reference)
            for row in report.supporting_documents.all()
        ),
        experts=tuple(
            Expert(name=row.name, employer=row.employer, registration=row.registration)
            for row in report.experts.all()
        ),
    )


def _findings(report: Report) -> tuple[AssessmentFinding, ...]:
    return tuple(
        AssessmentFinding(
            grade=row.grade,  # type: ignore[arg-type]
            description=row.description,
            correction=row.correction,
            closed_on=row.closed_on,
        )
        for row in report.findings.all()
    )


def _programme(report: Report) -> tuple[ProgrammeSlot, ...]:
    return tuple(
        ProgrammeSlot(
            day=row.day,
            start=row.start,
            end=row.end,
            topic=row.topic,
            interviewees=tuple(interviewee(line) for line in row.interviewees),
            members=tuple(row.members),
        )
        for row in report.programme.all()
    )


def interviewee(line: str) -> Interviewee:
    """A person from a line 姓名／职务／部门; one part alone is the department, two are name and department."""
    parts = [part.strip() for part in line.replace("/", "／").split("／")]
    if len(parts) == 1:
        return Interviewee(department=parts[0])
    if len(parts) == 2:
        return Interviewee(name=parts[0], department=parts[1])
    return Interviewee(name=parts[0], post=parts[1], department=parts[2])


def interviewee_line(person: Interviewee) -> str:
    """The inverse of ``interviewee``."""
    if not person.name and not person.post:
        return person.department
    return "／".join((person.name, person.post, person.department))


def _document_review(report: Report) -> DocumentReview:
    row = getattr(report, "document_review", None)
    if row is None:
        return DocumentReview()
    return DocumentReview(
        nature_and_scale=row.nature_and_scale,
        information_confidence=row.information_confidence,
        complexity=_grade(row.complexity),
        inherent_risk=row.inherent_risk,
        control_risk=row.control_risk,
        detection_risk=row.detection_risk,
        risk=_grade(row.risk),
    )


_GRADES: dict[str, Grade] = {"low": "low", "medium": "medium", "high": "high"}


def _grade(text: str) -> Grade | None:
    return _GRADES[text] if text else None
