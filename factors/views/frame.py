"""What the pages of factors have in common: who may come in, what stands around, how a form is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages import Crumb, Tab, person
from accounts.permissions import Action, require, role_allows
from factors import services
from factors.forms import ServiceForm
from factors.models import Factor


def staff(request: HttpRequest) -> User:
    actor = person(request)
    require(actor, Action.VIEW_WORK, actor)
    return actor


def maker(request: HttpRequest) -> User:
    actor = person(request)
    require(actor, Action.EDIT_FACTORS, actor)
    return actor


def visible_factor(actor: User, pk: int) -> Factor:
    visible: models.QuerySet[Factor] = Factor.objects.visible_to(actor)
    related = ("library", "supersedes", "proposed_by", "decided_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def own_factor(actor: User, pk: int) -> Factor:
    factor = visible_factor(actor, pk)
    services.require_own(actor, factor)
    return factor


def page_context(actor: User, heading: str, **more: object) -> dict[str, object]:
    return {"heading": heading, "may_edit": role_allows(actor, Action.EDIT_FACTORS), **more}


def tabs_of_factors(waiting: int | None = None) -> list[Tab]:
    return [
        Tab(_("因子"), reverse("factors:factor_list")),
        Tab(_("待审核"), reverse("factors:approval_list"), waiting),
        Tab(_("因子库"), reverse("factors:library_list")),
        Tab(_("导入"), reverse("factors:import_list")),
        Tab(_("特征化因子集（GWP）"), reverse("factors:gwp_list")),
        Tab(_("合理范围"), reverse("factors:band_list")),
        Tab(_("更新提醒"), reverse("outdated_factors")),
    ]


def crumbs() -> list[Crumb]:
    return [Crumb(_("排放因子"), reverse("factors:factor_list"))]


def form_page(
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
