"""What an editor wants of a row, and what came of it. Values only."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from inventories.entry.cells import TOGETHER, columns
from inventories.services.lines import LegInput

# What an outcome tells of the row as a whole, and of its legs.
ROW, LEGS = "", "legs"


@dataclass(frozen=True)
class RowEdit:
    """What an editor wants of one row.

    ``key``: the editor's own name for it. ``line``: the existing line's id; ``None`` for a new one. ``values``: by
    column; a reference is a row or its id. ``read``: of an existing line, what each of these columns held when the
    editor saw it, as ``seen`` gives it. ``legs``: all legs as wanted, naming every one that was read (``None``: leave
    them). ``before``: put it before this line of its stage; else a new line, or one that changes its stage, goes to
    the end. ``remove``: take it away, if it still has the ``version`` that was seen.
    """

    key: str
    line: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    read: Mapping[str, object] = field(default_factory=dict)
    legs: Sequence[LegInput] | None = None
    before: int | None = None
    remove: bool = False
    version: int | None = None


@dataclass(frozen=True)
class Conflict:
    """Somebody else's value in a cell: ``current`` as ``seen`` gives it, by whom and when, where the trail tells."""

    current: object = None
    by: str = ""
    at: datetime.datetime | None = None


@dataclass
class RowOutcome:
    """What came of one edit: the columns that are as wanted now, and by column what was refused or is in conflict.

    ``ROW`` and ``LEGS`` stand for the row as a whole and its legs. ``line`` is ``None`` for a new row that was not made;
    ``gone``: somebody took the line away.
    """

    key: str
    line: int | None = None
    version: int | None = None
    written: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    gone: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything that was wanted was done."""
        return not self.refused and not self.conflicts

    def hold_partners(self, row: models.Model | None, wanted: Mapping[str, Any]) -> None:
        """Hold back what is one statement with a cell that is not written: an amount without its unit."""
        for pair in TOGETHER:
            for name in pair & wanted.keys() - self.held:
                for other in pair & self.held:
                    if other in self.conflicts and row is not None:
                        self.conflicts[name] = Conflict(seen(row, name))
                    else:
                        told = _("与“%s”是一个数据，未写入。") % columns()[other].label
                        self.refused[name] = told

    @property
    def held(self) -> set[str]:
        """The columns that are not written."""
        return {*self.refused, *self.conflicts}


def seen(row: models.Model, name: str) -> object:
    """What a cell holds, in the form in which editors hand it back: a reference's id, a decimal's text."""
    column: Any = row._meta.get_field(name)
    return plain_cell(getattr(row, column.attname))


def plain_cell(value: object) -> object:
    """A wanted value in the same form."""
    if isinstance(value, models.Model):
        return value.pk
    return format(value, "f") if isinstance(value, Decimal) else value
