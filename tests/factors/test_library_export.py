"""A library as a workbook."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry, User
from factors import exporting
from factors.models import Factor, Library
from tests.factors.conftest import MakeFactor

pytestmark = pytest.mark.django_db


def _sheet(book: bytes) -> list[tuple[object, ...]]:
    workbook = load_workbook(io.BytesIO(book))
    return [tuple(row) for row in workbook["因子"].iter_rows(values_only=True)]


def test_every_factor_is_there_with_all_its_digits(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(code="a", amount=Decimal("0.50"))
    make_factor(code="b", amount=Decimal("1.12345678901234567890123"))
    book = exporting.export_library(consultant, library)
    heads, first, second = _sheet(book)
    amount = heads.index("数值")
    assert (first[heads.index("代码")], first[amount]) == ("a", 0.5)
    # More digits than a workbook's number holds: as text, so that none is lost.
    assert second[amount] == "1.12345678901234567890123"
    formats = load_workbook(io.BytesIO(book))["因子"]
    assert formats.cell(2, amount + 1).number_format == "0.00"


def test_text_that_looks_like_a_formula_stays_text(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(name="=1+1", note="@SUM(A1)")
    heads, row = _sheet(exporting.export_library(consultant, library))
    assert row[heads.index("名称")] == "=1+1"
    cell = load_workbook(io.BytesIO(exporting.export_library(consultant, library)))["因子"].cell(
        2, heads.index("名称") + 1
    )
    assert cell.data_type == "s"


def test_a_licence_that_does_not_permit_it_is_refused(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor()
    Library.objects.filter(pk=library.pk).update(exportable=False)
    library.refresh_from_db()
    with pytest.raises(PermissionDenied, match="不允许导出"):
        exporting.export_library(consultant, library)
    assert not AuditEntry.objects.filter(act="library.export").exists()


def test_an_export_is_in_the_trail(consultant: User, library: Library, make_factor: MakeFactor) -> None:
    make_factor()
    exporting.export_library(consultant, library)
    entry = AuditEntry.objects.get(act="library.export")
    assert (entry.subject_id, entry.after["rows"], entry.actor) == (library.pk, 1, consultant)


@pytest.mark.usefixtures("starter_loaded")
def test_a_starter_library_is_exported_into_the_own_trail(client: Client, consultant: User) -> None:
    library = Library.objects.filter(agency=None, factors__isnull=False).order_by("pk")[0]
    client.force_login(consultant, "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("factors:library_export", args=[library.pk, 1])).status_code == 200
    entry = AuditEntry.objects.get(act="library.export")
    assert (entry.agency_id, entry.actor_id) == (consultant.agency_id, consultant.pk)


def test_large_libraries_come_in_parts(
    consultant: User, library: Library, make_factor: MakeFactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in "abc":
        make_factor(code=code)
    monkeypatch.setattr(exporting, "PART", 2)
    assert exporting.parts(consultant, library) == [(1, 2), (3, 3)]
    assert [row[0] for row in _sheet(exporting.export_library(consultant, library, 2))][1:] == ["c"]
    with pytest.raises(LookupError):
        exporting.export_library(consultant, library, 3)


@pytest.mark.django_db(transaction=True)
def test_the_page_gives_the_file(
    client: Client, consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor()
    client.force_login(consultant)
    response = client.get(reverse("factors:library_export", args=[library.pk, 1]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("factors:library_export", args=[library.pk, 2])).status_code == 404


def test_what_another_agency_proposes_is_not_exported(
    consultant: User, stranger: User, library: Library, make_factor: MakeFactor
) -> None:
    proposed, released = make_factor(code="a"), make_factor(code="b")
    Factor.objects.filter(pk=proposed.pk).update(state=Factor.State.PROPOSED)
    Factor.objects.filter(pk=released.pk).update(state=Factor.State.CURRENT)
    Library.objects.filter(pk=library.pk).update(audience=Library.Audience.SHARED)
    assert [row[0] for row in _sheet(exporting.export_library(stranger, library))][1:] == ["b"]
