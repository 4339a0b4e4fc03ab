"""Filling in the report: sections, statements, document review, and the parts that come in rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import pages
from accounts.pages import Crumb, form_page, person
from accounts.permissions import Action, may
from accounts.row_forms import RowForm
from accounts.rows import AgencyRow
from accounts.templatetags.frame import sections as groups_of
from inventories.services import move
from inventories.services.order import next_position
from reports import forms
from reports.models import DocumentReview, Report, ReportSection, TeamMember
from reports.models.content import ContentRow
from reports.pasting import PASTED
from reports.rendering.document import placeholders
from reports.rendering.document import sections as template_sections
from reports.views.workspace import KINDS, frame_below, frame_of, refusal_of, rows_of, working_report_of


@require_GET
def rows(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list of one part."""
    report = working_report_of(request, pk)
    found = rows_of(person(request), report, kind)
    part = KINDS[kind]
    if part.model is TeamMember:
        found = found.select_related("user")
    heads = {name: getattr(part.model._meta.get_field(name), "verbose_name", "") for name in part.columns}
    editable = report.editing_refusal() is None and may(person(request), Action.EDIT_REPORT, report)
    context = {
        **frame_of(report, str(part.title)),
        "kind": kind,
        "note": part.note,
        "heads": list(heads.values()),
        "rows": [(row, [(head, cell(row, name)) for name, head in heads.items()]) for row in found],
        "editable": editable,
        "movable": editable and part.ordered,
        "pasted": editable and kind in PASTED,
    }
    return render(request, "reports/content/rows.html", context)


def cell(row: models.Model, name: str) -> str:
    """A column as the list shows it."""
    value = getattr(row, name)
    display: Callable[[], str] | None = getattr(row, f"get_{name}_display", None)
    if value in (None, "", []):
        return "—"
    if display is not None:
        return display()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "；".join(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


@require_http_methods(["GET", "POST"])
def new_row(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One more row of a part, behind the others."""
    report = working_report_of(request, pk)
    others = rows_of(person(request), report, kind)
    row = others.model(agency=report.agency, report=report, position=next_position(others))
    return _row_form(request, report, kind, row)


@require_http_methods(["GET", "POST"])
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


@require_POST
def move_row(request: HttpRequest, pk: int, kind: str, row_pk: int) -> HttpResponse:
    """One place up or down; shows the list with the row where it is now."""
    report = working_report_of(request, pk)
    row, step = _row(request, report, kind, row_pk), request.POST.get("step")
    if step not in {"up", "down"} or not KINDS[kind].ordered:
        raise Http404
    refusal = refusal_of(request, lambda who: move(who, row, up=step == "up"))
    if refusal is not None:
        refusal.tell(request)
    return redirect(reverse("report_rows", args=[pk, kind]) + f"#row-{row_pk}")


def _row(request: HttpRequest, report: Report, kind: str, row_pk: int) -> ContentRow:
    row: ContentRow = get_object_or_404(rows_of(person(request), report, kind), pk=row_pk)
    return row


def _row_form(request: HttpRequest, report: Report, kind: str, row: ContentRow) -> HttpResponse:
    part = KINDS[kind]
    back = reverse("report_rows", args=[report.pk, kind])
    remove = reverse("report_row_remove", args=[report.pk, kind, row.pk]) if row.pk is not None else ""
    heading = _("修改%s") if row.pk is not None else _("新增%s")
    context = {
        **frame_below(report, heading % part.title, Crumb(str(part.title), back)),
        "remove_url": remove,
        "row": row,
        "note": part.note,
        "kind": kind,
        "cancel": back,
    }
    return form_page(
        request, part.form, row, template="reports/form.html", done=lambda _row: back, context=context
    )


@require_http_methods(["GET", "POST"])
def statements(request: HttpRequest, pk: int) -> HttpResponse:
    """Declaration, suggestions, uncertainty."""
    report = working_report_of(request, pk)
    return _tab_form(request, report, forms.StatementsForm, report, _("声明与说明"))


@require_http_methods(["GET", "POST"])
def document_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Strategic analysis and risk assessment."""
    report = working_report_of(request, pk)
    row = DocumentReview.objects.visible_to(person(request)).filter(report=report).first()
    row = row or DocumentReview(agency=report.agency, report=report)
    return _tab_form(request, report, forms.DocumentReviewForm, row, _("文件评审"))


def _tab_form(
    request: HttpRequest, report: Report, form: type[RowForm], row: AgencyRow, heading: str
) -> HttpResponse:
    """A form that is a tab of the report by itself; who may not write reads it."""
    frame = frame_of(report, heading)
    if not may(person(request), Action.EDIT_REPORT, report):
        return _reading_page(request, form(person(request), instance=row), frame)
    return form_page(
        request, form, row, template="reports/form.html", done=lambda _row: request.path, context=frame
    )


def _reading_page(request: HttpRequest, form: RowForm, frame: dict[str, object]) -> HttpResponse:
    """What a form holds, for those who review and approve; sending it is refused as everywhere."""
    if request.method == "POST":
        form.guard()
    groups = [
        (group.title, [(field.label, cell(form.instance, field.name)) for field in group.fields])
        for group in groups_of(form)
    ]
    return render(request, "reports/content/reading.html", {**frame, "groups": groups})


@require_GET
def sections(request: HttpRequest, pk: int) -> HttpResponse:
    """All sections of the template under their chapters, with what the consultant wrote."""
    report = working_report_of(request, pk)
    own = {row.key: row for row in ReportSection.objects.visible_to(person(request)).filter(report=report)}
    context = {
        **frame_of(report, _("章节正文")),
        "rows": [(section, own.get(section.key)) for section in template_sections()],
    }
    return render(request, "reports/content/sections.html", context)


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One section's own text, beside its default wording and the placeholders that may be used."""
    report = working_report_of(request, pk)
    described = next((each for each in template_sections() if each.key == key), None)
    if described is None:
        raise Http404
    row = ReportSection.objects.visible_to(person(request)).filter(report=report, key=key).first()
    row = row or ReportSection(agency=report.agency, report=report, key=key)
    back = reverse("report_sections", args=[pk])
    context = {
        **frame_below(report, described.title, Crumb(_("章节正文"), back)),
        "section": described,
        "placeholders": placeholders(),
        "cancel": back,
    }
    if not may(person(request), Action.EDIT_REPORT, report):
        return _reading_page(request, forms.SectionForm(person(request), instance=row), context)
    return form_page(
        request,
        forms.SectionForm,
        row,
        template="reports/content/section.html",
        done=lambda _row: back,
        context=context,
    )
