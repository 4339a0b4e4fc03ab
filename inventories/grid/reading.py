"""The lines of a study as the grid holds them: one list per line, each factor told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from accounts.audit import plain
from accounts.models import AuditEntry
from factors.models import Factor
from factors.templatetags.factor_values import value_text
from factors.visibility import HIDDEN
from inventories.models import Evidence, InventoryLine, Stage, Study, TransportLeg

# The members of a row behind its id and version. References are ids, decimals texts, as ``read`` of an edit has them.
FIELDS = (
    "stage", "kind", "code", "name", "specification", "purpose", "amount", "unit", "factor", "data_kind", "data_source",
    "supplier", "process", "basis", "output", "output_unit", "share", "proxy_for", "reliability", "completeness",
    "time_score", "geography", "technology", "note",
)  # fmt: skip
_COLUMNS = ("pk", "version", *(f"{name}_id" if name in {"stage", "factor"} else name for name in FIELDS))

Row = list[Any]


def table(study: Study, hidden: Collection[int]) -> dict[str, Any]:
    """Everything that the grid begins with, in a constant number of queries.

    ``cursor`` is read first: what is written between two queries is told again by ``changes``, not lost.
    ``hidden``: as ``factors.visibility.hidden_libraries`` gives them for the reader.
    """
    cursor = newest(study)
    lines = InventoryLine.objects.filter(study=study)
    rows = rows_of(lines.order_by("stage__position", "stage_id", "position", "pk"))
    return {
        "cursor": cursor,
        "fields": FIELDS,
        "stages": stages_of(study),
        "rows": rows,
        **beside(rows, lines, hidden),
    }


def newest(study: Study) -> int:
    """The last line of the trail that is filed under the study.

    All that changes a study's rows holds the lock of the study, so a line with a lower number never comes later.
    """
    last = AuditEntry.objects.filter(study_id=study.pk).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def rows_of(lines: QuerySet[InventoryLine]) -> list[Row]:
    """The lines as lists, in the order of the query."""
    amounts = [index for index, name in enumerate(_COLUMNS) if name in {"amount", "output", "share"}]
    found = []
    for values in lines.values_list(*_COLUMNS):
        row = list(values)
        for index in amounts:
            if isinstance(row[index], Decimal):
                row[index] = plain(row[index])
        found.append(row)
    return found


def stages_of(study: Study) -> list[list[Any]]:
    """Id, label, kind, and what is said of the stage where it has no lines."""
    return [
        [
            stage.pk,
            stage.label,
            stage.kind,
            stage.reason or (stage.get_empty_display() if stage.empty else ""),
        ]
        for stage in Stage.objects.filter(study=study)
    ]


def beside(rows: Iterable[Row], lines: QuerySet[InventoryLine], hidden: Collection[int]) -> dict[str, Any]:
    """What is told beside the rows: the factors in use, legs of transports, numbers of pieces of evidence."""
    at = 2 + FIELDS.index("factor")
    used = {row[at] for row in rows if row[at] is not None}
    legs = legs_of(lines)
    proved = Evidence.lines.through.objects.filter(inventoryline__in=lines.order_by().values("pk"))
    counted = proved.order_by().values_list("inventoryline_id").annotate(number=Count("pk"))
    return {"factors": factors_of(used, hidden), "legs": legs, "evidence": dict(counted)}


def legs_of(lines: QuerySet[InventoryLine]) -> dict[int, list[str]]:
    """By transport line: its factors' names, and how it goes."""
    found: dict[int, list[str]] = {}
    legs = TransportLeg.objects.filter(line__in=lines.order_by().values("pk")).order_by("position", "pk")
    for line, name, origin, destination, distance, work in legs.values_list(
        "line_id", "factor__name", "origin", "destination", "distance_km", "tonne_km"
    ):
        ends = "→".join(end for end in (origin, destination) if end)
        length = f"{distance:f} km" if distance is not None else f"{work:f} t·km" if work is not None else ""
        found.setdefault(line, []).append(" ".join(part for part in (name or "", ends, length) if part))
    return found


def factors_of(keys: Collection[int], hidden: Collection[int]) -> dict[int, list[str]]:
    """By id: name, value, address, and the state where it is not an ordinary one.

    Those of a library whose figures the reader may not see have neither value nor address.
    """
    return {factor.pk: told(factor, hidden) for factor in Factor.objects.in_bulk(keys).values()}


def told(factor: Factor, hidden: Collection[int]) -> list[str]:
    """One factor as ``factors_of`` has it."""
    is_hidden = factor.library_id in hidden
    is_ordinary = factor.standing == Factor.State.CURRENT
    return [
        factor.name,
        str(HIDDEN) if is_hidden else value_text(factor),
        "" if is_hidden else reverse("factors:factor", args=[factor.pk]),
        "" if is_ordinary else factor.get_state_display(),
    ]
