"""Newer factors are put in place on request: all of it or nothing, with its reason in the trail."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts import editing
from accounts.conflicts import compare
from accounts.editing import EditConflict, Frozen
from accounts.models import AuditEntry, User
from inventories.factor_versions import study_versions
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.results import result_of
from inventories.services.factor_versions import Choice, update_factors
from tests.inventories.versions import TOTAL, in_use, release, release_all, written
from tests.people import People

D = Decimal
WHY = "采用新发布的数值"


@pytest.fixture
def study(consultant: User) -> Study:
    study = written(consultant)
    release_all(study)
    return study


def choices(actor: User, study: Study, *names: str) -> list[Choice]:
    """What the page offers for these factors, for all when none is named."""
    return [
        Choice(change.outlook.factor.pk, change.outlook.newer.pk, change.read)
        for change in study_versions(actor, study).changes
        if change.outlook.newer is not None and (not names or change.outlook.factor.name in names)
    ]


def state_of(study: Study) -> list[Any]:
    """Everything that an update could change."""
    return [
        list(InventoryLine.objects.filter(study=study).order_by("pk").values()),
        list(TransportLeg.objects.filter(line__study=study).order_by("pk").values()),
        AuditEntry.objects.count(),
    ]


def total_of(study: Study) -> Decimal:
    footprint = result_of(study).footprint
    assert footprint is not None
    return footprint.total


def test_nothing_changes_without_being_asked(consultant: User, study: Study) -> None:
    before = state_of(study)
    study_versions(consultant, study)
    assert state_of(study) == before
    assert total_of(study) == TOTAL


def test_the_chosen_factors_are_updated_and_no_other(consultant: User, study: Study) -> None:
    done = update_factors(consultant, study, choices(consultant, study, "钢材", "电网"), WHY)
    # 0.3 - 0.02113464
    assert done.effect is not None
    assert done.effect.difference == D("0.27886536")
    assert done.uses == 2
    assert total_of(study) == TOTAL + D("0.27886536")
    left = [change.outlook.factor.name for change in study_versions(consultant, study).changes]
    assert left == ["货车", "制冷剂"]


def test_all_at_once_come_to_the_total_that_was_shown(consultant: User, study: Study) -> None:
    shown = study_versions(consultant, study).together
    update_factors(consultant, study, choices(consultant, study), WHY)
    assert shown is not None
    assert total_of(study) == shown.after == D("4.62920826")
    assert study_versions(consultant, study).changes == ()


def test_the_trail_tells_reason_factors_and_effect(consultant: User, study: Study) -> None:
    update_factors(consultant, study, choices(consultant, study, "钢材"), f"  {WHY} ")
    whole, line = AuditEntry.objects.order_by("-pk")[:2]
    assert (whole.act, whole.study_id, whole.actor) == ("study.update_factors", study.pk, consultant)
    assert whole.before == {
        "replaced": ["钢材（本机构自建因子，第 1 版，1.9 kgCO2e/kg）"],
        "result": "4.3518329 kgCO2e",
    }
    assert whole.after == {
        "replaced": ["钢材（本机构自建因子，第 2 版，2.05 tCO2e/t）"],
        "reason": WHY,
        "rows": 1,
        "result": "4.6518329 kgCO2e",
        "effect": "+0.3 kgCO2e（+6.89%）",
    }
    assert (line.act, line.subject_label, line.study_id) == ("inventoryline.edit", "钢板", study.pk)
    assert line.after["reason"] == WHY
    assert line.after["effect"] == "+0.3 kgCO2e（+6.89%）"
    old, new = line.before["factor"]["id"], line.after["factor"]["id"]
    assert [old, new] == [in_use(study, "钢材").pk, study.lines.get(name="钢板").factor_id]


def test_a_leg_is_a_part_of_its_line(consultant: User, study: Study) -> None:
    update_factors(consultant, study, choices(consultant, study, "货车"), WHY)
    line = study.lines.get(name="钢板运输")
    road, rail = line.legs.order_by("position")
    assert (line.version, road.version, rail.version) == (2, 2, 1)
    assert road.factor is not None
    assert (road.factor.release, road.factor.amount) == (2, D("0.076"))
    entry = AuditEntry.objects.get(act="transportleg.edit")
    assert entry.after["effect"] == "+0.00072 kgCO2e（+0.02%）"


def test_two_legs_raise_their_line_once(consultant: User, study: Study) -> None:
    line = study.lines.get(name="钢板运输")
    line.legs.update(factor=in_use(study, "货车"))
    update_factors(consultant, study, choices(consultant, study, "货车"), WHY)
    line.refresh_from_db()
    assert (line.version, [leg.version for leg in line.legs.all()]) == (2, [2, 2])


def test_a_study_without_a_result_is_updated_without_an_effect(consultant: User, study: Study) -> None:
    study.lines.filter(name="用电").update(amount=None)
    done = update_factors(consultant, study, choices(consultant, study, "钢材"), WHY)
    assert done.effect is None
    assert "effect" not in AuditEntry.objects.latest("pk").after


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_updated(consultant: User, study: Study, reason: str) -> None:
    wanted, before = choices(consultant, study), state_of(study)
    with pytest.raises(ValidationError, match="理由"):
        update_factors(consultant, study, wanted, reason)
    assert state_of(study) == before


def test_without_a_choice_nothing_is_updated(consultant: User, study: Study) -> None:
    before = state_of(study)
    with pytest.raises(ValidationError, match="至少选择一个"):
        update_factors(consultant, study, [], WHY)
    assert state_of(study) == before


def test_who_may_not_edit_studies_updates_nothing(people: People, study: Study, stranger: User) -> None:
    wanted, before = choices(people.consultant, study), state_of(study)
    for actor in (people.reviewer, people.approver, people.client):
        with pytest.raises(PermissionDenied):
            update_factors(actor, study, wanted, WHY)
    with pytest.raises(Http404):
        update_factors(stranger, study, wanted, WHY)
    assert state_of(study) == before


def test_a_closed_study_is_not_updated_and_says_why(consultant: User, study: Study) -> None:
    wanted = choices(consultant, study)
    Study.objects.filter(pk=study.pk).update(lock="报告 PCF-2026-0001 已签发；如需修改数据，请新建更正报告。")
    before = state_of(study)
    with pytest.raises(Frozen, match="PCF-2026-0001 已签发"):
        update_factors(consultant, study, wanted, WHY)
    assert state_of(study) == before
    assert total_of(study) == TOTAL


def test_the_slower_of_two_people_is_told_and_changes_nothing(people: People, study: Study) -> None:
    first, second = choices(people.consultant, study), choices(people.colleague, study)
    update_factors(people.consultant, study, first, WHY)
    before = state_of(study)
    with pytest.raises(EditConflict):
        update_factors(people.colleague, study, second, "同时更新")
    assert state_of(study) == before


@pytest.mark.parametrize("what", ["line", "leg", "new line", "newer release"])
def test_what_changed_since_it_was_read_is_a_conflict(people: People, study: Study, what: str) -> None:
    wanted = choices(people.consultant, study)
    carriage = study.lines.get(name="钢板运输")
    leg = carriage.legs.order_by("position")[0]
    if what == "line":
        editing.edit(people.colleague, study.lines.get(name="钢板"), {"amount": D("3")}, version=1)
    elif what == "leg":
        editing.edit(people.colleague, leg, {"distance_km": D("190")}, version=1)
    elif what == "new line":
        InventoryLine.objects.create(
            agency=study.agency,
            study=study,
            stage=carriage.stage,
            name="再一块",
            factor=in_use(study, "钢材"),
        )
    else:
        newest = in_use(study, "钢材").successors.get()
        release(newest, amount=D("2.2"))
    before = state_of(study)
    with pytest.raises(EditConflict):
        update_factors(people.consultant, study, wanted, WHY)
    assert state_of(study) == before


def test_another_factor_than_the_offered_one_is_a_wrong_request(consultant: User, study: Study) -> None:
    (choice,) = choices(consultant, study, "钢材")
    before = state_of(study)
    other = in_use(study, "电网").pk
    with pytest.raises(ValidationError, match="newer 与所列的新因子不符"):
        update_factors(consultant, study, [Choice(choice.factor, other, choice.read)], WHY)
    assert state_of(study) == before


def test_what_changed_elsewhere_is_no_conflict(people: People, study: Study) -> None:
    wanted = choices(people.consultant, study, "钢材")
    editing.edit(people.colleague, study.lines.get(name="用电"), {"amount": D("2000")}, version=1)
    assert update_factors(people.consultant, study, wanted, WHY).uses == 1


def test_a_factor_that_is_not_offered_is_refused(consultant: User, study: Study) -> None:
    newest = in_use(study, "钢材").successors.get()
    release(newest, unit="kgCO2e/kWh", amount=D("1"))
    wanted, before = choices(consultant, study), state_of(study)
    with pytest.raises(ValidationError, match="单位不一致"):
        update_factors(consultant, study, wanted, WHY)
    assert state_of(study) == before


def test_who_had_the_line_open_keeps_the_new_factor(people: People, study: Study) -> None:
    """The conflict panel knows that the reader did not touch the factor, and goes on with the newer one."""
    line = study.lines.get(name="钢板")
    update_factors(people.consultant, study, choices(people.consultant, study, "钢材"), WHY)
    current = InventoryLine.objects.get(pk=line.pk)
    with pytest.raises(EditConflict):
        editing.edit(people.colleague, line, {"amount": D("3")}, version=line.version)
    story = compare(current, {"factor": line.factor, "amount": D("3")}, read=line.version)
    assert story.kept == {"amount": D("3")}
    assert [change.by for change in story.changes] == [people.consultant.name]
