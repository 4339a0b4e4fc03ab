"""What the pages of this app share: who may look, the frame of a study, simple forms and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages import Crumb, Tab, form_page, person
from accounts.permissions import Action, may, require
from accounts.row_forms import VersionedForm
from accounts.rows import AgencyRow
from inventories.factor_versions import outdated_factors
from inventories.models import Company, Product, Study

Row = TypeVar("Row", bound=AgencyRow)


def staff(request: HttpRequest) -> User:
    """Who is signed in, if it is one of the agency's own people; a client's person is refused (403)."""
    actor = person(request)
    require(actor, Action.VIEW_WORK, actor)
    return actor


def visible(kind: type[Row], request: HttpRequest, pk: int, *related: str) -> Row:
    """The row, for staff of its agency; for anybody else it does not exist (404)."""
    rows = cast("QuerySet[Row]", kind.objects.visible_to(staff(request)))
    return get_object_or_404(rows.select_related(*related) if related else rows, pk=pk)


def study_of(request: HttpRequest, pk: int) -> Study:
    """The study with what its frame shows."""
    return visible(Study, request, pk, "product__company", "gwp_set", "responsible")


def study_frame(request: HttpRequest, study: Study, open_tab: str) -> dict[str, Any]:
    """Heading, way and tabs of a study's page; ``open_tab`` is the name of an address."""
    product, company = study.product, study.product.company
    outdated = outdated_factors([study.pk], timezone.localdate()).get(study.pk)
    numbers = {
        "study_lines": study.lines.count(),
        "study_evidence": study.evidence.count(),
        "study_factors": len(outdated) if outdated else None,
    }
    titles = {
        "study_detail": _("概况"),
        "study_scope": _("目标与范围"),
        "study_functional_unit": _("功能单位"),
        "study_stages": _("阶段与边界"),
        "study_sharings": _("分摊"),
        "study_workbooks": _("收集表"),
        "study_lines": _("清单数据"),
        "study_result": _("结果"),
        "study_evidence": _("证据"),
        "study_factors": _("因子更新"),
    }
    return {
        "study": study,
        "heading": study.title,
        "subheading": f"{company} · {product} · {study.period_start:%Y-%m-%d} — {study.period_end:%Y-%m-%d}",
        "breadcrumbs": [
            Crumb(_("核算项目"), reverse("study_list")),
            Crumb(str(product), reverse("product_detail", args=[product.pk])),
        ],
        "tabs": [
            Tab(label, reverse(name, args=[study.pk]), numbers.get(name)) for name, label in titles.items()
        ],
        "open_tab": reverse(open_tab, args=[study.pk]),
        "may_edit": may(person(request), Action.EDIT_STUDY, study) and not study.lock,
    }


def may_edit_clients(request: HttpRequest, row: Company | Product) -> bool:
    """Whether the buttons that change a client or a product are shown."""
    return may(person(request), Action.EDIT_CLIENTS, row)


def simple_form(
    request: HttpRequest,
    form_class: Callable[..., VersionedForm],
    row: AgencyRow,
    *,
    heading: str,
    back: str,
    done: Callable[[Any], str] | None = None,
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """A page of one form in the common layout; ``back``: where to go when it is saved or given up."""
    staff(request)
    return form_page(
        request,
        form_class,
        row,
        template="inventories/row_form.html",
        done=done or (lambda _row: back),
        context={
            "heading": heading,
            "breadcrumbs": [Crumb(str(row.parent or row), back)],
            "cancel": back,
            **(context or {}),
        },
    )


def guard_or_show(request: HttpRequest, form: VersionedForm, subject: Study) -> None:
    """As ``form.guard``, but who may look and not write sees the form closed (a reviewer reads what is entered)."""
    if request.method != "POST" and not may(person(request), Action.EDIT_STUDY, subject):
        form.close(_("您的角色可以查看，不能修改。"))
    else:
        form.guard()


def study_form(
    request: HttpRequest,
    form_class: Callable[..., VersionedForm],
    row: AgencyRow,
    study: Study,
    *,
    template: str,
    context: Mapping[str, object],
    done: str,
) -> HttpResponse:
    """A page of a study that is one form, shown closed to those who may only look."""
    if request.method != "POST" and not may(person(request), Action.EDIT_STUDY, study):
        form = form_class(person(request), instance=row)
        guard_or_show(request, form, study)
        return render(request, template, {**context, "form": form})
    return form_page(request, form_class, row, template=template, done=lambda _row: done, context=context)
