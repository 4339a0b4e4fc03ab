"""Certificates: one's own with handwriting, and the agency's seal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.pages import person
from accounts.permissions import Action, require
from reports import keys
from reports.forms import DeviceForm, HandwritingForm, Pkcs12Form
from reports.models import PersonalCertificate
from reports.models.credentials import CredentialRow
from reports.signing.devices import DeviceLocation
from reports.signing.errors import SigningError
from reports.signing.handwriting import trimmed

# From then on the page says that the certificate has to be replaced soon.
WARN_BEFORE = timedelta(days=30)


@sensitive_post_parameters("passphrase", "pin")
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The person's certificate: what it is, and bringing an own one."""
    return _replace(request, _own_certificate(request), "certificate")


@sensitive_post_parameters("passphrase", "pin")
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest) -> HttpResponse:
    """The agency's seal certificate."""
    actor = person(request)
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    return _replace(request, keys.agency_seal(actor.agency), "seal")


@require_POST
def handwriting(request: HttpRequest) -> HttpResponse:
    """Bring the picture of one's handwriting."""
    row = _own_certificate(request)
    form = HandwritingForm(request.POST, request.FILES)
    if form.is_valid() and _done(form, lambda: _keep_handwriting(person(request), row, form)):
        messages.success(request, _("手写签名图片已保存。"))
        return redirect("certificate")
    return _page(request, row, status=422, handwriting_form=form)


@require_POST
def remove_handwriting(request: HttpRequest) -> HttpResponse:
    """From now on the name is printed."""
    keys.keep_handwriting(person(request), _own_certificate(request), b"")
    messages.success(request, _("手写签名图片已删除。"))
    return redirect("certificate")


@require_GET
def handwriting_png(request: HttpRequest) -> HttpResponse:
    """The picture, for the person alone."""
    row = _own_certificate(request)
    if not row.handwriting:
        raise Http404
    return HttpResponse(bytes(row.handwriting), content_type="image/png")


def _own_certificate(request: HttpRequest) -> PersonalCertificate:
    actor = person(request)
    require(actor, Action.OWN_CERTIFICATE, actor)
    return keys.personal_certificate(actor)


def _keep_handwriting(actor: User, row: PersonalCertificate, form: HandwritingForm) -> None:
    keys.keep_handwriting(actor, row, trimmed(form.cleaned_data["picture"].read()))


def _replace(request: HttpRequest, row: CredentialRow, name: str) -> HttpResponse:
    """Show the certificate, or take the one that was sent: a file, or (with a PIN) what a device holds."""
    if request.method != "POST":
        return _page(request, row)
    actor = person(request)
    form: Pkcs12Form | DeviceForm
    if "pin" in request.POST:
        form = device = DeviceForm(request.POST)
        done = form.is_valid() and _done(form, lambda: _bring_device(actor, row, device))
        entered: dict[str, forms.Form] = {"device_form": form}
    else:
        form = Pkcs12Form(request.POST, request.FILES)
        done = form.is_valid() and _done(form, lambda: _bring_pkcs12(actor, row, form))
        entered = {"pkcs12_form": form}
    if not done:
        return _page(request, row, status=422, **entered)
    messages.success(request, _("证书已更换，此后的签名使用新证书。"))
    return redirect(name)


def _page(
    request: HttpRequest, row: CredentialRow, *, status: int = 200, **entered: forms.Form
) -> HttpResponse:
    now = timezone.now()
    personal = isinstance(row, PersonalCertificate)
    context: dict[str, Any] = {
        "heading": _("签名证书") if personal else _("机构印章"),
        "subheading": (
            _("您签署报告时使用的证书和手写签名。") if personal else _("报告签发时盖章所用的机构证书。")
        ),
        "certificate": row,
        "trial": keys.is_trial(row),
        "expired": row.expires_at <= now,
        "expires_soon": now < row.expires_at <= now + WARN_BEFORE,
        "pkcs12_form": Pkcs12Form(),
        "device_form": DeviceForm() if settings.PKCS11_MODULES else None,
        **({"handwriting_form": HandwritingForm()} if personal else {}),
        **entered,
    }
    return render(request, "reports/certificate.html", context, status=status)


def _done(form: forms.Form, bring: Callable[[], None]) -> bool:
    """Whether ``bring`` went through; else its reason stands on the form."""
    try:
        bring()
    except SigningError as error:
        form.add_error(None, ValidationError(str(error)))
        return False
    return True


def _bring_pkcs12(actor: User, row: CredentialRow, form: Pkcs12Form) -> None:
    data = form.cleaned_data
    keys.bring_own_pkcs12(actor, row, data["file"].read(), data["passphrase"])


def _bring_device(actor: User, row: CredentialRow, form: DeviceForm) -> None:
    data = form.cleaned_data
    location = DeviceLocation(module_path=data["module"], token_label=data["token"], key_label=data["key"])
    keys.bring_own_device(actor, row, location, data["pin"])
