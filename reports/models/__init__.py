"""Rows of reports: content, revisions, signatures, register."""

from reports.models.content import (
    AssessmentFinding,
    DocumentReview,
    Expert,
    ProgrammeSlot,
    ReportSection,
    ScheduleEntry,
    SupportingDocument,
    TeamMember,
)
from reports.models.credentials import AgencySeal, PersonalCertificate, TrialAuthority
from reports.models.issue import NumberSequence, Preview, RegisterEntry, Revision, Signature, Withdrawal
from reports.models.report import Comment, Report

__all__ = [
    "AgencySeal",
    "AssessmentFinding",
    "Comment",
    "DocumentReview",
    "Expert",
    "NumberSequence",
    "PersonalCertificate",
    "Preview",
    "ProgrammeSlot",
    "RegisterEntry",
    "Report",
    "ReportSection",
    "Revision",
    "ScheduleEntry",
    "Signature",
    "SupportingDocument",
    "TeamMember",
    "TrialAuthority",
    "Withdrawal",
]
