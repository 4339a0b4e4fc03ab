"""Which studies use a factor, in which state their reports are, and what the newest release would change in each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from factors.models import Factor
from inventories.factor_versions import Use, family_of, studies_using, uses_of
from inventories.models import Study
from reports.models import Report


@dataclass(frozen=True)
class StudyUses:
    """One study: the lines and legs that use the factor, the releases of it that they use, the study's reports."""

    study: Study
    uses: Sequence[Use]
    releases: Sequence[Factor]
    reports: Sequence[Report]


@dataclass(frozen=True)
class Family:
    """A factor with all its releases, newest first, as far as the reader sees them."""

    factor: Factor
    releases: Sequence[Factor]

    @property
    def numbers(self) -> set[int]:
        return {release.pk for release in self.releases}


def family(actor: User, factor: Factor) -> Family:
    """The releases of the factor that the actor may see."""
    everyone = [release.pk for release in family_of(factor)]
    visible = Factor.objects.visible_to(actor).select_related("library").in_bulk(everyone)
    return Family(factor, [visible[pk] for pk in everyone if pk in visible])


def composites(actor: User, found: Family) -> list[Factor]:
    """The composite factors that were made of some release; the studies that use these have uses of their own."""
    made = Factor.objects.visible_to(actor).filter(components__component__in=found.numbers).distinct()
    return list(made.select_related("library").order_by("name", "-release"))


def study_numbers(actor: User, found: Family) -> QuerySet[Any, int]:
    """The studies of the actor's agency that use any release, newest first."""
    return studies_using(actor, found.numbers)


def of_studies(actor: User, found: Family, numbers: Collection[int]) -> list[StudyUses]:
    """What there is to tell of these studies, in their order; four queries."""
    rows = Study.objects.visible_to(actor).select_related("product__company").in_bulk(list(numbers))
    uses = uses_of(rows, found.numbers)
    reports: dict[int, list[Report]] = {}
    for report in Report.objects.visible_to(actor).filter(study_id__in=rows).order_by("-pk"):
        reports.setdefault(report.study_id, []).append(report)
    releases = {release.pk: release for release in found.releases}
    return [
        StudyUses(
            rows[pk],
            uses.get(pk, []),
            [releases[used] for used in dict.fromkeys(use.factor for use in uses.get(pk, []))],
            reports.get(pk, []),
        )
        for pk in numbers
        if pk in rows
    ]
