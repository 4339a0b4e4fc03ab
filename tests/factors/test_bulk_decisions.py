"""A decision on many proposals, asked for on the page and carried out by a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors import services
from factors.models import BulkDecision, Factor, FactorTerms, Library
from factors.search import index, order
from factors.services import deciding
from factors.views import approval
from jobs.models import Job
from tests.factors.conftest import MakeFactor
from tests.factors.importing import ALUMINIUM, STEEL, applied, cpcd, previewed, work

SignIn = Callable[[User], Client]
State, Act = Factor.State, BulkDecision.Act


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three proposals are many."""
    monkeypatch.setattr(approval, "AT_ONCE", 2)


def states() -> dict[str, str]:
    return dict(Factor.objects.values_list("name", "state"))


def test_many_are_decided_by_a_job_that_the_page_shows(
    few: None, as_user: SignIn, colleague: User, propose: MakeFactor
) -> None:
    for number in range(3):
        propose(name=f"铸件{number}")
    client = as_user(colleague)
    sent = {"act": "approve", "everything": "1", "asked": ""}
    answered = client.post(reverse("factors:approval_decide"), sent)
    decision = BulkDecision.objects.get()
    assert answered["Location"] == reverse("factors:decision", args=[decision.pk])
    assert set(states().values()) == {State.PROPOSED}
    waiting = client.get(answered["Location"]).content.decode()
    assert 'data-state="queued"' in waiting
    assert "3 条" in waiting
    assert answered["Location"] in client.get(reverse("factors:approval_list")).content.decode()
    work()
    assert set(states().values()) == {State.CURRENT}
    told = AuditEntry.objects.get(act="library.approve")
    assert (told.actor, told.after) == (colleague, {"factors": 3})
    done = client.get(answered["Location"]).content.decode()
    assert "审核通过 3 条" in done
    assert "data-state" not in done
    assert answered["Location"] not in client.get(reverse("factors:approval_list")).content.decode()


def test_what_nobody_has_seen_and_what_is_one_s_own_waits_on(
    consultant: User, colleague: User, library: Library, propose: MakeFactor
) -> None:
    propose(name="甲")
    own = Factor(library=library, name="乙", amount="1", unit="kgCO2e/kg", note="实测")
    services.create_factor(colleague, own)
    taken_back = propose(name="丙")
    decision = services.ask_to_decide_all(colleague, Act.APPROVE, library, None)
    services.take_back(consultant, taken_back)
    propose(name="丁")
    work()
    decision.refresh_from_db()
    assert states() == {"甲": "current", "乙": "proposed", "丙": "rejected", "丁": "proposed"}
    assert (decision.listed, decision.decided, decision.own) == (2, 1, 1)


def test_a_refusal_needs_its_reason_and_names_it(colleague: User, propose: MakeFactor) -> None:
    propose(name="甲")
    with pytest.raises(ValidationError):
        services.ask_to_decide_all(colleague, Act.REJECT, None, None, " ")
    assert not BulkDecision.objects.exists()
    assert not Job.objects.exists()
    services.ask_to_decide_all(colleague, Act.REJECT, None, None, "来源不明")
    work()
    assert states() == {"甲": "rejected"}
    assert AuditEntry.objects.get(act="library.reject").after == {"factors": 1, "reason": "来源不明"}


def test_who_may_not_decide_any_more_has_decided_nothing(
    colleague: User, client_person: User, propose: MakeFactor
) -> None:
    propose(name="甲")
    with pytest.raises(PermissionDenied):
        services.ask_to_decide_all(client_person, Act.APPROVE, None, None)
    services.ask_to_decide_all(colleague, Act.APPROVE, None, None)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    work()
    assert states() == {"甲": "proposed"}
    assert "已没有审核权限" in Job.objects.get(kind=deciding.DECIDE).error
    assert BulkDecision.objects.get().decided is None


def test_only_what_an_import_wrote(consultant: User, colleague: User, propose: MakeFactor) -> None:
    propose(name="甲")
    batch = applied(consultant, previewed(consultant, None, cpcd(STEEL, ALUMINIUM)))
    services.ask_to_decide_all(colleague, Act.APPROVE, None, batch)
    work()
    assert states() == {"甲": "proposed", "热轧钢板": "current", "电解铝": "current"}


def test_the_index_is_as_if_it_were_made_anew(consultant: User, colleague: User) -> None:
    first = applied(consultant, previewed(consultant, None, cpcd(STEEL, ALUMINIUM)))
    services.ask_to_decide_all(colleague, Act.APPROVE, None, None)
    work()
    changed = cpcd(("S1", "热轧钢板", "2.5kgCO2e / 千克"))
    applied(consultant, previewed(consultant, first.library, changed))
    services.ask_to_decide_all(colleague, Act.APPROVE, None, None)
    work()
    assert sorted(Factor.objects.values_list("code", "state")) == [
        ("A1", "current"),
        ("S1", "current"),
        ("S1", "superseded"),
    ]
    moved = dict(FactorTerms.objects.values_list("place", "tokens"))
    assert {order.factor_of(place) for place in moved} == set(Factor.objects.values_list("pk", flat=True))
    index.rebuild()
    assert dict(FactorTerms.objects.values_list("place", "tokens")) == moved


def test_strangers_do_not_see_it(as_user: SignIn, colleague: User, stranger: User, library: Library) -> None:
    decision = services.ask_to_decide_all(colleague, Act.APPROVE, library, None)
    address = reverse("factors:decision", args=[decision.pk])
    assert as_user(stranger).get(address).status_code == 404
    assert as_user(colleague).get(address).status_code == 200
