"""Pages of factors: found, looked at, entered, superseded, withdrawn."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import trail
from accounts.models import AuditEntry, User
from accounts.pages import Crumb
from factors import services
from factors.derivation import derive
from factors.forms import FactorForm, SupersedeForm, WithdrawForm
from factors.models import COMPOSED, CONTENT, Factor, Library
from factors.views.approval import standing
from factors.views.composites import composite_supersede
from factors.views.frame import (
    crumbs,
    form_page,
    maker,
    own_factor,
    page_context,
    staff,
    visible_factor,
)
from factors.views.made_of import by_gwp_set, made_of
from factors.views.plausibility import entered_figure


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
        gwp_sets=by_gwp_set(actor, factor),
        **made_of(actor, factor),
        releases=releases,
        newest=next((release for release in releases if not release.is_unreleased), releases[0]),
        earlier=_earlier(factor, releases),
        lines=[trail.line(entry) for entry in acts],
        **standing(actor, factor),
    )
    return render(request, "factors/factor_detail.html", context)


def _earlier(factor: Factor, releases: list[Factor]) -> Factor | None:
    """The release before a withdrawn one, which may be put forward again."""
    if factor.state != Factor.State.WITHDRAWN:
        return None
    return next((release for release in releases if release.pk == factor.supersedes_id), None)


def factor_new(request: HttpRequest) -> HttpResponse:
    """Propose a factor for an own library; ``?library=`` chooses one, ``?again=`` begins with a refused proposal."""
    actor = maker(request)
    own = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    form = FactorForm(
        actor,
        *_sent(request),
        instance=_begun(actor, request),
        initial={"library": request.GET["library"]} if "library" in request.GET else None,
    )
    context = page_context(actor, _("新增因子"), breadcrumbs=crumbs(), form=form, has_library=own.exists())
    confirmation = entered_figure(actor, request, form, context)

    def write() -> Factor:
        cast(Factor, form.instance).note = confirmation.note()
        return services.create_factor(actor, cast(Factor, form.instance), form.source_file)

    return form_page(request, form, write, "factors/factor_form.html", context)


def _begun(actor: User, request: HttpRequest) -> Factor:
    """An unsaved factor, with the content of the one that ``?again=`` names."""
    number = request.GET.get("again", "")
    if not (number.isascii() and number.isdigit()):
        return Factor(agency_id=actor.agency_id)
    refused = own_factor(actor, int(number))
    content = {name: getattr(refused, name) for name in CONTENT}
    return Factor(agency_id=actor.agency_id, library=refused.library, **content)


def factor_supersede(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next release of an own factor; ``?from=`` begins with what another release of it says."""
    actor = maker(request)
    factor = own_factor(actor, pk)
    refusal = _why_not_revised(request, factor)
    for reason in refusal:
        messages.error(request, reason)
    if refusal:
        return redirect("factors:factor", pk)
    base = _release_to_begin_with(actor, request, factor)
    if factor.form in COMPOSED:
        return composite_supersede(request, actor, factor, base)
    label = str(factor)
    initial = {name: getattr(base, name) for name in CONTENT}
    form = SupersedeForm(actor, *_sent(request), instance=factor, initial=initial)
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
        reason = form.cleaned_data["reason"]
        return services.supersede_factor(actor, factor, changes, reason, form.source_file)

    return form_page(request, form, write, "factors/factor_form.html", context)


def _why_not_revised(request: HttpRequest, factor: Factor) -> list[str]:
    """Why no form opens; what was sent is refused by the service, so that the form keeps what was typed."""
    if request.method == "POST":
        return []
    try:
        services.require_revisable(factor)
    except ValidationError as error:
        return error.messages
    return []


def _release_to_begin_with(actor: User, request: HttpRequest, factor: Factor) -> Factor:
    """The release of the factor that ``?from=`` names, else the factor itself."""
    number = request.GET.get("from", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return factor
    releases = Factor.objects.visible_to(actor).filter(library=factor.library_id, code=factor.code)
    return get_object_or_404(releases.filter(form=factor.form), pk=int(number))


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was entered and what was handed in; nothing while the form is only shown."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


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
