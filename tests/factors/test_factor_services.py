"""Own libraries and factors: written, superseded and withdrawn, never edited."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEntry, User
from accounts.templatetags.typography import exact
from factors import services
from factors.models import Factor, Library
from tests.factors.conftest import MakeFactor

State = Factor.State


def snapshot() -> tuple[list[Any], int]:
    """All factors and the number of audit lines, to see that a refusal changed nothing."""
    return list(Factor.objects.order_by("pk").values()), AuditEntry.objects.count()


def test_a_new_library_belongs_to_the_actors_agency_and_is_in_the_trail(consultant: User) -> None:
    library = services.create_library(consultant, Library(name="青禾实测因子", release="2024"))
    assert library.agency_id == consultant.agency_id
    entry = AuditEntry.objects.get(act="library.create")
    assert (entry.actor, entry.after["name"], entry.after["release"]) == (consultant, "青禾实测因子", "2024")


def test_a_library_is_there_once_per_name_and_release(
    consultant: User, stranger: User, library: Library
) -> None:
    with pytest.raises(ValidationError):
        services.create_library(consultant, Library(name=library.name, release=library.release))
    services.create_library(consultant, Library(name=library.name, release="2025"))
    services.create_library(stranger, Library(name=library.name, release=library.release))
    assert Library.objects.count() == 3


@pytest.mark.parametrize("who", ["reviewer", "client_person"])
def test_only_makers_write(who: str, library: Library, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    before = snapshot()
    with pytest.raises(PermissionDenied):
        services.create_library(actor, Library(name="别的因子库"))
    with pytest.raises(PermissionDenied):
        services.create_factor(
            actor, Factor(library=library, name="x", amount=Decimal(1), unit="kgCO2e/kg", note="实测")
        )
    assert (snapshot(), Library.objects.count()) == (before, 1)


def test_a_new_factor_is_numbered_and_in_the_trail(make_factor: MakeFactor, consultant: User) -> None:
    first, second = make_factor(), make_factor(name="铝合金铸件", amount=Decimal("0.720"), unit="tCO2e/t")
    assert (first.code, second.code) == ("001", "002")
    assert (first.agency_id, first.release, first.proposed_by) == (consultant.agency_id, 1, consultant)
    entry = AuditEntry.objects.get(subject_id=second.pk, act="factor.create")
    assert entry.after["amount"] == "0.720"
    assert entry.after["code"] == "002"


def test_a_code_of_ones_own_is_kept_and_taken_once(make_factor: MakeFactor) -> None:
    assert make_factor(code="FE-1").code == "FE-1"
    before = snapshot()
    with pytest.raises(ValidationError):
        make_factor(code="FE-1")
    assert snapshot() == before


def test_all_that_is_wrong_is_said_at_once(make_factor: MakeFactor) -> None:
    with pytest.raises(ValidationError) as caught:
        make_factor(name="", amount=None, unit="kgCO2e/云", year=-1)
    assert {"name", "amount", "unit", "year"} <= caught.value.message_dict.keys()
    assert not Factor.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "viel"}, "amount"),
        ({"form": "geraten"}, "form"),
        ({"form": "gases", "unit": "t", "gases": {"CO2": "viel"}}, "gases"),
        ({"form": "gases", "unit": "t", "gases": {"CO2": 74.1}}, "gases"),
        ({"form": "gases", "unit": "t", "gases": {"CO2": "-1"}}, "gases"),
        ({"form": "gases", "unit": "t", "gases": {}}, "gases"),
        ({"form": "gases", "unit": "t", "gases": ["CO2"]}, "gases"),
        ({"form": "gases", "unit": "kgCO2e/t", "gases": {"CO2": "1"}}, "unit"),
        ({"unit": "kgCO2/kWh"}, "kind"),
        ({"kind": "co2_only"}, "kind"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    make_factor: MakeFactor, values: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        make_factor(**values)
    assert field in caught.value.message_dict
    assert not Factor.objects.exists()


FUEL = {
    "form": "fuel",
    "kind": "combustion",
    "amount": None,
    "unit": "",
    "heating_value": Decimal("43.33"),
    "heating_value_unit": "GJ/t",
    "carbon_content": Decimal("20.2"),
    "carbon_content_unit": "tC/TJ",
    "oxidation": Decimal("0.98"),
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"oxidation": Decimal(98)}, "oxidation"),
        ({"oxidation": Decimal(0)}, "oxidation"),
        ({"oxidation": "most"}, "oxidation"),
        ({"heating_value": Decimal(0)}, "heating_value"),
        ({"heating_value": None}, "heating_value"),
        ({"carbon_content_unit": "tCO2/TJ"}, "carbon_content_unit"),
        ({"heating_value_unit": "t/GJ"}, "heating_value_unit"),
        ({"kind": "footprint"}, "kind"),
    ],
)
def test_a_fuel_needs_heating_value_carbon_content_and_oxidation(
    make_factor: MakeFactor, wrong: dict[str, object], field: str
) -> None:
    assert make_factor(**FUEL).per.symbol == "t"
    with pytest.raises(ValidationError) as caught:
        make_factor(**{**FUEL, **wrong})
    assert field in caught.value.message_dict
    assert Factor.objects.count() == 1


def test_superseding_proposes_a_new_release_and_keeps_the_old(
    make_factor: MakeFactor, consultant: User
) -> None:
    old = make_factor()
    new = services.supersede_factor(
        consultant, old, {"amount": Decimal("1.90"), "year": 2024}, " 供应商更正 "
    )
    old.refresh_from_db()
    assert (exact(old.amount), old.state, old.release) == ("1.9", State.CURRENT, 1)
    assert (exact(new.amount), new.state, new.release) == ("1.90", State.PROPOSED, 2)
    assert (new.proposed_by, new.decided_by) == (consultant, None)
    assert (new.supersedes, new.code, new.name, new.unit) == (old, old.code, old.name, old.unit)
    entry = AuditEntry.objects.get(act="factor.supersede")
    assert entry.before == {"amount": "1.9", "year": None}
    assert entry.after == {"reason": "供应商更正", "amount": "1.90", "year": 2024}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "无"),
        ({"amount": Decimal("1.9")}, "同一数值"),
        ({"amount": Decimal(2)}, "  "),
        ({"amount": None}, "空"),
        ({"unit": "kgCO2/kg"}, "混用"),
        ({"state": "current"}, "越权"),
        ({"code": "002"}, "越权"),
    ],
)
def test_a_refused_release_leaves_everything_as_it_was(
    make_factor: MakeFactor, consultant: User, changes: dict[str, object], reason: str
) -> None:
    factor = make_factor()
    before = snapshot()
    with pytest.raises(ValidationError):
        services.supersede_factor(consultant, factor, changes, reason)
    assert snapshot() == before


def test_who_comes_second_is_told_that_the_release_is_superseded(
    make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    factor = make_factor()
    newer = services.supersede_factor(consultant, factor, {"amount": Decimal(2)}, "更正")
    services.approve_factor(colleague, newer)
    before = snapshot()
    with pytest.raises(ValidationError, match="已被取代"):
        services.supersede_factor(consultant, factor, {"amount": Decimal(3)}, "更正")
    assert snapshot() == before


def test_a_withdrawn_factor_stays_withdrawn(make_factor: MakeFactor, consultant: User) -> None:
    factor = make_factor()
    services.withdraw_factor(consultant, factor, "测量仪器未检定")
    factor.refresh_from_db()
    assert factor.state == State.WITHDRAWN
    assert AuditEntry.objects.get(act="factor.withdraw").after["reason"] == "测量仪器未检定"
    before = snapshot()
    with pytest.raises(ValidationError, match="已撤回"):
        services.withdraw_factor(consultant, factor, "再次")
    assert snapshot() == before
    # What takes its place is another release, which leaves it withdrawn.
    services.supersede_factor(consultant, factor, {"amount": Decimal(3)}, "更正")
    factor.refresh_from_db()
    assert factor.state == State.WITHDRAWN


def test_withdrawing_needs_a_reason(make_factor: MakeFactor, consultant: User) -> None:
    factor = make_factor()
    before = snapshot()
    with pytest.raises(ValidationError):
        services.withdraw_factor(consultant, factor, "")
    assert snapshot() == before


def test_another_agencys_rows_do_not_exist(consultant: User, foreign_factor: Factor) -> None:
    before = snapshot()
    with pytest.raises(Http404):
        services.supersede_factor(consultant, foreign_factor, {"amount": Decimal(1)}, "更正")
    with pytest.raises(Http404):
        services.withdraw_factor(consultant, foreign_factor, "更正")
    with pytest.raises(Http404):
        services.create_factor(consultant, Factor(library=foreign_factor.library, name="x"))
    assert snapshot() == before


@pytest.mark.usefixtures("starter_loaded")
def test_nobody_changes_the_starter_library(consultant: User, client_person: User) -> None:
    starter = Factor.objects.get(name="全国电力平均碳足迹因子", year=2024)
    before = snapshot()
    for actor in (consultant, client_person):
        with pytest.raises(PermissionDenied):
            services.supersede_factor(actor, starter, {"amount": Decimal(1)}, "更正")
        with pytest.raises(PermissionDenied):
            services.withdraw_factor(actor, starter, "更正")
        with pytest.raises(PermissionDenied):
            services.create_factor(actor, Factor(library=starter.library, name="x"))
    assert snapshot() == before
