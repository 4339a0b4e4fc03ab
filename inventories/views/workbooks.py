"""数据收集表: make one for the client, take it back, look at what it would change, write it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.editing import Frozen
from accounts.pages import Crumb, Tab, page_of, person, posted_version
from accounts.permissions import Action, require
from accounts.serving import stored_file
from accounts.uploads import XLSX
from factors.importers.contract import Refused
from inventories.forms.workbooks import EnterForm, WorkbookForm
from inventories.models import FilledWorkbook, FilledWorkbookRow, IssuedWorkbook
from inventories.services import workbooks
from inventories.views.frame import staff, study_frame, study_of
from inventories.workbook import returning, showing
from inventories.workbook.sections import TITLE
from inventories.workbook.steps import WORKING, Overtaken, State, job_of
from jobs.registry import KINDS

Outcome = FilledWorkbookRow.Outcome
STATE_KINDS = {
    State.READING: "wait",
    State.REFUSED: "stop",
    State.MAPPING: "warn",
    State.PREVIEW: "warn",
    State.APPLYING: "wait",
    State.APPLIED: "ok",
    State.DISCARDED: "off",
}
STEPS = (_lazy("上传文件"), _lazy("比对"), _lazy("核对预览"), _lazy("写入清单"))
_AT = {State.READING: 1, State.PREVIEW: 2, State.APPLYING: 3, State.APPLIED: 4}


@require_safe
def study_workbooks(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent out and what came back."""
    return _overview(request, pk, WorkbookForm())


@require_POST
def workbook_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next version and hand it over."""
    study = study_of(request, pk)
    try:
        issued = workbooks.issue(person(request), study)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect("study_workbooks", pk)
    return stored_file(issued.agency_id, issued.digest, XLSX, file_name(issued))


@require_POST
def workbook_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a workbook back."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            filled = workbooks.upload(person(request), study, file.name, file.read())
        except ValidationError as error:
            form.add_error("file", error)
        except Frozen as frozen:
            form.add_error(None, str(frozen))
        else:
            return redirect("filled_workbook", filled.pk)
    return _overview(request, pk, form, 422)


@require_safe
def issued_workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as it was made."""
    visible = IssuedWorkbook.objects.visible_to(staff(request)).select_related("study__product")
    issued = get_object_or_404(visible, pk=pk)
    return stored_file(issued.agency_id, issued.digest, XLSX, file_name(issued))


@require_safe
def filled_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a returned workbook stands, and what is to be done next; a bill of materials has a page of its own."""
    filled = _filled(request, pk)
    if hasattr(filled, "bill"):
        return redirect("bill", pk)
    return _page(request, filled)


@require_POST
def filled_workbook_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the preview written."""
    filled = _filled(request, pk)
    require(person(request), Action.EDIT_STUDY, filled.study)
    form = EnterForm(filled, request.POST)
    if form.is_valid():
        try:
            workbooks.apply(person(request), filled, posted_version(request), **form.cleaned_data)
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                return _told(request, filled, "".join(error.messages))
            form.refuse(error)
        except (Overtaken, Frozen) as refusal:
            return _told(request, filled, str(refusal))
        else:
            return redirect("filled_workbook", filled.pk)
    return _page(request, filled, 422, form=form)


@require_POST
def filled_workbook_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the file against the study as it is now."""
    filled = _filled(request, pk)
    return _step(
        request, filled, lambda: workbooks.compare_again(person(request), filled, posted_version(request))
    )


@require_POST
def filled_workbook_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    filled = _filled(request, pk)
    return _step(request, filled, lambda: workbooks.discard(person(request), filled, posted_version(request)))


@require_safe
def filled_workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came back."""
    filled = _filled(request, pk)
    return stored_file(filled.agency_id, filled.digest, filled.media_type, filled.name)


@require_safe
def filled_workbook_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's own file with the cells marked."""
    filled = _filled(request, pk)
    try:
        data = returning.marked(filled)
    except Refused as refusal:
        return _told(request, filled, str(refusal))
    except LookupError as error:
        raise Http404 from error
    return returning.response(data, filled)


def file_name(issued: IssuedWorkbook) -> str:
    """What the file is called on the client's disk."""
    return f"{issued.study.product} {TITLE}（第{issued.number}版）.xlsx"


