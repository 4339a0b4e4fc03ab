"""Composite factors as acts: proposed, approved, superseded, and of what they may be made."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404

from accounts.models import AuditEntry, Role, User
from factors import services
from factors.magnitude import magnitude
from factors.models import Factor, FactorComponent, Library
from factors.services import Draft
from factors.templatetags.factor_values import value_text
from factors.values import MixPart, MixValue
from tests.factors.composite_samples import lorry, mix, part
from tests.people import make_person

D = Decimal
pytestmark = pytest.mark.django_db
MakeFactor = Callable[..., Factor]


def make(actor: User, library: Library, draft: Draft, **columns: Any) -> Factor:
    members = {"name": "厂区用电 2024", "note": "依据 2024 年电费单与绿证凭证", **columns}
    return services.create_composite(actor, Factor(library=library, **members), draft)


def typed(value: Any) -> Draft:
    return Draft(value, (None,) * len(value.parts))


@pytest.fixture
def grid(make_factor: MakeFactor) -> Factor:
    return released(
        make_factor(name="全国电网", amount=D("0.5777"), unit="kgCO2e/kWh", year=2024, gwp_set="AR5")
    )


@pytest.fixture
def sun(make_factor: MakeFactor) -> Factor:
    return released(make_factor(name="光伏", amount=D("0.0520"), unit="kgCO2e/kWh", year=2024, gwp_set="AR5"))


def released(factor: Factor) -> Factor:
    Factor.objects.filter(pk=factor.pk).update(state=Factor.State.CURRENT)
    factor.refresh_from_db()
    return factor


def of(grid: Factor, sun: Factor, own: str = "200") -> Draft:
    """1000 kWh bought and some generated."""
    parts: tuple[MixPart, ...] = (
        part("grid", "1000", services.component_of(grid)),
        part("own", own, services.component_of(sun)),
    )
    return Draft(MixValue(parts=parts), (grid, sun))


def test_a_mix_is_proposed_and_reckons_exactly(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    made = make(consultant, library, of(grid, sun))
    made.refresh_from_db()
    assert (made.state, made.form, made.kind, made.unit) == (
        Factor.State.PROPOSED,
        Factor.Form.MIX,
        Factor.Kind.FOOTPRINT,
        "kgCO2e/kWh",
    )
    # (1000 × 0.5777 + 200 × 0.0520) ÷ 1200 = 588.1 ÷ 1200
    assert magnitude(made, {}).kilograms == Fraction("588.1") / 1200
    assert value_text(made) == "≈ 0.49008333 kgCO2e/kWh"
    assert (made.gwp_set, made.amount, str(made.per)) == ("AR5", None, "kWh")


def test_it_names_the_factors_of_which_it_was_made(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    made = make(consultant, library, of(grid, sun))
    assert services.component_ids(made) == [grid.pk, sun.pk]
    with pytest.raises(ProtectedError), transaction.atomic():
        grid.delete()


def test_the_trail_tells_what_it_is_made_of(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    make(consultant, library, of(grid, sun))
    entry = AuditEntry.objects.get(act="factor.create", subject_label="厂区用电 2024")
    assert entry.after["composition"]["label"] == ("外购网电 1000 kWh、光伏 200 kWh：≈ 0.49008333 kgCO2e/kWh")


def test_figures_may_be_typed(consultant: User, library: Library) -> None:
    made = make(consultant, library, typed(lorry(surcharge=D("0.15"), surcharge_note="冷藏 2～8 ℃")))
    assert (made.form, made.unit, value_text(made)) == (
        Factor.Form.TRANSPORT,
        "kgCO2e/(t·km)",
        "0.09757934 kgCO2e/(t·km)",
    )
    assert services.component_ids(made) == []


def test_it_is_superseded_and_never_edited(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    old = released(make(consultant, library, of(grid, sun)))
    new = services.supersede_composite(consultant, old, {"year": 2025}, of(grid, sun, "500"), "电费单更正")
    assert (new.release, new.supersedes, new.state, new.year) == (2, old, Factor.State.PROPOSED, 2025)
    # (577.7 + 26) ÷ 1500
    assert magnitude(new, {}).kilograms == Fraction("603.7") / 1500
    old.refresh_from_db()
    assert (old.state, magnitude(old, {}).kilograms) == (Factor.State.CURRENT, Fraction("588.1") / 1200)
    approver = make_person(consultant.agency, Role.APPROVER)
    services.approve_factor(approver, new)
    old.refresh_from_db()
    assert old.state == Factor.State.SUPERSEDED


def test_the_same_composition_again_is_no_new_release(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    old = released(make(consultant, library, of(grid, sun)))
    with pytest.raises(ValidationError, match="没有任何改动"):
        services.supersede_composite(consultant, old, {"gwp_set": "AR5"}, of(grid, sun), "理由")
    assert FactorComponent.objects.count() == 2


@pytest.mark.parametrize("column", ["composition", "unit", "kind"])
def test_the_database_holds_a_composition_fast(
    consultant: User, library: Library, grid: Factor, sun: Factor, column: str
) -> None:
    made = make(consultant, library, of(grid, sun))
    with pytest.raises(IntegrityError), transaction.atomic():
        Factor.objects.filter(pk=made.pk).update(**{column: {} if column == "composition" else "x"})
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorComponent.objects.filter(composite=made).update(component=grid)


def refused(actor: User, library: Library, draft: Draft, message: str) -> None:
    """Refused with the message, and nothing is left."""
    before = (Factor.objects.count(), FactorComponent.objects.count(), AuditEntry.objects.count())
    with pytest.raises(ValidationError, match=message):
        make(actor, library, draft)
    assert (Factor.objects.count(), FactorComponent.objects.count(), AuditEntry.objects.count()) == before


def test_what_does_not_reckon_is_refused(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    covered = mix(part("grid", "100"), part("green", "101", certificates="1"))
    refused(consultant, library, typed(covered), "多于外购电网电量")
    only = services.component_of(grid).model_copy(update={"unit": "kgCO2/kWh", "kind": "co2_only"})
    mixed = mix(part("grid", "1", only), part("own", "1", services.component_of(sun)))
    refused(consultant, library, typed(mixed), "口径不同")


@pytest.mark.parametrize(
    ("state", "message"),
    [("proposed", "待审核"), ("withdrawn", "已撤回"), ("superseded", "已被取代"), ("rejected", "未通过审核")],
)
def test_a_component_is_released(
    consultant: User, library: Library, grid: Factor, sun: Factor, state: str, message: str
) -> None:
    draft = of(grid, sun)
    Factor.objects.filter(pk=sun.pk).update(state=state)
    refused(consultant, library, draft, message)


def test_a_component_says_what_its_factor_says(
    consultant: User, library: Library, grid: Factor, sun: Factor
) -> None:
    draft = of(grid, sun)
    refused(consultant, library, Draft(draft.value, (grid, grid)), "数值与所选版次不一致")


def test_only_stated_figures_are_components(make_factor: MakeFactor) -> None:
    by_gas = make_factor(name="逸散", form="gases", gases={"CH4": "1"}, unit="kWh", amount=None)
    with pytest.raises(ValidationError, match="不是直接给出的数值"):
        services.component_of(by_gas)


def test_another_agency_s_factor_is_not_found(
    consultant: User, library: Library, foreign_factor: Factor
) -> None:
    released(foreign_factor)
    value = mix(part("grid", "1", services.component_of(foreign_factor)))
    refused(consultant, library, Draft(value, (foreign_factor,)), "没有找到组成因子")


def test_a_figure_goes_nowhere_wider_than_its_library(
    consultant: User, grid: Factor, sun: Factor, library: Library
) -> None:
    target = services.create_library(consultant, Library(name="组合因子"))
    for column, value, message in (
        ("disclosure", "value", "不对委托方公开"),
        ("exportable", False, "不允许导出"),
    ):
        Library.objects.filter(pk=library.pk).update(**{column: value})
        refused(consultant, target, of(fresh(grid), fresh(sun)), message)
        Library.objects.filter(pk=target.pk).update(**{column: value})
        target.refresh_from_db()
    assert make(consultant, target, of(fresh(grid), fresh(sun))).library == target


def test_a_figure_for_named_people_stays_with_them(
    consultant: User, grid: Factor, sun: Factor, library: Library
) -> None:
    target = services.create_library(consultant, Library(name="组合因子"))
    Library.objects.filter(pk=library.pk).update(audience=Library.Audience.NAMED)
    library.readers.add(consultant)
    refused(consultant, target, of(fresh(grid), fresh(sun)), "只供授权人员")
    library.refresh_from_db()
    assert make(consultant, library, of(fresh(grid), fresh(sun))).library == library


def fresh(factor: Factor) -> Factor:
    return Factor.objects.select_related("library").get(pk=factor.pk)


def test_roles_and_strangers(reviewer: User, stranger: User, library: Library) -> None:
    before = Factor.objects.count()
    with pytest.raises(PermissionDenied):
        make(reviewer, library, typed(mix()))
    with pytest.raises(Http404):
        make(stranger, library, typed(mix()))
    assert Factor.objects.count() == before


def test_terms_of_a_library_do_not_change_under_what_is_made_of_its_figures(
    consultant: User, grid: Factor, sun: Factor, library: Library
) -> None:
    administrator = make_person(library.agency, Role.ADMINISTRATOR) if library.agency else None
    assert administrator is not None
    target = services.create_library(consultant, Library(name="组合因子"))
    make(consultant, target, of(grid, sun))
    narrow = services.Access(Library.Audience.NAMED, Library.Disclosure.VALUE_HIDDEN, readers=[consultant])
    with pytest.raises(ValidationError, match="厂区用电 2024"):
        services.set_access(administrator, library, narrow, version=1)
    library.refresh_from_db()
    assert (library.audience, library.version) == (Library.Audience.AGENCY, 1)
    # The way out that the message names: first the library of the composite, then that of its parts.
    services.set_access(administrator, target, narrow, version=1)
    services.set_access(administrator, library, narrow, version=1)
    wide = services.Access(Library.Audience.AGENCY, Library.Disclosure.OPEN)
    with pytest.raises(ValidationError, match="只供授权人员"):
        services.set_access(administrator, target, wide, version=2)
    target.refresh_from_db()
    assert target.audience == Library.Audience.NAMED
