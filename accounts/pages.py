"""What the views of every app share: who asks, how a form is shown and saved, how a refusal reaches the reader.

``docs/frontend.md`` shows a page from view to template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.functional import LazyObject
from django.utils.translation import gettext as _

from accounts import editing
from accounts.editing import EditConflict, Frozen
from accounts.models import User
from accounts.row_forms import VersionedForm
from accounts.rows import AgencyRow

PER_PAGE = 50


class Crumb(NamedTuple):
    """One step of the way to a page; ``breadcrumbs`` in the context is a list of them, without the page itself."""

    label: str
    url: str


class Tab(NamedTuple):
    """One tab; ``tabs`` in the context is a list of them."""

    label: str
    url: str
    number: int | None = None


class Attempt(NamedTuple):
    """What came of saving a form: the row that was written, or ``None`` and the form to show again."""

    row: Any
    form: VersionedForm
    status: int


def person(request: HttpRequest) -> User:
    """Who is signed in. ``LoginRequiredMiddleware`` lets nobody else reach a view that asks.

    The row itself, not Django's lazy stand-in, whose class is not ``User`` to the audit trail and to queries.
    """
    user = get_user(request) if isinstance(request.user, LazyObject) else request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def page_of(request: HttpRequest, rows: models.QuerySet[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """The page that ``?page=`` names; a number out of range gives the nearest page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def attempt(form: VersionedForm) -> Attempt:
    """Save a bound form: 200 written; 422 wrong input; 409 somebody else was faster or the row is closed.

    Whatever is refused, nothing is written and the form keeps what was entered.
    """
    if not form.is_valid():
        return Attempt(None, form, 422)
    try:
        return Attempt(form.write(), form, 200)
    except ValidationError as error:
        form.refuse(error)
        return Attempt(None, form, 422)
    except EditConflict as conflict:
        return Attempt(None, form.after(conflict), 409)
    except Frozen as frozen:
        form.refusal = str(frozen)
        return Attempt(None, form, 409)


def form_page(
    request: HttpRequest,
    form_class: Callable[..., VersionedForm],
    row: models.Model,
    *,
    template: str,
    done: Callable[[Any], str],
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The whole of a page that makes (unsaved ``row``) or changes one row: show, save, say so, go to ``done(row)``."""
    actor = person(request)
    sent = request.method == "POST"
    form = form_class(actor, request.POST if sent else None, request.FILES if sent else None, instance=row)
    form.guard()
    status = 200
    if sent and form.refusal is None:
        written, form, status = attempt(form)
        if written is not None:
            messages.success(request, _("已保存“%s”。") % written)
            return redirect(done(written))
    elif sent:
        status = 409
    return render(request, template, {**(context or {}), "form": form}, status=status)


def perform(
    request: HttpRequest, act: Callable[[], object], *, done: str, said: str, back: str | None = None
) -> HttpResponseRedirect:
    """Do one act behind a button and go to ``done`` saying ``said``; refused: to ``back`` with the reason."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    except (EditConflict, Frozen) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
        return redirect(done)
    return redirect(back or done)


def remove_row(
    request: HttpRequest, row: AgencyRow, *, done: str, back: str | None = None
) -> HttpResponseRedirect:
    """Delete a row on the version that was posted, as ``components/confirm.html`` does."""
    said = _("已删除“%s”。") % row
    return perform(
        request,
        lambda: editing.remove(person(request), row, version=posted_version(request)),
        done=done,
        said=said,
        back=back,
    )


def posted_version(request: HttpRequest) -> int:
    """The version that the page was made from; ``ValidationError`` when the form was built without it."""
    text = request.POST.get("version", "")
    if not text.isascii() or not text.isdigit():
        raise ValidationError(_("页面缺少记录的版本，请刷新后再试。"))
    return int(text)
