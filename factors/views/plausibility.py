"""合理范围: the bands, a factor on the scale of its band, a figure while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from factors import plausibility, units
from factors.forms import ExactDecimalFormField, FactorForm
from factors.models import Factor
from factors.plausibility.asking import BandRow, Question, band_rows
from factors.plausibility.confirming import Confirmation
from factors.plausibility.neighbours import Neighbour, neighbours
from factors.plausibility.picture import Picture, picture
from factors.views.frame import (
    maker,
    page_context,
    staff,
    tabs_of_factors,
    visible_factor,
)


class QuestionForm(forms.Form):
    """A figure to be compared, without entering a factor."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("名称"), max_length=300)
    value = ExactDecimalFormField(label=gettext_lazy("数值"))
    unit = forms.CharField(
        label=gettext_lazy("单位"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "kgCO2e/kWh"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("口径"), choices=Factor.Kind.choices)

    def clean_unit(self) -> str:
        text = str(self.cleaned_data["unit"])
        try:
            units.parse_emission_factor_unit(text)
        except units.UnitError as error:
            raise forms.ValidationError(str(error)) from error
        return text


@dataclass(frozen=True)
class Shown:
    """A verdict with its drawing and the named factors beside it."""

    verdict: plausibility.Verdict
    picture: Picture
    neighbours: list[Neighbour]


@require_safe
def band_list(request: HttpRequest) -> HttpResponse:
    """All bands with where they come from; ``?name=&value=&unit=&kind=`` asks about a figure."""
    actor = staff(request)
    form = QuestionForm(request.GET if request.GET else None, initial={"kind": Factor.Kind.FOOTPRINT})
    asked = form.is_bound and form.is_valid()
    context = page_context(
        actor,
        _("合理范围"),
        tabs=tabs_of_factors(),
        form=form,
        asked=asked,
        shown=_answer(actor, Question(**form.cleaned_data)) if asked else None,
        kinds=_by_kind(actor),
        least=plausibility.LEAST,
    )
    return render(request, "factors/band_list.html", context)


@require_safe
def factor_band(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a factor's page that shows it on the scale of its band."""
    actor = staff(request)
    factor = visible_factor(actor, pk)
    verdict = plausibility.judge_factor(actor, factor, exists=factor)
    shown = _shown(actor, verdict, factor.name, but=factor.pk)
    return render(request, "factors/_band.html", {"factor": factor, "shown": shown})


@require_POST
def figure_hint(request: HttpRequest) -> HttpResponse:
    """What is to be said of the figure in the form of a factor as it stands; ``?factor=`` will be superseded."""
    actor = maker(request)
    old = _superseded(actor, request)
    form = FactorForm(actor, request.POST, instance=old or Factor(agency_id=actor.agency_id))
    context: dict[str, object] = {"live": True}
    # What cannot be read stays empty in the form's factor, and then there is nothing to say.
    entered_figure(actor, request, form, context, exists=_superseded(actor, request))
    return render(request, "factors/_figure_hint.html", context)


def entered_figure(
    actor: User,
    request: HttpRequest,
    form: FactorForm,
    context: dict[str, object],
    exists: Factor | None = None,
) -> Confirmation:
    """Whether the figure of a form of a factor must be confirmed; what is said of it is put into its page's context."""
    form.is_valid()
    factor = cast(Factor, form.instance)
    if not form.is_bound:
        return Confirmation(actor, factor, request.POST, exists=exists)
    return looked_at(actor, factor, request.POST, context, exists=exists)


def looked_at(
    actor: User,
    factor: Factor,
    data: Mapping[str, object],
    context: dict[str, object],
    exists: Factor | None = None,
) -> Confirmation:
    """Whether the figure of a factor must be confirmed; what is said of it is put into the page's context."""
    confirmation = Confirmation(actor, factor, data, exists=exists)
    near = exists.pk if exists is not None else None
    context["confirmation"] = confirmation
    context["shown"] = _shown(actor, confirmation.verdict, factor.name, but=near)
    return confirmation


def _superseded(actor: User, request: HttpRequest) -> Factor | None:
    number = request.GET.get("factor", "")
    return visible_factor(actor, int(number)) if number.isascii() and number.isdigit() else None


def _answer(actor: User, question: Question) -> Shown | None:
    return _shown(actor, question.verdict(actor), question.name)


def _shown(
    actor: User, verdict: plausibility.Verdict | None, name: str, but: int | None = None
) -> Shown | None:
    if verdict is None:
        return None
    near = neighbours(actor, verdict, name, but=but)
    drawing = picture(verdict, [(each.place, each.factor.name) for each in near])
    return Shown(verdict, drawing, near)


def _by_kind(actor: User) -> list[tuple[str, list[tuple[str, list[BandRow]]]]]:
    """The bands under their kinds, and there under what they are per."""
    return [
        (
            str(Factor.Kind(kind).label),
            [
                (dimension.label, list(rows))
                for dimension, rows in groupby(of_kind, key=lambda row: row.dimension)
            ],
        )
        for kind, of_kind in groupby(band_rows(actor), key=lambda row: row.kind)
    ]
