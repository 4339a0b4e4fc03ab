"""Two people decide at the same moment: together they have one outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors import services
from factors.models import Factor, Library
from tests.people import People, make_people

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each act: ``done``, or the message of what it raised."""
    barrier = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes[place] = "done"
        except ValidationError as refusal:
            outcomes[place] = refusal.messages[0]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def proposed(people: People, library: Library, name: str = "铸铁件") -> Factor:
    entered = Factor(library=library, name=name, amount=Decimal("1.9"), unit="kgCO2e/kg", note="实测")
    return services.create_factor(people.consultant, entered)


def own_library(people: People) -> Library:
    return services.create_library(people.consultant, Library(name="实测因子"))


def test_of_approving_and_refusing_at_once_one_counts() -> None:
    people = make_people()
    library = own_library(people)
    for number in range(ROUNDS):
        factor = proposed(people, library, f"铸件{number}")
        outcomes = at_once(
            lambda factor=factor: services.approve_factor(people.colleague, factor),  # type: ignore[misc]
            lambda factor=factor: services.reject_factor(people.reviewer, factor, "不对"),  # type: ignore[misc]
        )
        assert outcomes.count("done") == 1
        assert any("已由" in outcome for outcome in outcomes)
        decided = AuditEntry.objects.filter(act__in=["factor.approve", "factor.reject"], subject_id=factor.pk)
        assert decided.count() == 1
        factor.refresh_from_db()
        assert factor.state == ("current" if outcomes[0] == "done" else "rejected")


def test_of_two_bulk_approvals_at_once_every_factor_counts_once() -> None:
    people = make_people()
    library = own_library(people)
    for number in range(6):
        proposed(people, library, f"铸件{number}")
    counts: list[int] = []

    def approve(who: User) -> Callable[[], object]:
        return lambda: counts.append(services.approve_all(who, Factor.objects.all()).decided)

    assert at_once(approve(people.colleague), approve(people.reviewer)) == ["done", "done"]
    assert sum(counts) == 6
    told = AuditEntry.objects.filter(act="library.approve").values_list("after__factors", flat=True)
    assert sum(told) == 6
    assert not Factor.objects.exclude(state="current").exists()


def test_two_next_releases_at_once_leave_one_proposal() -> None:
    people = make_people()
    factor = services.approve_factor(people.colleague, proposed(people, own_library(people)))
    outcomes = at_once(
        lambda: services.supersede_factor(people.consultant, factor, {"amount": Decimal(2)}, "更正"),
        lambda: services.supersede_factor(people.colleague, factor, {"amount": Decimal(3)}, "更正"),
    )
    assert outcomes.count("done") == 1
    assert Factor.objects.filter(supersedes=factor).count() == 1


def test_two_browsers_on_the_same_page() -> None:
    """Both see the button; the second one pressed is told who was faster."""
    people = make_people()
    factor = proposed(people, own_library(people))
    browsers = []
    for who in (people.colleague, people.reviewer):
        client = Client()
        client.force_login(who)
        page = client.get(reverse("factors:factor", args=[factor.pk])).content.decode()
        assert reverse("factors:factor_approve", args=[factor.pk]) in page
        browsers.append(client)
    first, second = browsers
    done = first.post(reverse("factors:factor_approve", args=[factor.pk]), follow=True)
    assert "已审核通过" in done.content.decode()
    late = second.post(reverse("factors:factor_reject", args=[factor.pk]), {"reason": "不对"}, follow=True)
    assert "已由陈知行处理，现为“有效”" in late.content.decode()
    factor.refresh_from_db()
    assert (factor.state, factor.decided_by) == ("current", people.colleague)
