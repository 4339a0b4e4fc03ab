"""Values to rows and back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from factors.models import Factor, GwpSet, GwpValue, Library
from inventories import models
from inventories.assemble import Incomplete, assemble
from inventories.footprint import values
from inventories.unfold import unfold
from tests.golden.cases import NAMES, load, print_of
from tests.inventories.normal import normal
from tests.inventories.studies import everything, small

D = Decimal


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_study_comes_back_from_its_rows(consultant: User, name: str) -> None:
    study = load(name)
    assert assemble(unfold(consultant, study)) == normal(study)


@pytest.mark.parametrize("name", NAMES)
def test_rows_print_the_same_figures_as_the_file(consultant: User, name: str) -> None:
    study = load(name)
    before, after = print_of(study), print_of(assemble(unfold(consultant, study)))
    assert (after.total, after.unit) == (before.total, before.unit)
    assert [(s.label, s.figure, s.share) for s in after.stages] == [
        (s.label, s.figure, s.share) for s in before.stages
    ]


@pytest.mark.parametrize("name", NAMES)
def test_writing_what_was_assembled_changes_nothing_any_more(consultant: User, name: str) -> None:
    once = assemble(unfold(consultant, load(name)))
    assert assemble(unfold(consultant, once)) == once


def test_the_second_import_uses_client_product_and_factors_again(consultant: User) -> None:
    study = load("brake")
    unfold(consultant, study)
    counts = [kind.objects.count() for kind in (models.Company, models.Product, Factor, Library, GwpSet)]
    unfold(consultant, study)
    assert [
        kind.objects.count() for kind in (models.Company, models.Product, Factor, Library, GwpSet)
    ] == counts
    assert models.Study.objects.count() == 2


def test_everything_that_a_value_can_hold_comes_back(consultant: User) -> None:
    study = everything()
    assert assemble(unfold(consultant, study)) == normal(study)


def test_an_import_leaves_one_audit_line_for_each_thing(consultant: User) -> None:
    row = unfold(consultant, load("brake"))
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert [act for act in acts if not act.startswith("library")] == [
        "company.create",
        "product.create",
        "study.import",
    ]
    entry = AuditEntry.objects.get(act="study.import")
    assert (entry.study_id, entry.actor) == (row.pk, consultant)
    # Eight materials, energy and packaging; seven transports with a leg each.
    assert (entry.after["lines"], entry.after["legs"], entry.after["stages"]) == (15, 7, 5)


def test_a_starter_factor_is_used_and_not_copied(consultant: User) -> None:
    library = Library.objects.create(name="CLCD")
    starter = Factor.objects.create(
        library=library,
        code="steel",
        name="钢材",
        amount=D("1.9"),
        unit="kgCO2e/kg",
        region="中国",
        year=2022,
    )
    factor = values.Factor(
        key="anything",
        name="钢材",
        value=values.StatedValue(amount=D("1.9"), unit="kgCO2e/kg"),
        library="c",
        region="中国",
        year=2022,
    )
    study = small(factors=(factor,), libraries=(values.Library(key="c", name="CLCD"),))
    row = unfold(consultant, study)
    assert row.lines.get().factor == starter
    assert Factor.objects.count() == 1


def test_a_factor_with_another_year_is_another_factor(consultant: User) -> None:
    library = Library.objects.create(name="CLCD")
    Factor.objects.create(
        library=library, code="a", name="钢材", amount=D("1.9"), unit="kgCO2e/kg", year=2021
    )
    study = small(
        factors=(
            values.Factor(
                key="f",
                name="钢材",
                value=values.StatedValue(amount=D("1.9"), unit="kgCO2e/kg"),
                library="c",
                year=2022,
            ),
        ),
        libraries=(values.Library(key="c", name="CLCD", introduction="别处的介绍"),),
    )
    row = unfold(consultant, study)
    own = row.lines.get().factor
    assert own is not None
    assert (own.agency, own.library.name, own.year) == (consultant.agency, "CLCD", 2022)
    assert Factor.objects.get(code="a").year == 2021


def test_another_agency_s_factors_are_never_used(consultant: User, stranger: User) -> None:
    study = load("brake")
    theirs = unfold(stranger, study)
    ours = unfold(consultant, study)
    for row, owner in ((theirs, stranger), (ours, consultant)):
        owners = set(row.lines.exclude(factor=None).values_list("factor__agency_id", flat=True))
        assert owners == {owner.agency_id}


def test_a_gwp_set_of_the_same_name_with_other_values_becomes_a_further_release(consultant: User) -> None:
    for methane in ("27.9", "29.8", "27.9"):
        gases = (values.Gwp(symbol="CH4", name="甲烷", value=D(methane)),)
        row = unfold(consultant, small(gwp_set=values.GwpSet(name="IPCC AR6", values=gases)))
        assert assemble(row).gwp_set.values == gases
        assert assemble(row).gwp_set.name == "IPCC AR6"
    assert sorted(GwpSet.objects.values_list("release", flat=True)) == [1, 2]


def test_a_starter_gwp_set_serves_with_the_gases_that_the_study_lists(consultant: User) -> None:
    starter = GwpSet.objects.create(name="IPCC AR5", source="IPCC")
    for symbol, name, value in (
        ("CO2", "二氧化碳", "1"),
        ("CH4", "甲烷", "28"),
        ("SF6", "六氟化硫", "23500"),
    ):
        GwpValue.objects.create(gwp_set=starter, symbol=symbol, name=name, value=D(value))
    gases = (values.Gwp(symbol="CH4", name="甲烷", value=D("28")),)
    row = unfold(consultant, small(gwp_set=values.GwpSet(name="IPCC AR5", source="IPCC", values=gases)))
    assert (row.gwp_set, row.gwp_symbols) == (starter, ["CH4"])
    assert assemble(row).gwp_set.values == gases


def test_a_client_s_person_and_a_reviewer_may_not_import(client_person: User, reviewer: User) -> None:
    for actor in (client_person, reviewer):
        with pytest.raises(PermissionDenied):
            unfold(actor, small())
    assert models.Study.objects.count() == 0


def test_a_study_without_functional_unit_says_so(consultant: User) -> None:
    row = unfold(consultant, small())
    models.FunctionalUnit.objects.filter(study=row).delete()
    with pytest.raises(Incomplete) as incomplete:
        assemble(row)
    (finding,) = incomplete.value.findings
    assert (finding.place.path, finding.code) == ("functional_unit", "missing_functional_unit")


def test_assembling_takes_the_same_queries_however_long_the_study_is(
    consultant: User, many_lines: Callable[[int], values.Study]
) -> None:
    counts = []
    for length in (10, 200):
        row = unfold(consultant, many_lines(length))
        row = models.Study.objects.get(pk=row.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(assemble(row).lines) == length
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


@pytest.fixture
def many_lines() -> Callable[[int], values.Study]:
    def make(length: int) -> values.Study:
        study = small()
        lines = tuple(
            study.lines[0].model_copy(update={"key": f"L{number + 1:03d}", "name": f"材料 {number}"})
            for number in range(length)
        )
        return study.model_copy(update={"lines": lines, "title": f"{length} 条"})

    return make
