"""The legs of transport lines among many rows: as wanted, or told why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from factors.models import Factor
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.services.lines import LegInput
from inventories.services.rows.edits import RowEdit, plain_cell, seen
from inventories.services.ways import settled


@dataclass
class DecidedLegs:
    """What is to be done to the legs of one line; ``conflict``: they are not those that were read.

    ``edited``: rows with their new values, and by column what stood there before.
    """

    created: list[TransportLeg] = field(default_factory=list)
    edited: list[tuple[TransportLeg, dict[str, Any]]] = field(default_factory=list)
    removed: list[TransportLeg] = field(default_factory=list)
    conflict: bool = False
    problem: str = ""

    @property
    def changes(self) -> bool:
        return bool(self.created or self.edited or self.removed)


class Legs:
    """The legs of the lines that the edits name, read once."""

    def __init__(self, study: Study, edits: Sequence[RowEdit]) -> None:
        numbers = [edit.line for edit in edits if edit.line is not None]
        self._by_line: dict[int, list[TransportLeg]] = {}
        rows = TransportLeg.objects.filter(line__study=study, line__in=numbers) if numbers else ()
        for leg in rows:
            self._by_line.setdefault(leg.line_id, []).append(leg)

    @property
    def kept(self) -> set[int]:
        """The factors that stand at legs already."""
        legs = (leg for legs in self._by_line.values() for leg in legs)
        return {leg.factor_id for leg in legs if leg.factor_id is not None}

    def decide(
        self, line: InventoryLine, wanted: Sequence[LegInput], factors: Mapping[int, Factor]
    ) -> DecidedLegs:
        """What brings the line's legs to what is wanted. An activity has none."""
        current = {leg.pk: leg for leg in self._by_line.get(line.pk or 0, ())}
        read = {(leg.pk, leg.version) for leg in wanted if leg.pk is not None}
        if read != {(leg.pk, leg.version) for leg in current.values()}:
            return DecidedLegs(conflict=True)
        staying = [leg for leg in wanted if not leg.remove]
        if staying and line.kind != InventoryLine.Kind.TRANSPORT:
            return DecidedLegs(problem=_("只有运输类数据才有运输段。"))
        decided = DecidedLegs()
        for position, leg in enumerate(staying):
            row = current.pop(leg.pk) if leg.pk is not None else TransportLeg(line=line)
            values = {**settled(row, leg.values), "position": position}
            problem = _decide(row, line, values, factors, decided)
            if problem:
                return DecidedLegs(
                    problem=_("第 %(leg)d 段：%(why)s") % {"leg": position + 1, "why": problem}
                )
        decided.removed = list(current.values())
        return decided


def _decide(
    row: TransportLeg,
    line: InventoryLine,
    values: Mapping[str, Any],
    factors: Mapping[int, Factor],
    decided: DecidedLegs,
) -> str:
    """Give the leg its values; why not, where they are not valid."""
    row.line, row.agency = line, line.agency
    before = {}
    for name, value in values.items():
        resolved = _factor(value, factors) if name == "factor" else value
        if name == "factor" and resolved is None and value is not None:
            return _("所选因子不存在，或您不能选用。")
        if row.pk is None or plain_cell(resolved) != seen(row, name):
            before[name] = getattr(row, name)
            setattr(row, name, resolved)
    try:
        row.clean_fields(exclude=("agency", "line", "factor"))
        row.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    if row.pk is None:
        decided.created.append(row)
    elif before:
        decided.edited.append((row, before))
    return ""


def _factor(value: object, factors: Mapping[int, Factor]) -> Factor | None:
    number = plain_cell(value)
    return factors.get(int(str(number))) if number is not None else None
