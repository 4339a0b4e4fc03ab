"""Values that are refused, and clients and products that are known already."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import AuditEntry, User
from factors.models import Factor, GwpSet, Library
from inventories import models
from inventories.assemble import assemble
from inventories.footprint import subject, values
from inventories.unfold import Refused, unfold
from tests.golden.cases import load
from tests.inventories.studies import small

D = Decimal


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
        "title",
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
