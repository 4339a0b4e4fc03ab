"""Beginning a report: empty for a study, from imported content, or as the correction of an issued one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.editing import Frozen
from accounts.models import Role, User
from accounts.permissions import Action, require
from inventories.footprint.findings import Found, Spot
from inventories.models import Study
from inventories.unfolding.checking import Refused, check_row
from reports import content as values
from reports.assemble import interviewee_line
from reports.content import Content, Person
from reports.models import (
    AssessmentFinding,
    DocumentReview,
    Expert,
    ProgrammeSlot,
    Report,
    ReportSection,
    ScheduleEntry,
    SupportingDocument,
    TeamMember,
)
from reports.models.content import REQUIRED_ROLE, ContentRow
from reports.models.report import Duty, State
from reports.snapshot import StudyFile
from reports.workflow import NotAllowedNow, live_revision, lock

AnyRow = ContentRow | ReportSection | DocumentReview
# A row with its place in the study file.
Placed = tuple[Spot, AnyRow]

EMPTY = Content()


def start(actor: User, study: Study, content: Content = EMPTY) -> Report:
    """A draft report of ``study`` with ``content``; an empty one names the actor as leader where the role allows.

    Raises ``ValidationError`` when the study has a report that is not issued yet, ``Frozen`` when it is closed: an
    issued report is followed by its correction, not by a second one. ``Refused`` with everything that the rows
    cannot hold.
    """
    require(actor, Action.EDIT_REPORT, study)
    with transaction.atomic():
        refusal = Study.objects.select_for_update().get(pk=study.pk).editing_refusal()
        if (
            refusal is not None
            and not Report.objects.filter(study=study).exclude(state=State.ISSUED).exists()
        ):
            raise Frozen(refusal)
        report = Report(agency=study.agency, study=study)
        _write(report, content, _accounts(actor, content))
        if not content.people and Role.CONSULTANT in actor.roles:
            _save(
                TeamMember(agency=study.agency, report=report, user=actor, name=actor.name, duty=Duty.LEADER)
            )
        audit.record(actor, "report.start", report)
    return report


def correct(actor: User, issued: Report) -> Report:
    """A new draft that supersedes an issued report, with its content, and the study open for editing again."""
    require(actor, Action.EDIT_REPORT, issued)
    with transaction.atomic():
        study = Study.objects.select_for_update().get(pk=issued.study_id)
        if issued.state != State.ISSUED:
            raise NotAllowedNow(_("只有已签发的报告可以更正。"))
        if Report.objects.filter(supersedes=issued).exists():
            raise NotAllowedNow(_("报告 %s 已有更正报告。") % issued.number)
        frozen = StudyFile.model_validate_json(live_revision(issued).snapshot).content or EMPTY
        report = Report(agency=study.agency, study=study, supersedes=issued)
        _write(report, frozen, {member.name: member.user for member in issued.team.select_related("user")})
        lock(study, "")
        audit.record(actor, "report.correct", report, after={"supersedes": issued.number})
    return report


def _accounts(actor: User, content: Content) -> dict[str, User | None]:
    """Accounts of the agency for the people named: only where name and duty leave no doubt."""
    named = User.objects.filter(
        agency_id=actor.agency_id, is_active=True, name__in=[person.name for person in content.people]
    ).prefetch_related("role_grants")
    found: dict[str, User | None] = {}
    for user in named:
        found[user.name] = None if user.name in found else user  # of two namesakes neither is taken
    return {person.name: _fitting(person, found.get(person.name)) for person in content.people}


def _fitting(person: Person, user: User | None) -> User | None:
    role = REQUIRED_ROLE.get(Duty(person.duty))
    if user is None or user.is_client or (role is not None and role not in user.roles):
        return None
    return user


def _write(report: Report, content: Content, accounts: dict[str, User | None]) -> None:
    """All rows of the content, inside the caller's transaction."""
    report.validity_years = content.declaration.validity_years
    report.use_limits = content.declaration.use_limits
    report.other_statements = content.declaration.other_statements
    report.suggestions = list(content.suggestions)
    report.uncertainty = content.uncertainty
    report.full_clean()
    rows = _rows(report, content, accounts)
    _check(rows)
    report.save(force_insert=True)
    for _spot, row in rows:
        _save(row)


def _check(rows: list[Placed]) -> None:
    """Raise ``Refused`` with all that any row refuses."""
    found = Found()
    for spot, row in rows:
        check_row(row, spot, found)
    if found.blocking:
        raise Refused(found)


def _save(row: AnyRow) -> None:
    row.full_clean()
    row.save(force_insert=True)


def _rows(report: Report, content: Content, accounts: dict[str, User | None]) -> list[Placed]:
    review = DocumentReview(report=report, **_review_columns(content))
    sections = [ReportSection(report=report, **section.model_dump()) for section in content.sections]
    team = [
        TeamMember(report=report, user=accounts.get(person.name), **person.model_dump())
        for person in content.people
    ]
    schedule = [ScheduleEntry(report=report, **each.model_dump()) for each in content.schedule]
    findings = [AssessmentFinding(report=report, **each.model_dump()) for each in content.findings]
    documents = [
        SupportingDocument(report=report, **each.model_dump()) for each in content.supporting_documents
    ]
    rows: list[Placed] = [
        (Spot("content.document_review", _("文件评审")), review),
        *_placed("sections", sections),
        *_ordered("people", team),
        *_ordered("schedule", schedule),
        *_ordered("programme", [_slot(report, slot) for slot in content.programme]),
        *_ordered("findings", findings),
        *_ordered("supporting_documents", documents),
        *_ordered("experts", [Expert(report=report, **expert.model_dump()) for expert in content.experts]),
    ]
    for _spot, row in rows:
        row.agency_id = report.agency_id
    return rows


def _slot(report: Report, slot: values.ProgrammeSlot) -> ProgrammeSlot:
    return ProgrammeSlot(
        report=report,
        day=slot.day,
        start=slot.start,
        end=slot.end,
        topic=slot.topic,
        interviewees=[interviewee_line(person) for person in slot.interviewees],
        members=list(slot.members),
    )


def _placed(member: str, rows: Sequence[AnyRow]) -> list[Placed]:
    return [(Spot(f"content.{member}[{index}]", str(row)), row) for index, row in enumerate(rows)]


def _ordered(member: str, rows: Sequence[ContentRow]) -> list[Placed]:
    for position, row in enumerate(rows, start=1):
        row.position = position
    return _placed(member, rows)


def _review_columns(content: Content) -> dict[str, str]:
    """Grades that are not known yet are empty columns."""
    return {name: value or "" for name, value in content.document_review.model_dump().items()}
