"""产品: the list, one product with pictures, process steps and equipment."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import Crumb, form_page, page_of, perform, person, remove_row
from accounts.permissions import Action, require, role_allows
from inventories import services
from inventories.forms.clients import (
    EquipmentForm,
    PasteEquipmentForm,
    ProductForm,
    StepForm,
    UploadPictureForm,
)
from inventories.models import Company, Equipment, ProcessStep, Product
from inventories.services.order import next_position
from inventories.views.frame import may_edit_clients, simple_form, staff, visible


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """The products of the agency's clients; ``?q=`` looks in name, model and client."""
    actor = staff(request)
    text = request.GET.get("q", "").strip()
    rows = Product.objects.visible_to(actor).select_related("company").annotate(study_count=Count("studies"))
    rows = rows.order_by("name", "pk")  # grouping for the counts drops the order of the model
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(model__icontains=text) | Q(company__name__icontains=text)
        )
    context = {
        "heading": _("产品"),
        "page": page_of(request, rows),
        "q": text,
        "may_edit": role_allows(actor, Action.EDIT_CLIENTS),
    }
    return render(request, "inventories/product_list.html", context)


def product_new(request: HttpRequest) -> HttpResponse:
    """A new product; the client is chosen in the form."""
    staff(request)
    return _new(request, Product(), reverse("product_list"))


def company_product_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new product of one client."""
    company = visible(Company, request, pk)
    return _new(request, Product(company=company), reverse("company_detail", args=[pk]))


def _new(request: HttpRequest, product: Product, back: str) -> HttpResponse:
    return form_page(
        request,
        ProductForm,
        product,
        template="inventories/row_form.html",
        done=lambda row: reverse("product_detail", args=[row.pk]),
        context={
            "heading": _("新建产品"),
            "breadcrumbs": [Crumb(_("产品"), reverse("product_list"))],
            "cancel": back,
        },
    )


@require_safe
def product_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One product."""
    product = visible(Product, request, pk, "company")
    return product_page(request, product, UploadPictureForm(), PasteEquipmentForm(), 200)


def product_page(
    request: HttpRequest,
    product: Product,
    picture_form: UploadPictureForm,
    paste_form: PasteEquipmentForm,
    status: int,
) -> HttpResponse:
    """The product's page, with the forms for a further picture and for pasted equipment."""
    company = product.company
    context = {
        "product": product,
        "heading": str(product),
        "breadcrumbs": [
            Crumb(_("委托方"), reverse("company_list")),
            Crumb(company.name, reverse("company_detail", args=[company.pk])),
        ],
        "may_edit": may_edit_clients(request, product),
        "steps": product.process_steps.all(),
        "equipment": product.equipment.all(),
        "pictures": product.pictures.all(),
        "studies": product.studies.select_related("responsible"),
        "picture_form": picture_form,
        "paste_form": paste_form,
    }
    return render(request, "inventories/product_detail.html", context, status=status)


def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the product is."""
    product = visible(Product, request, pk, "company")
    context = {"remove": reverse("product_remove", args=[pk])}
    return simple_form(
        request, ProductForm, product, heading=str(product), back=_page_of(pk), context=context
    )


@require_POST
def product_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a product without studies."""
    product = visible(Product, request, pk, "company")
    done = reverse("company_detail", args=[product.company_id])
    return remove_row(request, product, done=done, back=_page_of(pk))


def step_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further process step, behind the others."""
    product = visible(Product, request, pk, "company")
    step = ProcessStep(product=product, position=next_position(product.process_steps.all()))
    return simple_form(request, StepForm, step, heading=_("新增工序"), back=_page_of(pk))


def step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One process step."""
    step = visible(ProcessStep, request, pk, "product__company")
    context = {"remove": reverse("step_remove", args=[pk])}
    back = _page_of(step.product_id)
    return simple_form(request, StepForm, step, heading=step.name, back=back, context=context)


@require_POST
def step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a process step."""
    step = visible(ProcessStep, request, pk, "product__company")
    return remove_row(request, step, done=_page_of(step.product_id))


@require_POST
def step_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a process step one place (``step`` up or down)."""
    row = visible(ProcessStep, request, pk, "product__company")
    up = request.POST.get("step") == "up"
    done, said = _page_of(row.product_id), _("已移动“%s”。") % row
    return perform(request, lambda: services.move(person(request), row, up=up), done=done, said=said)


def equipment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further piece of equipment, behind the others."""
    product = visible(Product, request, pk, "company")
    row = Equipment(product=product, position=next_position(product.equipment.all()))
    return simple_form(request, EquipmentForm, row, heading=_("新增设备"), back=_page_of(pk))


def equipment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of equipment."""
    row = visible(Equipment, request, pk, "product__company")
    context = {"remove": reverse("equipment_remove", args=[pk])}
    back = _page_of(row.product_id)
    return simple_form(request, EquipmentForm, row, heading=row.name, back=back, context=context)


@require_POST
def equipment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a piece of equipment."""
    row = visible(Equipment, request, pk, "product__company")
    return remove_row(request, row, done=_page_of(row.product_id))


@require_POST
def equipment_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows copied from a spreadsheet; all of them or none."""
    product = visible(Product, request, pk, "company")
    require(person(request), Action.EDIT_CLIENTS, product)
    form = PasteEquipmentForm(request.POST)
    if form.is_valid():
        try:
            made = services.add_equipment(person(request), product, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("已加入 %d 台设备。") % len(made))
            return redirect("product_detail", pk)
    return product_page(request, product, UploadPictureForm(), form, 422)


def _page_of(pk: int) -> str:
    return reverse("product_detail", args=[pk])
