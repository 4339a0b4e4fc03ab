"""Pages of factors, libraries and GWP sets; seen by those who may see the agency's work."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import trail
from accounts.models import AuditEntry, User
from accounts.pages import Crumb, Tab, page_of, person
from accounts.permissions import Action, require, role_allows
from factors import services
from factors.derivation import derive
from factors.forms import FactorFilter, FactorForm, LibraryForm, ServiceForm, SupersedeForm, WithdrawForm
from factors.models import CONTENT, Factor, GwpSet, Library

OFFERED = 20
# The gases that most studies need, as the columns of the overview of GWP sets.
USUAL_GASES = ("CO2", "CH4", "CH4-fossil", "CH4-nonfossil", "N2O", "SF6", "NF3", "HFC-134a")


class GwpRow(NamedTuple):
    """A GWP set in the overview: the values of ``USUAL_GASES`` (``None``: not in the set) and how many it has."""

    gwp_set: GwpSet
    usual: list[Decimal | None]
    size: int


@require_safe
def factor_list(request: HttpRequest) -> HttpResponse:
    """All visible factors, searched and filtered; best matches first."""
    actor = _staff(request)
    form = FactorFilter(actor, request.GET)
    if form.is_valid():
        found = services.matching(actor, form.cleaned_data["q"]).filter(**form.conditions)
    else:
        found = services.matching(actor, "").none()
    context = _context(actor, _("排放因子"), form=form, page=page_of(request, found), tabs=_tabs())
    return render(request, "factors/factor_list.html", context)


@require_safe
def factor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that tells whether the factor fits: number, derivation, range, source, releases, acts."""
    actor = _staff(request)
    factor = _factor(actor, pk)
    releases = list(Factor.objects.visible_to(actor).filter(library=factor.library, code=factor.code))
    releases.sort(key=lambda release: -release.release)
    acts = AuditEntry.objects.visible_to(actor).filter(
        subject_type="Factor", subject_id__in=[release.pk for release in releases]
    )
    context = _context(
        actor,
        factor.name,
        breadcrumbs=_crumbs(),
        factor=factor,
        derivation=derive(factor) if factor.form == Factor.Form.FUEL else None,
        releases=releases,
        newest=releases[0],
        lines=[trail.line(entry) for entry in acts],
    )
    return render(request, "factors/factor_detail.html", context)


def factor_new(request: HttpRequest) -> HttpResponse:
    """Add a factor to an own library; ``?library=`` chooses one."""
    actor = _maker(request)
    own = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    form = FactorForm(
        actor,
        request.POST if request.method == "POST" else None,
        instance=Factor(agency_id=actor.agency_id),
        initial={"library": request.GET.get("library")},
    )
    context = _context(actor, _("新增因子"), breadcrumbs=_crumbs(), form=form, has_library=own.exists())

    def write() -> Factor:
        return services.create_factor(actor, cast(Factor, form.instance))

    return _form_page(request, form, write, "factors/factor_form.html", context)


