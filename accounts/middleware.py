"""Two rules for every page of a signed-in person. They stand after ``AuthenticationMiddleware``."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

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
