"""The agency's own settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import AgencyForm
from accounts.models import User
from accounts.pages import form_page, person


def agency_settings(request: HttpRequest) -> HttpResponse:
    """Name, address, introduction, pattern of report numbers."""
    actor = person(request)
    # A copy: a refused form changes it, and the frame of the page shows the agency's name.
    own = User.objects.visible_to(actor).select_related("agency").get(pk=actor.pk).agency
    return form_page(
        request,
        AgencyForm,
        own,
        template="accounts/agency_settings.html",
        done=lambda _row: reverse("agency_settings"),
        context={"heading": _("机构设置"), "subheading": _("这些内容会印在以后签发的报告中。")},
    )
