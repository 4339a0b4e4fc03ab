"""The own account: profile, password, API tokens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import PasswordForm, ProfileForm, TokenForm
from accounts.models import ApiToken, User
from accounts.pages import form_page, perform, person
from accounts.permissions import Action, require


def profile(request: HttpRequest) -> HttpResponse:
    """Name, phone and qualification."""
    actor = person(request)
    own = User.objects.visible_to(actor).get(pk=actor.pk)  # a copy: a refused form changes it
    return form_page(
        request,
        ProfileForm,
        own,
        template="accounts/profile.html",
        done=lambda _row: reverse("profile"),
        context={"heading": _("个人资料")},
    )


@sensitive_post_parameters("old_password", "new_password", "repeated")
def password_change(request: HttpRequest) -> HttpResponse:
    """The own password; the present session goes on, all others end."""
    actor = person(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid() and (changed := _change_password(request, form)) is not None:
            update_session_auth_hash(request, changed)
            messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
            return redirect("home")
    context = {"heading": _("修改密码"), "form": form, "initial": actor.password_is_initial}
    return render(request, "accounts/password_change.html", context, status=status)


def _change_password(request: HttpRequest, form: PasswordForm) -> User | None:
    actor = person(request)
    old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
    # Throttled like a sign-in: an open session must not be a place to guess the password that signs.
    if authenticate(request, username=actor.email, password=old) is None:
        form.add_error("old_password", _("当前密码不正确。"))
        return None
    try:
        return services.change_password(actor, old, new)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def token_list(request: HttpRequest) -> HttpResponse:
    """The own tokens, and a new one, whose text is on the page once."""
    actor = person(request)
    require(actor, Action.VIEW_WORK, actor)
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret, status = "", 200
    if form.is_bound and form.is_valid():
        _token, secret = services.make_token(actor, form.cleaned_data["label"])
        form, status = TokenForm(), 201
    elif form.is_bound:
        status = 422
    context = {
        "heading": _("API 令牌"),
        "form": form,
        "secret": secret,
        "tokens": ApiToken.objects.visible_to(actor).filter(user=actor),
    }
    return render(request, "accounts/token_list.html", context, status=status)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token; an administrator comes here from a person's page and goes back there."""
    actor = person(request)
    token = get_object_or_404(ApiToken.objects.visible_to(actor).select_related("user"), pk=pk)
    own = token.user_id == actor.pk
    return perform(
        request,
        lambda: services.revoke_token(actor, token),
        done=reverse("token_list") if own else reverse("person", args=[token.user_id]),
        said=_("已撤销令牌“%s”。") % token.label,
    )
