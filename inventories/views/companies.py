"""委托方: the list, one client with contacts, pictures, people and products."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages import Crumb, form_page, page_of, perform, person, remove_row
from accounts.permissions import Action, require, role_allows
from inventories import services
from inventories.forms.clients import AttachClientForm, CompanyForm, ContactForm, UploadPictureForm
from inventories.models import Company, CompanyContact
from inventories.views.frame import may_edit_clients, simple_form, staff, visible


@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """The agency's clients; ``?q=`` looks in name and code."""
    actor = staff(request)
    text = request.GET.get("q", "").strip()
    rows = Company.objects.visible_to(actor).annotate(
        product_count=Count("products", distinct=True), study_count=Count("products__studies", distinct=True)
    )
    rows = rows.order_by("name", "pk")  # grouping for the counts drops the order of the model
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(credit_code__icontains=text))
    context = {
        "heading": _("委托方"),
        "page": page_of(request, rows),
        "q": text,
        "may_edit": role_allows(actor, Action.EDIT_CLIENTS),
    }
    return render(request, "inventories/company_list.html", context)


def company_new(request: HttpRequest) -> HttpResponse:
    """A new client."""
    staff(request)
    context = {
        "heading": _("新建委托方"),
        "breadcrumbs": [Crumb(_("委托方"), reverse("company_list"))],
        "cancel": reverse("company_list"),
    }
    return form_page(
        request,
        CompanyForm,
        Company(),
        template="inventories/row_form.html",
        done=lambda row: reverse("company_detail", args=[row.pk]),
        context=context,
    )


@require_safe
def company_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One client."""
    return company_page(request, visible(Company, request, pk), UploadPictureForm(), 200)


def company_page(
    request: HttpRequest, company: Company, picture_form: UploadPictureForm, status: int
) -> HttpResponse:
    """The client's page, with the form for a further picture."""
    context = {
        "company": company,
        "heading": company.name,
        "breadcrumbs": [Crumb(_("委托方"), reverse("company_list"))],
        "may_edit": may_edit_clients(request, company),
        "contacts": company.contacts.all(),
        "pictures": company.pictures.all(),
        "products": company.products.annotate(study_count=Count("studies")),
        "clients": company.clients.all(),
        "attach_form": AttachClientForm(person(request), company),
        "picture_form": picture_form,
    }
    return render(request, "inventories/company_detail.html", context, status=status)


def company_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's particulars."""
    company = visible(Company, request, pk)
    return simple_form(
        request,
        CompanyForm,
        company,
        heading=company.name,
        back=reverse("company_detail", args=[pk]),
        context={"remove": reverse("company_remove", args=[pk])},
    )


@require_POST
def company_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a client without products."""
    company = visible(Company, request, pk)
    back = reverse("company_detail", args=[pk])
    return remove_row(request, company, done=reverse("company_list"), back=back)


def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further contact of a client."""
    company = visible(Company, request, pk)
    back = reverse("company_detail", args=[pk])
    return simple_form(
        request, ContactForm, CompanyContact(company=company), heading=_("新增联系人"), back=back
    )


def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact."""
    contact = visible(CompanyContact, request, pk, "company")
    return simple_form(
        request,
        ContactForm,
        contact,
        heading=contact.name,
        back=reverse("company_detail", args=[contact.company_id]),
        context={"remove": reverse("contact_remove", args=[pk])},
    )


@require_POST
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a contact."""
    contact = visible(CompanyContact, request, pk, "company")
    return remove_row(request, contact, done=reverse("company_detail", args=[contact.company_id]))


@require_POST
def client_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a client's person see the company's issued reports."""
    company = visible(Company, request, pk)
    require(person(request), Action.EDIT_CLIENTS, company)
    number = request.POST.get("user", "")
    people = User.objects.visible_to(person(request))
    user = get_object_or_404(people, pk=int(number) if number.isascii() and number.isdigit() else 0)
    return perform(
        request,
        lambda: services.attach_client(person(request), company, user),
        done=reverse("company_detail", args=[pk]),
        said=_("“%s”现在可以查看本公司已签发的报告。") % user,
    )


@require_POST
def client_detach(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """Take the company's reports out of a person's sight."""
    company = visible(Company, request, pk)
    user = get_object_or_404(company.clients, pk=user_pk)
    return perform(
        request,
        lambda: services.detach_client(person(request), company, user),
        done=reverse("company_detail", args=[pk]),
        said=_("“%s”不再能查看本公司的报告。") % user,
    )
