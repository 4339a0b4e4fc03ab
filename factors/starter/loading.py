"""Bringing the database to the state of the starter files: once, again, or after the files have changed.

Nothing that a study may use is ever altered: a changed line becomes a new release that supersedes the old one, a
line that is gone is withdrawn. All or nothing, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import transaction

from factors import plausibility
from factors.imports.content import differences
from factors.models import Factor, GwpSet, GwpValue, Library, Spread, StarterLoad
from factors.search import database, index
from factors.starter.reading import (
    DATA,
    GwpFacts,
    LibraryFacts,
    read_gwp_sets,
    read_libraries,
    read_release,
)

_DESCRIPTION = ("publisher", "licence", "introduction", "audience", "exportable")


@dataclass(slots=True)
class Outcome:
    """How many rows came, changed (a new release), changed their state only, were withdrawn, stayed as they were.

    ``release``: that of the files as a whole.
    """

    release: str = ""
    libraries: int = 0
    new: int = 0
    superseding: int = 0
    restated: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    gwp_sets: int = 0


@dataclass(slots=True)
class _Plan:
    """What is to be written for the factors."""

    added: list[Factor] = field(default_factory=list)
    superseded: list[Factor] = field(default_factory=list)
    restated: list[Factor] = field(default_factory=list)


def load(folder: Path = DATA) -> Outcome:
    """Load the files of ``folder``. A second run changes nothing. Raises ``StarterError``, then nothing is written."""
    libraries, gwp_sets = read_libraries(folder), read_gwp_sets(folder)
    outcome, plan = Outcome(release=read_release(folder)), _Plan()
    loaded: set[int] = set()
    with transaction.atomic():
        for facts in libraries:
            library = _library(facts, outcome)
            loaded.add(library.pk)
            _plan_factors(facts, library, plan, outcome)
        _write(plan)
        for gwp_facts in gwp_sets:
            outcome.gwp_sets += _load_gwp_set(gwp_facts)
        plausibility.refresh(_to_count(plan, loaded, outcome))
        _remember(outcome)
        if plan.added:
            # A new installation is searched at once, and PostgreSQL's own look at its tables comes a minute later.
            database.tidy()
    return outcome


def _remember(outcome: Outcome) -> None:
    """Keep when this release came, unless it was here already and nothing was written."""
    counts = {name: number for name, number in asdict(outcome).items() if name != "release"}
    written = any(number for name, number in counts.items() if name != "unchanged")
    last = StarterLoad.objects.first()
    if written or last is None or last.release != outcome.release:
        StarterLoad.objects.create(release=outcome.release, counts=counts)


def _library(facts: LibraryFacts, outcome: Outcome) -> Library:
    """The library's row; its description follows the file, because it is no figure."""
    wanted = facts.library
    description = {name: getattr(wanted, name) for name in _DESCRIPTION}
    library, created = Library.objects.get_or_create(
        agency=None, name=wanted.name, release=wanted.release, defaults=description
    )
    if any(getattr(library, name) != text for name, text in description.items()):
        Library.objects.filter(pk=library.pk).update(**description)
    outcome.libraries += created
    return library


def _plan_factors(facts: LibraryFacts, library: Library, plan: _Plan, outcome: Outcome) -> None:
    latest = {row.code: row for row in library.factors.order_by("release")}
    for code, wanted in facts.factors.items():
        wanted.library = library
        current = latest.get(code)
        if current is None:
            outcome.new += 1
            plan.added.append(wanted)
        elif differences(vars(current), wanted):
            outcome.superseding += 1
            wanted.release, wanted.supersedes = current.release + 1, current
            plan.added.append(wanted)
            plan.superseded.append(current)
        elif current.state != wanted.state:
            outcome.restated += 1
            current.state = wanted.state
            plan.restated.append(current)
        else:
            outcome.unchanged += 1
    _plan_withdrawals((row for code, row in latest.items() if code not in facts.factors), plan, outcome)


def _plan_withdrawals(gone: Iterable[Factor], plan: _Plan, outcome: Outcome) -> None:
    for row in gone:
        if row.state == Factor.State.WITHDRAWN:
            continue
        outcome.withdrawn += 1
        row.state = Factor.State.WITHDRAWN
        plan.restated.append(row)


def _write(plan: _Plan) -> None:
    for row in plan.superseded:
        row.state = Factor.State.SUPERSEDED
    Factor.objects.bulk_update([*plan.superseded, *plan.restated], ["state"], batch_size=200)
    Factor.objects.bulk_create(plan.added, batch_size=200)
    index.refresh(row.pk for row in (*plan.superseded, *plan.restated))
    index.add(row.pk for row in plan.added)


def _to_count(plan: _Plan, loaded: set[int], outcome: Outcome) -> set[int]:
    """The libraries whose bands are to be computed: those written to, or never counted; all after a new GWP set."""
    if outcome.gwp_sets:
        return loaded
    changed = {row.library_id for row in (*plan.added, *plan.superseded, *plan.restated)}
    return changed | loaded.difference(Spread.objects.values_list("library_id", flat=True).distinct())


def _load_gwp_set(facts: GwpFacts) -> bool:
    """Write the set unless its newest release is the same; whether it was written."""
    wanted = facts.gwp_set
    newest = GwpSet.objects.filter(agency=None, name=wanted.name).order_by("-release").first()
    if newest is not None:
        described = (newest.source, newest.horizon_years) == (wanted.source, wanted.horizon_years)
        if described and list(map(_gwp_content, newest.values.all())) == list(
            map(_gwp_content, facts.values)
        ):
            return False
        wanted.release = newest.release + 1
    wanted.save()
    for value in facts.values:
        value.gwp_set = wanted
    GwpValue.objects.bulk_create(facts.values)
    return True


def _gwp_content(value: GwpValue) -> tuple[str, ...]:
    return value.symbol, value.name, value.cas, format(value.value, "f"), value.source
