"""Certificates: one's own with handwriting, and the agency's seal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages import person
from accounts.permissions import Action, require
from reports import keys
from reports.forms import DeviceForm, HandwritingForm, Pkcs12Form
from reports.models.credentials import CredentialRow
from reports.signing.devices import DeviceLocation
from reports.signing.errors import SigningError
from reports.signing.handwriting import trimmed


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The person's certificate: what it is, and bringing an own one."""
    actor = person(request)
    require(actor, Action.OWN_CERTIFICATE, actor)
    row = keys.personal_certificate(actor)
    context = {
        "heading": _("我的证书"),
        "handwriting_form": HandwritingForm(),
        "has_handwriting": bool(row.handwriting),
    }
    return _certificate_page(request, row, "certificate", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest) -> HttpResponse:
    """The agency's seal certificate."""
    actor = person(request)
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    row = keys.agency_seal(actor.agency)
    return _certificate_page(request, row, "seal", {"heading": _("机构印章证书")})


@require_POST
def handwriting(request: HttpRequest) -> HttpResponse:
    """Bring or remove the picture of one's handwriting."""
    actor = person(request)
    form = HandwritingForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "；".join(form.errors["picture"]))
        return redirect("certificate")
    uploaded = form.cleaned_data["picture"]
    try:
        picture = trimmed(uploaded.read()) if uploaded is not None else b""
    except SigningError as error:
        messages.error(request, str(error))
        return redirect("certificate")
    keys.keep_handwriting(actor, keys.personal_certificate(actor), picture)
    messages.success(request, _("手写签名图片已保存。") if picture else _("手写签名图片已删除。"))
    return redirect("certificate")


def _certificate_page(
    request: HttpRequest, row: CredentialRow, name: str, context: dict[str, object]
) -> HttpResponse:
    pkcs12, device = Pkcs12Form(), DeviceForm()
    if request.method == "POST" and "pin" in request.POST:
        device = DeviceForm(request.POST)
        if device.is_valid() and _brought(request, device, lambda: _bring_device(request, row, device)):
            return redirect(name)
    elif request.method == "POST":
        pkcs12 = Pkcs12Form(request.POST, request.FILES)
        if pkcs12.is_valid() and _brought(request, pkcs12, lambda: _bring_pkcs12(request, row, pkcs12)):
            return redirect(name)
    context |= {
        "certificate": row,
        "trial": keys.is_trial(row),
        "pkcs12_form": pkcs12,
        "device_form": device if settings.PKCS11_MODULES else None,
    }
    status = 422 if pkcs12.errors or device.errors else 200
    return render(request, "reports/certificate.html", context, status=status)


def _brought(request: HttpRequest, form: Pkcs12Form | DeviceForm, bring: Callable[[], None]) -> bool:
    try:
        bring()
    except SigningError as error:
        form.add_error(None, ValidationError(str(error)))
        return False
    messages.success(request, _("证书已更换。"))
    return True


def _bring_pkcs12(request: HttpRequest, row: CredentialRow, form: Pkcs12Form) -> None:
    data = form.cleaned_data
    keys.bring_own_pkcs12(person(request), row, data["file"].read(), data["passphrase"])


def _bring_device(request: HttpRequest, row: CredentialRow, form: DeviceForm) -> None:
    data = form.cleaned_data
    location = DeviceLocation(module_path=data["module"], token_label=data["token"], key_label=data["key"])
    keys.bring_own_device(person(request), row, location, data["pin"])
