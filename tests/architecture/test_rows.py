"""Rules about the tables, read from Django's own register of models."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.rows import AgencyRow
from tests.architecture.source import APPS

# Rows with an agency that people do not edit through ``accounts.editing``, each with a door of its own.
OWN_DOORS = {
    # people: ``accounts.services``; the trail: ``accounts.audit``; jobs: ``jobs.services`` and ``jobs.claims``
    "accounts.User",
    "accounts.AuditEntry",
    "jobs.Job",
    # published numbers: without an agency they belong to everybody; superseded, never edited
    "factors.Library",
    "factors.Factor",
    "factors.GwpSet",
    # imports: ``factors.services.imports`` and the jobs of ``factors.making``
    "factors.FactorImport",
    "factors.ColumnMapping",
    # decisions on many proposals: ``factors.services.deciding`` and the job of ``factors.ruling``
    "factors.BulkDecision",
    # data-collection workbooks: ``inventories.services.workbooks`` and the jobs of ``inventories.workbook.jobs``
    "inventories.IssuedWorkbook",
    "inventories.FilledWorkbook",
    # keys and certificates: written by ``reports.keys`` and ``reports.trial``, never shown
    "reports.TrialAuthority",
    "reports.PersonalCertificate",
    "reports.AgencySeal",
    # what the workflow writes once and the database then holds fast; and what it can make again
    "reports.NumberSequence",
    "reports.Revision",
    "reports.Signature",
    "reports.RegisterEntry",
    "reports.Withdrawal",
    "reports.Preview",
}
# An agency asks for its people by name; every other relation across apps is followed downwards only.
UPWARD_NAMES = {"accounts.User.agency"}


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def _foreign_keys(model: type[models.Model]) -> list[models.ForeignKey[models.Model]]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


def test_every_app_of_the_project_is_looked_at() -> None:
    assert {"accounts", "jobs", "factors", "inventories", "reports"} <= set(APPS)
    assert set(APPS) <= set(settings.INSTALLED_APPS)


def test_rows_that_people_edit_are_all_guarded_alike() -> None:
    unguarded = {
        model._meta.label
        for model in _models()
        if any(field.name == "agency" for field in model._meta.fields) and not issubclass(model, AgencyRow)
    }
    assert unguarded - OWN_DOORS == set()


def test_relations_across_apps_leave_no_way_back_up() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in _models()
        for field in _foreign_keys(model)
        if field.remote_field.model._meta.app_label != model._meta.app_label
        or (field.name == "agency" and issubclass(model, AgencyRow))
        if not (field.remote_field.related_name or "").endswith("+")
    }
    assert found - UPWARD_NAMES == set()


def test_no_number_is_kept_in_binary_floating_point() -> None:
    """Nor in Django's own decimal column, which SQLite stores as a binary number."""
    found = [
        f"{model._meta.label}.{field.name}"
        for model in _models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField | models.DecimalField)
    ]
    assert found == []