def factor_supersede(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next release of an own factor."""
    actor = _maker(request)
    factor = _own_factor(actor, pk)
    label = str(factor)
    form = SupersedeForm(actor, request.POST if request.method == "POST" else None, instance=factor)
    context = _context(
        actor,
        _("修订“%s”") % label,
        breadcrumbs=[*_crumbs(), Crumb(label, reverse("factors:factor", args=[pk]))],
        form=form,
        factor=factor,
        has_library=True,
    )

    def write() -> Factor:
        changes = {name: form.cleaned_data[name] for name in CONTENT}
        return services.supersede_factor(actor, factor, changes, form.cleaned_data["reason"])

    return _form_page(request, form, write, "factors/factor_form.html", context)


def factor_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own factor out of use, with a reason."""
    actor = _maker(request)
    factor = _own_factor(actor, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = _context(
        actor,
        _("撤回“%s”") % factor,
        breadcrumbs=[*_crumbs(), Crumb(str(factor), reverse("factors:factor", args=[pk]))],
        form=form,
        factor=factor,
    )

    def write() -> Factor:
        return services.withdraw_factor(actor, factor, form.cleaned_data["reason"])

    return _form_page(request, form, write, "factors/factor_withdraw.html", context)


@require_safe
def library_list(request: HttpRequest) -> HttpResponse:
    """The agency's own libraries and those that come with the program."""
    actor = _staff(request)
    libraries = Library.objects.visible_to(actor).annotate(
        in_force=Count("factors", filter=Q(factors__state=Factor.State.CURRENT))
    )
    own = [library for library in libraries if library.agency_id is not None]
    starter = [library for library in libraries if library.agency_id is None]
    context = _context(actor, _("因子库"), own=own, starter=starter, tabs=_tabs())
    return render(request, "factors/library_list.html", context)


@require_safe
def library_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One library with its introduction and factors."""
    actor = _staff(request)
    library = get_object_or_404(Library.objects.visible_to(actor), pk=pk)
    factors = services.matching(actor, "").filter(library=library)
    context = _context(
        actor,
        str(library),
        breadcrumbs=[*_crumbs(), Crumb(_("因子库"), reverse("factors:library_list"))],
        library=library,
        page=page_of(request, factors),
    )
    return render(request, "factors/library_detail.html", context)


def library_new(request: HttpRequest) -> HttpResponse:
    """Begin an own library."""
    actor = _maker(request)
    form = LibraryForm(
        request.POST if request.method == "POST" else None, instance=Library(agency_id=actor.agency_id)
    )
    context = _context(
        actor,
        _("新建因子库"),
        breadcrumbs=[*_crumbs(), Crumb(_("因子库"), reverse("factors:library_list"))],
        form=form,
    )

    def write() -> Library:
        return services.create_library(actor, cast(Library, form.instance))

    return _form_page(request, form, write, "factors/library_form.html", context)


@require_safe
def gwp_list(request: HttpRequest) -> HttpResponse:
    """The characterisation sets, with the gases that most studies need."""
    actor = _staff(request)
    sets = GwpSet.objects.visible_to(actor).prefetch_related("values")
    rows = [_gwp_row(gwp_set) for gwp_set in sets]
    context = _context(actor, _("特征化因子集（GWP）"), rows=rows, symbols=USUAL_GASES, tabs=_tabs())
    return render(request, "factors/gwp_list.html", context)


@require_safe
def gwp_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All gases of one set."""
    actor = _staff(request)
    gwp_set = get_object_or_404(GwpSet.objects.visible_to(actor).prefetch_related("values"), pk=pk)
    crumbs = [*_crumbs(), Crumb(_("特征化因子集（GWP）"), reverse("factors:gwp_list"))]
    context = _context(actor, str(gwp_set), breadcrumbs=crumbs, gwp_set=gwp_set)
    return render(request, "factors/gwp_detail.html", context)


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """The options of a factor box: those that match ``?q=``, first those that fit ``?unit=``."""
    actor = _staff(request)
    text, unit = request.GET.get("q", "")[:100], request.GET.get("unit", "")[:40]
    hits = services.search(actor, text, unit=unit, limit=OFFERED + 1)
    context = {
        "hits": hits[:OFFERED],
        "more": len(hits) > OFFERED,
        "text": text.strip(),
        "unit": unit.strip(),
    }
    return render(request, "factors/_options.html", context)


def _gwp_row(gwp_set: GwpSet) -> GwpRow:
    known = {gas.symbol: gas.value for gas in gwp_set.values.all()}
    return GwpRow(gwp_set, [known.get(symbol) for symbol in USUAL_GASES], len(known))


def _form_page(
    request: HttpRequest, form: Any, write: Callable[[], Any], template: str, context: dict[str, object]
) -> HttpResponse:
    """Show the form; when it was sent, let the service write and go to the row. 422 when anything was refused."""
    if request.method != "POST":
        return render(request, template, context)
    if form.is_valid():
        try:
            row = write()
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("已保存“%s”。") % row)
            return redirect("factors:factor" if isinstance(row, Factor) else "factors:library", row.pk)
    return render(request, template, context, status=422)


def _refuse(form: Any, error: ValidationError) -> None:
    if isinstance(form, ServiceForm):
        form.refuse(error)
    else:
        form.add_error(None, error)


def _staff(request: HttpRequest) -> User:
    actor = person(request)
    require(actor, Action.VIEW_WORK, actor)
    return actor


def _maker(request: HttpRequest) -> User:
    actor = person(request)
    require(actor, Action.EDIT_FACTORS, actor)
    return actor


def _factor(actor: User, pk: int) -> Factor:
    visible: models.QuerySet[Factor] = Factor.objects.visible_to(actor)
    return get_object_or_404(visible.select_related("library", "supersedes"), pk=pk)


def _own_factor(actor: User, pk: int) -> Factor:
    factor = _factor(actor, pk)
    services.require_own(actor, factor)
    return factor


def _context(actor: User, heading: str, **more: object) -> dict[str, object]:
    return {"heading": heading, "may_edit": role_allows(actor, Action.EDIT_FACTORS), **more}


def _tabs() -> list[Tab]:
    return [
        Tab(_("因子"), reverse("factors:factor_list")),
        Tab(_("因子库"), reverse("factors:library_list")),
        Tab(_("特征化因子集（GWP）"), reverse("factors:gwp_list")),
    ]


def _crumbs() -> list[Crumb]:
    return [Crumb(_("排放因子"), reverse("factors:factor_list"))]
