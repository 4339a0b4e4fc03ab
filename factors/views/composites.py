"""Pages of composite factors: an electricity mix, a lorry; entered with the arithmetic beside the boxes."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.pages import Crumb
from factors import services, telling
from factors.entering import Entry, entry_of
from factors.forms.composites import CompositeForm, CompositeSupersedeForm
from factors.models import Factor, Library
from factors.plausibility.confirming import Confirmation
from factors.views.frame import crumbs, form_page, maker, own_factor, page_context, visible_factor
from factors.views.plausibility import looked_at

TEMPLATE = "factors/composite_form.html"
# As the starter libraries call them, so that such factors are found and compared together.
CATEGORIES = {Factor.Form.MIX: "电力", Factor.Form.TRANSPORT: "公路运输"}


def mix_new(request: HttpRequest) -> HttpResponse:
    """Enter a new electricity mix; ``?again=`` begins with a refused one."""
    return _new(request, Factor.Form.MIX, _("新增电力组合因子"))


def transport_new(request: HttpRequest) -> HttpResponse:
    """Enter a new factor of a lorry at its load; ``?again=`` begins with a refused one."""
    return _new(request, Factor.Form.TRANSPORT, _("新增运输因子"))


@require_POST
def mix_preview(request: HttpRequest) -> HttpResponse:
    """What the parts make, as they stand in the boxes; nothing is saved."""
    return _preview(request, Factor.Form.MIX)


@require_POST
def transport_preview(request: HttpRequest) -> HttpResponse:
    """What the vehicle's figures make, as they stand in the boxes; nothing is saved."""
    return _preview(request, Factor.Form.TRANSPORT)


def composite_supersede(request: HttpRequest, actor: User, factor: Factor, base: Factor) -> HttpResponse:
    """Write the next release of an own composite factor, which the caller has checked to be one.

    ``base``: the release whose composition stands in the boxes at first.
    """
    label, kept = str(factor), visible_factor(actor, factor.pk)
    data, files = _sent(request)
    entry = _looked_at(entry_of(actor, factor.form, data, base), data)
    form = CompositeSupersedeForm(actor, data, files, instance=factor)
    context = page_context(
        actor,
        _("修订“%s”") % label,
        breadcrumbs=[*crumbs(), Crumb(label, reverse("factors:factor", args=[factor.pk]))],
        form=form,
        entry=entry,
        factor=kept,
        has_library=True,
    )

    confirmation = _confirmation(request, actor, form, entry, context, exists=kept)

    def write() -> Factor:
        changes = {
            name: form.cleaned_data[name] for name in CompositeForm.Meta.fields if name in form.cleaned_data
        }
        draft, reason = _drafted(entry), form.cleaned_data["reason"]
        if confirmation is not None:
            changes["note"] = confirmation.note()
        return services.supersede_composite(actor, kept, changes, draft, reason, form.source_file)

    return form_page(request, form, write, TEMPLATE, context)


def _new(request: HttpRequest, kind: Factor.Form, heading: str) -> HttpResponse:
    actor = maker(request)
    own = Library.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    data, files = _sent(request)
    refused = _refused(actor, request, kind)
    entry = _looked_at(entry_of(actor, kind, data, refused), data)
    initial = (
        {"library": request.GET.get("library"), "category": CATEGORIES[kind]} if refused is None else None
    )
    form = CompositeForm(actor, data, files, instance=_begun(actor, refused), initial=initial)
    context = page_context(
        actor, heading, breadcrumbs=crumbs(), form=form, entry=entry, has_library=own.exists()
    )

    confirmation = _confirmation(request, actor, form, entry, context)

    def write() -> Factor:
        factor, draft = cast(Factor, form.instance), _drafted(entry)
        if confirmation is not None:
            factor.note = confirmation.note()
        return services.create_composite(actor, factor, draft, form.source_file)

    return form_page(request, form, write, TEMPLATE, context)


def _refused(actor: User, request: HttpRequest, kind: Factor.Form) -> Factor | None:
    """The refused proposal that ``?again=`` names, to begin with."""
    number = request.GET.get("again", "")
    if not (number.isascii() and number.isdigit()):
        return None
    factor = own_factor(actor, int(number))
    return factor if factor.form == kind else None


def _begun(actor: User, refused: Factor | None) -> Factor:
    """An unsaved factor, with what a refused one says. Its form follows from the composition, no box of this form."""
    if refused is None:
        return Factor(agency_id=actor.agency_id, form="")
    told = {
        name: getattr(refused, name) for name in CompositeForm.Meta.fields if name not in ("library", "code")
    }
    return Factor(agency_id=actor.agency_id, library=refused.library, form="", **told)


def _confirmation(
    request: HttpRequest,
    actor: User,
    form: CompositeForm,
    entry: Entry,
    context: dict[str, Any],
    exists: Factor | None = None,
) -> Confirmation | None:
    """What is said of the figure that the parts make; ``None`` while they make none."""
    if not form.is_bound or entry.draft is None:
        return None
    form.is_valid()
    made = services.composed(cast(Factor, form.instance), entry.draft)
    return looked_at(actor, made, request.POST, context, exists=exists)


def _looked_at(entry: Entry, data: Any) -> Entry:
    """The entry with its errors at its boxes, whatever the rest of the page says, once it was sent."""
    if data is not None:
        entry.look()
    return entry


def _drafted(entry: Entry) -> services.Draft:
    """The composition. Raises ``ValidationError`` when something stands in the way; it is shown at its box."""
    draft = entry.draft
    if draft is None:
        raise ValidationError(_("尚未保存：请更正组成中标出的内容。"))
    return draft


def _preview(request: HttpRequest, kind: Factor.Form) -> HttpResponse:
    actor = maker(request)
    entry = entry_of(actor, kind, request.POST)
    draft = entry.draft
    problems = [] if entry.is_blank else entry.sentences()
    context: dict[str, Any] = {"doubts": entry.doubts, "problems": problems}
    if draft is not None:
        context |= {"result": telling.result(draft.value), "steps": telling.steps(draft.value)}
        made = services.composed(Factor(name=request.POST.get("name", "")), draft)
        looked_at(actor, made, request.POST, context)
    return render(request, "factors/_composite_preview.html", context)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was entered and what was handed in; nothing while the form is only shown."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
