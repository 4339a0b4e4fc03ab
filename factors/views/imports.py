"""Pages of imports: hand in a file, answer what is asked about it, look at what would change, import it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages import Crumb, Tab, page_of, posted_version
from accounts.serving import stored_file
from accounts.uploads import XLSX
from factors.import_forms import ApplyForm, ChoicesForm, FormatForm, UploadForm
from factors.importers.formats import FORMATS
from factors.imports import showing, workbook
from factors.imports.steps import Overtaken, gone, job_of
from factors.models import Factor, FactorImport, ImportRow
from factors.services import imports
from factors.services.factors import IN_FORCE
from factors.views.frame import crumbs, maker, page_context, staff, tabs_of_factors
from jobs.registry import KINDS

State, Outcome = FactorImport.State, ImportRow.Outcome
GONE, HINTED = "gone", "hinted"
WORKING = (State.INSPECTING, State.READING, State.APPLYING)
STATE_KINDS = {
    State.INSPECTING: "wait",
    State.REFUSED: "stop",
    State.CHOOSING: "warn",
    State.READING: "wait",
    State.PREVIEW: "warn",
    State.APPLYING: "wait",
    State.APPLIED: "ok",
    State.DISCARDED: "off",
}
# The way of an import, and the step at which each state stands.
STEPS = (_lazy("上传文件"), _lazy("选择导入方式"), _lazy("核对预览"), _lazy("写入因子库"))
_AT = {
    State.INSPECTING: 0,
    State.REFUSED: 0,
    State.CHOOSING: 1,
    State.READING: 1,
    State.PREVIEW: 2,
    State.APPLYING: 3,
    State.APPLIED: 4,
}


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports of the agency, the newest first."""
    actor = staff(request)
    batches = FactorImport.objects.visible_to(actor).select_related("library", "proposed_by")
    page = page_of(request, batches)
    rows = [(batch, STATE_KINDS[State(batch.state)], format_label(batch)) for batch in page]
    context = page_context(actor, _("导入因子"), page=page, rows=rows, tabs=tabs_of_factors())
    return render(request, "factors/import_list.html", context)


def import_new(request: HttpRequest) -> HttpResponse:
    """Hand in a file."""
    actor = maker(request)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        batch = imports.upload(actor, file.name, file.read(), form.cleaned_data["format"])
        return redirect("factors:import", batch.pk)
    trail = [*crumbs(), Crumb(_("导入"), reverse("factors:import_list"))]
    context = page_context(
        actor, _("导入因子文件"), breadcrumbs=trail, form=form, formats=list(FORMATS.values())
    )
    return render(request, "factors/import_new.html", context, status=422 if sent else 200)


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands, and what is to be done next."""
    actor = staff(request)
    return _page(request, actor, _batch(actor, pk))


@require_POST
def import_format(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file read as another format."""
    actor = maker(request)
    batch, form = _batch(actor, pk), FormatForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, batch, 422, format_form=form)
    return _step(
        request,
        batch,
        lambda: imports.inspect_as(actor, batch, posted_version(request), form.cleaned_data["format"]),
    )


def import_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the questions about the file, for the first time or otherwise than before."""
    actor = maker(request)
    batch = _batch(actor, pk)
    if request.method != "POST":
        if batch.state not in (State.CHOOSING, State.PREVIEW):
            return redirect("factors:import", pk)
        return _page(request, actor, batch, choices_form=ChoicesForm(actor, batch))
    form = ChoicesForm(actor, batch, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        library = values["library"] if form.target is None else None
        try:
            imports.choose(actor, batch, posted_version(request), form.answers, library, form.target)
        except ValidationError as error:
            form.refuse(error)
        except Overtaken as overtaken:
            return _told(request, batch, overtaken)
        else:
            return redirect("factors:import", pk)
    return _page(request, actor, batch, 422, choices_form=form)


@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the file against the library as it is now."""
    actor = maker(request)
    batch = _batch(actor, pk)
    return _step(request, batch, lambda: imports.compare_again(actor, batch, posted_version(request)))


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the preview written."""
    actor = maker(request)
    batch = _batch(actor, pk)
    form = ApplyForm(batch, request.POST)
    if form.is_valid():
        try:
            imports.apply(actor, batch, posted_version(request), **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        except Overtaken as overtaken:
            return _told(request, batch, overtaken)
        else:
            return redirect("factors:import", pk)
    return _page(request, actor, batch, 422, apply_form=form)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the import up."""
    actor = maker(request)
    batch = _batch(actor, pk)
    return _step(request, batch, lambda: imports.discard(actor, batch, posted_version(request)))


