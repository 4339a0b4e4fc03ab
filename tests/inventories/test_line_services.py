"""Acts on inventory lines: a line with its legs is one thing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts import editing
from accounts.editing import EditConflict, Frozen
from accounts.models import AuditEntry, User
from inventories import services
from inventories.models import Evidence, InventoryLine, Stage, Study, TransportLeg
from inventories.services import LegInput
from inventories.unfold import unfold
from tests.inventories.studies import small
from tests.people import People

D = Decimal


def housing(study: Study) -> InventoryLine:
    return study.lines.get(name="壳体")


def carriage(study: Study) -> InventoryLine:
    """The transport of the housing: one leg of 180 km."""
    return study.lines.get(name="壳体运输")


def read_legs(line: InventoryLine) -> list[LegInput]:
    """The legs as an editor reads them."""
    return [LegInput(leg_values(leg), leg.pk, leg.version) for leg in line.legs.all()]


def leg_values(leg: TransportLeg) -> dict[str, Any]:
    names = ("origin", "destination", "mode", "distance_km", "tonne_km", "factor", "proxy_for")
    return {name: getattr(leg, name) for name in names}


def state_of(study: Study) -> list[Any]:
    """Everything that an act on lines could change."""
    return [
        list(InventoryLine.objects.filter(study=study).order_by("pk").values()),
        list(TransportLeg.objects.filter(line__study=study).order_by("pk").values()),
        list(Evidence.lines.through.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    ]


def test_a_new_line_stands_behind_the_last_of_its_stage(consultant: User, brake: Study) -> None:
    stage = brake.stages.get(label="原材料")
    line = InventoryLine(study=brake, stage=stage, name="弹簧", amount=D("0.01"), unit="kg")
    services.save_line(consultant, line, {}, [])
    assert list(stage.lines.order_by("position").values_list("name", flat=True))[-1] == "弹簧"


def test_a_line_and_its_legs_are_written_together(consultant: User, brake: Study) -> None:
    line = InventoryLine(study=brake, stage=brake.stages.all()[1], kind="transport", name="运输")
    legs = [LegInput({"origin": "甲", "distance_km": D("10")}), LegInput({"tonne_km": D("0.5")})]
    written = services.save_line(consultant, line, {}, legs)
    assert [(leg.position, leg.distance_km, leg.tonne_km) for leg in written.legs.all()] == [
        (0, D("10"), None),
        (1, None, D("0.5")),
    ]


def test_a_wrong_leg_leaves_no_line_behind(consultant: User, brake: Study) -> None:
    line = InventoryLine(study=brake, stage=brake.stages.all()[1], kind="transport", name="运输")
    before = state_of(brake)
    with pytest.raises(ValidationError):
        services.save_line(consultant, line, {}, [LegInput({"distance_km": D("1"), "tonne_km": D("1")})])
    assert state_of(brake) == before


def test_legs_are_changed_added_removed_and_put_in_order(consultant: User, brake: Study) -> None:
    line = carriage(brake)
    (leg,) = read_legs(line)
    ferry = LegInput({"mode": "水路运输", "distance_km": D("20"), "factor": leg.values["factor"]})
    once = services.save_line(consultant, line, {}, [ferry, leg], version=1)
    assert list(once.legs.values_list("mode", flat=True)) == ["水路运输", "货车运输"]
    assert once.version == 2
    first, second = read_legs(once)
    gone = LegInput(first.values, first.pk, first.version, remove=True)
    longer = LegInput({**second.values, "distance_km": D("200")}, second.pk, second.version)
    twice = services.save_line(consultant, once, {}, [gone, longer], version=2)
    assert list(twice.legs.values_list("distance_km", flat=True)) == [D("200")]
    assert twice.version == 3


def test_saving_without_a_change_writes_nothing(consultant: User, brake: Study) -> None:
    line = carriage(brake)
    before = state_of(brake)
    services.save_line(consultant, line, {"name": line.name}, read_legs(line), version=1)
    assert state_of(brake) == before


def test_a_line_that_becomes_an_activity_loses_its_legs(consultant: User, brake: Study) -> None:
    line = carriage(brake)
    changes = {"kind": "activity", "goods": None}
    services.save_line(consultant, line, changes, read_legs(line), version=1)
    assert TransportLeg.objects.filter(line=line).count() == 0


@pytest.mark.parametrize("what", ["line", "leg", "new leg"])
def test_the_slower_of_two_editors_is_told_and_changes_nothing(
    people: People, brake: Study, what: str
) -> None:
    line, colleague = carriage(brake), people.colleague
    legs = read_legs(line)
    leg = line.legs.get()
    if what == "line":
        editing.edit(colleague, line, {"name": "改名"}, version=1)
    elif what == "leg":
        editing.edit(colleague, leg, {"distance_km": D("190")}, version=1)
    else:
        editing.create(colleague, TransportLeg(line=line, distance_km=D("5"), position=1))
    before = state_of(brake)
    with pytest.raises(EditConflict) as conflict:
        services.save_line(people.consultant, line, {"note": "备注"}, legs, version=1)
    assert state_of(brake) == before
    # The newest row is handed back as it stands, not as the loser wanted it.
    current = conflict.value.current
    assert isinstance(current, InventoryLine)
    assert (current.note, conflict.value.wanted) == ("", {"note": "备注"})


def test_changing_only_legs_makes_the_line_newer(people: People, brake: Study) -> None:
    line = carriage(brake)
    legs = read_legs(line)
    (leg,) = legs
    longer = LegInput({**leg.values, "distance_km": D("185")}, leg.pk, leg.version)
    services.save_line(people.colleague, line, {}, [longer], version=1)
    with pytest.raises(EditConflict):
        services.save_line(people.consultant, line, {"name": "改名"}, legs, version=1)


def test_a_line_moved_to_another_stage_goes_to_its_end(consultant: User, brake: Study) -> None:
    packaging = brake.stages.get(label="包装材料")
    moved = services.save_line(consultant, housing(brake), {"stage": packaging}, [], version=1)
    assert list(packaging.lines.order_by("position").values_list("name", flat=True)) == ["包装纸箱", "壳体"]
    assert moved.version == 2


def test_a_copy_stands_behind_its_original_with_legs_and_evidence(consultant: User, brake: Study) -> None:
    source = carriage(brake)
    copy = services.copy_line(consultant, source)
    names = list(source.stage.lines.order_by("position", "pk").values_list("name", flat=True))
    assert names[:3] == ["壳体运输", "壳体运输（副本）", "支架运输"]
    assert [leg_values(leg) for leg in copy.legs.all()] == [leg_values(leg) for leg in source.legs.all()]
    assert list(copy.evidence.all()) == list(source.evidence.all())
    assert copy.goods == source.goods


def test_moving_a_line_disturbs_nobody_who_edits_it(people: People, brake: Study) -> None:
    line = housing(brake)
    services.move(people.colleague, line, up=False)
    names = list(line.stage.lines.order_by("position").values_list("name", flat=True))
    assert names[:2] == ["支架", "壳体"]
    services.save_line(people.consultant, line, {"amount": D("1.5")}, [], version=1)
    entry = AuditEntry.objects.get(act="inventoryline.move")
    assert (entry.before, entry.after) == ({"position": 1}, {"position": 2})


def test_moving_the_first_line_up_does_nothing(consultant: User, brake: Study) -> None:
    before = state_of(brake)
    services.move(consultant, housing(brake), up=True)
    assert state_of(brake) == before


def test_a_line_is_put_before_another_of_another_stage(consultant: User, brake: Study) -> None:
    stage = brake.stages.get(label="包装材料")
    carton = stage.lines.get()
    services.move_to_stage(consultant, housing(brake), stage, before=carton, version=1)
    assert list(stage.lines.order_by("position").values_list("name", flat=True)) == ["壳体", "包装纸箱"]


def test_evidence_is_tied_and_told(consultant: User, brake: Study) -> None:
    line = housing(brake)
    chosen = Evidence.objects.get(study=brake, name="生产过程统计")
    services.save_line(consultant, line, {}, [], version=1, evidence=[chosen])
    assert list(line.evidence.all()) == [chosen]
    entry = AuditEntry.objects.get(act="inventoryline.evidence")
    assert (entry.before, entry.after) == (
        {"evidence": ["产品原材料用量统计"]},
        {"evidence": ["生产过程统计"]},
    )


def test_evidence_of_another_study_is_refused(consultant: User, brake: Study) -> None:
    other = Study.objects.get(pk=brake.pk)
    other.pk = None
    other.save()
    foreign = Evidence.objects.create(agency=brake.agency, study=other, name="别的")
    before = state_of(brake)
    with pytest.raises(ValidationError):
        services.save_line(consultant, housing(brake), {"note": "新"}, [], version=1, evidence=[foreign])
    assert state_of(brake) == before


def test_goods_that_are_carried_are_not_deleted(consultant: User, brake: Study) -> None:
    line = housing(brake)
    before = state_of(brake)
    with pytest.raises(ValidationError, match="壳体运输"):
        editing.remove(consultant, line, version=1)
    assert state_of(brake) == before


def _acts(line: InventoryLine) -> dict[str, Any]:
    return {
        "save": lambda actor: services.save_line(actor, line, {"note": "新"}, [], version=1),
        "copy": lambda actor: services.copy_line(actor, line),
        "move": lambda actor: services.move(actor, line, up=False),
        "stage": lambda actor: services.move_to_stage(actor, line, line.stage, before=None, version=1),
    }


@pytest.mark.parametrize("act", ["save", "copy", "move", "stage"])
def test_a_locked_study_is_closed_to_every_act(consultant: User, brake: Study, act: str) -> None:
    Study.objects.filter(pk=brake.pk).update(lock="报告已提交，正在签署。")
    before = state_of(brake)
    with pytest.raises(Frozen, match="正在签署"):
        _acts(housing(brake))[act](consultant)
    assert state_of(brake) == before


@pytest.mark.parametrize("act", ["save", "copy", "move", "stage"])
def test_strangers_and_small_roles_are_refused(
    people: People, stranger: User, brake: Study, act: str
) -> None:
    before = state_of(brake)
    with pytest.raises(Http404):
        _acts(housing(brake))[act](stranger)
    for actor in (people.reviewer, people.client):
        with pytest.raises(PermissionDenied):
            _acts(housing(brake))[act](actor)
    assert state_of(brake) == before


def test_a_foreign_factor_is_refused(people: People, stranger: User, brake: Study) -> None:
    foreign = unfold(stranger, small()).lines.get().factor
    before = state_of(brake)
    with pytest.raises(ValidationError, match="不属于本机构"):
        services.save_line(people.consultant, housing(brake), {"factor": foreign}, [], version=1)
    assert state_of(brake) == before


def test_a_stage_of_another_study_is_refused(consultant: User, brake: Study) -> None:
    other = Stage.objects.get(study=unfold(consultant, small()))
    before = state_of(brake)
    with pytest.raises(ValidationError, match="不属于本项目"):
        services.save_line(consultant, housing(brake), {"stage": other}, [], version=1)
    assert state_of(brake) == before
