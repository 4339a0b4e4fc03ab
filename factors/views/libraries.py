"""Pages of factor libraries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.confirmation import Confirmed, confirm
from accounts.models import Role, User
from accounts.pages import Crumb
from accounts.permissions import Action, require, role_allows
from factors import exporting, services
from factors.forms import AccessForm, DescriptionForm, LibraryForm
from factors.models import Factor, Library
from factors.services import Access
from factors.views.finding import library_page
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
    """The agency's own libraries, those that others share, and those that come with the program."""
    actor = staff(request)
    in_force = Count("factors", filter=Q(factors__state=Factor.State.CURRENT))
    known = Library.objects.visible_to(actor) | Library.objects.manageable_by(actor)
    libraries = list(known.annotate(in_force=in_force))
    context = page_context(
        actor,
        _("因子库"),
        own=[library for library in libraries if library.agency_id == actor.agency_id],
        shared=[library for library in libraries if library.agency_id not in {None, actor.agency_id}],
        starter=[library for library in libraries if library.agency_id is None],
        tabs=tabs_of_factors(),
    )
    return render(request, "factors/library_list.html", context)


@require_safe
def library_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One library with its introduction, its terms and its factors; who only manages it sees no factors."""
    actor = staff(request)
    library = _known(actor, pk)
    seen = Library.objects.visible_to(actor).filter(pk=pk).exists()
    found, page = library_page(request, actor, library.pk)
    own = library.agency_id == actor.agency_id
    context = page_context(
        actor,
        str(library),
        breadcrumbs=_crumbs(),
        library=library,
        seen=seen,
        own=own,
        may_manage=own and role_allows(actor, Action.MANAGE_LIBRARIES),
        readers=[person.name for person in library.readers.order_by("name")] if own else [],
        waiting=services.awaiting(actor).filter(library=library).count() if own else 0,
        exports=exporting.parts(actor, library) if seen and library.exportable else [],
        found=found,
        page=page,
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
        breadcrumbs=_crumbs(),
        form=form,
        cancel=reverse("factors:library_list"),
    )

    def write() -> Library:
        return services.create_library(actor, cast(Library, form.instance))

    return form_page(request, form, write, "factors/library_form.html", context)


def library_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What an own library says of itself."""
    actor = maker(request)
    library = _known(actor, pk)
    services.require_own(actor, library)
    form = DescriptionForm(request.POST if request.method == "POST" else None, instance=library)
    context = _of_library(actor, library, _("修改“%s”的说明") % library, form=form)

    def write() -> Library:
        values = cast("Mapping[str, Any]", form.cleaned_data)
        changes = {name: values[name] for name in ("publisher", "licence", "introduction")}
        return services.describe_library(actor, library, changes, version=values["version"])

    return form_page(request, form, write, "factors/library_form.html", context)


@sensitive_post_parameters("password")
def library_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may use an own library, and what of it a client may see."""
    actor = staff(request)
    require(actor, Action.MANAGE_LIBRARIES, actor)
    library = get_object_or_404(Library.objects.manageable_by(actor), pk=pk)
    colleagues = actor.agency.people.filter(is_active=True).exclude(role_grants__role=Role.CLIENT)
    form = AccessForm(
        request.POST if request.method == "POST" else None, instance=library, colleagues=colleagues
    )
    context = _of_library(actor, library, _("“%s”的使用与公开范围") % library, form=form)

    def write() -> Library:
        values = cast("Mapping[str, Any]", form.cleaned_data)
        access = Access(
            values["audience"], values["disclosure"], values["exportable"], list(values["readers"])
        )
        confirmed = _confirmed(request, values["password"])
        return services.set_access(actor, library, access, version=values["version"], confirmed=confirmed)

    return form_page(request, form, write, "factors/library_form.html", context)


def _confirmed(request: HttpRequest, password: str) -> Confirmed | None:
    return confirm(request, password, otherwise=_("密码不正确，没有保存。")) if password else None


def _known(actor: User, pk: int) -> Library:
    """A library that the person sees or manages."""
    known = Library.objects.visible_to(actor) | Library.objects.manageable_by(actor)
    return get_object_or_404(known, pk=pk)


def _crumbs() -> list[Crumb]:
    return [*crumbs(), Crumb(_("因子库"), reverse("factors:library_list"))]


def _of_library(actor: User, library: Library, heading: str, **more: object) -> dict[str, object]:
    """The label before the form has put anything into the row."""
    address = reverse("factors:library", args=[library.pk])
    return page_context(
        actor, heading, breadcrumbs=[*_crumbs(), Crumb(str(library), address)], cancel=address, **more
    )
