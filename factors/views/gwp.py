"""Pages of the characterisation sets."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import Crumb
from factors.models import GwpSet
from factors.views.frame import (
    crumbs,
    page_context,
    staff,
    tabs_of_factors,
)

# The gases that most studies need, as the columns of the overview of GWP sets.
USUAL_GASES = ("CO2", "CH4", "CH4-fossil", "CH4-nonfossil", "N2O", "SF6", "NF3", "HFC-134a")


class GwpRow(NamedTuple):
    """A GWP set in the overview: the values of ``USUAL_GASES`` (``None``: not in the set) and how many it has."""

    gwp_set: GwpSet
    usual: list[Decimal | None]
    size: int


@require_safe
def gwp_list(request: HttpRequest) -> HttpResponse:
    """The characterisation sets, with the gases that most studies need."""
    actor = staff(request)
    sets = GwpSet.objects.visible_to(actor).prefetch_related("values")
    rows = [_gwp_row(gwp_set) for gwp_set in sets]
    context = page_context(
        actor, _("特征化因子集（GWP）"), rows=rows, symbols=USUAL_GASES, tabs=tabs_of_factors()
    )
    return render(request, "factors/gwp_list.html", context)


@require_safe
def gwp_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All gases of one set."""
    actor = staff(request)
    gwp_set = get_object_or_404(GwpSet.objects.visible_to(actor).prefetch_related("values"), pk=pk)
    trail = [*crumbs(), Crumb(_("特征化因子集（GWP）"), reverse("factors:gwp_list"))]
    context = page_context(actor, str(gwp_set), breadcrumbs=trail, gwp_set=gwp_set)
    return render(request, "factors/gwp_detail.html", context)


def _gwp_row(gwp_set: GwpSet) -> GwpRow:
    known = {gas.symbol: gas.value for gas in gwp_set.values.all()}
    return GwpRow(gwp_set, [known.get(symbol) for symbol in USUAL_GASES], len(known))
