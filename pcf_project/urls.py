"""Every address of the application."""

import logging
from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from pcf_project import views


def _apps_at_hand() -> list[URLResolver]:
    """While the apps are being built side by side: those whose addresses can be imported. Goes when all are there."""
    resolvers = []
    for app in ("factors", "inventories", "reports"):
        try:
            import_module(f"{app}.urls")
        except (ImportError, SyntaxError, NameError, AttributeError, TypeError) as error:
            logging.getLogger(__name__).warning("addresses of %s are left out: %s", app, error)
        else:
            resolvers.append(path("", include(f"{app}.urls")))
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
