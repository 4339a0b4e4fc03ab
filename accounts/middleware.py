"""Rules for every page. They stand after ``MessageMiddleware``."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User

View = Callable[[HttpRequest], HttpResponse]
# What a person with an initial password may still open.
OPEN_WITH_INITIAL_PASSWORD = frozenset({"password_change", "logout"})


def no_store(view: View) -> View:
    """Keep what a signed-in person saw out of every cache, unless the view itself says how it may be kept."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return handle


def whole_pages(view: View) -> View:
    """Send the whole page to the sign-in page when a session ended, not only the fragment that asked."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if request.headers.get("HX-Request") != "true" or not isinstance(response, HttpResponseRedirect):
            return response
        target = urlsplit(response.url).path
        if target not in {reverse("login"), reverse("password_change")}:
            return response
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": f"{shown.path or '/'}{'?' if shown.query else ''}{shown.query}"})
        return HttpResponseClientRedirect(f"{target}?{back}")

    return handle


class InitialPassword:
    """Send a person whose password an administrator made to replace it first, for nobody else may know it."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.view(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or not user.password_is_initial or match is None:
            return None
        return None if match.url_name in OPEN_WITH_INITIAL_PASSWORD else redirect("password_change")
