"""The order of rows: stages of a study, lines of a stage, steps of a product …"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from accounts import audit
from accounts.models import User
from accounts.rows import AgencyRow
from inventories.models import BoundaryProcess, InventoryLine
from inventories.services.guard import guard

# Within what a row is ordered, where it is not its parent.
WITHIN = {InventoryLine: "stage", BoundaryProcess: "place"}


def move(actor: User, row: AgencyRow, *, up: bool) -> None:
    """Move a row one place up or down among its siblings; at the end of the order nothing happens.

    The order is no content: the versions stay, so nobody who is editing one of the rows is disturbed.
    """
    with transaction.atomic():
        guard(actor, row)
        order = list(siblings(row))
        at = next(index for index, other in enumerate(order) if other.pk == row.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        renumber(order)
        name = f"{row._meta.model_name}.move"
        audit.record(actor, name, row, before={"position": at + 1}, after={"position": to + 1})


def siblings(row: AgencyRow) -> models.QuerySet[Any]:
    """The rows among which ``row`` has its place, in order."""
    names = [str(row.PARENT)]
    if type(row) in WITHIN:
        names.append(WITHIN[type(row)])
    same = {name: getattr(row, name) for name in names}
    return type(row)._base_manager.filter(**same).order_by("position", "pk")


def renumber(order: list[Any]) -> None:
    """Give the rows the positions 0, 1, 2 … in this order."""
    changed = []
    for position, row in enumerate(order):
        if row.position != position:
            row.position = position
            changed.append(row)
    if changed:
        type(changed[0])._base_manager.bulk_update(changed, ["position"])


def next_position(rows: models.QuerySet[Any]) -> int:
    """The place behind the last of ``rows``."""
    highest: int | None = rows.aggregate(highest=models.Max("position"))["highest"]
    return 0 if highest is None else highest + 1
