"""物料清单: upload a file of an ERP or CAD program, confirm its columns, look at what it comes to, write it."""

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
from inventories.bills import showing
from inventories.forms.bills import BillEnterForm, BillForm, BillMappingForm
from inventories.models import FilledWorkbook, FilledWorkbookRow
from inventories.services import bills, workbooks
from inventories.views.frame import staff, study_frame, study_of
from inventories.views.workbooks import STATE_KINDS
from inventories.workbook.steps import WORKING, Overtaken, State, job_of
from jobs.registry import KINDS

Outcome = FilledWorkbookRow.Outcome
STEPS = (_lazy("上传文件"), _lazy("对应表头"), _lazy("核对预览"), _lazy("写入清单"))
_AT = {State.READING: 1, State.MAPPING: 1, State.PREVIEW: 2, State.APPLYING: 3, State.APPLIED: 4}
TREE = "tree"


@require_safe
def study_bills(request: HttpRequest, pk: int) -> HttpResponse:
    """The bills of a study, and a place for the next one."""
    return _overview(request, pk, BillForm())


@require_POST
def bill_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bill."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    form = BillForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            filled = bills.upload(person(request), study, file.name, file.read())
        except ValidationError as error:
            form.add_error("file", error)
        except Frozen as frozen:
            form.add_error(None, str(frozen))
        else:
            return redirect("bill", filled.pk)
    return _overview(request, pk, form, 422)