@require_safe
def import_workbook(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """The preview as a marked-up workbook."""
    batch = _batch(staff(request), pk)
    try:
        book = workbook.marked_up(batch, part)
    except LookupError as error:
        raise Http404 from error
    response = HttpResponse(book, content_type=XLSX)
    name = _("%(file)s 导入预览%(part)s.xlsx") % {"file": batch.name, "part": f" {part}" if part > 1 else ""}
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_safe
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was handed in."""
    batch = _batch(staff(request), pk)
    return stored_file(batch.agency_id, batch.digest, batch.media_type, batch.name)


def format_label(batch: FactorImport) -> str:
    """What people call the format; empty as long as it is not known."""
    reader = FORMATS.get(batch.format)
    return reader.label if reader is not None else batch.format


def _batch(actor: User, pk: int) -> FactorImport:
    visible = FactorImport.objects.visible_to(actor).select_related("library", "proposed_by", "agency")
    return get_object_or_404(visible, pk=pk)


def _step(request: HttpRequest, batch: FactorImport, act: Callable[[], object]) -> HttpResponse:
    """Do one step and show where the import stands then; a refusal is told there."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    except Overtaken as overtaken:
        return _told(request, batch, overtaken)
    return redirect("factors:import", batch.pk)


def _told(request: HttpRequest, batch: FactorImport, overtaken: Overtaken) -> HttpResponse:
    messages.error(request, str(overtaken))
    return redirect("factors:import", batch.pk)


def _page(
    request: HttpRequest, actor: User, batch: FactorImport, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of an import in its state; ``forms``: those that were sent and refused, or are asked for."""
    state = State(batch.state)
    context = page_context(
        actor,
        batch.name,
        breadcrumbs=[*crumbs(), Crumb(_("导入"), reverse("factors:import_list"))],
        batch=batch,
        state_kind=STATE_KINDS[state],
        format_label=format_label(batch),
        steps=_steps(state),
        earlier=_earlier(actor, batch) if batch.is_open else None,
        **forms,
    )
    if state in WORKING:
        context |= _job(batch)
    if state == State.REFUSED and context["may_edit"]:
        context.setdefault("format_form", FormatForm())
    if state == State.CHOOSING and context["may_edit"]:
        context.setdefault("choices_form", ChoicesForm(actor, batch))
    if state in (State.PREVIEW, State.APPLIED) and "choices_form" not in context:
        context |= _preview(request, actor, batch)
    if state == State.PREVIEW:
        context.setdefault("apply_form", ApplyForm(batch))
        context["nothing"] = not (batch.counts["new"] or batch.counts["changed"] or batch.counts["gone"])
    if state == State.APPLIED:
        context["standing"] = _standing(batch)
    return render(request, "factors/import_detail.html", context, status=status)


def _earlier(actor: User, batch: FactorImport) -> FactorImport | None:
    """The last time that the very same file was imported."""
    same = FactorImport.objects.visible_to(actor).filter(digest=batch.digest, state=State.APPLIED)
    return same.select_related("library").order_by("-pk").first()


def _steps(state: FactorImport.State) -> list[tuple[str, str]]:
    """Every step of the way with its mark: done, now, ahead."""
    at = _AT.get(state, -1)
    marks = ["done" if number < at else "now" if number == at else "ahead" for number in range(len(STEPS))]
    return [(str(label), mark) for label, mark in zip(STEPS, marks, strict=True)] if at >= 0 else []


def _job(batch: FactorImport) -> dict[str, object]:
    job = job_of(batch)
    return {"job": job, "job_title": KINDS[job.kind].title if job is not None else ""}


def _preview(request: HttpRequest, actor: User, batch: FactorImport) -> dict[str, object]:
    """The rows that are asked for, and what they can be narrowed to."""
    show, text = request.GET.get("show", ""), request.GET.get("q", "").strip()[:100]
    context: dict[str, object] = {
        "row_tabs": _row_tabs(request, batch),
        "open_row_tab": _address(batch, show),
        "show": show,
        "text": text,
        "as_file": request.GET.get("as") == "file",
        "workbooks": range(1, workbook.parts(batch) + 1),
        "outcome_labels": Outcome,
    }
    if show == GONE and batch.state == State.PREVIEW:
        missing = gone(batch).filter(pk__in=Factor.objects.visible_to(actor).order_by().values("pk"))
        return {**context, "page": page_of(request, missing.select_related("library")), "gone": True}
    outcome = show if show in Outcome.values else ""
    found = showing.rows_of(batch, outcome=outcome, hinted=show == HINTED, text=text)
    page: Page[Any] = page_of(request, found)
    return {**context, "page": page, "rows": [showing.shown(row, batch.heads) for row in page]}


def _row_tabs(request: HttpRequest, batch: FactorImport) -> list[Tab]:
    counts = batch.counts
    tabs = [Tab(_("全部"), _address(batch, ""), counts["read"])]
    tabs += [Tab(str(each.label), _address(batch, each.value), counts[each.value]) for each in Outcome]
    if counts["hinted"]:
        tabs.append(Tab(_("有提示"), _address(batch, HINTED), counts["hinted"]))
    if counts["gone"] and batch.state == State.PREVIEW:
        tabs.append(Tab(_("文件中没有"), _address(batch, GONE), counts["gone"]))
    return tabs


def _address(batch: FactorImport, show: str) -> str:
    address = reverse("factors:import", args=[batch.pk])
    return f"{address}?show={show}#rows" if show else f"{address}#rows"


def _standing(batch: FactorImport) -> dict[str, int]:
    """What has become of what was written: how many wait, how many are in force."""
    written = batch.factors
    return {
        "waiting": written.filter(state=Factor.State.PROPOSED).count(),
        "in_force": written.filter(state__in=IN_FORCE).count(),
        "rejected": written.filter(state=Factor.State.REJECTED).count(),
    }
