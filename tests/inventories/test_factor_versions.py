"""Which factors of a study are out of date, and what newer ones would change: expected values by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from factors.models import Factor, Library
from inventories.factor_versions import Change, family_of, out_of_date_findings, study_versions
from inventories.models import InventoryLine, Study
from inventories.results import result_of
from tests.inventories.versions import (
    PER_KWH,
    TOTAL,
    in_use,
    release,
    release_all,
    set_state,
    written,
)
from tests.people import People

D = Decimal
State = Factor.State


@pytest.fixture
def study(consultant: User) -> Study:
    return written(consultant)


def change_of(actor: User, study: Study, name: str) -> Change:
    changes = [each for each in study_versions(actor, study).changes if each.outlook.factor.name == name]
    assert len(changes) == 1
    return changes[0]


def test_the_study_of_the_table_has_its_total(study: Study) -> None:
    footprint = result_of(study).footprint
    assert footprint is not None
    assert footprint.total == TOTAL


def test_factors_in_force_are_not_mentioned(consultant: User, study: Study) -> None:
    assert study_versions(consultant, study).changes == ()
    assert out_of_date_findings(study) == ()


@pytest.mark.parametrize(
    ("name", "difference", "printed", "percent"),
    [
        ("钢材", "0.3", "+0.3000", "+6.89%"),  # 0.3 / 4.3518329 = 6.8937 %
        ("电网", "-0.02113464", "-0.0211", "-0.49%"),  # 0.4857 %
        ("货车", "0.00072", "+0.0007", "+0.02%"),  # 0.0165 %
        ("制冷剂", "-0.00221", "-0.0022", "-0.05%"),  # 0.0508 %
    ],
)
def test_each_newer_release_has_its_effect(
    consultant: User, study: Study, name: str, difference: str, printed: str, percent: str
) -> None:
    release_all(study)
    effect = change_of(consultant, study, name).effect
    assert effect is not None
    assert (effect.before, effect.difference) == (TOTAL, D(difference))
    assert (effect.difference_text, effect.percent_text, effect.unit) == (printed, percent, "kgCO2e")


def test_all_together_have_one_effect(consultant: User, study: Study) -> None:
    release_all(study)
    together = study_versions(consultant, study).together
    assert together is not None
    assert (together.after, together.difference) == (D("4.62920826"), D("0.27737536"))
    assert (together.before_text, together.after_text) == ("4.3518", "4.6292")
    assert (together.exact_text, together.percent_text) == ("+0.27737536", "+6.37%")


def test_every_line_and_leg_has_its_own_effect(consultant: User, study: Study) -> None:
    steel = in_use(study, "钢材")
    line = study.lines.get(name="逸散")
    InventoryLine.objects.filter(pk=line.pk).update(factor=steel)
    release(steel, amount=D("2"))
    change = change_of(consultant, study, "钢材")
    # 2 kg and 0.1 kg, each at 0.1 kgCO2e/kg more.
    assert [each.effect.exact_text for each in change.uses if each.effect is not None] == ["+0.2", "+0.01"]
    assert change.effect is not None
    assert change.effect.difference == D("0.21")


def test_two_legs_with_the_same_factor_change_together(consultant: User, study: Study) -> None:
    truck = in_use(study, "货车")
    legs = study.lines.get(name="钢板运输").legs
    legs.update(factor=truck)
    release(truck, amount=D("0.084"))
    change = change_of(consultant, study, "货车")
    # 0.36 t·km and 0.5 t·km, each at 0.01 more.
    assert [each.effect.exact_text for each in change.uses if each.effect is not None] == [
        "+0.0036",
        "+0.005",
    ]
    assert change.effect is not None
    assert change.effect.exact_text == "+0.0086"


def test_the_newest_of_several_releases_counts(consultant: User, study: Study) -> None:
    second = release(in_use(study, "钢材"), amount=D("5"))
    third = release(second, amount=D("2"))
    change = change_of(consultant, study, "钢材")
    assert change.outlook.newer == third
    assert change.effect is not None
    assert change.effect.exact_text == "+0.2"
    assert [row.release for row in family_of(second)] == [3, 2, 1]


def test_releases_in_other_libraries_are_followed(consultant: User, study: Study) -> None:
    old = in_use(study, "钢材")
    elsewhere = Library.objects.create(agency=study.agency, name="新一年的因子库", release="2026")
    set_state(old, State.SUPERSEDED)
    moved = Factor.objects.create(
        agency=study.agency, library=elsewhere, code="s", name="钢材", amount=D("2"), unit="kgCO2e/kg",
        supersedes=old, release=7,
    )  # fmt: skip
    assert change_of(consultant, study, "钢材").outlook.newer == moved
    assert family_of(old) == family_of(moved) == [moved, old]


@pytest.mark.parametrize("state", [State.PROPOSED, State.REJECTED])
def test_what_nobody_approved_is_no_newer_release(consultant: User, study: Study, state: str) -> None:
    release(in_use(study, "钢材"), state, amount=D("2"))
    assert study_versions(consultant, study).changes == ()


@pytest.mark.parametrize(
    ("second", "third", "newest"),
    [
        (State.SUPERSEDED, State.PROPOSED, None),
        (State.CURRENT, State.PROPOSED, 2),
        (State.WITHDRAWN, State.CURRENT, 3),
        (State.WITHDRAWN, None, None),
        (State.EXPIRED, None, None),
    ],
)
def test_only_a_release_in_force_takes_the_place(
    consultant: User, study: Study, second: str, third: str | None, newest: int | None
) -> None:
    old = in_use(study, "钢材")
    row = release(old, amount=D("2"))
    if third is not None:
        release(row, third, amount=D("3"))
    set_state(row, second)
    change = change_of(consultant, study, "钢材")
    assert change.outlook.standing == "superseded"
    assert (change.outlook.newer.release if change.outlook.newer is not None else None) == newest
    assert change.is_offered is (newest is not None)


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_a_factor_expires_after_its_last_day(consultant: User, study: Study, days: int, told: bool) -> None:
    until = timezone.localdate() + datetime.timedelta(days=days)
    dated = release(in_use(study, "钢材"), valid_until=until)
    study.lines.filter(name="钢板").update(factor=dated)
    changes = study_versions(consultant, study).changes
    assert [change.outlook.standing.value for change in changes] == (["expired"] if told else [])
    assert [finding.code for finding in out_of_date_findings(study)] == (
        ["factor_out_of_date"] if told else []
    )


def test_a_withdrawn_factor_without_a_successor_offers_nothing(consultant: User, study: Study) -> None:
    set_state(in_use(study, "钢材"), State.WITHDRAWN)
    change = change_of(consultant, study, "钢材")
    assert (change.outlook.standing, change.is_offered, change.effect) == ("withdrawn", False, None)
    assert "没有可替换的新版次" in change.obstacle


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": PER_KWH}, "单位不一致"),
        ({"unit": "kgCO2/kg", "kind": "co2_only"}, "口径不同"),
        ({"unit": "kgCO2/kg", "kind": "footprint"}, "一个只计二氧化碳"),
        ({"kind": "combustion"}, "口径不同"),
        ({"form": "gases", "gases": {"XX": "1"}, "unit": "kg", "amount": None}, "没有气体"),
    ],
)
def test_a_release_that_does_not_fit_is_told_and_not_offered(
    consultant: User, study: Study, changes: dict[str, Any], said: str
) -> None:
    release(in_use(study, "钢材"), **changes)
    change = change_of(consultant, study, "钢材")
    assert said in change.obstacle
    assert (change.is_offered, change.effect, change.replacing) == (False, None, [])


def test_a_transport_takes_no_factor_below_zero(consultant: User, study: Study) -> None:
    release(in_use(study, "货车"), amount=D("-0.1"))
    change = change_of(consultant, study, "货车")
    assert "为负值" in change.obstacle
    assert not change.is_offered


def test_gases_are_turned_to_co2e_by_the_studys_own_set(consultant: User, study: Study) -> None:
    release_all(study)
    assert change_of(consultant, study, "制冷剂").in_co2e == ("2.1279 kgCO2e/kg", "2.1058 kgCO2e/kg")


def test_a_gas_that_the_report_does_not_list_is_reckoned_all_the_same(consultant: User, study: Study) -> None:
    Study.objects.filter(pk=study.pk).update(gwp_symbols=["CO2"])
    study.refresh_from_db()
    steel = in_use(study, "钢材")
    # 1.9 + 0.001 × 27.9 = 1.9279 kgCO2e/kg on 2 kg.
    release(steel, form="gases", gases={"CO2": "1.9", "CH4": "0.001"}, unit="kg", amount=None)
    effect = change_of(consultant, study, "钢材").effect
    assert effect is not None
    assert effect.exact_text == "+0.0558"


def test_a_study_without_a_result_shows_the_factors_but_no_effect(consultant: User, study: Study) -> None:
    release_all(study)
    study.lines.filter(name="用电").update(amount=None)
    versions = study_versions(consultant, study)
    assert [finding.code for finding in versions.obstacles] == ["missing_amount"]
    assert versions.together is None
    assert all(change.is_offered and change.effect is None for change in versions.changes)


def test_a_release_for_named_people_is_not_offered_to_others(people: People, study: Study) -> None:
    release(in_use(study, "钢材"), amount=D("2"))
    library = Library.objects.get(factors=in_use(study, "钢材"))
    library.audience = Library.Audience.NAMED
    library.save()
    library.readers.add(people.consultant)
    assert change_of(people.consultant, study, "钢材").is_offered
    hidden = change_of(people.colleague, study, "钢材")
    assert (hidden.outlook.newer, hidden.is_offered) == (None, False)
    assert "未授权" in hidden.obstacle


def test_the_number_of_queries_does_not_grow(
    consultant: User, study: Study, django_assert_max_num_queries: Any
) -> None:
    release_all(study)
    line = study.lines.get(name="钢板")
    copies = [
        InventoryLine(
            agency=study.agency, study=study, stage=line.stage, name=f"钢板 {number}", amount=D("1"),
            unit="kg", factor_id=line.factor_id, position=number + 10,
        )
        for number in range(60)
    ]  # fmt: skip
    InventoryLine.objects.bulk_create(copies)
    with django_assert_max_num_queries(30):
        versions = study_versions(consultant, study)
    assert max(len(change.uses) for change in versions.changes) == 61


def test_the_findings_name_line_release_and_way_out(study: Study) -> None:
    release_all(study)
    found = out_of_date_findings(study)
    assert [(finding.place.path, finding.severity) for finding in found] == [
        ("lines[0].factor", "warning"),
        ("lines[1].factor", "warning"),
        ("lines[2].factor", "warning"),
        ("lines[3].factor", "warning"),
    ]
    assert found[0].reason == "所用因子“钢材”（本机构自建因子，第 1 版）已有第 2 版取代。"
    assert "因子更新" in found[0].remedy