@require_safe
def bill(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a bill stands, and what is to be done next."""
    return _page(request, _bill(request, pk))


@require_POST
def bill_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's word on the columns."""
    filled = _bill(request, pk)
    require(person(request), Action.EDIT_STUDY, filled.study)
    if filled.state != State.MAPPING:
        return _told(request, filled, _("表头已经对应，请刷新页面查看。"))
    form = BillMappingForm(filled, _sheet(filled, request.POST.get("sheet", "")), request.POST)
    if form.is_valid():
        try:
            bills.map_columns(person(request), filled, posted_version(request), form.decision())
        except ValidationError as error:
            form.add_error(None, error.messages)
        except (Overtaken, Frozen) as refusal:
            return _told(request, filled, str(refusal))
        else:
            return redirect("bill", filled.pk)
    return _page(request, filled, 422, form=form)


@require_POST
def bill_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the heads; with a row of heads that the person names."""
    filled = _bill(request, pk)
    head = request.POST.get("head", "")
    number = int(head) if head.isascii() and head.isdigit() and len(head) < 6 else 0
    return _step(
        request,
        filled,
        lambda: bills.read_again(
            person(request),
            filled,
            posted_version(request),
            sheet=request.POST.get("sheet", ""),
            head=number,
        ),
    )


@require_POST
def bill_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the preview written."""
    filled = _bill(request, pk)
    require(person(request), Action.EDIT_STUDY, filled.study)
    form = BillEnterForm(filled, request.POST)
    if form.is_valid():
        try:
            leave_out = bool(form.cleaned_data.get("leave_out"))
            bills.apply(person(request), filled, posted_version(request), leave_out=leave_out)
        except ValidationError as error:
            form.refuse(error)
        except (Overtaken, Frozen) as refusal:
            return _told(request, filled, str(refusal))
        else:
            return redirect("bill", filled.pk)
    return _page(request, filled, 422, form=form)


@require_POST
def bill_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    filled = _bill(request, pk)
    return _step(request, filled, lambda: workbooks.discard(person(request), filled, posted_version(request)))


def _overview(request: HttpRequest, pk: int, form: BillForm, status: int = 200) -> HttpResponse:
    study = study_of(request, pk)
    found = FilledWorkbook.objects.visible_to(person(request)).filter(study=study, bill__isnull=False)
    page = page_of(request, found.select_related("uploaded_by"))
    frame = study_frame(request, study, "study_workbooks")
    context = {
        **frame,
        "breadcrumbs": [*frame["breadcrumbs"], Crumb(study.title, reverse("study_lines", args=[pk]))],
        "heading": _("导入物料清单"),
        "subheading": study.title,
        "tabs": None,
        "form": form,
        "page": page,
        "rows": [(filled, STATE_KINDS[State(filled.state)]) for filled in page],
    }
    return render(request, "inventories/study_bills.html", context, status=status)


def _bill(request: HttpRequest, pk: int) -> FilledWorkbook:
    visible = FilledWorkbook.objects.visible_to(staff(request)).filter(bill__isnull=False)
    related = ("study__product__company", "study__gwp_set", "agency", "uploaded_by", "bill")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def _sheet(filled: FilledWorkbook, name: str) -> dict[str, Any]:
    """The sheet that is mapped: the one that is named, or else the likeliest."""
    sheets: list[dict[str, Any]] = filled.bill.sheets
    if not sheets:
        raise Http404
    return next((sheet for sheet in sheets if sheet["name"] == name), sheets[0])


def _step(request: HttpRequest, filled: FilledWorkbook, act: Callable[[], object]) -> HttpResponse:
    """Do one step and show where it stands then; a refusal is told there."""
    try:
        act()
    except ValidationError as error:
        return _told(request, filled, "".join(error.messages))
    except (Overtaken, Frozen) as refusal:
        return _told(request, filled, str(refusal))
    return redirect("bill", filled.pk)


def _told(request: HttpRequest, filled: FilledWorkbook, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect("bill", filled.pk)


def _page(request: HttpRequest, filled: FilledWorkbook, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a bill in its state."""
    state = State(filled.state)
    frame = study_frame(request, filled.study, "study_workbooks")
    back = Crumb(_("导入物料清单"), reverse("study_bills", args=[filled.study_id]))
    context = {
        **frame,
        "breadcrumbs": [*frame["breadcrumbs"], back],
        "heading": filled.name,
        "subheading": filled.study.title,
        "tabs": None,
        "filled": filled,
        "state_kind": STATE_KINDS[state],
        "steps": _steps(state),
        **forms,
    }
    if state in WORKING:
        job = job_of(filled)
        context |= {"job": job, "job_title": KINDS[job.kind].title if job is not None else ""}
    if state == State.MAPPING:
        context |= _mapping(request, filled, forms.get("form"))
    if state in (State.PREVIEW, State.APPLIED):
        context |= _preview(request, filled)
    if state == State.PREVIEW:
        context.setdefault("form", BillEnterForm(filled))
    return render(request, "inventories/bill.html", context, status=status)


def _steps(state: FilledWorkbook.State) -> list[tuple[str, str]]:
    """Every step of the way with its mark: done, now, ahead."""
    at = _AT.get(state, -1)
    marks = ["done" if number < at else "now" if number == at else "ahead" for number in range(len(STEPS))]
    return [(str(label), mark) for label, mark in zip(STEPS, marks, strict=True)] if at >= 0 else []


def _mapping(request: HttpRequest, filled: FilledWorkbook, form: BillMappingForm | None) -> dict[str, object]:
    sheet = form.sheet if form is not None else _sheet(filled, request.GET.get("sheet", ""))
    return {
        "sheet": sheet,
        "sheets": filled.bill.sheets,
        "form": form or BillMappingForm(filled, dict(sheet)),
    }


def _preview(request: HttpRequest, filled: FilledWorkbook) -> dict[str, object]:
    """The parts that are asked for, or the tree, and what they can be narrowed to."""
    show = request.GET.get("show", "")
    if not show and filled.counts.get(Outcome.REFUSED) and filled.state == State.PREVIEW:
        # First what a person has to look at; everything is one step further.
        show = Outcome.REFUSED.value
    context: dict[str, object] = {"row_tabs": _row_tabs(filled), "open_row_tab": _address(filled, show)}
    if show == TREE:
        return {**context, "tree": showing.tree_of(filled)}
    rows = filled.rows.order_by("position")
    page = page_of(request, rows.filter(outcome=show) if show in Outcome.values else rows)
    return {**context, "page": page, "parts": [showing.part_of(row) for row in page]}


def _row_tabs(filled: FilledWorkbook) -> list[Tab]:
    counts = filled.counts
    tabs = [Tab(_("全部物料"), _address(filled, ""), sum(counts.values()))]
    tabs += [
        Tab(str(each.label), _address(filled, each.value), counts[each.value])
        for each in Outcome
        if counts.get(each.value)
    ]
    return [*tabs, Tab(_("层级结构"), _address(filled, TREE), len(filled.bill.tree))]


def _address(filled: FilledWorkbook, show: str) -> str:
    address = reverse("bill", args=[filled.pk])
    return f"{address}?show={show or 'all'}#rows"
