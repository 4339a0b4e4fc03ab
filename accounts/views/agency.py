"""The agency's own settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import AgencyForm
from accounts.models import Agency
from accounts.pages import form_page, person


def agency_settings(request: HttpRequest) -> HttpResponse:
    """Name, address, introduction, pattern of report numbers."""
    own = Agency.objects.get(pk=person(request).agency_id)
    return form_page(
        request,
        AgencyForm,
        own,
        template="accounts/agency_settings.html",
        done=lambda _row: reverse("agency_settings"),
        context={"heading": _("机构设置"), "subheading": _("这些内容会印在以后签发的报告中。")},
    )
