"""Importing a file: the steps, what each refuses, what is written in the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from pytest_django import Settings

from accounts import files
from accounts.models import AuditEntry, User
from factors import services
from factors.importers.contract import Problem
from factors.imports import applying, planning, steps
from factors.imports.hints import Oddities
from factors.imports.steps import Overtaken, State, mark_of
from factors.models import ColumnMapping, Factor, FactorImport, ImportRow, Library
from factors.services import imports
from jobs.models import Job
from tests.factors.conftest import MakeFactor
from tests.factors.importing import (
    ALUMINIUM,
    STEEL,
    WRONG,
    applied,
    content,
    cpcd,
    fresh,
    outcomes,
    previewed,
    reading,
    uploaded,
    work,
)
from tests.people import make_person

MAPPED = "物料,因子,单位名\n热轧钢板,2.31,kgCO2e/kg\n".encode()


def test_a_file_becomes_proposals_in_a_new_library(consultant: User, colleague: User) -> None:
    batch = applied(consultant, previewed(consultant, None, cpcd(STEEL, ALUMINIUM)))
    assert (batch.state, batch.library and batch.library.name) == (State.APPLIED, "新库")
    steel = batch.factors.get(code="S1")
    assert (steel.state, steel.proposed_by, steel.release) == (Factor.State.PROPOSED, consultant, 1)
    assert (steel.amount, steel.unit, steel.year) == (Decimal("2.31"), "kgCO2e/kg", 2024)
    assert (steel.evidence_name, steel.evidence_digest) == ("因子.csv", batch.digest)
    assert steel.agency_id == consultant.agency_id
    # A second person puts all of it in force at once.
    assert services.approve_all(colleague, batch.factors).decided == 2
    steel.refresh_from_db()
    assert steel.state == Factor.State.CURRENT


def test_a_changed_factor_stays_in_force_until_its_next_release_is_approved(
    consultant: User, colleague: User, library: Library, make_factor: MakeFactor
) -> None:
    old = make_factor(code="S1", name="热轧钢板", amount=Decimal("2.0"))
    batch = applied(consultant, previewed(consultant, library, cpcd(STEEL)))
    new = batch.factors.get()
    old.refresh_from_db()
    assert (new.release, new.supersedes, old.state) == (2, old, Factor.State.CURRENT)
    services.approve_all(colleague, batch.factors)
    old.refresh_from_db()
    assert old.state == Factor.State.SUPERSEDED


def test_importing_the_same_file_again_changes_nothing(consultant: User, colleague: User) -> None:
    first = applied(consultant, previewed(consultant, None, cpcd(STEEL, ALUMINIUM)))
    services.approve_all(colleague, first.factors)
    again = previewed(consultant, first.library, cpcd(STEEL, ALUMINIUM))
    assert outcomes(again) == [("S1", "unchanged"), ("A1", "unchanged")]
    with pytest.raises(ValidationError, match="没有需要写入的内容"):
        imports.apply(consultant, again, again.version, reason="再导入")
    assert Factor.objects.filter(library=first.library).count() == 2


def test_refused_rows_are_left_out_only_by_the_persons_word(consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL, WRONG))
    assert outcomes(batch) == [("S1", "new"), ("X1", "refused")]
    with pytest.raises(ValidationError) as refusal:
        imports.apply(consultant, batch, batch.version, reason="导入")
    assert "有 1 行存在问题" in refusal.value.message_dict["leave_out"][0]
    assert (fresh(batch).state, Factor.objects.count()) == (State.PREVIEW, 0)
    batch = applied(consultant, fresh(batch), leave_out=True)
    assert [factor.code for factor in batch.factors] == ["S1"]


def test_a_change_needs_a_reason(consultant: User, library: Library, make_factor: MakeFactor) -> None:
    make_factor(code="S1", name="热轧钢板", amount=Decimal("2.0"))
    batch = previewed(consultant, library, cpcd(STEEL))
    with pytest.raises(ValidationError) as refusal:
        imports.apply(consultant, batch, batch.version, reason=" ")
    assert "reason" in refusal.value.message_dict
    assert fresh(batch).state == State.PREVIEW


def test_factors_that_the_file_has_no_more_are_withdrawn_only_when_asked_for(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    gone = make_factor(code="OLD", name="停产材料")
    batch = previewed(consultant, library, cpcd(STEEL))
    assert (batch.counts["gone"], list(steps.gone(batch))) == (1, [gone])
    kept = applied(consultant, batch)
    gone.refresh_from_db()
    assert (kept.state, gone.state) == (State.APPLIED, Factor.State.CURRENT)
    again = applied(consultant, previewed(consultant, library, cpcd(STEEL)), withdraw_gone=True)
    gone.refresh_from_db()
    assert (again.state, gone.state) == (State.APPLIED, Factor.State.WITHDRAWN)
    line = AuditEntry.objects.get(act="factor.withdraw")
    assert (line.subject_id, line.after["reason"]) == (gone.pk, "季度更新")


def test_more_than_a_person_can_mean_is_not_withdrawn(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    batch = previewed(consultant, library, cpcd(STEEL))
    batch.counts["gone"] = applying.MOST_WITHDRAWN + 1
    batch.save()
    with pytest.raises(ValidationError, match="核对所选的因子库"):
        imports.apply(consultant, batch, batch.version, withdraw_gone=True, reason="清理")
    assert fresh(batch).state == State.PREVIEW


def test_the_trail_tells_the_import(consultant: User) -> None:
    batch = applied(consultant, previewed(consultant, None, cpcd(STEEL, ALUMINIUM, WRONG)), leave_out=True)
    line = AuditEntry.objects.get(act="factorimport.apply")
    assert (line.actor, line.subject_id) == (consultant, batch.pk)
    assert {name: line.after[name] for name in ("added", "left_out", "digest", "reason")} == {
        "added": 2,
        "left_out": 1,
        "digest": batch.digest,
        "reason": "季度更新",
    }


def test_a_library_that_changed_since_the_preview_is_not_written(
    consultant: User, library: Library, propose: MakeFactor
) -> None:
    batch = previewed(consultant, library, cpcd(STEEL))
    propose(code="B1")
    batch = applied(consultant, batch)
    assert (batch.state, batch.factors.count()) == (State.PREVIEW, 0)
    assert "又有了改动" in batch.refusal
    assert list(Factor.objects.values_list("code", flat=True)) == ["B1"]
    imports.compare_again(consultant, batch, batch.version)
    work()
    assert applied(consultant, fresh(batch)).factors.count() == 1


@pytest.mark.parametrize("change", ["add", "approve", "reject", "withdraw"])
def test_the_mark_sees_every_change(
    consultant: User,
    colleague: User,
    library: Library,
    propose: MakeFactor,
    make_factor: MakeFactor,
    change: str,
) -> None:
    waiting, standing = propose(code="W"), make_factor(code="F")
    before = mark_of(library.pk)
    assert mark_of(library.pk) == before
    acts: dict[str, Any] = {
        "add": lambda: propose(code="N"),
        "approve": lambda: services.approve_factor(colleague, waiting),
        "reject": lambda: services.reject_factor(colleague, waiting, "来源不明"),
        "withdraw": lambda: services.withdraw_factor(consultant, standing, "撤稿"),
    }
    acts[change]()
    assert mark_of(library.pk) != before


def test_of_two_previews_of_one_library_the_second_must_look_again(
    consultant: User, colleague: User, library: Library
) -> None:
    first = previewed(consultant, library, cpcd(STEEL))
    second = previewed(colleague, library, cpcd(("S1", "热轧钢板", "2.99kgCO2e / 千克")))
    assert applied(consultant, first).state == State.APPLIED
    assert applied(colleague, second).state == State.PREVIEW
    assert [str(amount) for amount in Factor.objects.values_list("amount", flat=True)] == ["2.31"]


def test_two_imports_that_begin_the_same_library_begin_it_once(consultant: User, colleague: User) -> None:
    first, second = (previewed(who, None, cpcd(STEEL)) for who in (consultant, colleague))
    assert applied(consultant, first).state == State.APPLIED
    second = applied(colleague, second)
    assert (second.state, second.refusal != "") == (State.PREVIEW, True)
    assert (Library.objects.filter(name="新库").count(), Factor.objects.count()) == (1, 1)


def test_a_licensed_library_names_its_importer(consultant: User, colleague: User) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    target = {"name": "授权库", "audience": "named", "disclosure": "value", "exportable": False}
    imports.choose(consultant, batch, batch.version, {}, None, target)
    work()
    batch = applied(consultant, fresh(batch))
    assert batch.library is not None
    assert list(batch.library.readers.all()) == [consultant]
    assert not FactorImport.objects.visible_to(colleague).exists()


def test_a_file_that_is_no_table_is_refused_with_the_readers_reason(consultant: User) -> None:
    batch = uploaded(consultant, b"\x00\x01\x02\x03" * 50, "坏文件.csv")
    assert batch.state == State.REFUSED
    assert batch.refusal
    assert not ImportRow.objects.exists()


def test_a_refused_file_may_be_read_as_another_format(consultant: User) -> None:
    batch = imports.upload(consultant, "a.csv", cpcd(STEEL), "defra")
    work()
    batch = fresh(batch)
    assert batch.state == State.REFUSED
    imports.inspect_as(consultant, batch, batch.version, "cpcd")
    work()
    assert (fresh(batch).state, fresh(batch).refusal) == (State.CHOOSING, "")


def test_columns_that_were_matched_are_offered_again(consultant: User, colleague: User) -> None:
    batch = uploaded(consultant, MAPPED)
    (asked,) = [raw for raw in batch.inspection["choices"] if raw["kind"] == "columns"]
    others = {raw["key"]: raw["suggested"] for raw in batch.inspection["choices"] if raw["kind"] != "columns"}
    chosen = {"物料": "name", "因子": "amount", "单位名": "unit"}
    imports.choose(consultant, batch, batch.version, {**others, asked["key"]: chosen}, None, {"name": "表格"})
    work()
    assert fresh(batch).state == State.PREVIEW, fresh(batch).refusal
    assert ColumnMapping.objects.get().mapping == chosen
    again = uploaded(colleague, MAPPED + "铜,3.1,kgCO2e/kg\n".encode(), "更新.csv")
    (asked,) = [raw for raw in again.inspection["choices"] if raw["kind"] == "columns"]
    assert (asked["mapping"], bool(asked["remembered"])) == (chosen, True)


def test_another_agencys_columns_are_not_offered(consultant: User, stranger: User) -> None:
    test_columns_that_were_matched_are_offered_again(consultant, consultant)
    theirs = uploaded(stranger, MAPPED)
    (asked,) = [raw for raw in theirs.inspection["choices"] if raw["kind"] == "columns"]
    assert "remembered" not in asked


def test_answers_that_were_not_offered_are_refused(consultant: User) -> None:
    batch = uploaded(consultant, MAPPED)
    with pytest.raises(ValidationError, match="没有这样的选项"):
        imports.choose(consultant, batch, batch.version, {"colour": "red"}, None, {"name": "表格"})
    assert fresh(batch).state == State.CHOOSING


def test_a_new_library_is_checked_before_anything_is_read(consultant: User, library: Library) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    target = {"name": library.name, "release": library.release}
    with pytest.raises(ValidationError):
        imports.choose(consultant, batch, batch.version, {}, None, target)
    assert fresh(batch).state == State.CHOOSING


def test_giving_up_takes_the_preview_away(consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    imports.discard(consultant, batch, batch.version)
    assert (fresh(batch).state, batch.rows.count()) == (State.DISCARDED, 0)
    assert AuditEntry.objects.filter(act="factorimport.discard").count() == 1


def test_what_was_applied_cannot_be_given_up(consultant: User) -> None:
    batch = applied(consultant, previewed(consultant, None, cpcd(STEEL)))
    with pytest.raises(Overtaken):
        imports.discard(consultant, batch, batch.version)
    assert (fresh(batch).state, Factor.objects.count()) == (State.APPLIED, 1)


def test_an_old_page_cannot_apply_a_newer_preview(consultant: User, library: Library) -> None:
    batch = previewed(consultant, library, cpcd(STEEL))
    seen = batch.version
    imports.compare_again(consultant, batch, batch.version)
    work()
    with pytest.raises(Overtaken):
        imports.apply(consultant, fresh(batch), seen)
    assert Factor.objects.count() == 0


def test_pressing_twice_writes_once(consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    first, second = fresh(batch), fresh(batch)
    imports.apply(consultant, first, first.version)
    with pytest.raises(Overtaken):
        imports.apply(consultant, second, second.version)
    work()
    assert (Factor.objects.count(), Job.objects.filter(kind=steps.APPLY).count()) == (1, 1)


@pytest.mark.parametrize("who", ["reviewer", "client_person"])
def test_who_may_not_edit_factors_may_not_import(
    who: str, consultant: User, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    batch = previewed(consultant, None, cpcd(STEEL))
    for act in (imports.compare_again, imports.apply, imports.discard):
        with pytest.raises(PermissionDenied):
            act(actor, batch, batch.version)
    with pytest.raises(PermissionDenied):
        imports.upload(actor, "a.csv", cpcd(STEEL))
    assert (fresh(batch).state, FactorImport.objects.count()) == (State.PREVIEW, 1)


def test_another_agencys_import_does_not_exist(consultant: User, stranger: User, library: Library) -> None:
    batch = previewed(consultant, library, cpcd(STEEL))
    with pytest.raises(Http404):
        imports.apply(stranger, batch, batch.version)
    theirs = uploaded(stranger, cpcd(STEEL))
    with pytest.raises(Http404):
        imports.choose(stranger, theirs, theirs.version, {}, library)
    assert (fresh(batch).state, fresh(theirs).state) == (State.PREVIEW, State.CHOOSING)
    assert not FactorImport.objects.visible_to(stranger).filter(pk=batch.pk).exists()


def test_a_file_that_is_empty_or_too_large_is_not_stored(consultant: User, settings: Settings) -> None:
    settings.IMPORT_LIMIT_BYTES = 10
    for data in (b"", b"x" * 11):
        with pytest.raises(ValidationError):
            imports.upload(consultant, "a.csv", data)
    assert not FactorImport.objects.exists()


def test_who_lost_the_right_while_the_job_waited_writes_nothing(consultant: User, agency: Any) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    imports.apply(consultant, batch, batch.version)
    consultant.is_active = False
    consultant.save()
    work()
    job = Job.objects.get(kind=steps.APPLY)
    assert (job.state, Factor.objects.count()) == ("failed", 0)
    assert "已不能编辑因子" in job.error


def test_a_read_that_was_overtaken_keeps_the_newer_answers(consultant: User, library: Library) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    imports.choose(consultant, batch, batch.version, {}, library)
    batch = fresh(batch)
    imports.choose(consultant, batch, batch.version, {}, None, {"name": "新库"})
    work()
    assert (fresh(batch).state, fresh(batch).target_label) == (State.PREVIEW, "新库")
    assert fresh(batch).rows.count() == 1


def test_a_row_of_the_reader_keeps_its_marks(consultant: User, library: Library) -> None:
    batch = previewed(consultant, library, cpcd(STEEL, WRONG))
    row = batch.rows.get(code="X1")
    assert row.problems[0][0] == "碳足迹"
    assert row.cells[3] == "3.3kgCO2e / 某种单位"


def test_the_file_is_kept(consultant: User) -> None:
    data = cpcd(STEEL)
    batch = uploaded(consultant, data)
    assert files.read(consultant.agency_id, batch.digest) == data


def test_rows_of_forms_beyond_one_figure_come_back(consultant: User, library: Library) -> None:
    """By gas, with uncertainty and split: through rows and JSON to the same factor."""
    gases = content("G1", gases={"CH4": "0.0010", "CO2": "2"}, form="gases", unit="kg")
    del gases["amount"]
    rows = planning.plan(
        reading(gases, content("S2"), problems={"S2": [Problem("", "不要。")]}),
        library,
        Oddities(consultant),
        lambda done, total: None,
    )
    batch = FactorImport.objects.create(
        agency=consultant.agency,
        proposed_by=consultant,
        name="a.json",
        digest="0" * 64,
        size=1,
        media_type="application/json",
        state=State.APPLYING,
        library=library,
        mark=mark_of(library.pk),
        counts={**planning.summary(rows), "read": 2, "gone": 0},
        decision={"leave_out": True, "withdraw_gone": False, "reason": ""},
    )
    applying.keep_rows(batch, rows)
    applying.write(batch, consultant, applying.prepared(batch, lambda done, total: None))
    factor = Factor.objects.get()
    assert (factor.form, factor.gases, factor.amount) == ("gases", {"CH4": "0.0010", "CO2": "2"}, None)


def test_a_person_of_the_house_who_may_see_the_library_sees_the_import(
    consultant: User, reviewer: User, library: Library, agency: Any
) -> None:
    begun, going = uploaded(consultant, cpcd(STEEL)), previewed(consultant, library, cpcd(ALUMINIUM))
    assert list(FactorImport.objects.visible_to(reviewer)) == [going]
    assert set(FactorImport.objects.visible_to(consultant)) == {begun, going}
    assert not FactorImport.objects.visible_to(make_person(agency)).filter(pk=begun.pk).exists()
