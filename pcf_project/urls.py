"""Every address of the application."""

import logging
from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from pcf_project import views


def _apps_at_hand() -> list[URLResolver]:
    """While the apps are being built side by side: those whose addresses can be imported. Goes when all are there."""
    resolvers = []
    for prefix, module in (
        ("", "factors.urls"),
        ("", "inventories.urls"),
        ("", "reports.urls"),
        ("api/v1/", "pcf_project.api"),
    ):
        try:
            import_module(module)
        except (ImportError, SyntaxError, NameError, AttributeError, TypeError) as error:
            logging.getLogger(__name__).warning("%s is left out: %s", module, error)
        else:
            resolvers.append(path(prefix, include(module)))
    return resolvers


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    *_apps_at_hand(),
]

handler400 = "accounts.views.refusals.bad_request"
handler403 = "accounts.views.refusals.permission_denied"
handler404 = "accounts.views.refusals.page_not_found"
handler500 = "accounts.views.refusals.server_error"
