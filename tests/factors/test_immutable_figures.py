"""Whoever has the database: a figure stays as it was written. State and decisions move on."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from factors.models import WHOLE, Factor, GwpSet, GwpValue
from tests.factors.conftest import MakeFactor

OTHER: dict[str, str | int] = {
    "amount": "2",
    "gases": '{"CO2": "1"}',
    "split": '{"CO2": "1"}',
    "composition": '{"kind": "mix"}',
    "year": 1999,
    "valid_until": "2030-01-01",
    "second_hand": True,
    "heating_value": "1",
    "carbon_content": "1",
    "oxidation": "1",
}


@pytest.mark.parametrize("column", [*WHOLE, "code", "release", "evidence_digest", "library_id", "agency_id"])
def test_no_column_of_a_figure_is_changed(make_factor: MakeFactor, column: str) -> None:
    factor = make_factor()
    before = Factor.objects.values().get()
    value = OTHER.get(column, 7 if column in {"release", "library_id", "agency_id"} else "别的")
    with pytest.raises(DatabaseError, match="immutable row"), transaction.atomic():
        connection.cursor().execute(f'UPDATE factors_factor SET "{column}" = %s', [value])  # noqa: S608
    assert Factor.objects.values().get(pk=factor.pk) == before


def test_no_figure_is_deleted(make_factor: MakeFactor) -> None:
    factor = make_factor()
    with pytest.raises(DatabaseError, match="immutable row"), transaction.atomic():
        connection.cursor().execute("DELETE FROM factors_factor")
    assert Factor.objects.filter(pk=factor.pk).exists()


def test_what_becomes_of_it_may_be_written(make_factor: MakeFactor, colleague: User) -> None:
    factor = make_factor()
    Factor.objects.update(state="expired", decided_by=colleague, decided_at=timezone.now(), supersedes=None)
    factor.save(update_fields=["name", "amount"])  # the same values are no change
    assert Factor.objects.get().state == "expired"


def test_no_potential_is_changed(db: None) -> None:
    gases = GwpSet.objects.create(name="示范")
    value = GwpValue.objects.create(gwp_set=gases, symbol="CH4", name="甲烷", value="28")
    for statement in ("UPDATE factors_gwpvalue SET value = '27'", "DELETE FROM factors_gwpvalue"):
        with pytest.raises(DatabaseError, match="immutable row"), transaction.atomic():
            connection.cursor().execute(statement)
    assert GwpValue.objects.get(pk=value.pk).value == 28
