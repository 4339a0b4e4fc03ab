"""People of the agency, for its administrators: list, invite, change, roles, passwords, closing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.editing import EditConflict
from accounts.forms import InviteForm, PersonForm, RolesForm
from accounts.models import ApiToken, User
from accounts.pages import Crumb, attempt, page_of, perform, person, posted_version
from accounts.permissions import Action, require
from accounts.row_forms import VersionedForm


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account; ``?q=`` searches name and address."""
    actor = person(request)
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    query = request.GET.get("q", "").strip()
    people = _found(User.objects.visible_to(actor), query).order_by("-is_active", "name", "pk")
    context = {
        "heading": _("人员与角色"),
        "page": page_of(request, people.prefetch_related("role_grants")),
        "query": query,
    }
    return render(request, "accounts/person_list.html", context)


def _found(people: QuerySet[User], query: str) -> QuerySet[User]:
    return people.filter(Q(name__icontains=query) | Q(email__icontains=query)) if query else people


def person_invite(request: HttpRequest) -> HttpResponse:
    """Make an account; the answer to the form shows the initial password once."""
    actor = person(request)
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    form = InviteForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid() and (made := _invite(actor, form)) is not None:
            return _password_page(request, *made, heading=_("账户已建立"), status=201)
    context = {"heading": _("新增人员"), "breadcrumbs": _crumbs(), "form": form}
    return render(request, "accounts/person_invite.html", context, status=status)


def _invite(actor: User, form: InviteForm) -> tuple[User, str] | None:
    try:
        return services.invite(actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: data, roles, account, tokens."""
    actor = person(request)
    user = _managed(request, pk)
    sent = request.method == "POST"
    form: VersionedForm = PersonForm(actor, request.POST if sent else None, instance=user)
    status = 200
    if sent:
        written, form, status = attempt(form)
        if written is not None:
            messages.success(request, _("已保存“%s”。") % written)
            return redirect("person", pk)
    return _person_page(request, pk, form=form, status=status)


@require_POST
def person_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the roles."""
    user = _managed(request, pk)
    form = RolesForm(request.POST)
    if form.is_valid():
        try:
            services.set_roles(
                person(request), user, form.cleaned_data["roles"], version=posted_version(request)
            )
        except ValidationError as error:
            form.add_error(None, error)
        except EditConflict as conflict:
            messages.error(request, str(conflict))
            return redirect("person", pk)
        else:
            messages.success(request, _("已更改“%s”的角色。") % user)
            return redirect("person", pk)
    return _person_page(request, pk, roles_form=form, status=422)


@require_POST
def person_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initial password, shown once."""
    user = _managed(request, pk)
    try:
        password = services.reset_password(person(request), user)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect("person", pk)
    return _password_page(request, user, password, heading=_("密码已重置"), status=200)


@require_POST
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account."""
    user = _managed(request, pk)
    return perform(
        request,
        lambda: services.deactivate(person(request), user, version=posted_version(request)),
        done=reverse("person", args=[pk]),
        said=_("已停用“%s”的账户。") % user,
    )


@require_POST
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the account again."""
    user = _managed(request, pk)
    return perform(
        request,
        lambda: services.activate(person(request), user, version=posted_version(request)),
        done=reverse("person", args=[pk]),
        said=_("已恢复“%s”的账户。") % user,
    )


def _managed(request: HttpRequest, pk: int) -> User:
    actor = person(request)
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    return get_object_or_404(User.objects.visible_to(actor), pk=pk)


def _person_page(
    request: HttpRequest,
    pk: int,
    *,
    form: VersionedForm | None = None,
    roles_form: RolesForm | None = None,
    status: int,
) -> HttpResponse:
    actor = person(request)
    subject = User.objects.visible_to(actor).get(pk=pk)  # afresh: a refused form has changed its own copy
    context = {
        "heading": subject.name,
        "subheading": subject.email,
        "breadcrumbs": _crumbs(),
        "subject": subject,
        "form": form or PersonForm(actor, instance=subject),
        "roles_form": roles_form or RolesForm(initial={"roles": list(subject.roles)}),
        "tokens": ApiToken.objects.visible_to(actor).filter(user=subject),
        "is_self": subject.pk == actor.pk,
    }
    return render(request, "accounts/person_detail.html", context, status=status)


def _password_page(
    request: HttpRequest, user: User, password: str, *, heading: str, status: int
) -> HttpResponse:
    context = {"heading": heading, "breadcrumbs": _crumbs(), "subject": user, "secret": password}
    return render(request, "accounts/person_password.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [Crumb(_("人员与角色"), reverse("person_list"))]
