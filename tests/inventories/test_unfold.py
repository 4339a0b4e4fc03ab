"""Values to rows and back."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from factors.models import Factor, GwpSet, GwpValue, Library
from inventories import models
from inventories.assemble import Incomplete, assemble
from inventories.footprint import subject, values
from inventories.unfold import Refused, unfold
from tests.golden.cases import NAMES, load, print_of
from tests.inventories.normal import normal

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
        owners = {line.factor.agency_id for line in row.lines.exclude(factor=None)}
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


def refused(actor: User, study: values.Study) -> list[tuple[str, str]]:
    """Where and why the value is refused; nothing may have been written."""
    kinds = (
        models.Company,
        models.Product,
        models.Study,
        models.InventoryLine,
        Factor,
        Library,
        GwpSet,
        AuditEntry,
    )
    before = [kind._base_manager.count() for kind in kinds]
    with pytest.raises(Refused) as refusal:
        unfold(actor, study)
    assert [kind._base_manager.count() for kind in kinds] == before
    return [(finding.place.path, finding.reason) for finding in refusal.value.findings]


def test_all_errors_of_a_file_are_reported_at_once_and_nothing_is_written(consultant: User) -> None:
    study = small()
    line = study.lines[0].model_copy(update={"unit": "磅秤", "amount": D("-1")})
    wrong = study.model_copy(
        update={
            "title": "长" * 201,
            "company": study.company.model_copy(update={"credit_code": "123"}),
            "functional_unit": study.functional_unit.model_copy(update={"amount": D("0")}),
            "lines": (line,),
        }
    )
    paths = [path for path, _reason in refused(consultant, wrong)]
    assert paths == [
        "company.credit_code",
        "$.title",
        "functional_unit.amount",
        "lines[0].amount",
        "lines[0].unit",
    ]


def test_references_to_what_is_not_there_are_reported(consultant: User) -> None:
    study = small()
    line = study.lines[0]
    transport = values.TransportLine(
        key="T",
        stage="nowhere",
        name="运输",
        goods="nothing",
        legs=(values.Leg(distance_km=D("10"), factor="none"),),
    )
    wrong = study.model_copy(update={"lines": (line, line, transport)})
    assert refused(consultant, wrong) == [
        ("lines[1].key", "标识“L001”重复。"),
        ("lines[2].stage", "没有生命周期阶段“nowhere”。"),
        ("lines[2].goods", "没有货物“nothing”。"),
        ("lines[2].legs[0].factor", "没有排放因子“none”。"),
    ]


def test_a_client_that_is_known_otherwise_is_not_overwritten(consultant: User) -> None:
    study = load("brake")
    unfold(consultant, study)
    other = study.model_copy(
        update={"company": study.company.model_copy(update={"address": "苏州市新路 2 号"})}
    )
    ((path, reason),) = refused(consultant, other)
    assert path == "company.address"
    assert "常州市金坛区示范路 1 号" in reason
    assert "苏州市新路 2 号" in reason


def test_what_the_system_knows_can_be_kept_on_demand(consultant: User) -> None:
    study = load("brake")
    unfold(consultant, study)
    other = study.model_copy(
        update={"company": study.company.model_copy(update={"address": "苏州市新路 2 号"})}
    )
    row = unfold(consultant, other, existing="keep")
    assert assemble(row).company == study.company


def test_what_the_system_does_not_know_yet_is_filled_in(consultant: User) -> None:
    study = small()
    unfold(consultant, study)
    company = study.company.model_copy(
        update={"address": "北京市示范街 3 号", "contacts": (subject.Contact(name="吴工"),)}
    )
    product = study.product.model_copy(update={"mass": D("2.50"), "mass_unit": "g"})
    row = unfold(consultant, study.model_copy(update={"company": company, "product": product}))
    assert (assemble(row).company, assemble(row).product) == (company, product)
    edits = AuditEntry.objects.filter(act__endswith=".edit").order_by("pk")
    assert [(entry.act, entry.after) for entry in edits] == [
        ("company.edit", {"address": "北京市示范街 3 号"}),
        ("product.edit", {"mass": "2.50", "mass_unit": "g"}),
    ]


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


def small(**changes: Any) -> values.Study:
    """A study of one line: 2 kg of steel at 1.9 kgCO2e/kg."""
    members: dict[str, Any] = {
        "title": "垫片",
        "company": subject.Company(name="北京示范有限公司"),
        "product": subject.Product(name="垫片"),
        "functional_unit": values.FunctionalUnit(amount=D("1"), unit="件", description="1 件垫片"),
        "period": values.Period(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 12, 31)),
        "boundary": values.Boundary(type="cradle_to_gate"),
        "gwp_set": values.GwpSet(
            name="AR6", values=(values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),)
        ),
        "stages": (values.Stage(key="S1", kind="raw_materials", label="原材料"),),
        "factors": (
            values.Factor(key="f", name="钢材", value=values.StatedValue(amount=D("1.9"), unit="kgCO2e/kg")),
        ),
        **changes,
    }
    line = values.ActivityLine(
        key="L001", stage="S1", name="钢板", amount=D("2"), unit="kg", factor=members["factors"][0].key
    )
    return values.Study(**{"lines": (line,), **members})


def everything() -> values.Study:
    """A study that fills every member; its lines are not grouped by stage."""
    return values.Study(
        title="全项",
        company=subject.Company(
            name="北京示范有限公司",
            address="北京市示范街 3 号",
            legal_representative="赵一",
            contacts=(
                subject.Contact(name="吴工", post="经理", phone="000-00000000", email="wu@example.test"),
            ),
            introduction="第一段\n第二段",
        ),
        product=subject.Product(
            name="垫片",
            model="DP-1",
            specification="φ20",
            mass=D("0.0850"),
            mass_unit="kg",
            introduction="密封用",
            functions=("密封", "减振"),
            process=(
                subject.ProcessStep(name="冲压", inputs=("钢板",), waste_streams=("边角料",)),
                subject.ProcessStep(name="电镀", description="外协", outsourced=True),
            ),
            equipment=(
                subject.Equipment(name="冲床", quantity=D("2")),
                subject.Equipment(name="烘箱", code="A1"),
            ),
        ),
        functional_unit=values.FunctionalUnit(
            kind="declared", amount=D("1000"), unit="件", description="1000 件垫片", reference_flow="1000 件"
        ),
        purpose="目的",
        audience="对象",
        comparative=True,
        first_assessment=False,
        period=values.Period(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 12, 31)),
        output=values.Output(amount=D("120000"), unit="件"),
        boundary=values.Boundary(
            type="partial",
            included=(values.Process(name="生产"), values.Process(name="供电")),
            excluded=(values.Process(name="设备制造", reason="贡献小"),),
        ),
        standards=("ISO 14067:2018",),
        criteria=("ISO 14064-3:2019",),
        gwp_set=values.GwpSet(
            name="AR6",
            source="IPCC",
            horizon_years=100,
            values=(
                values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),
                values.Gwp(symbol="CH4", name="甲烷", value=D("27.9")),
            ),
        ),
        allocation=values.Allocation(method="physical", description="按质量"),
        cut_off=values.CutOff(
            single_percent=D("1"),
            total_percent=D("5"),
            description="按质量",
            left_out=(values.Process(name="标签", reason="低于 1%"),),
        ),
        assumptions=("假设一",),
        limitations=("限制一", "限制二"),
        rounding=values.Rounding(
            unit="gCO2e",
            figures=values.Digits(style="significant", digits=3),
            total=values.Digits(digits=2),
            share_decimals=1,
            ties="up",
            total_of="printed",
            shares_of="printed",
            trim_zeros=True,
            whole_hundred=True,
        ),
        stages=(
            values.Stage(key="raw", kind="raw_materials", label="原材料"),
            values.Stage(key="make", kind="production", label="生产"),
            values.Stage(key="use", kind="use", label="使用", empty="none", reason="不耗能"),
        ),
        libraries=(
            values.Library(key="z", name="CPCD", version="2022", publisher="发布方", introduction="介绍"),
            values.Library(key="named only", name="Ecoinvent"),
        ),
        factors=_factors(),
        lines=_lines(),
    )


def _factors() -> tuple[values.Factor, ...]:
    return (
        values.Factor(
            key="钢材",
            name="钢材",
            value=values.StatedValue(amount=D("2.050"), unit="tCO2e/t"),
            library="z",
            region="中国",
            year=2022,
            boundary="从摇篮到大门",
            source=values.Source(
                publisher="发布方", document="文献", table="表 1", licence="许可", second_hand=True
            ),
            gwp_set="AR6",
        ),
        values.Factor(
            key="钢材作弹簧钢",
            name="钢材",
            value=values.StatedValue(amount=D("3"), unit="kgCO2e/kg"),
            proxy_for="弹簧钢",
        ),
        values.Factor(
            key="柴油",
            name="柴油",
            kind="combustion",
            value=values.FuelValue(
                heating_value=D("43.33"),
                heating_value_unit="GJ/t",
                carbon_content=D("20.2"),
                carbon_content_unit="tC/TJ",
                oxidation=D("0.98"),
            ),
        ),
        values.Factor(
            key="逸散",
            name="逸散",
            value=values.GasesValue(
                gases=(
                    values.GasAmount(symbol="CO2", kilograms=D("2.10")),
                    values.GasAmount(symbol="CH4", kilograms=D("0.001")),
                ),
                per="kg",
            ),
        ),
        values.Factor(
            key="货车", name="货车", value=values.StatedValue(amount=D("0.074"), unit="kgCO2e/(t·km)")
        ),
    )


def _lines() -> tuple[values.Line, ...]:
    return (
        values.ActivityLine(
            key="柴油",
            stage="make",
            name="柴油",
            purpose="叉车",
            amount=D("1.50"),
            unit="t",
            factor="柴油",
            basis=values.PeriodTotal(output=D("120000"), output_unit="件", share=D("0.35")),
            data_kind="secondary",
            data_source="台账",
            quality=values.Quality(reliability=1, completeness=2, time=3, geography=4, technology=5),
            evidence=("发票", "台账"),
            note="备注",
        ),
        values.TransportLine(
            key="运",
            stage="raw",
            name="钢板运输",
            goods="钢板",
            legs=(
                values.Leg(origin="甲", destination="乙", mode="货车", distance_km=D("180.0"), factor="货车"),
                values.Leg(tonne_km=D("0.5"), factor="货车"),
            ),
        ),
        values.ActivityLine(
            key="钢板",
            stage="raw",
            name="钢板",
            amount=D("2.0"),
            unit="kg",
            factor="钢材",
            evidence=("发票",),
        ),
        values.ActivityLine(
            key="弹簧",
            stage="raw",
            name="弹簧",
            amount=D("0"),
            unit="kg",
            factor="钢材作弹簧钢",
            data_kind="estimate",
        ),
        values.ActivityLine(
            key="逸散",
            stage="make",
            name="逸散",
            amount=None,
            unit="kg",
            factor="逸散",
            basis=values.PeriodTotal(),
        ),
        values.ActivityLine(key="待定", stage="make", name="待定", amount=D("1"), unit="kWh", factor=None),
    )
