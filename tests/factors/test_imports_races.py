"""Imports when several press, work or die at the same moment."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from factors import making, services
from factors.imports import steps
from factors.imports.steps import Overtaken, State
from factors.models import Factor, FactorImport, ImportRow, Library
from factors.services import imports
from jobs.claims import Claim, claim_job, claim_next
from jobs.errors import JobRefused, LeaseLost
from jobs.execution import execute
from jobs.models import Job
from tests.factors.importing import ALUMINIUM, STEEL, cpcd, fresh, previewed, uploaded, work
from tests.people import People, make_people

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each act: ``done``, or the name of what it raised."""
    barrier = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes[place] = "done"
        except Overtaken as refusal:
            outcomes[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def library(people: People) -> Library:
    return services.create_library(people.consultant, Library(name="同库", release="1"))


def test_of_three_who_press_one_is_heard(people: People, library: Library) -> None:
    batch = previewed(people.consultant, library, cpcd(STEEL))

    def press(actor: User) -> Callable[[], object]:
        seen = fresh(batch)
        return lambda: imports.apply(actor, seen, seen.version, reason="导入")

    outcomes = at_once(press(people.consultant), press(people.colleague), press(people.administrator))
    assert sorted(outcomes) == ["Overtaken", "Overtaken", "done"]
    work()
    assert (Factor.objects.count(), Job.objects.filter(kind=steps.APPLY).count()) == (1, 1)


def test_applying_and_giving_up_at_once_is_one_of_both(people: People, library: Library) -> None:
    batch = previewed(people.consultant, library, cpcd(STEEL))
    seen, other = fresh(batch), fresh(batch)
    outcomes = at_once(
        lambda: imports.apply(people.consultant, seen, seen.version),
        lambda: imports.discard(people.colleague, other, other.version),
    )
    assert sorted(outcomes) == ["Overtaken", "done"]
    work()
    written = outcomes[0] == "done"
    assert fresh(batch).state == (State.APPLIED if written else State.DISCARDED)
    assert Factor.objects.count() == int(written)


def test_two_workers_write_two_imports_into_one_library_one_after_the_other(
    people: People, library: Library
) -> None:
    first = previewed(people.consultant, library, cpcd(STEEL))
    second = previewed(people.colleague, library, cpcd(("S1", "热轧钢板", "2.99kgCO2e / 千克"), ALUMINIUM))
    for actor, batch in ((people.consultant, first), (people.colleague, second)):
        imports.apply(actor, batch, batch.version, reason="导入")
    claims = [claim for claim in (claim_next(), claim_next()) if claim is not None]
    assert len(claims) == 2
    at_once(*[lambda claim=claim: execute(claim) for claim in claims])
    states = sorted(FactorImport.objects.values_list("state", flat=True))
    assert states == [State.APPLIED, State.PREVIEW]
    (winner,) = FactorImport.objects.filter(state=State.APPLIED)
    assert set(Factor.objects.values_list("pk", flat=True)) == set(
        winner.factors.values_list("pk", flat=True)
    )


def _abandoned(kind: str) -> tuple[Claim, Claim]:
    """The claim of a worker that hangs, and that of the one that takes over when the lease has run out."""
    job = Job.objects.get(kind=kind)
    hanging = claim_job(job.pk)
    assert hanging is not None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    taking = claim_job(job.pk)
    assert taking is not None
    return hanging, taking


def test_a_worker_that_died_while_applying_leaves_nothing_and_doubles_nothing(
    people: People, library: Library
) -> None:
    batch = previewed(people.consultant, library, cpcd(STEEL, ALUMINIUM))
    imports.apply(people.consultant, batch, batch.version)
    hanging, taking = _abandoned(steps.APPLY)
    making.apply_import(taking)
    with pytest.raises((LeaseLost, JobRefused)):
        making.apply_import(hanging)
    assert (fresh(batch).state, Factor.objects.count()) == (State.APPLIED, 2)


def test_a_worker_that_wakes_up_late_writes_nothing(people: People, library: Library) -> None:
    """The other way round: the one that lost the lease comes first to its result."""
    batch = previewed(people.consultant, library, cpcd(STEEL))
    imports.apply(people.consultant, batch, batch.version)
    hanging, taking = _abandoned(steps.APPLY)
    with pytest.raises(LeaseLost):
        making.apply_import(hanging)
    assert (fresh(batch).state, Factor.objects.count()) == (State.APPLYING, 0)
    making.apply_import(taking)
    assert (fresh(batch).state, Factor.objects.count()) == (State.APPLIED, 1)


def test_a_preview_that_is_read_twice_stands_once(people: People, library: Library) -> None:
    batch = uploaded(people.consultant, cpcd(STEEL, ALUMINIUM))
    imports.choose(people.consultant, batch, batch.version, {}, library)
    hanging, taking = _abandoned(steps.READ)
    making.read_import(taking)
    with pytest.raises((LeaseLost, JobRefused)):
        making.read_import(hanging)
    assert (fresh(batch).state, ImportRow.objects.count()) == (State.PREVIEW, 2)


def test_a_file_is_looked_at_once(people: People) -> None:
    batch = imports.upload(people.consultant, "a.csv", cpcd(STEEL))
    hanging, taking = _abandoned(steps.INSPECT)
    making.inspect_import(taking)
    with pytest.raises((LeaseLost, JobRefused)):
        making.inspect_import(hanging)
    assert (fresh(batch).state, fresh(batch).version) == (State.CHOOSING, 2)


def test_a_write_that_fails_in_the_middle_leaves_nothing(people: People, library: Library) -> None:
    """A release that came by another way after the preview: the database itself refuses, and all is taken back."""
    batch = previewed(people.consultant, library, cpcd(STEEL, ALUMINIUM))
    row = batch.rows.get(code="A1")
    ImportRow.objects.filter(pk=row.pk).update(
        code="S1"
    )  # the same release twice: no program of ours does this
    imports.apply(people.consultant, batch, batch.version)
    claim = claim_next()
    assert claim is not None
    execute(claim)
    job = Job.objects.get(kind=steps.APPLY)
    assert (job.state, fresh(batch).state) == ("queued", State.APPLYING)  # to be tried again
    assert not Factor.objects.exists()
