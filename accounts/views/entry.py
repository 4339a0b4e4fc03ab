"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.forms import SignInForm
from accounts.pages import person
from accounts.services import signed_in, signed_out


class SignIn(LoginView):
    """The sign-in page; django-axes throttles it, the session gets a new key."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"heading": _("登录")}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        signed_in(person(self.request))
        return response


class SignOut(LogoutView):
    """Signing out, by POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            signed_out(person(request))
        return super().post(request, *args, **kwargs)
