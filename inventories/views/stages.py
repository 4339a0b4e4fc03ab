"""阶段与边界: the stages of a study in order, and the processes inside, outside and cut off."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import editing
from accounts.editing import Frozen
from accounts.models import User
from accounts.pages import perform, person, remove_row
from accounts.permissions import Action, require
from inventories import services
from inventories.forms.studies import NewProcessesForm, ProcessForm, StageForm
from inventories.models import BoundaryProcess, Stage, Study
from inventories.services.order import next_position
from inventories.views.frame import simple_form, study_frame, study_of, visible

Place = BoundaryProcess.Place


@require_safe
def study_stages(request: HttpRequest, pk: int) -> HttpResponse:
    """Both lists, with a box for further processes."""
    study = study_of(request, pk)
    return _page(request, study, NewProcessesForm(), 200)


def _page(request: HttpRequest, study: Study, form: NewProcessesForm, status: int) -> HttpResponse:
    processes = list(study.processes.all())
    context = {
        **study_frame(request, study, "study_stages"),
        "stages": study.stages.annotate(line_count=Count("lines")),
        "places": [(place.label, [row for row in processes if row.place == place]) for place in Place],
        "form": form,
    }
    return render(request, "inventories/study_stages.html", context, status=status)


@require_POST
def processes_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Several processes at once, one per line; all of them or none."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    form = NewProcessesForm(request.POST)
    if form.is_valid():
        place, named = form.cleaned_data["place"], form.cleaned_data["processes"]
        try:
            _add(person(request), study, place, named)
        except ValidationError as error:
            form.add_error("names", error.messages)
        except Frozen as frozen:
            form.add_error(None, str(frozen))
            return _page(request, study, form, 409)
        else:
            messages.success(request, _("已加入 %d 项过程。") % len(named))
            return redirect("study_stages", study.pk)
    return _page(request, study, form, 422)


def _add(actor: User, study: Study, place: str, named: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        position = next_position(study.processes.filter(place=place))
        for index, (name, reason) in enumerate(named):
            row = BoundaryProcess(
                study=study, place=place, name=name, reason=reason, position=position + index
            )
            editing.create(actor, row)


def stage_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further stage."""
    study = study_of(request, pk)
    return simple_form(request, StageForm, Stage(study=study), heading=_("新增阶段"), back=_list_of(study))


def stage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One stage: kind, name, and why it has no data."""
    stage = visible(Stage, request, pk, "study")
    context = {"remove": reverse("stage_remove", args=[pk])}
    return simple_form(
        request, StageForm, stage, heading=stage.label, context=context, back=_list_of(stage.study)
    )


@require_POST
def stage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a stage without lines."""
    stage = visible(Stage, request, pk, "study")
    return remove_row(request, stage, done=_list_of(stage.study))


@require_POST
def stage_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a stage one place (``step`` up or down)."""
    stage = visible(Stage, request, pk, "study")
    return _move(request, stage, stage.study)


def process_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One process of the boundary."""
    row = visible(BoundaryProcess, request, pk, "study")
    context = {"remove": reverse("process_remove", args=[pk])}
    return simple_form(request, ProcessForm, row, heading=row.name, context=context, back=_list_of(row.study))


@require_POST
def process_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a process out."""
    row = visible(BoundaryProcess, request, pk, "study")
    return remove_row(request, row, done=_list_of(row.study))


@require_POST
def process_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a process one place (``step`` up or down)."""
    row = visible(BoundaryProcess, request, pk, "study")
    return _move(request, row, row.study)


def _move(request: HttpRequest, row: Stage | BoundaryProcess, study: Study) -> HttpResponse:
    up = request.POST.get("step") == "up"
    done = _list_of(study)
    said = _("已移动“%s”。") % row
    return perform(request, lambda: services.move(person(request), row, up=up), done=done, said=said)


def _list_of(study: Study) -> str:
    return reverse("study_stages", args=[study.pk])
