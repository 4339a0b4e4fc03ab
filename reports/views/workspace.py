"""What the report pages share: finding the report, its tabs, and saying why a move is not possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import EditConflict, Frozen
from accounts.models import User
from accounts.pages import Crumb, Tab, person
from accounts.permissions import Action, require
from accounts.row_forms import RowForm
from inventories.assemble import Incomplete
from reports import forms
from reports.assemble import NotReady as NotComputable
from reports.history import count_of
from reports.models import (
    AssessmentFinding,
    Expert,
    ProgrammeSlot,
    Report,
    ScheduleEntry,
    SupportingDocument,
    TeamMember,
)
from reports.models.content import ContentRow
from reports.readiness import NotReady
from reports.workflow import NotAllowedNow


@dataclass(frozen=True)
class Kind:
    """One part of the content that comes in rows: its model, form and columns in the list.

    ``ordered``: people give the order; else the rows stand by their dates. ``note``: what the list should know.
    """

    model: type[ContentRow]
    form: type[RowForm]
    title: str | Promise
    columns: tuple[str, ...]
    note: str | Promise
    ordered: bool = True


KINDS: dict[str, Kind] = {
    "team": Kind(
        TeamMember,
        forms.TeamMemberForm,
        gettext_lazy("人员安排"),
        ("duty", "name", "qualification", "user"),
        gettext_lazy(
            "组长、技术复核人、批准人各一名，依次签署，须有系统账户和相应角色。"
            "技术复核人和批准人须独立于工作组，且不能是同一人。"
        ),
    ),
    "schedule": Kind(
        ScheduleEntry,
        forms.ScheduleForm,
        gettext_lazy("时间安排"),
        ("start", "end", "activity"),
        gettext_lazy("从受理到出具报告的各项工作及日期。"),
    ),
    "programme": Kind(
        ProgrammeSlot,
        forms.ProgrammeForm,
        gettext_lazy("现场日程"),
        ("day", "start", "end", "topic", "interviewees", "members"),
        gettext_lazy("现场评价的日程，按日期和时间排列；没有现场评价时留空，报告中不出现这一节。"),
        ordered=False,
    ),
    "findings": Kind(
        AssessmentFinding,
        forms.FindingForm,
        gettext_lazy("核查发现"),
        ("grade", "description", "correction", "closed_on"),
        gettext_lazy("评价中发现的问题、委托方的纠正措施和关闭日期；没有时报告写明未发现。"),
    ),
    "documents": Kind(
        SupportingDocument,
        forms.DocumentForm,
        gettext_lazy("支持性文件"),
        ("name", "reference"),
        gettext_lazy("评价所依据的文件，列入报告附件。"),
    ),
    "experts": Kind(
        Expert,
        forms.ExpertForm,
        gettext_lazy("专家"),
        ("name", "employer", "registration"),
        gettext_lazy("参与评审的专家；没有时留空，报告中不出现这一附件。"),
    ),
}


def rows_of(actor: User, report: Report, kind: str) -> models.QuerySet[Any]:
    """The rows of one part of a report; 404 for a part that there is not."""
    if kind not in KINDS:
        raise Http404
    model: Any = KINDS[kind].model  # ``report`` is a column of each kind of row, not of their abstract base
    found: models.QuerySet[Any] = model.objects.visible_to(actor).filter(report=report)
    return found


def report_of(request: HttpRequest, pk: int) -> Report:
    """The report if the person may know of it, with everything that every report page names. 404 otherwise."""
    rows = Report.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("agency", "study__product__company", "supersedes"), pk=pk)


def working_report_of(request: HttpRequest, pk: int) -> Report:
    """The same for staff only: a client's person may download the issued file, not see how it was made."""
    report = report_of(request, pk)
    require(person(request), Action.VIEW_WORK, report)
    return report


def tabs_of(report: Report) -> list[Tab]:
    """The report as a workspace; what comes in rows says how many there are."""
    pk = report.pk
    return [
        Tab(_("概况"), reverse("report_detail", args=[pk])),
        Tab(_("章节正文"), reverse("report_sections", args=[pk])),
        Tab(_("声明与说明"), reverse("report_statements", args=[pk])),
        Tab(_("文件评审"), reverse("report_document_review", args=[pk])),
        *(
            Tab(str(part.title), reverse("report_rows", args=[pk, kind]), count_of(part.model, report))
            for kind, part in KINDS.items()
        ),
    ]


def frame_of(report: Report, heading: str) -> dict[str, object]:
    """The context that every tab of a report needs."""
    return {
        "report": report,
        "heading": heading,
        "subheading": f"{report.number or _('未编号')} · {report.study}",
        "tabs": tabs_of(report),
        "breadcrumbs": [Crumb(_("报告"), reverse("report_list"))],
    }


def frame_below(report: Report, heading: str, *way: Crumb) -> dict[str, object]:
    """The same for a page under a tab: the way back to the report, then ``way``; the last of it is the open tab."""
    frame = frame_of(report, heading)
    own = Crumb(report.number or str(report.study), reverse("report_detail", args=[report.pk]))
    frame["breadcrumbs"] = [Crumb(_("报告"), reverse("report_list")), own, *way]
    if way:
        frame["open_tab"] = way[-1].url
    return frame


def reason_in(form: BaseForm) -> str:
    """The reason that was entered; an empty one is the service's to refuse, after it has asked for permission."""
    if form.is_valid():
        return str(form.cleaned_data["reason"])
    if str(form["reason"].value() or "").strip():
        raise ValidationError(form.errors["reason"].as_data())
    return ""


class Refusal(NamedTuple):
    """Why an act was not done, and the status of the answer: 422 wrong input, 409 things are not as they were."""

    status: int
    reasons: list[str]

    def tell(self, request: HttpRequest) -> None:
        """Say every reason on the next page."""
        for reason in self.reasons:
            messages.error(request, reason)


def refusal_of(request: HttpRequest, act: Callable[[User], object]) -> Refusal | None:
    """Do one act as the person at the screen; ``None``: done. Refused, nothing has changed."""
    try:
        act(person(request))
    except (NotReady, NotComputable, Incomplete) as obstacle:
        return Refusal(409, [f"{each.place.name}：{each.reason}{each.remedy}" for each in obstacle.findings])
    except ValidationError as error:
        return Refusal(422, error.messages)
    except (EditConflict, NotAllowedNow, Frozen) as refusal:
        return Refusal(409, [str(refusal)])
    return None
