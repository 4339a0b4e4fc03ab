"""What the report pages share: finding the report, its tabs, and saying why a move is not possible."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages import Crumb, Tab, perform, person
from accounts.permissions import Action, require
from inventories.assemble import Incomplete
from reports.assemble import NotReady as NotComputable
from reports.models import Report
from reports.readiness import NotReady
from reports.workflow import NotAllowedNow


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
    """The report as a workspace."""
    pk = report.pk
    return [
        Tab(_("概况"), reverse("report_detail", args=[pk])),
        Tab(_("章节正文"), reverse("report_sections", args=[pk])),
        Tab(_("声明与说明"), reverse("report_statements", args=[pk])),
        *(Tab(label, reverse("report_rows", args=[pk, kind])) for kind, label in _row_tabs()),
        Tab(_("文件评审"), reverse("report_document_review", args=[pk])),
    ]


def _row_tabs() -> list[tuple[str, str]]:
    return [
        ("team", _("人员安排")),
        ("schedule", _("时间安排")),
        ("programme", _("现场日程")),
        ("findings", _("核查发现")),
        ("documents", _("支持性文件")),
        ("experts", _("专家")),
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


def move_page(
    request: HttpRequest, report: Report, act: Callable[[User], object], *, said: str
) -> HttpResponseRedirect:
    """One move behind a button: what stands in the way comes back as messages, and nothing has changed."""

    def said_plainly() -> object:
        try:
            return act(person(request))
        except (NotReady, NotComputable, Incomplete) as obstacle:
            lines = [f"{each.place.name}：{each.reason}{each.remedy}" for each in obstacle.findings]
            raise ValidationError(lines) from obstacle
        except NotAllowedNow as refusal:
            raise ValidationError(str(refusal)) from refusal

    return perform(request, said_plainly, done=reverse("report_detail", args=[report.pk]), said=said)
