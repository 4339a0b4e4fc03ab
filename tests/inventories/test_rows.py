"""Many cells at once: what is written, merged, refused, and never overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts import editing
from accounts.editing import Frozen
from accounts.models import AuditEntry, User
from factors.models import Factor, Library
from inventories.models import InventoryLine, Stage, Study, TransportLeg
from inventories.services import LegInput
from inventories.services.rows import ROW, NotWhole, RowEdit, RowOutcome, write_rows
from inventories.services.rows.edits import LEGS, seen
from inventories.unfold import unfold
from tests.inventories.studies import small
from tests.people import People

D = Decimal


def housing(study: Study) -> InventoryLine:
    return study.lines.get(name="壳体")


def carriage(study: Study) -> InventoryLine:
    return study.lines.get(name="壳体运输")


def edit_of(line: InventoryLine, **values: Any) -> RowEdit:
    """The cells of a line as they were read, and what they are to be."""
    return RowEdit(str(line.pk), line.pk, values, {name: seen(line, name) for name in values})


def one(actor: User, study: Study, edit: RowEdit) -> RowOutcome:
    (outcome,) = write_rows(actor, study, [edit])
    return outcome


def state_of(study: Study) -> list[Any]:
    return [
        list(InventoryLine.objects.filter(study=study).order_by("pk").values()),
        list(TransportLeg.objects.filter(line__study=study).order_by("pk").values()),
        AuditEntry.objects.count(),
    ]


def names(stage: Stage) -> list[str]:
    return list(stage.lines.order_by("position", "pk").values_list("name", flat=True))


def test_cells_are_written_with_version_and_trail(consultant: User, brake: Study) -> None:
    line = housing(brake)
    outcome = one(consultant, brake, edit_of(line, amount=D("2.50"), note="称重"))
    after = housing(brake)
    assert (after.amount, after.note, after.version) == (D("2.50"), "称重", line.version + 1)
    assert format(after.amount or 0, "f") == "2.50"
    assert outcome.written == ["amount", "note"]
    assert outcome.version == after.version
    assert outcome.is_whole
    trail = AuditEntry.objects.filter(subject_type="InventoryLine", subject_id=line.pk).first()
    assert trail is not None
    assert (trail.act, trail.actor, trail.study_id) == ("inventoryline.edit", consultant, brake.pk)
    assert trail.before == {"amount": format(line.amount or 0, "f"), "note": line.note}
    assert trail.after == {"amount": "2.50", "note": "称重"}
    assert after.updated_at > line.updated_at


def test_what_is_so_already_writes_nothing(consultant: User, brake: Study) -> None:
    line = housing(brake)
    before = state_of(brake)
    outcome = one(consultant, brake, edit_of(line, amount=line.amount, factor=line.factor_id))
    assert outcome.written == ["amount", "factor"]
    assert outcome.version == line.version
    assert state_of(brake) == before


def test_two_people_in_one_row_both_keep_their_cells(people: People, brake: Study) -> None:
    read = housing(brake)
    one(people.colleague, brake, edit_of(read, note="同事的备注"))
    outcome = one(people.consultant, brake, edit_of(read, amount=D("3")))
    after = housing(brake)
    assert (after.note, after.amount, after.version) == ("同事的备注", D("3"), read.version + 2)
    assert outcome.is_whole
    assert outcome.version == after.version


def test_two_people_in_one_cell_the_slower_is_told_by_whom_and_nothing_is_lost(
    people: People, brake: Study
) -> None:
    read = housing(brake)
    one(people.colleague, brake, edit_of(read, amount=D("2.9")))
    outcome = one(people.consultant, brake, edit_of(read, amount=D("3"), note="我的备注"))
    after = housing(brake)
    assert (after.amount, after.note) == (D("2.9"), "我的备注")
    conflict = outcome.conflicts["amount"]
    assert (conflict.current, conflict.by) == ("2.9", people.colleague.name)
    assert conflict.at is not None
    assert outcome.written == ["note"]


def test_both_wanting_the_same_is_no_conflict(people: People, brake: Study) -> None:
    read = housing(brake)
    one(people.colleague, brake, edit_of(read, amount=D("3")))
    assert one(people.consultant, brake, edit_of(read, amount=D("3"))).is_whole


def test_an_amount_is_not_written_without_its_unit(people: People, brake: Study) -> None:
    read = housing(brake)
    one(people.colleague, brake, edit_of(read, unit="g"))
    outcome = one(people.consultant, brake, edit_of(read, amount=D("3"), unit="t"))
    assert set(outcome.conflicts) == {"amount", "unit"}
    assert (housing(brake).amount, housing(brake).unit) == (read.amount, "g")
    refused = one(people.consultant, brake, edit_of(housing(brake), amount=D("3"), unit="筐筐"))
    assert set(refused.refused) == {"amount", "unit"}
    assert "不认识单位" in refused.refused["unit"]
    assert (housing(brake).amount, housing(brake).unit) == (read.amount, "g")


def test_a_wrong_cell_is_refused_and_its_neighbours_are_written(consultant: User, brake: Study) -> None:
    line = housing(brake)
    outcome = one(consultant, brake, edit_of(line, amount=D("-1"), name="", note="好的", reliability=9))
    assert set(outcome.refused) == {"amount", "name", "reliability"}
    after = housing(brake)
    assert (after.note, after.amount, after.reliability) == ("好的", line.amount, line.reliability)
    assert outcome.written == ["note"]


def test_values_that_only_together_are_wrong_are_refused_where_they_were_typed(
    consultant: User, brake: Study
) -> None:
    line = housing(brake)
    outcome = one(consultant, brake, edit_of(line, output=D("5"), note="好的"))
    assert "请填写产量的单位" in outcome.refused["output"]
    assert (housing(brake).output, housing(brake).note) == (None, "好的")


def test_new_rows_stand_at_the_end_in_their_order(consultant: User, brake: Study) -> None:
    stage = brake.stages.all()[0]
    before = names(stage)
    values = {"stage": stage, "unit": "kg", "amount": D("1")}
    edits = [RowEdit(f"n{n}", None, {**values, "name": f"零件{n}"}) for n in range(3)]
    outcomes = write_rows(consultant, brake, edits)
    assert names(stage) == [*before, "零件0", "零件1", "零件2"]
    made = InventoryLine.objects.get(pk=outcomes[1].line or 0)
    assert (made.name, made.version, made.agency_id) == ("零件1", outcomes[1].version, brake.agency_id)
    assert AuditEntry.objects.filter(act="inventoryline.create", subject_id=made.pk).count() == 1


def test_half_a_new_row_is_not_made(consultant: User, brake: Study) -> None:
    stage = brake.stages.all()[0]
    before = state_of(brake)
    outcomes = write_rows(
        consultant,
        brake,
        [
            RowEdit("a", None, {"stage": stage, "name": "零件", "amount": D("1"), "unit": "筐筐"}),
            RowEdit("b", None, {"name": "零件"}),
            RowEdit("c", None, {"stage": stage, "unit": "kg"}),
        ],
    )
    assert [set(outcome.refused) for outcome in outcomes] == [{"unit"}, {"stage"}, {"name"}]
    assert all(outcome.line is None for outcome in outcomes)
    assert state_of(brake) == before


def test_rows_move_between_stages_and_before_others(consultant: User, brake: Study) -> None:
    first, second = brake.stages.all()[0], brake.stages.all()[1]
    line, behind = housing(brake), second.lines.order_by("position")[0]
    edit = edit_of(line, stage=second)
    one(consultant, brake, edit)
    assert names(second)[-1] == "壳体"
    assert "壳体" not in names(first)
    line.refresh_from_db()
    one(consultant, brake, RowEdit("m", line.pk, before=behind.pk))
    assert names(second)[:2] == ["壳体", behind.name]
    assert AuditEntry.objects.filter(act="inventoryline.move", subject_id=line.pk).exists()


def test_a_row_goes_only_at_the_version_that_was_seen(people: People, brake: Study) -> None:
    line = carriage(brake)
    one(people.colleague, brake, edit_of(line, note="新"))
    late = one(people.consultant, brake, RowEdit("r", line.pk, remove=True, version=line.version))
    assert late.conflicts[ROW].by == people.colleague.name
    assert carriage(brake)
    now = carriage(brake)
    assert one(people.consultant, brake, RowEdit("r", now.pk, remove=True, version=now.version)).is_whole
    assert not brake.lines.filter(name="壳体运输").exists()
    gone = one(people.colleague, brake, edit_of(now, note="晚了"))
    assert gone.gone
    assert gone.conflicts[ROW].by == people.consultant.name
    assert one(people.colleague, brake, RowEdit("r", now.pk, remove=True, version=9)).is_whole


def test_what_a_transport_carries_stays_unless_both_go(consultant: User, brake: Study) -> None:
    goods, transport = housing(brake), carriage(brake)
    write_rows(consultant, brake, [edit_of(transport, goods=goods.pk)])
    transport.refresh_from_db()
    refused = one(consultant, brake, RowEdit("g", goods.pk, remove=True, version=goods.version))
    assert "壳体运输" in refused.refused[ROW]
    assert housing(brake)
    both = [
        RowEdit("g", goods.pk, remove=True, version=goods.version),
        RowEdit("t", transport.pk, remove=True, version=transport.version),
    ]
    assert all(outcome.is_whole for outcome in write_rows(consultant, brake, both))
    assert not brake.lines.filter(name__startswith="壳体").exists()


def test_legs_are_written_with_their_row(consultant: User, brake: Study) -> None:
    stage = brake.stages.all()[1]
    values = {"stage": stage, "kind": "transport", "name": "陆海联运"}
    legs = [LegInput({"origin": "甲", "distance_km": D("10")}), LegInput({"tonne_km": D("0.5")})]
    outcome = one(consultant, brake, RowEdit("n", None, values, legs=legs))
    made = InventoryLine.objects.get(pk=outcome.line or 0)
    assert [(leg.position, leg.distance_km, leg.tonne_km) for leg in made.legs.all()] == [
        (0, D("10"), None),
        (1, None, D("0.5")),
    ]
    first, second = made.legs.all()
    wanted = [
        LegInput({"distance_km": D("12")}, second.pk, second.version),
        LegInput({}, first.pk, first.version, remove=True),
    ]
    wrong = one(consultant, brake, RowEdit("w", made.pk, legs=wanted))
    assert "距离与周转量只能填写一项" in wrong.refused[LEGS]
    assert made.legs.count() == 2
    right = [LegInput({"distance_km": D("12"), "tonne_km": None}, second.pk, second.version), wanted[1]]
    done = one(consultant, brake, RowEdit("w", made.pk, legs=right))
    assert [(leg.pk, leg.distance_km) for leg in made.legs.all()] == [(second.pk, D("12"))]
    assert done.version == made.version + 1
    late = one(consultant, brake, RowEdit("l", made.pk, legs=right))
    assert LEGS in late.conflicts


def test_all_or_nothing_writes_nothing_when_one_cell_is_wrong(consultant: User, brake: Study) -> None:
    line, before = housing(brake), state_of(brake)
    edits = [edit_of(line, note="好的"), edit_of(carriage(brake), name="")]
    with pytest.raises(NotWhole, match="1 行不能写入") as told:
        write_rows(consultant, brake, edits, whole=True)
    assert told.value.outcomes[1].refused.keys() == {"name"}
    assert state_of(brake) == before


def test_a_factor_that_the_editor_does_not_find_is_refused(
    people: People, brake: Study, stranger: User
) -> None:
    line = housing(brake)
    library = Library.objects.create(agency=stranger.agency, name="别家的因子", release="1")
    foreign = Factor.objects.create(
        library=library, agency=stranger.agency, code="x", name="钢", amount=D("1"), unit="kgCO2e/kg"
    )
    outcome = one(people.consultant, brake, edit_of(line, factor=foreign))
    assert "您不能选用" in outcome.refused["factor"]
    assert housing(brake).factor_id == line.factor_id


def test_rows_of_another_study_are_not_touched(consultant: User, brake: Study) -> None:
    other = unfold(consultant, small())
    line = other.lines.get()
    before = state_of(other)[:2]
    outcome = one(consultant, brake, edit_of(line, amount=D("9")))
    assert outcome.gone
    assert state_of(other)[:2] == before


def test_who_may_not_write_writes_nothing(
    people: People, reviewer: User, stranger: User, brake: Study
) -> None:
    edit, before = edit_of(housing(brake), amount=D("9")), state_of(brake)
    with pytest.raises(PermissionDenied):
        write_rows(reviewer, brake, [edit])
    with pytest.raises(Http404):
        write_rows(stranger, brake, [edit])
    Study.objects.filter(pk=brake.pk).update(lock="报告审核中")
    with pytest.raises(Frozen, match="报告审核中"):
        write_rows(people.consultant, brake, [edit])
    assert state_of(brake) == before


def test_an_edit_tells_what_was_read(consultant: User, brake: Study) -> None:
    with pytest.raises(ValueError, match="amount"):
        write_rows(consultant, brake, [RowEdit("a", housing(brake).pk, {"amount": D("1")})])


def test_the_queries_do_not_grow_with_the_rows(consultant: User, brake: Study) -> None:
    stage = brake.stages.all()[0]

    def rows(number: int) -> list[RowEdit]:
        values = {"stage": stage, "name": "零件", "unit": "kg", "factor": housing(brake).factor_id}
        return [RowEdit(f"{number}-{n}", None, values) for n in range(number)]

    counts = []
    for number in (3, 300):
        edits = rows(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            outcomes = write_rows(consultant, brake, edits)
        counts.append(len(queries))
        made = InventoryLine.objects.in_bulk([outcome.line for outcome in outcomes])
        changes = [edit_of(line, amount=D("2"), note="改") for line in made.values()]
        with CaptureQueriesContext(connection) as queries:
            assert all(outcome.is_whole for outcome in write_rows(consultant, brake, changes))
        counts.append(len(queries))
    assert max(counts[:2]) <= 12
    # SQLite takes some forty rows in one statement; a query a row would be six hundred.
    assert max(counts[2:]) <= 40


def test_the_brake_study_still_adds_up_after_an_edit_and_back(consultant: User, brake: Study) -> None:
    line = housing(brake)
    amount = line.amount
    one(consultant, brake, edit_of(line, amount=D("99")))
    one(consultant, brake, edit_of(housing(brake), amount=amount))
    assert format(housing(brake).amount or 0, "f") == format(amount or 0, "f")
    assert editing.content(housing(brake)) == editing.content(line)
