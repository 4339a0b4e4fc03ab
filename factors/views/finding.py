"""The list of factors, searched and filtered; the options of a factor box."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages import PER_PAGE
from accounts.permissions import Action, role_allows
from factors import services
from factors.forms import FactorFilter
from factors.search import Found, Hit, Line, gap_of
from factors.search.misspelt import near_names
from factors.views.frame import page_context, staff, tabs_of_factors

OFFERED = 20


@require_safe
def factor_list(request: HttpRequest) -> HttpResponse:
    """The visible factors that match, best first; so many as anybody looks through."""
    actor = staff(request)
    form = FactorFilter(actor, request.GET)
    found = services.browse(actor, form.cleaned_data["q"], form.filters) if form.is_valid() else None
    # What a filter keeps out is no gap of the libraries.
    told = found if found is not None and not form.filters else None
    context = page_context(
        actor,
        _("排放因子"),
        form=form,
        found=found,
        page=found_page(request, found) if found is not None else None,
        gap=gap_of(told) if told is not None else None,
        near=near_names(form.cleaned_data["q"]) if found is not None and not found else (),
        tabs=tabs_of_factors(),
    )
    return render(request, "factors/factor_list.html", context)


def found_page(request: HttpRequest, found: Found) -> Page[Hit]:
    """The page that ``?page=`` names; a number out of range gives the nearest page."""
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def library_page(request: HttpRequest, actor: User, library: int) -> tuple[Found, Page[Hit]]:
    """The factors of a library, so many as anybody looks through."""
    found = services.browse(actor, "", services.Filters(library=library))
    return found, found_page(request, found)


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """The options of a factor box: what matches ``?q=``, ranked by what is known of the line.

    ``unit``, ``stage`` (a kind of stage), ``year`` and ``region`` may be missing; what cannot be read is not known.
    """
    actor = staff(request)
    text, line = request.GET.get("q", "")[:100], _line(request)
    found = services.search(actor, text, line, limit=OFFERED)
    context = {
        "found": found,
        "hits": found.hits(),
        "gap": gap_of(found),
        "near": () if found else near_names(text),
        "text": text.strip(),
        "unit": line.unit.strip(),
        "may_edit": role_allows(actor, Action.EDIT_FACTORS),
    }
    return render(request, "factors/_options.html", context)


def _line(request: HttpRequest) -> Line:
    year = request.GET.get("year", "")
    return Line(
        unit=request.GET.get("unit", "")[:40],
        stage=request.GET.get("stage", "")[:40],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        region=request.GET.get("region", "")[:120],
    )
