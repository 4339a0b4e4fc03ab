"""Pages of factors: found, looked at, entered, superseded, withdrawn."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import trail
from accounts.models import AuditEntry
from accounts.pages import Crumb, page_of
from factors import services
from factors.derivation import derive
from factors.forms import FactorFilter, FactorForm, SupersedeForm, WithdrawForm
from factors.models import CONTENT, Factor, Library
from factors.views.frame import (
    crumbs,
    form_page,
    maker,
    own_factor,
    page_context,
    staff,
    tabs_of_factors,
    visible_factor,
)
from factors.views.plausibility import entered_figure


@require_safe
def factor_list(request: HttpRequest) -> HttpResponse:
    """All visible factors, searched and filtered; best matches first."""
    actor = staff(request)
    form = FactorFilter(actor, request.GET)
    if form.is_valid():
        found = services.matching(actor, form.cleaned_data["q"]).filter(**form.conditions)
    else:
        found = services.matching(actor, "").none()
    context = page_context(
        actor, _("排放因子"), form=form, page=page_of(request, found), tabs=tabs_of_factors()
    )
    return render(request, "factors/factor_list.html", context)


@require_safe
def factor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that tells whether the factor fits: number, derivation, range, source, releases, acts."""
    actor = staff(request)
    factor = visible_factor(actor, pk)
    releases = list(Factor.objects.visible_to(actor).filter(library=factor.library, code=factor.code))
    releases.sort(key=lambda release: -release.release)
    acts = AuditEntry.objects.visible_to(actor).filter(
        subject_type="Factor", subject_id__in=[release.pk for release in releases]
    )
    context = page_context(
        actor,
        factor.name,
        breadcrumbs=crumbs(),
        factor=factor,
        derivation=derive(factor) if factor.form == Factor.Form.FUEL else None,
        releases=releases,
        newest=releases[0],
        lines=[trail.line(entry) for entry in acts],
    )
    return render(request, "factors/factor_detail.html", context)


def factor_new(request: HttpRequest) -> HttpResponse:
    """Add a factor to an own library; ``?library=`` chooses one."""
    actor = maker(request)
    own = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    form = FactorForm(
        actor,
        request.POST if request.method == "POST" else None,
        instance=Factor(agency_id=actor.agency_id),
        initial={"library": request.GET.get("library")},
    )
    context = page_context(actor, _("新增因子"), breadcrumbs=crumbs(), form=form, has_library=own.exists())
    confirmation = entered_figure(actor, request, form, context)

    def write() -> Factor:
        cast(Factor, form.instance).note = confirmation.note()
        return services.create_factor(actor, cast(Factor, form.instance))

    return form_page(request, form, write, "factors/factor_form.html", context)


def factor_supersede(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next release of an own factor."""
    actor = maker(request)
    factor = own_factor(actor, pk)
    label = str(factor)
    form = SupersedeForm(actor, request.POST if request.method == "POST" else None, instance=factor)
    context = page_context(
        actor,
        _("修订“%s”") % label,
        breadcrumbs=[*crumbs(), Crumb(label, reverse("factors:factor", args=[pk]))],
        form=form,
        factor=factor,
        has_library=True,
    )
    confirmation = entered_figure(actor, request, form, context, exists=visible_factor(actor, pk))

    def write() -> Factor:
        changes = {name: form.cleaned_data[name] for name in CONTENT} | {"note": confirmation.note()}
        return services.supersede_factor(actor, factor, changes, form.cleaned_data["reason"])

    return form_page(request, form, write, "factors/factor_form.html", context)


def factor_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own factor out of use, with a reason."""
    actor = maker(request)
    factor = own_factor(actor, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = page_context(
        actor,
        _("撤回“%s”") % factor,
        breadcrumbs=[*crumbs(), Crumb(str(factor), reverse("factors:factor", args=[pk]))],
        form=form,
        factor=factor,
    )

    def write() -> Factor:
        return services.withdraw_factor(actor, factor, form.cleaned_data["reason"])

    return form_page(request, form, write, "factors/factor_withdraw.html", context)
