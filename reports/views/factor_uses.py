"""使用情况 of a factor: the studies that use it, with their reports."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import Crumb
from factors.models import Factor
from inventories.factor_versions import is_in_force
from inventories.views.frame import staff
from reports import factor_uses

PER_PAGE = 20


@require_safe
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Every study of the agency that uses this factor, in whichever release; the effects are loaded one by one."""
    actor = staff(request)
    factor = get_object_or_404(Factor.objects.visible_to(actor).select_related("library"), pk=pk)
    found = factor_uses.family(actor, factor)
    page = Paginator(factor_uses.study_numbers(actor, found), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "heading": _("“%s”的使用情况") % factor,
        "breadcrumbs": [
            Crumb(_("排放因子"), reverse("factors:factor_list")),
            Crumb(factor.name, reverse("factors:factor", args=[pk])),
        ],
        "factor": factor,
        "newest": next((release for release in found.releases if is_in_force(release, today)), None),
        "composites": factor_uses.composites(actor, found),
        "page": page,
        "listed": factor_uses.of_studies(actor, found, list(page.object_list)),
    }
    return render(request, "reports/factor_uses.html", context)
