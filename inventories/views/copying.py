"""A study once more, and two studies side by side."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import Crumb, form_page, person
from accounts.permissions import Action, require
from inventories.comparing import compared, likely_partners
from inventories.forms.copying import CopyForm
from inventories.models import Study
from inventories.views.frame import study_frame, study_of, visible

# So many studies are offered to compare with; older ones are compared from their own page.
OFFERED = 50


def study_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a study: for another year, or for another product of the client."""
    source = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, source)
    return form_page(
        request,
        partial(CopyForm, source=source),
        Study(agency_id=source.agency_id),
        template="inventories/row_form.html",
        done=lambda copy: reverse("study_compare", args=[copy.pk]) + f"?with={source.pk}",
        context={
            "heading": _("复制核算项目"),
            "subheading": source.title,
            "breadcrumbs": [Crumb(source.title, reverse("study_detail", args=[source.pk]))],
            "cancel": reverse("study_detail", args=[source.pk]),
            "submit": _("复制"),
        },
    )


@require_safe
def study_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs from the study ``?with=`` to this one, line by line; ``?all=1`` shows what does not, too."""
    study = study_of(request, pk)
    partners = likely_partners(person(request), study)
    number = request.GET.get("with", "")
    if number.isascii() and number.isdigit():
        other: Study | None = visible(Study, request, int(number), "product__company", "gwp_set")
    else:
        other = partners.filter(pk=study.copied_from_id or 0).first() or partners.first()
    frame = study_frame(request, study, "study_detail")
    context = {
        **frame,
        "breadcrumbs": [*frame["breadcrumbs"], Crumb(study.title, reverse("study_detail", args=[pk]))],
        "heading": _("项目比较"),
        "partners": partners[:OFFERED],
        "other": other,
        "compared": compared(person(request), other, study) if other is not None else None,
        "shows_all": request.GET.get("all") == "1",
    }
    return render(request, "inventories/study_compare.html", context)