def _overview(request: HttpRequest, pk: int, form: WorkbookForm, status: int = 200) -> HttpResponse:
    study = study_of(request, pk)
    actor = person(request)
    issued = IssuedWorkbook.objects.visible_to(actor).filter(study=study).select_related("issued_by")
    page = page_of(
        request,
        FilledWorkbook.objects.visible_to(actor)
        .filter(study=study, bill=None)
        .select_related("uploaded_by", "issued"),
    )
    context = {
        **study_frame(request, study, "study_workbooks"),
        "form": form,
        "issued": issued[:20],
        "page": page,
        "rows": [(filled, STATE_KINDS[State(filled.state)]) for filled in page],
    }
    return render(request, "inventories/study_workbooks.html", context, status=status)


def _filled(request: HttpRequest, pk: int) -> FilledWorkbook:
    visible = FilledWorkbook.objects.visible_to(staff(request))
    related = ("study__product__company", "study__gwp_set", "agency", "uploaded_by", "issued")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def _step(request: HttpRequest, filled: FilledWorkbook, act: Callable[[], object]) -> HttpResponse:
    """Do one step and show where it stands then; a refusal is told there."""
    try:
        act()
    except ValidationError as error:
        return _told(request, filled, "".join(error.messages))
    except (Overtaken, Frozen) as refusal:
        return _told(request, filled, str(refusal))
    return redirect("filled_workbook", filled.pk)


def _told(request: HttpRequest, filled: FilledWorkbook, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect("filled_workbook", filled.pk)


def _page(request: HttpRequest, filled: FilledWorkbook, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a returned workbook in its state."""
    state = State(filled.state)
    frame = study_frame(request, filled.study, "study_workbooks")
    back = Crumb(filled.study.title, reverse("study_workbooks", args=[filled.study_id]))
    context = {
        **frame,
        "breadcrumbs": [*frame["breadcrumbs"], back],
        "heading": filled.name,
        "subheading": "",
        "tabs": None,
        "filled": filled,
        "state_kind": STATE_KINDS[state],
        "steps": _steps(state),
        **forms,
    }
    if state in WORKING:
        job = job_of(filled)
        context |= {"job": job, "job_title": KINDS[job.kind].title if job is not None else ""}
    if state in (State.PREVIEW, State.APPLIED):
        context |= _preview(request, filled)
    if state == State.PREVIEW:
        context.setdefault("form", EnterForm(filled))
    return render(request, "inventories/filled_workbook.html", context, status=status)


def _steps(state: FilledWorkbook.State) -> list[tuple[str, str]]:
    """Every step of the way with its mark: done, now, ahead."""
    at = _AT.get(state, -1)
    marks = ["done" if number < at else "now" if number == at else "ahead" for number in range(len(STEPS))]
    return [(str(label), mark) for label, mark in zip(STEPS, marks, strict=True)] if at >= 0 else []


def _preview(request: HttpRequest, filled: FilledWorkbook) -> dict[str, object]:
    """The rows that are asked for, grouped by sheet, and what they can be narrowed to."""
    show = request.GET.get("show", "")
    outcome = show if show in Outcome.values else ""
    # First what a person has to look at; everything is one step further.
    if not show:
        outcome = Outcome.REFUSED if filled.counts.get(Outcome.REFUSED) else ""
    found = showing.rows_of(filled, outcome=outcome, only_writing=not show and not outcome)
    page = page_of(request, found)
    return {
        "row_tabs": _row_tabs(filled),
        "open_row_tab": _address(filled, show or (outcome or "")),
        "page": page,
        "groups": showing.by_sheet(filled, page),
        "can_mark": returning.can_mark(filled),
    }


def _row_tabs(filled: FilledWorkbook) -> list[Tab]:
    counts = filled.counts
    tabs = [Tab(_("要写入的"), _address(filled, ""), filled.to_write)]
    tabs += [
        Tab(str(each.label), _address(filled, each.value), counts.get(each.value, 0)) for each in Outcome
    ]
    return [tab for tab in tabs if tab.number or tab.url == _address(filled, "")]


def _address(filled: FilledWorkbook, show: str) -> str:
    address = reverse("filled_workbook", args=[filled.pk])
    return f"{address}?show={show}#rows" if show else f"{address}#rows"
