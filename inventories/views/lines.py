"""清单数据: the table of a study's lines, the form of one line, its result while it is typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages import Crumb, attempt, perform, person, remove_row
from accounts.permissions import Action, require
from accounts.row_forms import VersionedForm
from factors.visibility import hidden_libraries
from inventories import services
from inventories.charts import stage_chart
from inventories.forms.evidence import ACCEPTED
from inventories.forms.lines import LineForm, LinePreviewForm
from inventories.grid.page import config
from inventories.models import EvidenceTie, InventoryLine, Stage, Study
from inventories.plausibility import hint, hints
from inventories.results import result_of
from inventories.tables import inventory_table, ordered_lines
from inventories.views.frame import guard_or_show, study_frame, study_of, visible

SAVE_AND_NEXT = "next"
LINES_PER_PAGE = 50
# Stages whose lines are transports as a rule.
CARRYING = {Stage.Kind.RAW_MATERIAL_TRANSPORT, Stage.Kind.PACKAGING_TRANSPORT, Stage.Kind.DISTRIBUTION}


@require_safe
def study_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as a grid; for a phone, and without its script, page by page by stage with figures."""
    study, reader = study_of(request, pk), person(request)
    result = result_of(study, hidden=hidden_libraries(reader))
    page = Paginator(ordered_lines(study).values_list("pk", flat=True), LINES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page)
    frame = study_frame(request, study, "study_lines")
    context = {
        **frame,
        "result": result,
        "page": page,
        "table": inventory_table(study, result, shown),
        "chart": stage_chart(result),
        "hints": hints(reader, study, shown),
        "grid": config(study, reader, get_token(request), may_edit=frame["may_edit"]),
    }
    return render(request, "inventories/study_lines.html", context)


def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new line; ``?stage=`` and ``?kind=`` choose what it begins with."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    stage = _asked_stage(request, study)
    line = InventoryLine(study=study, kind=_asked_kind(request, stage))
    if stage is not None:
        line.stage = stage
    return _line_page(request, study, line, _("新增清单数据"))


def line_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: its form and its result."""
    line = visible(InventoryLine, request, pk, "study", "stage")
    study = study_of(request, line.study_id)
    line.study = study
    ties = EvidenceTie.objects.select_related("evidence").order_by("evidence__name")
    prefetch_related_objects([line], Prefetch("ties", ties))
    return _line_page(request, study, line, line.name)


def _line_page(request: HttpRequest, study: Study, line: InventoryLine, heading: str) -> HttpResponse:
    sent = request.method == "POST"
    form: VersionedForm = LineForm(person(request), request.POST if sent else None, instance=line)
    guard_or_show(request, form, study)
    status = 200
    if sent and form.refusal is None:
        written, form, status = attempt(form)
        if written is not None:
            messages.success(request, _("已保存“%s”。") % written)
            return redirect(_after(request, written))
    elif sent:
        status = 409
    frame = study_frame(request, study, "study_lines")
    back = Crumb(study.title, reverse("study_lines", args=[study.pk]))
    context = {
        **frame,
        "breadcrumbs": [*frame["breadcrumbs"], back],
        "heading": heading,
        "subheading": "",
        "form": form,
        "line": visible(InventoryLine, request, line.pk) if line.pk is not None else None,
        "ties": line.ties.all() if line.pk is not None else (),
        "accepted": ACCEPTED,
        **_panel(person(request), study, line),
    }
    return render(request, "inventories/line_detail.html", context, status=status)


def _panel(actor: User, study: Study, line: InventoryLine | None) -> dict[str, Any]:
    """What the panel beside the form shows of the study as it is saved."""
    result = result_of(study, hidden=hidden_libraries(actor))
    saved = next(
        (each for stage in result.stages for each in stage.lines if line is not None and each.pk == line.pk),
        None,
    )
    legs = line.legs.select_related("factor__library") if saved is not None and line is not None else ()
    return {
        "result": result,
        "hint": hint(actor, study, line, legs) if saved is not None and line is not None else None,
        "draft": saved,
        "sentences": result.sentences(saved) if saved is not None else (),
        "own": [place for place in result.places if saved is not None and place.line == saved.pk],
        "others": [place for place in result.errors if saved is None or place.line != saved.pk],
        "chart": stage_chart(result),
    }


def _after(request: HttpRequest, line: InventoryLine) -> str:
    """Back to the table, or on to the next line of the same stage and kind."""
    if SAVE_AND_NEXT in request.POST:
        query = f"?stage={line.stage_id}&kind={line.kind}"
        return reverse("line_new", args=[line.study_id]) + query
    return f"{reverse('study_lines', args=[line.study_id])}#line-{line.pk}"


def _asked_kind(request: HttpRequest, stage: Stage | None) -> str:
    """The kind that was asked for, else the one that the stage's lines usually are."""
    kind = request.GET.get("kind", "")
    if kind in InventoryLine.Kind.values:
        return kind
    carries = stage is not None and stage.kind in CARRYING
    return InventoryLine.Kind.TRANSPORT if carries else InventoryLine.Kind.ACTIVITY


def _asked_stage(request: HttpRequest, study: Study) -> Stage | None:
    number = request.GET.get("stage", "")
    stages = list(study.stages.all())
    asked = next((stage for stage in stages if str(stage.pk) == number), None)
    return asked or (stages[0] if stages else None)


@require_POST
def line_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The result with a line as it stands in the form; nothing is saved. ``line`` is the saved one, if any."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    form = LinePreviewForm(person(request), request.POST, instance=_previewed(request, study))
    if not form.is_valid():
        context: dict[str, Any] = {"study": study, "form": form}
    else:
        typed = form.draft()
        result = result_of(study, typed, hidden=hidden_libraries(person(request)))
        draft = result.draft
        context = {
            "study": study,
            "result": result,
            "draft": draft,
            "sentences": result.sentences(draft) if draft is not None else (),
            "own": [place for place in result.places if place.is_draft],
            "others": [place for place in result.errors if not place.is_draft],
            "chart": stage_chart(result),
            "hint": hint(person(request), study, typed.line, typed.legs),
        }
    context["legs"] = form.legs.forms if form.is_transport else ()
    return render(request, "inventories/_preview.html", context)


def _previewed(request: HttpRequest, study: Study) -> InventoryLine:
    number = request.POST.get("line", "")
    if not number:
        return InventoryLine(study=study)
    if not (number.isascii() and number.isdigit()):
        raise Http404
    line = study.lines.filter(pk=int(number)).first()
    if line is None:
        raise Http404
    line.study = study
    return line


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a line with its legs."""
    line = visible(InventoryLine, request, pk, "study")
    back = reverse("line_detail", args=[pk])
    return remove_row(request, line, done=reverse("study_lines", args=[line.study_id]), back=back)


@require_POST
def line_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a line with its legs and evidence."""
    line = visible(InventoryLine, request, pk, "study")
    done = reverse("study_lines", args=[line.study_id])
    said = _("已复制“%s”。") % line
    return perform(request, lambda: services.copy_line(person(request), line), done=done, said=said)


@require_POST
def line_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the line that the button ``up`` or ``down`` names one place within its stage."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    button = "up" if "up" in request.POST else "down"
    number = request.POST.get(button, "")
    if not (number.isascii() and number.isdigit()):
        raise Http404
    line = visible(InventoryLine, request, int(number), "study", "stage")
    if line.study_id != study.pk:
        raise Http404
    return perform(
        request,
        lambda: services.move(person(request), line, up=button == "up"),
        done=f"{reverse('study_lines', args=[study.pk])}#line-{line.pk}",
        said=_("已移动“%s”。") % line,
    )
