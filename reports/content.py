"""What the report says beside the study, as one frozen value: wording, people, dates, assessment, annexes.

Pure; the report's rows are read into it by ``reports.assemble`` and everything after that reads the value alone.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from inventories.footprint.base import Key, Label, Text, Value

Grade = Literal["low", "medium", "high"]
Duty = Literal["leader", "member", "technical_reviewer", "approver"]


def _without_zone(time: datetime.time) -> datetime.time:
    """A time on a programme is that of the place; with another zone it could not be compared with the others."""
    if time.tzinfo is not None:
        raise PydanticCustomError("zoned_time", '时刻不带时区，应写成 "09:30"')
    return time


LocalTime = Annotated[datetime.time, AfterValidator(_without_zone)]


class SectionText(Value):
    """The consultant's own text of one section; placeholders such as 〔产品名称〕 are bound to data when rendered.

    ``key`` names a section of the template. ``included`` false leaves the section out, where the template allows it.
    ``text`` empty: the template's default wording stands.
    """

    key: Key
    text: Text = ""
    included: bool = True


class Person(Value):
    """One person of the team or of the sign-off. ``qualification``: number of the qualification, may be empty."""

    name: Label
    duty: Duty
    qualification: Text = ""


class ScheduleEntry(Value):
    """时间安排: one activity on a day or from a first to a last day."""

    start: datetime.date
    end: datetime.date | None = None
    activity: Label


class Interviewee(Value):
    """Whom the team speaks to on site; any of name and post may be unknown."""

    name: Text = ""
    post: Text = ""
    department: Text = ""


class ProgrammeSlot(Value):
    """现场记录表: one slot of the on-site programme."""

    day: datetime.date
    start: LocalTime
    end: LocalTime
    topic: Label
    interviewees: tuple[Interviewee, ...] = ()
    members: tuple[Label, ...] = ()


class DocumentReview(Value):
    """文件评审 after ISO 14064-3: strategic analysis and risk assessment with their grades."""

    nature_and_scale: Text = ""
    information_confidence: Text = ""
    complexity: Grade | None = None
    inherent_risk: Text = ""
    control_risk: Text = ""
    detection_risk: Text = ""
    risk: Grade | None = None


class AssessmentFinding(Value):
    """核查发现: one finding of the assessment, its correction and when it was closed."""

    grade: Literal["nonconformity", "observation", "clarification"]
    description: Label
    correction: Text = ""
    closed_on: datetime.date | None = None


class Declaration(Value):
    """声明: validity from the day of issue in years, limits of use, other statements."""

    validity_years: Annotated[int, Field(ge=1, le=10)] = 2
    use_limits: Text = ""
    other_statements: Text = ""


class SupportingDocument(Value):
    """支持性文件清单: one document that the assessment rests on."""

    name: Label
    reference: Text = ""


class Expert(Value):
    """专家名单: one expert, confirmed by the client's representative."""

    name: Label
    employer: Text = ""
    registration: Text = ""


class Content(Value):
    """The report's content. ``template``: which outline. ``software``: what is named beside this system."""

    template: Literal["audit"] = "audit"
    sections: tuple[SectionText, ...] = ()
    people: tuple[Person, ...] = ()
    schedule: tuple[ScheduleEntry, ...] = ()
    programme: tuple[ProgrammeSlot, ...] = ()
    document_review: DocumentReview = DocumentReview()
    findings: tuple[AssessmentFinding, ...] = ()
    declaration: Declaration = Declaration()
    suggestions: tuple[Label, ...] = ()
    uncertainty: Text = ""
    supporting_documents: tuple[SupportingDocument, ...] = ()
    experts: tuple[Expert, ...] = ()
