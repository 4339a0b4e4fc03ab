"""Two people update the same factors, or update and submit, at the same moment."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from accounts.editing import Frozen
from accounts.models import AuditEntry
from factors.models import Factor
from inventories.factor_versions import study_versions
from inventories.models import InventoryLine, Study
from inventories.services.factor_versions import Choice, update_factors
from reports import workflow
from reports.models import Report, Revision
from tests.inventories.versions import release, release_all, written
from tests.people import make_people
from tests.reports.drafts import draft_report, fresh
from tests.reports.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_updates_at_once_one_counts() -> None:
    people = make_people()
    study = written(people.consultant)
    release_all(study)
    choices = [
        Choice(change.outlook.factor.pk, change.outlook.newer.pk, change.read)
        for change in study_versions(people.consultant, study).changes
        if change.outlook.newer is not None
    ]
    outcomes = at_once(
        lambda: update_factors(people.consultant, study, choices, "甲更新"),
        lambda: update_factors(people.colleague, study, choices, "乙更新"),
    )
    assert sorted(outcomes) == ["EditConflict", "done"]
    assert AuditEntry.objects.filter(act="study.update_factors").count() == 1
    assert set(study.lines.values_list("version", flat=True)) == {2}
    assert study_versions(people.consultant, study).changes == ()


def test_an_update_and_a_submission_at_once_do_not_mix() -> None:
    """The snapshot holds the old factor everywhere or the new one everywhere, as the lines do."""
    people = make_people()
    report = draft_report(people)
    old = Factor.objects.get(agency=people.agency, name="钢制零件")
    new = release(old, amount=Decimal("2"))
    (change,) = study_versions(people.consultant, report.study).changes
    choice = Choice(old.pk, new.pk, change.read)

    def update() -> None:
        try:
            update_factors(people.consultant, Study.objects.get(pk=report.study_id), [choice], "更新")
        except Frozen:
            return

    outcomes = at_once(update, lambda: workflow.submit(people.consultant, report, version=report.version))
    assert outcomes == ["done", "done"]
    _told_alike(fresh(report), old, new)


def _told_alike(report: Report, old: Factor, new: Factor) -> None:
    used = set(
        InventoryLine.objects.filter(study=report.study, factor__in=[old, new]).values_list(
            "factor", flat=True
        )
    )
    assert len(used) == 1
    snapshot = json.loads(Revision.objects.get(report=report).snapshot)
    amounts = [
        factor["value"]["amount"] for factor in snapshot["study"]["factors"] if factor["name"] == old.name
    ]
    assert amounts == (["2"] if used == {new.pk} else ["1.9"])
