"""Factors in use that are out of date: of one study, with what newer ones would change; and of the whole agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.editing import EditConflict, Frozen
from accounts.pages import person
from accounts.permissions import Action, require, role_allows
from factors.models import Factor
from factors.views.frame import tabs_of_factors
from factors.visibility import hidden_libraries
from inventories.factor_versions import studies_with_outdated, study_versions
from inventories.forms.factor_versions import UpdateFactorsForm
from inventories.models import Study
from inventories.services.factor_versions import Updated, update_factors
from inventories.services.renewal import renew_parts
from inventories.views.frame import staff, study_frame, study_of


def study_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """The study's factors that are out of date with the effect of newer ones; ``POST`` puts the chosen ones in place."""
    study = study_of(request, pk)
    if request.method != "POST":
        return _page(request, study, UpdateFactorsForm())
    require(person(request), Action.EDIT_STUDY, study)
    form = UpdateFactorsForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    chosen, reason = form.cleaned_data["choice"], form.cleaned_data["reason"]
    try:
        done = update_factors(person(request), study, chosen, reason)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _page(request, study, form, status=422)
    except EditConflict:
        moved = _("您查看之后，清单数据或新因子已有变化，本次没有更新。下面已是最新内容，请核对后再确认。")
        return _page(request, study, form, status=409, refusal=moved)
    except Frozen as frozen:
        return _page(request, study_of(request, pk), form, status=409, refusal=str(frozen))
    messages.success(request, _said(done))
    return redirect("study_factors", study.pk)


def _page(
    request: HttpRequest, study: Study, form: UpdateFactorsForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    actor = person(request)
    versions = study_versions(actor, study)
    context = {
        **study_frame(request, study, "study_factors"),
        "versions": versions,
        "hidden_libraries": hidden_libraries(actor),
        "form": form,
        "may_propose": role_allows(actor, Action.EDIT_FACTORS),
        "agency": actor.agency_id,
        "refusal": refusal,
    }
    return render(request, "inventories/study_factors.html", context, status=status)


def _said(done: Updated) -> str:
    numbers = {"factors": len(done.changes), "uses": done.uses}
    if done.effect is None or done.effect.is_restricted:
        return _("已更新 %(factors)d 个因子，涉及 %(uses)d 处清单数据。") % numbers
    effect = done.effect
    return _(
        "已更新 %(factors)d 个因子，涉及 %(uses)d 处清单数据，结果由 %(before)s 变为 %(after)s %(unit)s（%(percent)s）。"
    ) % {
        **numbers,
        "before": effect.before_text,
        "after": effect.after_text,
        "unit": effect.unit,
        "percent": effect.percent_text,
    }


@require_POST
def factor_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a composite factor anew with newer releases of its parts; to the proposal, or back to the factor."""
    actor = person(request)
    require(actor, Action.EDIT_FACTORS, actor)
    factor = get_object_or_404(Factor.objects.visible_to(actor).select_related("library"), pk=pk)
    try:
        made = renew_parts(actor, factor)
    except ValidationError as error:
        for reason in error.messages:
            messages.error(request, reason)
        return redirect("factors:factor", pk)
    messages.success(request, _("已提交第 %d 版，须由另一人审核。") % made.release)
    return redirect("factors:factor", made.pk)


@require_safe
def study_factors_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: what updating the factors ``?factor=`` (or those chosen in the form) would change in the study."""
    study = study_of(request, pk)
    form = UpdateFactorsForm(request.GET)
    asked = form.chosen | {int(text) for text in request.GET.getlist("factor") if _is_number(text)}
    versions = study_versions(person(request), study, only=asked, by_use=False)
    context: dict[str, Any] = {"study": study, "versions": versions, "asked": asked}
    return render(request, "inventories/_factors_effect.html", context)


@require_safe
def outdated_factors(request: HttpRequest) -> HttpResponse:
    """因子更新提醒: the agency's studies with outdated factors, newest first; ``?locked=1`` also the closed ones."""
    actor = staff(request)
    before = request.GET.get("before", "")
    locked = request.GET.get("locked") == "1"
    found = studies_with_outdated(
        actor, timezone.localdate(), before=int(before) if _is_number(before) else None, locked=locked
    )
    numbers = set().union(*found.factors.values())
    rows = Factor.objects.visible_to(actor).select_related("library").in_bulk(numbers)
    listed = [(study, *_told(found.factors[study.pk], rows)) for study in found.studies]
    context = {
        "heading": _("因子更新提醒"),
        "tabs": tabs_of_factors(),
        "listed": listed,
        "before": found.before,
        "locked": locked,
        "is_first": not before,
    }
    return render(request, "inventories/outdated_factors.html", context)


def _told(numbers: set[int], rows: dict[int, Factor]) -> tuple[list[Factor], int]:
    """The factors by name, and how many more there are that the reader does not see."""
    seen = sorted((rows[pk] for pk in numbers if pk in rows), key=lambda factor: (factor.name, factor.pk))
    return seen, len(numbers) - len(seen)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
