"""What a file would change, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from factors import services
from factors.importers.contract import Content, Problem, Reading
from factors.imports import planning
from factors.imports.content import Candidates, restored, stored
from factors.imports.hints import Oddities
from factors.imports.planning import Outcome, Planned
from factors.models import CONTENT, Factor, Library
from factors.services.factors import refuse_mixed_kinds
from tests.factors.conftest import MakeFactor
from tests.factors.importing import applied, content, cpcd, outcomes, previewed, reading

NEW, CHANGED, UNCHANGED, REFUSED = Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REFUSED


def plan(user: User, library: Library, file: Reading) -> list[Planned]:
    return planning.plan(file, library, Oddities(user), lambda done, total: None)


def came_out(rows: Sequence[Planned]) -> list[str]:
    return [row.outcome for row in rows]


def test_a_code_that_the_library_has_not_is_new(consultant: User, library: Library) -> None:
    (row,) = plan(consultant, library, reading(content("N1", "2.5")))
    assert (row.outcome, row.release, row.previous_id, row.before) == (NEW, 1, None, {})


def test_every_row_of_a_library_that_is_still_to_be_begun_is_new(consultant: User) -> None:
    rows = plan(consultant, Library(agency_id=consultant.agency_id, name="新库"), reading(content("N1")))
    assert came_out(rows) == [NEW]


def test_a_changed_row_tells_what_stood_there_before(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    factor = make_factor(code="S1", name="材料S1", amount=Decimal("1.90"))
    (row,) = plan(consultant, library, reading(content("S1", "1.9")))
    assert (row.outcome, row.release, row.previous_id) == (CHANGED, 2, factor.pk)
    assert row.before == {"amount": "1.90"}  # more digits say more


def test_what_the_file_does_not_tell_stays_as_the_library_has_it(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(code="S1", name="材料S1", synonyms="钢板", year=2024, valid_until=date(2027, 1, 1))
    same, emptied = (content("S1"), content("S1", synonyms=""))
    assert came_out(plan(consultant, library, reading(same))) == [UNCHANGED]
    (row,) = plan(consultant, library, reading(emptied))
    assert (row.outcome, row.before) == (CHANGED, {"synonyms": "钢板"})
    assert row.content["year"] == 2024
    assert row.content["valid_until"] == "2027-01-01"


def test_a_waiting_proposal_is_not_passed_over(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    factor = make_factor(code="S1", name="材料S1")
    services.supersede_factor(consultant, factor, {"amount": Decimal("2.2")}, "实测更新")
    as_proposed, as_in_force, otherwise = (content("S1", "2.2"), content("S1", "1.9"), content("S1", "3.3"))
    assert came_out(plan(consultant, library, reading(as_proposed))) == [UNCHANGED]
    assert came_out(plan(consultant, library, reading(as_in_force))) == [UNCHANGED]
    (row,) = plan(consultant, library, reading(otherwise))
    assert row.outcome == REFUSED
    assert "第 2 版正在等待审核" in row.problems[0][1]


def test_a_withdrawn_factor_comes_back_only_as_something_else(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    factor = services.withdraw_factor(consultant, make_factor(code="S1", name="材料S1"), "来源撤稿")
    (same,) = plan(consultant, library, reading(content("S1")))
    assert (same.outcome, same.hints) == (UNCHANGED, ["因子已撤回，导入不会恢复它。"])
    (other,) = plan(consultant, library, reading(content("S1", "2.4")))
    assert (other.outcome, other.release, other.previous_id) == (CHANGED, 2, factor.pk)


def test_a_release_that_was_not_approved_is_passed_over(
    consultant: User, colleague: User, library: Library, propose: MakeFactor
) -> None:
    services.reject_factor(colleague, propose(code="S1", name="材料S1"), "没有来源")
    (row,) = plan(consultant, library, reading(content("S1")))
    assert (row.outcome, row.release, row.previous_id) == (NEW, 2, None)


def test_the_same_row_twice_is_taken_once(consultant: User, library: Library) -> None:
    rows = plan(consultant, library, reading(content("S1"), content("S2"), content("S1")))
    assert came_out(rows) == [NEW, NEW, UNCHANGED]
    assert rows[2].hints == ["与第 2 行完全相同，只导入一次。"]


def test_two_rows_of_one_code_that_differ_are_both_refused(consultant: User, library: Library) -> None:
    rows = plan(consultant, library, reading(content("S1", "1"), content("S2"), content("S1", "2")))
    assert came_out(rows) == [REFUSED, NEW, REFUSED]
    assert "第 2 行、第 4 行" in rows[0].problems[0][1]


def test_what_the_reader_refused_stays_refused_with_its_reason(consultant: User, library: Library) -> None:
    file = reading(content("S1"), problems={"S1": [Problem("单位", "不认识。")]})
    (row,) = plan(consultant, library, file)
    assert (row.outcome, row.problems, row.release) == (REFUSED, [["单位", "不认识。"]], None)
    assert row.content["name"] == "材料S1"


def test_a_figure_far_off_the_others_is_pointed_out_and_not_refused(
    consultant: User, starter_loaded: None
) -> None:
    new = Library(agency_id=consultant.agency_id, name="新库")
    slipped = content("G", "0.057", name="全国电网平均电力", unit="kgCO2e/kWh", region="中国", year=2024)
    right = {**slipped, "code": "H", "amount": "0.57"}
    off, fine = plan(consultant, new, reading(slipped, right))
    assert (off.outcome, fine.outcome, fine.hints) == (NEW, NEW, [])
    assert "分之一" in off.hints[0]


WRONG: list[dict[str, Any]] = [
    {"code": ""},
    {"code": "C" * 121},
    {"name": ""},
    {"name": "名" * 301},
    {"category": "类" * 121},
    {"cas": "1" * 21},
    {"amount": None},
    {"amount": "NaN"},
    {"amount": "1,5"},
    {"amount": "9" * 31},
    {"unit": "kgCO2e/某"},
    {"unit": "kgCO2/kg"},
    {"kind": "co2_only"},
    {"kind": "any"},
    {"form": "any"},
    {"form": "gases"},
    {"form": "gases", "gases": {"CH4": "-1"}, "unit": "kg"},
    {"form": "fuel"},
    {"year": -1},
    {"heating_value": "-3"},
    {"oxidation": "1.2", "form": "fuel"},
]


@pytest.mark.parametrize(
    "wrong", WRONG, ids=lambda wrong: "-".join(f"{k}={str(v)[:12]}" for k, v in wrong.items())
)
def test_a_row_is_held_to_what_a_person_is_held_to(library: Library, wrong: dict[str, Any]) -> None:
    """Everything that the form's way refuses is refused, and by the same columns."""
    given: Content = {**content("S1"), **wrong}
    _factor, faults = Candidates(library).of(given)
    assert faults
    entered = Factor(library=library, agency_id=library.agency_id, **given)
    with pytest.raises(ValidationError) as refusal:
        _as_a_person_enters(entered)
    assert {fault.column for fault in faults} & set(refusal.value.message_dict)


