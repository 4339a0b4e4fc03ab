"""Factors side by side. The address alone says which: ``?f=12&f=35&gwp=4``."""

from __future__ import annotations

from typing import NamedTuple, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from factors.comparing import MOST, chosen, compare, latest_gwp_set, potentials_of
from factors.models import Factor, GwpSet
from factors.picking import FactorPickField
from factors.views.frame import crumbs, page_context, staff


class CompareForm(forms.Form):
    """Which factor to set beside the others, and by which GWP set those given by gas are turned into CO2e."""

    use_required_attribute = False
    add = FactorPickField(Factor.objects.none(), label=gettext_lazy("加入比较"), required=False)
    gwp = forms.ModelChoiceField(
        GwpSet.objects.none(), label=gettext_lazy("按气体给出的因子用"), required=False, empty_label=None
    )

    def __init__(self, actor: User, data: QueryDict) -> None:
        newest = latest_gwp_set(actor)
        asked = data.copy()
        if newest is not None and not asked.get("gwp"):
            asked["gwp"] = str(newest.pk)
        super().__init__(asked)
        factors = cast("forms.ModelChoiceField[Factor]", self.fields["add"])
        factors.queryset = Factor.objects.visible_to(actor)
        sets = cast("forms.ModelChoiceField[GwpSet]", self.fields["gwp"])
        sets.queryset = GwpSet.objects.visible_to(actor).prefetch_related("values")


class Kept(NamedTuple):
    """A compared factor's id and the address of the page without it."""

    pk: int
    without: str


@require_safe
def factor_compare(request: HttpRequest) -> HttpResponse:
    """The chosen factors, with a box to add one; unknown ids are left out."""
    actor = staff(request)
    factors = chosen(actor, request.GET.getlist("f"))
    form = CompareForm(actor, request.GET)
    added = form.cleaned_data.get("add") if form.is_valid() else None
    gwp_set = form.cleaned_data.get("gwp")
    ids = [factor.pk for factor in factors]
    if added is not None and added.pk not in ids and len(ids) < MOST:
        return redirect(_address([*ids, added.pk], gwp_set))
    context = page_context(
        actor,
        _("比较因子"),
        breadcrumbs=crumbs(),
        comparison=compare(factors, potentials_of(gwp_set)) if factors else None,
        kept=[Kept(pk, _address([one for one in ids if one != pk], gwp_set)) for pk in ids],
        form=form,
        gwp_set=gwp_set,
        full=len(ids) >= MOST,
    )
    return render(request, "factors/factor_compare.html", context)


def _address(ids: list[int], gwp_set: GwpSet | None) -> str:
    chosen: list[tuple[str, int]] = [("f", pk) for pk in ids]
    if gwp_set is not None:
        chosen.append(("gwp", gwp_set.pk))
    return f"{reverse('factors:factor_compare')}?{urlencode(chosen)}"
