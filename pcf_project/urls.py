"""Every address of the application."""

from django.urls import URLPattern, URLResolver, include, path

from pcf_project import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("", include("factors.urls")),
    path("", include("inventories.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("pcf_project.api")),
]

handler400 = "accounts.views.refusals.bad_request"
handler403 = "accounts.views.refusals.permission_denied"
handler404 = "accounts.views.refusals.page_not_found"
handler500 = "accounts.views.refusals.server_error"