def _as_a_person_enters(factor: Factor) -> None:
    factor.full_clean(validate_unique=False)
    refuse_mixed_kinds(factor)


@pytest.mark.parametrize(
    "wrong", [{"name": "甲\x00乙"}, {"note": "\ud800"}, {"valid_until": "明年"}, {"year": 99999}]
)
def test_what_cannot_be_kept_is_refused(library: Library, wrong: Content) -> None:
    _factor, faults = Candidates(library).of({**content("S1"), **wrong})
    assert [fault.column for fault in faults] == list(wrong)


def test_cells_that_no_database_keeps_are_marked(consultant: User, library: Library) -> None:
    (row,) = plan(consultant, library, reading(content("S1", name="甲\x00")))
    assert row.cells[1] == "甲\ufffd"


def test_the_content_of_every_column_comes_back_as_it_was(library: Library) -> None:
    given = content(
        "S1",
        "0.50",
        split={"CH4": "0.10"},
        year=2024,
        valid_until="2027-12-31",
        second_hand=True,
        region="中国",
    )
    factor, _faults = Candidates(library).of(given)
    back = dict(zip(CONTENT, restored(stored(factor)), strict=True))
    assert back == {name: getattr(factor, name) for name in CONTENT}
    assert str(back["amount"]) == "0.50"


def test_a_column_that_a_factor_has_not_is_the_readers_mistake(library: Library) -> None:
    with pytest.raises(LookupError, match="colour"):
        Candidates(library).of(content("S1", colour="red"))


def test_the_database_is_asked_for_hundreds_at_once(
    consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(code="S7", name="材料S7")
    few, many = (reading(*(content(f"S{n}") for n in range(size))) for size in (10, 400))
    oddities = Oddities(consultant)
    with CaptureQueriesContext(connection) as for_few:
        planning.plan(few, library, oddities, lambda done, total: None)
    with CaptureQueriesContext(connection) as for_many:
        planning.plan(many, library, Oddities(consultant), lambda done, total: None)
    assert len(for_many) <= len(for_few) + 10


def test_a_figure_of_zero_is_a_figure(consultant: User, library: Library, colleague: User) -> None:
    batch = applied(consultant, previewed(consultant, library, cpcd(("Z0", "风电", "0kgCO2e / 千瓦时"))))
    assert [row.content["amount"] for row in batch.rows.all()] == ["0"]
    assert Factor.objects.get(code="Z0").amount == 0
    services.approve_all(colleague, batch.factors)
    again = previewed(consultant, library, cpcd(("Z0", "风电", "0kgCO2e / 千瓦时")))
    assert outcomes(again) == [("Z0", "unchanged")]
