"""分摊: how what several products have in common is divided among them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import remove_row
from inventories.forms.sharing import SharingForm
from inventories.models import InventoryLine, Sharing, Study
from inventories.views.frame import simple_form, study_frame, study_of, visible


@require_safe
def study_sharings(request: HttpRequest, pk: int) -> HttpResponse:
    """The sharings with their figures and the lines that use them."""
    study = study_of(request, pk)
    used: dict[int, list[InventoryLine]] = {}
    for line in study.lines.exclude(meter=None, co_products=None):
        for sharing in {line.meter_id, line.co_products_id} - {None}:
            used.setdefault(int(sharing or 0), []).append(line)
    rows = [(row, used.get(row.pk, [])) for row in study.sharings.all()]
    context = {**study_frame(request, study, "study_sharings"), "rows": rows}
    return render(request, "inventories/study_sharings.html", context)


def sharing_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further sharing."""
    study = study_of(request, pk)
    row = Sharing(study=study)
    return simple_form(request, SharingForm, row, heading=_("新增分摊方案"), back=_list_of(study))


def sharing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One sharing."""
    row = visible(Sharing, request, pk, "study")
    context = {"remove": reverse("sharing_remove", args=[pk])}
    return simple_form(request, SharingForm, row, heading=row.name, context=context, back=_list_of(row.study))


@require_POST
def sharing_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a sharing that no line uses."""
    row = visible(Sharing, request, pk, "study")
    back = reverse("sharing_edit", args=[pk])
    return remove_row(request, row, done=_list_of(row.study), back=back)


def _list_of(study: Study) -> str:
    return reverse("study_sharings", args=[study.pk])
