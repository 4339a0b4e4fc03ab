"""Addresses with pages of rows as every app makes them, for ``test_row_pages``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from accounts.pages import form_page, person, remove_row
from accounts.row_forms import RowForm
from inventories.models import Company, FunctionalUnit, Product, Study
from pcf_project.urls import handler403, handler404
from pcf_project.urls import urlpatterns as application

__all__ = ["handler403", "handler404", "urlpatterns"]

TEMPLATE = "accounts/agency_settings.html"  # nothing but the form


class CompanyForm(RowForm):
    class Meta:
        model = Company
        fields = ["name", "address", "legal_representative", "introduction"]


class ProductForm(RowForm):
    class Meta:
        model = Product
        fields = ["company", "name", "mass", "mass_unit", "functions"]


class FunctionalUnitForm(RowForm):
    class Meta:
        model = FunctionalUnit
        fields = ["kind", "amount", "unit", "description"]


def _done(_row: object) -> str:
    return reverse("home")


def company_new(request: HttpRequest) -> HttpResponse:
    return form_page(request, CompanyForm, Company(), template=TEMPLATE, done=_done)


def company_edit(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.visible_to(person(request)), pk=pk)
    return form_page(request, CompanyForm, company, template=TEMPLATE, done=_done)


def company_remove(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.visible_to(person(request)), pk=pk)
    return remove_row(request, company, done=reverse("home"))


def product_new(request: HttpRequest) -> HttpResponse:
    return form_page(request, ProductForm, Product(), template=TEMPLATE, done=_done)


def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    study = get_object_or_404(Study.objects.visible_to(person(request)), pk=pk)
    return form_page(request, FunctionalUnitForm, study.functional_unit, template=TEMPLATE, done=_done)


urlpatterns = [
    path("test/companies/new/", company_new, name="test_company_new"),
    path("test/companies/<int:pk>/", company_edit, name="test_company"),
    path("test/companies/<int:pk>/remove/", company_remove, name="test_company_remove"),
    path("test/products/new/", product_new, name="test_product_new"),
    path("test/studies/<int:pk>/unit/", unit_edit, name="test_unit"),
    *application,
]
