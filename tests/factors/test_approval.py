"""Four eyes: a figure is proposed by one person and put in force, or refused, by another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts import files
from accounts.models import Agency, AuditEntry, Role, User
from factors import services
from factors.models import Factor, Library
from factors.services import SourceFile
from tests.factors.conftest import MakeFactor
from tests.people import make_person

State = Factor.State
PDF = b"%PDF-1.7\n% a supplier's report\n"


def snapshot() -> tuple[list[Any], int]:
    """All factors and the number of audit lines, to see that a refusal changed nothing."""
    return list(Factor.objects.order_by("pk").values()), AuditEntry.objects.count()


def test_a_new_figure_is_a_proposal_with_its_source_file(consultant: User, library: Library) -> None:
    entered = Factor(library=library, name="铸铁件", amount=Decimal("1.9"), unit="kgCO2e/kg")
    factor = services.create_factor(consultant, entered, SourceFile("../a/供应商报告.pdf", PDF))
    assert (factor.state, factor.proposed_by, factor.decided_by) == (State.PROPOSED, consultant, None)
    assert (factor.evidence_name, factor.evidence_type) == ("供应商报告.pdf", "application/pdf")
    assert files.read(consultant.agency_id, factor.evidence_digest) == PDF
    told = AuditEntry.objects.get(act="factor.create").after
    assert told["evidence_digest"] == factor.evidence_digest


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (None, "note"),
        (SourceFile("报告.pdf", b"MZ no document"), "file"),
        (SourceFile("报告.pdf", b""), "file"),
    ],
)
def test_without_a_readable_file_or_a_note_nothing_is_proposed(
    consultant: User, library: Library, file: SourceFile | None, field: str
) -> None:
    entered = Factor(library=library, name="", amount=Decimal("1.9"), unit="kgCO2e/kg")
    with pytest.raises(ValidationError) as caught:
        services.create_factor(consultant, entered, file)
    assert {"name", field} <= caught.value.message_dict.keys()
    assert not Factor.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.CONSULTANT, Role.TECHNICAL_REVIEWER, Role.APPROVER]
)
def test_any_colleague_approves(agency: Agency, propose: MakeFactor, role: Role) -> None:
    factor, who = propose(), make_person(agency, role)
    services.approve_factor(who, factor)
    factor.refresh_from_db()
    assert (factor.state, factor.decided_by) == (State.CURRENT, who)
    assert factor.decided_at is not None
    assert AuditEntry.objects.get(act="factor.approve").actor == who


def test_nobody_decides_on_the_own_proposal(propose: MakeFactor, consultant: User) -> None:
    factor = propose()
    before = snapshot()
    with pytest.raises(PermissionDenied, match="另一人"):
        services.approve_factor(consultant, factor)
    with pytest.raises(PermissionDenied, match="另一人"):
        services.reject_factor(consultant, factor, "不对")
    assert snapshot() == before


def test_strangers_and_clients_do_not_decide(
    propose: MakeFactor, stranger: User, client_person: User
) -> None:
    factor = propose()
    before = snapshot()
    for act in (services.approve_factor, services.take_back):
        with pytest.raises(Http404):
            act(stranger, factor)
        with pytest.raises(PermissionDenied):
            act(client_person, factor)
    assert snapshot() == before
    assert services.approve_all(stranger, Factor.objects.all()).decided == 0
    with pytest.raises(PermissionDenied):
        services.approve_all(client_person, Factor.objects.all())
    assert snapshot() == before


def test_pressing_twice_has_one_outcome(propose: MakeFactor, colleague: User, reviewer: User) -> None:
    factor = propose()
    services.approve_factor(colleague, factor)
    before = snapshot()
    stale = Factor.objects.get(pk=factor.pk)
    stale.state = State.PROPOSED
    with pytest.raises(ValidationError, match="已由何川处理，现为“有效”"):
        services.reject_factor(reviewer, stale, "不对")
    with pytest.raises(ValidationError, match="已由何川处理"):
        services.approve_factor(colleague, stale)
    assert snapshot() == before


def test_the_old_release_is_in_force_until_the_new_one_is_approved(
    make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    old = make_factor()
    new = services.supersede_factor(consultant, old, {"amount": Decimal(2)}, "重新测定")
    old.refresh_from_db()
    assert (old.state, new.state) == (State.CURRENT, State.PROPOSED)
    services.approve_factor(colleague, new)
    old.refresh_from_db()
    assert (old.state, new.state) == (State.SUPERSEDED, State.CURRENT)


def test_after_a_refusal_another_release_may_be_proposed(
    make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    old = make_factor()
    first = services.supersede_factor(consultant, old, {"amount": Decimal(2)}, "重新测定")
    with pytest.raises(ValidationError, match="第 2 版正在等待审核"):
        services.supersede_factor(colleague, old, {"amount": Decimal(3)}, "重新测定")
    services.reject_factor(colleague, first, "与检测报告不符")
    old.refresh_from_db()
    assert old.state == State.CURRENT
    second = services.supersede_factor(consultant, old, {"amount": Decimal(3)}, "更正")
    assert (second.release, second.supersedes) == (3, old)
    services.approve_factor(colleague, second)
    assert Factor.objects.get(pk=old.pk).state == State.SUPERSEDED
    assert AuditEntry.objects.get(act="factor.reject").after == {
        "state": "rejected",
        "reason": "与检测报告不符",
    }


def test_a_withdrawn_old_release_stays_withdrawn(
    make_factor: MakeFactor, consultant: User, colleague: User
) -> None:
    old = make_factor()
    new = services.supersede_factor(consultant, old, {"amount": Decimal(2)}, "重新测定")
    services.withdraw_factor(consultant, old, "仪器未检定")
    services.approve_factor(colleague, new)
    old.refresh_from_db()
    assert (old.state, Factor.objects.get(pk=new.pk).state) == (State.WITHDRAWN, State.CURRENT)


def test_the_next_release_keeps_the_source_file_unless_it_gets_one(
    consultant: User, colleague: User, library: Library
) -> None:
    entered = Factor(library=library, name="铸铁件", amount=Decimal("1.9"), unit="kgCO2e/kg")
    old = services.create_factor(consultant, entered, SourceFile("一.pdf", PDF))
    services.approve_factor(colleague, old)
    kept = services.supersede_factor(consultant, old, {"amount": Decimal("1.91")}, "录入错误")
    assert kept.evidence_digest == old.evidence_digest
    services.approve_factor(colleague, kept)
    newer = SourceFile("二.pdf", PDF + b"%")
    other = services.supersede_factor(consultant, kept, {}, "补充新版报告", newer)
    assert (other.evidence_name, other.evidence_digest != kept.evidence_digest) == ("二.pdf", True)


def test_only_who_proposed_takes_back(propose: MakeFactor, consultant: User, colleague: User) -> None:
    factor = propose()
    before = snapshot()
    with pytest.raises(PermissionDenied, match="只有提交人"):
        services.take_back(colleague, factor)
    assert snapshot() == before
    services.take_back(consultant, factor)
    factor.refresh_from_db()
    assert (factor.state, factor.decided_by) == (State.REJECTED, consultant)
    with pytest.raises(ValidationError, match="已由林佳处理"):
        services.approve_factor(colleague, factor)


def test_a_refusal_needs_a_reason(propose: MakeFactor, colleague: User) -> None:
    factor = propose()
    before = snapshot()
    with pytest.raises(ValidationError):
        services.reject_factor(colleague, factor, "  ")
    with pytest.raises(ValidationError):
        services.reject_all(colleague, Factor.objects.all(), "")
    assert snapshot() == before


def test_many_are_approved_with_one_line_and_the_own_ones_wait(
    propose: MakeFactor, make_factor: MakeFactor, consultant: User, colleague: User, library: Library
) -> None:
    current = make_factor()
    newer = services.supersede_factor(consultant, current, {"amount": Decimal(2)}, "重新测定")
    proposed = [propose(name=f"铸件{number}") for number in range(3)]
    entered = Factor(library=library, name="同事的", amount=Decimal(1), unit="kgCO2e/kg", note="实测")
    mine = services.create_factor(colleague, entered)
    refused = propose(name="已退回")
    services.reject_factor(colleague, refused, "不对")
    lines = AuditEntry.objects.count()
    outcome = services.approve_all(colleague, Factor.objects.filter(library=library))
    assert outcome == (4, 1)
    states = dict(Factor.objects.values_list("pk", "state"))
    assert {states[row.pk] for row in (newer, *proposed)} == {"current"}
    assert (states[current.pk], states[mine.pk], states[refused.pk]) == ("superseded", "proposed", "rejected")
    entry = AuditEntry.objects.get(act="library.approve")
    assert (entry.subject_id, entry.after, AuditEntry.objects.count()) == (
        library.pk,
        {"factors": 4},
        lines + 1,
    )
    assert services.approve_all(colleague, Factor.objects.all()) == (0, 1)
    assert AuditEntry.objects.count() == lines + 1


def test_many_are_refused_with_one_reason(propose: MakeFactor, colleague: User) -> None:
    for number in range(3):
        propose(name=f"铸件{number}")
    assert services.reject_all(colleague, Factor.objects.all(), "单位错误") == (3, 0)
    assert AuditEntry.objects.get(act="library.reject").after == {"factors": 3, "reason": "单位错误"}
    assert not Factor.objects.exclude(state=State.REJECTED).exists()


def test_a_figure_for_named_people_is_decided_by_one_of_them(
    propose: MakeFactor, consultant: User, colleague: User, reviewer: User, library: Library
) -> None:
    factor = propose()
    Library.objects.filter(pk=library.pk).update(audience=Library.Audience.NAMED)
    library.readers.set([consultant, reviewer])
    before = snapshot()
    with pytest.raises(Http404):
        services.approve_factor(colleague, factor)
    assert services.approve_all(colleague, Factor.objects.all()).decided == 0
    assert not services.awaiting(colleague).exists()
    assert snapshot() == before
    services.approve_factor(reviewer, factor)
    assert Factor.objects.get().state == State.CURRENT


def test_nobody_else_sees_what_another_agency_has_only_proposed(
    propose: MakeFactor, colleague: User, stranger: User, library: Library
) -> None:
    Library.objects.filter(pk=library.pk).update(audience=Library.Audience.SHARED)
    factor = propose()
    assert not Factor.objects.visible_to(stranger).exists()
    services.approve_factor(colleague, factor)
    assert Factor.objects.visible_to(stranger).get() == factor
    for act in (services.withdraw_factor, services.reject_factor):
        with pytest.raises(Http404):
            act(stranger, factor, "别的机构")
    with pytest.raises(Http404):
        services.supersede_factor(stranger, factor, {"amount": Decimal(1)}, "别的机构")
