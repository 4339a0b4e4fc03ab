"""Filling in the report: sections, statements, document review, and the parts that come in rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts import pages
from accounts.pages import Crumb, form_page, person
from accounts.permissions import Action, may
from accounts.row_forms import RowForm
from accounts.rows import AgencyRow
from reports import forms
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
from reports.models.content import ContentRow
from reports.rendering.document import placeholders
from reports.rendering.document import sections as template_sections
from reports.views.common import frame_of, working_report_of


@dataclass(frozen=True)
class Kind:
    """One part of the content that comes in rows: its model, form and columns in the list."""

    model: type[ContentRow]
    form: type[RowForm]
    title: str | Promise
    columns: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "team": Kind(
        TeamMember, forms.TeamMemberForm, gettext_lazy("人员安排"), ("duty", "name", "qualification", "user")
    ),
    "schedule": Kind(
        ScheduleEntry, forms.ScheduleForm, gettext_lazy("时间安排"), ("start", "end", "activity")
    ),
    "programme": Kind(
        ProgrammeSlot,
        forms.ProgrammeForm,
        gettext_lazy("现场日程"),
        ("day", "start", "end", "topic", "interviewees", "members"),
    ),
    "findings": Kind(
        AssessmentFinding,
        forms.FindingForm,
        gettext_lazy("核查发现"),
        ("grade", "description", "correction", "closed_on"),
    ),
    "documents": Kind(
        SupportingDocument, forms.DocumentForm, gettext_lazy("支持性文件"), ("name", "reference")
    ),
    "experts": Kind(Expert, forms.ExpertForm, gettext_lazy("专家"), ("name", "employer", "registration")),
}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@require_GET
def rows(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list of one part."""
    report, part = working_report_of(request, pk), _kind(kind)
    found = part.model.objects.visible_to(person(request)).filter(report=report)
    if part.model is TeamMember:
        found = found.select_related("user")
    context = {
        **frame_of(report, str(part.title)),
        "kind": kind,
        "heads": [part.model._meta.get_field(name).verbose_name for name in part.columns],  # type: ignore[union-attr]
        "rows": [(row, [cell(row, name) for name in part.columns]) for row in found],
        "editable": report.editing_refusal() is None and may(person(request), Action.EDIT_REPORT, report),
    }
    return render(request, "reports/content/rows.html", context)


def cell(row: models.Model, name: str) -> str:
    """A column as the list shows it."""
    value = getattr(row, name)
    display: Callable[[], str] | None = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display()
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


def new_row(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One more row of a part."""
    report, part = working_report_of(request, pk), _kind(kind)
    row = part.model(agency=report.agency, report=report)
    return _row_form(request, report, kind, row)


def change_row(request: HttpRequest, pk: int, kind: str, row_pk: int) -> HttpResponse:
    """One row of a part, to be changed or removed."""
    report = working_report_of(request, pk)
    return _row_form(request, report, kind, _row(request, report, kind, row_pk))


@require_POST
def remove_row(request: HttpRequest, pk: int, kind: str, row_pk: int) -> HttpResponse:
    """Take one row out of a part."""
    report = working_report_of(request, pk)
    row = _row(request, report, kind, row_pk)
    return pages.remove_row(request, row, done=reverse("report_rows", args=[pk, kind]))


def _row(request: HttpRequest, report: Report, kind: str, row_pk: int) -> ContentRow:
    found = _kind(kind).model.objects.visible_to(person(request)).filter(report=report)
    return get_object_or_404(found, pk=row_pk)


def _row_form(request: HttpRequest, report: Report, kind: str, row: ContentRow) -> HttpResponse:
    part = _kind(kind)
    back = reverse("report_rows", args=[report.pk, kind])
    remove = reverse("report_row_remove", args=[report.pk, kind, row.pk]) if row.pk is not None else ""
    context = {"part": part.title, "remove_url": remove, "row": row}
    return _form(request, report, part.form, row, str(part.title), back, context)


def statements(request: HttpRequest, pk: int) -> HttpResponse:
    """Declaration, suggestions, uncertainty."""
    report = working_report_of(request, pk)
    back = reverse("report_statements", args=[pk])
    return _form(request, report, forms.StatementsForm, report, _("声明与说明"), back)


def document_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Strategic analysis and risk assessment."""
    report = working_report_of(request, pk)
    row = DocumentReview.objects.visible_to(person(request)).filter(report=report).first()
    row = row or DocumentReview(agency=report.agency, report=report)
    back = reverse("report_document_review", args=[pk])
    return _form(request, report, forms.DocumentReviewForm, row, _("文件评审"), back)


@require_GET
def sections(request: HttpRequest, pk: int) -> HttpResponse:
    """All sections of the template, with what the consultant wrote."""
    report = working_report_of(request, pk)
    own = {row.key: row for row in ReportSection.objects.visible_to(person(request)).filter(report=report)}
    context = {
        **frame_of(report, _("章节正文")),
        "rows": [(section, own.get(section.key)) for section in template_sections()],
    }
    return render(request, "reports/content/sections.html", context)


def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One section's own text, beside its default wording and the placeholders that may be used."""
    report = working_report_of(request, pk)
    described = next((each for each in template_sections() if each.key == key), None)
    if described is None:
        raise Http404
    row = ReportSection.objects.visible_to(person(request)).filter(report=report, key=key).first()
    row = row or ReportSection(agency=report.agency, report=report, key=key)
    context = {"section": described, "placeholders": placeholders()}
    back = reverse("report_sections", args=[pk])
    return _form(
        request,
        report,
        forms.SectionForm,
        row,
        described.title,
        back,
        context,
        "reports/content/section.html",
    )


def _form(
    request: HttpRequest,
    report: Report,
    form: type[RowForm],
    row: AgencyRow,
    heading: str,
    back: str,
    context: dict[str, object] | None = None,
    template: str = "reports/form.html",
) -> HttpResponse:
    frame = frame_of(report, heading)
    frame["breadcrumbs"] = [
        Crumb(_("报告"), reverse("report_list")),
        Crumb(str(report.study), reverse("report_detail", args=[report.pk])),
    ]
    return form_page(
        request,
        form,
        row,
        template=template,
        done=lambda _row: back,
        context={**frame, **(context or {}), "cancel": back},
    )
