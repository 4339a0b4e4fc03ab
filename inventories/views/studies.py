"""核算项目: the list, a new one, and the pages of one study that are a form or a reading."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuditEntry
from accounts.pages import Crumb, form_page, page_of, perform, person, posted_version
from accounts.permissions import Action, may, role_allows
from accounts.trail import line as trail_line
from factors.visibility import hidden_libraries
from inventories import services
from inventories.charts import stage_chart
from inventories.footprint.interpret import interpret
from inventories.forms.studies import FunctionalUnitForm, NewStudyForm, ScopeForm
from inventories.models import FunctionalUnit, Product, Study
from inventories.models.studies import BoundaryType
from inventories.results import Result, StageResult, result_of
from inventories.views.frame import staff, study_form, study_frame, study_of, visible

RECENT = 8


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """The agency's studies; ``?q=`` looks in title, product and client."""
    actor = staff(request)
    text = request.GET.get("q", "").strip()
    rows = Study.objects.visible_to(actor).select_related("product__company", "responsible")
    if text:
        rows = rows.filter(
            Q(title__icontains=text)
            | Q(product__name__icontains=text)
            | Q(product__company__name__icontains=text)
        )
    context = {
        "heading": _("核算项目"),
        "page": page_of(request, rows),
        "q": text,
        "may_edit": role_allows(actor, Action.EDIT_STUDY),
    }
    return render(request, "inventories/study_list.html", context)


def study_new(request: HttpRequest) -> HttpResponse:
    """A new study with its functional unit and stages; ``?product=`` chooses the product."""
    actor = staff(request)
    study = Study()
    number = request.GET.get("product", "")
    if number.isascii() and number.isdigit():
        study.product = get_object_or_404(Product.objects.visible_to(actor), pk=int(number))
    return form_page(
        request,
        NewStudyForm,
        study,
        template="inventories/study_new.html",
        done=lambda row: reverse("study_lines", args=[row.pk]),
        context={
            "heading": _("新建核算项目"),
            "breadcrumbs": [Crumb(_("核算项目"), reverse("study_list"))],
            "cancel": reverse("study_list"),
        },
    )


@require_safe
def boundary_stages(request: HttpRequest) -> HttpResponse:
    """The box with the stages that a boundary usually has, for the form of a new study."""
    actor = staff(request)
    asked = request.GET.get("boundary_type", "")
    boundary = BoundaryType(asked) if asked in BoundaryType.values else BoundaryType.CRADLE_TO_GATE
    initial = {"boundary_type": boundary, "stages": services.DEFAULT_STAGES[boundary]}
    form = NewStudyForm(actor, instance=Study(), initial=initial)
    return render(request, "inventories/_stage_choices.html", {"field": form["stages"]})


@require_safe
def study_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """概况: what the study is, its result, what is missing, its reports and latest changes."""
    study = study_of(request, pk)
    entries = AuditEntry.objects.visible_to(person(request)).filter(study_id=study.pk)[:RECENT]
    result = result_of(study, hidden=hidden_libraries(person(request)))
    context = {
        **study_frame(request, study, "study_detail"),
        "unit": _unit_of(request, study),
        "may_copy": may(person(request), Action.EDIT_STUDY, study),
        "result": result,
        "chart": stage_chart(result),
        "history": [trail_line(entry) for entry in entries],
    }
    return render(request, "inventories/study_detail.html", context)


def study_scope(request: HttpRequest, pk: int) -> HttpResponse:
    """目标与范围, method and rounding."""
    study = study_of(request, pk)
    return study_form(
        request,
        ScopeForm,
        visible(Study, request, pk),  # a copy: a refused form changes it
        study,
        template="inventories/study_form.html",
        context=study_frame(request, study, "study_scope"),
        done=reverse("study_scope", args=[study.pk]),
    )


def study_functional_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """功能单位; a study that lost its own gets a new one here."""
    study = study_of(request, pk)
    unit = _unit_of(request, study) or FunctionalUnit(study=study)
    unit.study = study
    return study_form(
        request,
        FunctionalUnitForm,
        unit,
        study,
        template="inventories/study_form.html",
        context=study_frame(request, study, "study_functional_unit"),
        done=reverse("study_functional_unit", args=[study.pk]),
    )


def _unit_of(request: HttpRequest, study: Study) -> FunctionalUnit | None:
    return FunctionalUnit.objects.visible_to(person(request)).filter(study=study).first()


@require_safe
def study_result(request: HttpRequest, pk: int) -> HttpResponse:
    """结果: stages and lines as the report prints them, the largest contributions, the findings."""
    study = study_of(request, pk)
    result = result_of(study, hidden=hidden_libraries(person(request)))
    facts = None
    if result.value is not None and result.footprint is not None:
        facts = interpret(result.value, result.footprint)
    context = {
        **study_frame(request, study, "study_result"),
        "result": result,
        "chart": stage_chart(result),
        "facts": facts,
        "stages": _reckoned(result),
        "rounding": _rounding(study),
    }
    return render(request, "inventories/study_result.html", context)


@dataclass(frozen=True)
class ReckonedLine:
    """A line with its figures and how they came about."""

    url: str
    name: str
    figure: str
    share: str
    sentences: tuple[str, ...]


def _reckoned(result: Result) -> list[tuple[StageResult, list[ReckonedLine]]]:
    return [
        (
            stage,
            [
                ReckonedLine(
                    reverse("line_detail", args=[line.pk]),
                    line.value.name,
                    line.text.figure,
                    line.text.share,
                    result.sentences(line),
                )
                for line in stage.lines
                if line.text is not None
            ],
        )
        for stage in result.stages
    ]


def _rounding(study: Study) -> list[str]:
    """The rounding policy in words, as the report states it."""
    return [
        str(study.get_ties_display()),
        f"{_('分项')}{_('：')}{study.get_figure_style_display()} {study.figure_digits}",
        f"{_('总计')}{_('：')}{study.get_total_style_display()} {study.total_digits}，"
        + _("由%s得出") % study.get_total_of_display(),
        f"{_('占比')}{_('：')}{_('%d 位小数') % study.share_decimals}，"
        + _("由%s得出") % study.get_shares_of_display(),
    ]


@require_POST
def study_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a study with all its data; one with a report is kept."""
    study = study_of(request, pk)
    return perform(
        request,
        lambda: services.remove_study(person(request), study, version=posted_version(request)),
        done=reverse("study_list"),
        said=_("已删除“%s”。") % study,
        back=reverse("study_detail", args=[study.pk]),
    )
