"""Beginning a report: empty for a study, from imported content, or as the correction of an issued one."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.editing import Frozen
from accounts.models import Role, User
from accounts.permissions import Action, require
from inventories.models import Study
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

Row = TypeVar("Row", bound=ContentRow | ReportSection | DocumentReview)

EMPTY = Content()


def start(actor: User, study: Study, content: Content = EMPTY) -> Report:
    """A draft report of ``study`` with ``content``; an empty one names the actor as leader where the role allows.

    Raises ``ValidationError`` when the study has a report that is not issued yet, ``Frozen`` when it is closed: an
    issued report is followed by its correction, not by a second one.
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
    report.save(force_insert=True)
    for row in _rows(report, content, accounts):
        _save(row)


def _save(row: Row) -> None:
    row.full_clean()
    row.save(force_insert=True)


def _rows(
    report: Report, content: Content, accounts: dict[str, User | None]
) -> list[ContentRow | ReportSection | DocumentReview]:
    rows: list[ContentRow | ReportSection | DocumentReview] = [
        DocumentReview(report=report, **_review_columns(content)),
        *(ReportSection(report=report, **section.model_dump()) for section in content.sections),
    ]
    rows += _ordered(
        [
            TeamMember(report=report, user=accounts.get(person.name), **person.model_dump())
            for person in content.people
        ]
    )
    rows += _ordered([ScheduleEntry(report=report, **entry.model_dump()) for entry in content.schedule])
    rows += _ordered(
        [
            ProgrammeSlot(
                report=report,
                day=slot.day,
                start=slot.start,
                end=slot.end,
                topic=slot.topic,
                interviewees=[interviewee_line(person) for person in slot.interviewees],
                members=list(slot.members),
            )
            for slot in content.programme
        ]
    )
    rows += _ordered([AssessmentFinding(report=report, **each.model_dump()) for each in content.findings])
    rows += _ordered(
        [SupportingDocument(report=report, **each.model_dump()) for each in content.supporting_documents]
    )
    rows += _ordered([Expert(report=report, **expert.model_dump()) for expert in content.experts])
    for row in rows:
        row.agency_id = report.agency_id
    return rows


def _ordered(rows: list[Row]) -> list[Row]:
    for position, row in enumerate(rows, start=1):
        row.position = position  # type: ignore[union-attr]
    return rows


def _review_columns(content: Content) -> dict[str, str]:
    """Grades that are not known yet are empty columns."""
    return {name: value or "" for name, value in content.document_review.model_dump().items()}
