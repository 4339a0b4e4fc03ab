"""Pages of factor libraries."""

from __future__ import annotations

from typing import cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import Crumb, page_of
from factors import services
from factors.forms import LibraryForm
from factors.models import Factor, Library
from factors.views.frame import (
    crumbs,
    form_page,
    maker,
    page_context,
    staff,
    tabs_of_factors,
)


@require_safe
def library_list(request: HttpRequest) -> HttpResponse:
    """The agency's own libraries and those that come with the program."""
    actor = staff(request)
    libraries = Library.objects.visible_to(actor).annotate(
        in_force=Count("factors", filter=Q(factors__state=Factor.State.CURRENT))
    )
    own = [library for library in libraries if library.agency_id is not None]
    starter = [library for library in libraries if library.agency_id is None]
    context = page_context(actor, _("因子库"), own=own, starter=starter, tabs=tabs_of_factors())
    return render(request, "factors/library_list.html", context)


@require_safe
def library_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One library with its introduction and factors."""
    actor = staff(request)
    library = get_object_or_404(Library.objects.visible_to(actor), pk=pk)
    factors = services.matching(actor, "").filter(library=library)
    context = page_context(
        actor,
        str(library),
        breadcrumbs=[*crumbs(), Crumb(_("因子库"), reverse("factors:library_list"))],
        library=library,
        page=page_of(request, factors),
    )
    return render(request, "factors/library_detail.html", context)


def library_new(request: HttpRequest) -> HttpResponse:
    """Begin an own library."""
    actor = maker(request)
    form = LibraryForm(
        request.POST if request.method == "POST" else None, instance=Library(agency_id=actor.agency_id)
    )
    context = page_context(
        actor,
        _("新建因子库"),
        breadcrumbs=[*crumbs(), Crumb(_("因子库"), reverse("factors:library_list"))],
        form=form,
    )

    def write() -> Library:
        return services.create_library(actor, cast(Library, form.instance))

    return form_page(request, form, write, "factors/library_form.html", context)
