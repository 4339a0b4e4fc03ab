"""Pictures of clients and products: upload, caption, removal, and the bytes themselves."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import uploads
from accounts.models import User
from accounts.pages import person, remove_row
from accounts.permissions import Action, require
from accounts.serving import stored_file
from inventories import services
from inventories.forms.clients import (
    CompanyPictureForm,
    PasteEquipmentForm,
    ProductPictureForm,
    UploadPictureForm,
)
from inventories.models import Company, CompanyPicture, Product, ProductPicture
from inventories.models.pictures import PictureRow
from inventories.views.companies import company_page
from inventories.views.frame import simple_form, visible
from inventories.views.products import product_page


@require_POST
def company_picture_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further picture of a client."""
    company = visible(Company, request, pk)
    require(person(request), Action.EDIT_CLIENTS, company)
    form = UploadPictureForm(request.POST, request.FILES)
    if _added(
        request,
        form,
        lambda actor, data, caption: services.add_company_picture(actor, company, data, caption),
    ):
        return redirect("company_detail", pk)
    return company_page(request, company, form, 422)


@require_POST
def product_picture_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further picture of a product."""
    product = visible(Product, request, pk, "company")
    require(person(request), Action.EDIT_CLIENTS, product)
    form = UploadPictureForm(request.POST, request.FILES)
    if _added(
        request,
        form,
        lambda actor, data, caption: services.add_product_picture(actor, product, data, caption),
    ):
        return redirect("product_detail", pk)
    return product_page(request, product, form, PasteEquipmentForm(), 422)


def _added(
    request: HttpRequest, form: UploadPictureForm, add: Callable[[User, bytes, str], PictureRow]
) -> bool:
    if not form.is_valid():
        return False
    try:
        add(person(request), uploads.content(form.cleaned_data["file"]), form.cleaned_data["caption"])
    except ValidationError as error:
        form.add_error("file", error.messages)
        return False
    messages.success(request, _("已保存图片。"))
    return True


def company_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The caption of a client's picture."""
    row = visible(CompanyPicture, request, pk, "company")
    return simple_form(
        request,
        CompanyPictureForm,
        row,
        heading=_("图片"),
        back=reverse("company_detail", args=[row.company_id]),
        context={"remove": reverse("company_picture_remove", args=[pk])},
    )


def product_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The caption of a product's picture."""
    row = visible(ProductPicture, request, pk, "product__company")
    return simple_form(
        request,
        ProductPictureForm,
        row,
        heading=_("图片"),
        back=reverse("product_detail", args=[row.product_id]),
        context={"remove": reverse("product_picture_remove", args=[pk])},
    )


@require_POST
def company_picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a client's picture away; its bytes stay in the store, where an older report may need them."""
    row = visible(CompanyPicture, request, pk, "company")
    return remove_row(request, row, done=reverse("company_detail", args=[row.company_id]))


@require_POST
def product_picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a product's picture away; its bytes stay in the store, where an older report may need them."""
    row = visible(ProductPicture, request, pk, "product__company")
    return remove_row(request, row, done=reverse("product_detail", args=[row.product_id]))


@require_safe
def company_picture_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture's bytes."""
    return _file(visible(CompanyPicture, request, pk))


@require_safe
def product_picture_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture's bytes."""
    return _file(visible(ProductPicture, request, pk))


def _file(row: PictureRow) -> HttpResponse:
    return stored_file(row.agency_id, row.digest, row.media_type, row.caption or row.digest[:12])
