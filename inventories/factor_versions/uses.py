"""Where factors are used: the lines and legs of one study, and the studies of an agency."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from inventories.factor_versions.standing import out_of_date
from inventories.models import InventoryLine, Study, TransportLeg

# So many of the newest studies are looked through at once for the outdated factors in them.
SLICE = 200
# How many slices one page looks through before it hands on to the next.
SLICES = 5


class Use(NamedTuple):
    """A line, or a leg of one, with its factor and the versions of the rows. ``place``: which leg of the line, from 0."""

    study: int
    line: int
    line_version: int
    factor: int
    name: str
    stage: str
    leg: int | None = None
    leg_version: int | None = None
    place: int | None = None
    way: str = ""


def uses_in(study: Study) -> list[Use]:
    """Every line and leg of the study that has a factor, in the order of the inventory, in two queries."""
    lines = InventoryLine.objects.filter(study=study).order_by("stage__position", "stage", "position", "pk")
    legs: dict[int, list[Mapping[str, Any]]] = {}
    of_study = TransportLeg.objects.filter(line__study=study).order_by("position", "pk")
    for leg in of_study.values("pk", "version", "line_id", "factor_id", "origin", "destination", "mode"):
        legs.setdefault(leg["line_id"], []).append(leg)
    found: list[Use] = []
    columns = ("pk", "version", "kind", "factor_id", "name", "stage__label")
    for pk, version, kind, factor, name, stage in lines.values_list(*columns):
        common = {"study": study.pk, "line": pk, "line_version": version, "name": name, "stage": stage}
        if kind == InventoryLine.Kind.ACTIVITY and factor is not None:
            found.append(Use(factor=factor, **common))
        elif kind == InventoryLine.Kind.TRANSPORT:
            found.extend(_legs(common, legs.get(pk, [])))
    return found


def _legs(common: Mapping[str, Any], legs: Iterable[Mapping[str, Any]]) -> Iterable[Use]:
    for place, leg in enumerate(legs):
        if leg["factor_id"] is not None:
            yield Use(
                factor=leg["factor_id"],
                leg=leg["pk"],
                leg_version=leg["version"],
                place=place,
                way=_way(leg),
                **common,
            )


def _way(leg: Mapping[str, Any]) -> str:
    ends = "→".join(end for end in (leg["origin"], leg["destination"]) if end)
    return " ".join(part for part in (ends, leg["mode"]) if part)


def outdated_factors(studies: Collection[int], today: datetime.date) -> dict[int, set[int]]:
    """By study, the outdated factors in use; two queries. Factors with newer editions only are none of them."""
    found: dict[int, set[int]] = {}
    lines = InventoryLine.objects.filter(study_id__in=studies, kind=InventoryLine.Kind.ACTIVITY)
    legs = TransportLeg.objects.filter(line__study_id__in=studies, line__kind=InventoryLine.Kind.TRANSPORT)
    condition = out_of_date(today)
    pairs = [
        *lines.filter(condition).values_list("study_id", "factor_id").distinct(),
        *legs.filter(condition).values_list("line__study_id", "factor_id").distinct(),
    ]
    for study, factor in pairs:
        if factor is not None:
            found.setdefault(study, set()).add(factor)
    return found


@dataclass(frozen=True)
class Slice:
    """Some studies with outdated factors, newest first, and where to go on looking (``None``: at the end)."""

    studies: list[Study]
    factors: dict[int, set[int]]
    before: int | None


def studies_with_outdated(
    actor: User, today: datetime.date, *, before: int | None = None, locked: bool = False, limit: int = 20
) -> Slice:
    """The newest studies that use outdated factors, at most ``limit``, from the study ``before`` on.

    ``locked``: also those that nobody may change now. The studies are looked through slice by slice, so that the
    number of queries and the rows that each reads are bounded, however many studies, lines and factors there are.
    """
    numbers = Study.objects.visible_to(actor).order_by("-pk")
    if not locked:
        numbers = numbers.filter(lock="")
    factors: dict[int, set[int]] = {}
    for _turn in range(SLICES):
        asked = numbers if before is None else numbers.filter(pk__lt=before)
        some = list(asked.values_list("pk", flat=True)[:SLICE])
        factors |= outdated_factors(some, today) if some else {}
        before = some[-1] if len(some) == SLICE else None
        if before is None or len(factors) >= limit:
            break
    shown = sorted(factors, reverse=True)[:limit]
    if len(factors) > limit:
        before = shown[-1]
    rows = Study.objects.visible_to(actor).select_related("product__company").in_bulk(shown)
    return Slice([rows[pk] for pk in shown if pk in rows], {pk: factors[pk] for pk in shown}, before)


def count_to_update(actor: User, today: datetime.date) -> int:
    """How many of the newest studies that may be changed use outdated factors; three queries."""
    open_studies = Study.objects.visible_to(actor).filter(lock="").order_by("-pk")
    newest = list(open_studies.values_list("pk", flat=True)[:SLICE])
    return len(outdated_factors(newest, today)) if newest else 0


def studies_using(actor: User, factors: Collection[int]) -> QuerySet[Any, int]:
    """The numbers of the studies of the actor's agency that use one of the factors, newest first."""
    agency = actor.agency_id
    lines = InventoryLine.objects.filter(
        agency_id=agency, factor_id__in=factors, kind=InventoryLine.Kind.ACTIVITY
    )
    legs = TransportLeg.objects.filter(
        agency_id=agency, factor_id__in=factors, line__kind=InventoryLine.Kind.TRANSPORT
    )
    by_lines: QuerySet[Any, int] = lines.order_by().values_list("study_id", flat=True)
    by_legs: QuerySet[Any, int] = legs.order_by().values_list("line__study_id", flat=True)
    return by_lines.union(by_legs).order_by("-study_id")


def uses_of(studies: Collection[int], factors: Collection[int]) -> dict[int, list[Use]]:
    """By study, the lines and legs that use one of the factors, in order; two queries."""
    lines = InventoryLine.objects.filter(
        study_id__in=studies, factor_id__in=factors, kind=InventoryLine.Kind.ACTIVITY
    ).order_by("stage__position", "position", "pk")
    legs = TransportLeg.objects.filter(
        line__study_id__in=studies, factor_id__in=factors, line__kind=InventoryLine.Kind.TRANSPORT
    ).order_by("line__stage__position", "line__position", "line_id", "position", "pk")
    found: dict[int, list[Use]] = {}
    for study, line, version, factor, name, stage in lines.values_list(
        "study_id", "pk", "version", "factor_id", "name", "stage__label"
    ):
        found.setdefault(study, []).append(Use(study, line, version, factor, name, stage))
    columns = ("origin", "destination", "mode", "pk", "version", "factor_id")
    of_line = ("line__study_id", "line_id", "line__version", "line__name", "line__stage__label")
    for leg in legs.values(*columns, *of_line):
        study, line, line_version, name, stage = (leg[column] for column in of_line)
        use = Use(study, line, line_version, leg["factor_id"], name, stage, leg["pk"], leg["version"])
        found.setdefault(study, []).append(use._replace(way=_way(leg)))
    return found
