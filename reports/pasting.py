"""Many rows of one part at once, from text: one row a line, cells apart by a tab (as copied from a table) or “|”.

All or nothing: whatever is wrong is named by its line, and then no row is written.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import editing
from accounts.models import User
from accounts.permissions import Action, require
from inventories.fields import LinesField
from inventories.services.order import next_position
from reports.models import Expert, ProgrammeSlot, Report, ScheduleEntry, SupportingDocument
from reports.models.content import ContentRow

MAX_LINES = 200

# The columns that a line of so many cells fills; a part that is not here is entered row by row.
PASTED: Mapping[str, tuple[type[ContentRow], tuple[tuple[str, ...], ...]]] = {
    "schedule": (ScheduleEntry, (("start", "activity"), ("start", "end", "activity"))),
    "programme": (
        ProgrammeSlot,
        (
            ("day", "start", "end", "topic"),
            ("day", "start", "end", "topic", "interviewees"),
            ("day", "start", "end", "topic", "interviewees", "members"),
        ),
    ),
    "documents": (SupportingDocument, (("name",), ("name", "reference"))),
    "experts": (Expert, (("name",), ("name", "employer"), ("name", "employer", "registration"))),
}

_CELLS = re.compile(r"\t|\s*[|｜]\s*")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_ITEMS = re.compile(r"[；;]")


def add_lines(actor: User, report: Report, kind: str, text: str) -> int:
    """Write one row for each line that is not blank, behind the rows there are; how many.

    Raises ``ValidationError`` with one message for every line that is wrong, ``PermissionDenied``, ``Http404`` or
    ``accounts.editing.Frozen``; nothing is written then. Raises ``LookupError`` for a part that takes no text.
    """
    require(actor, Action.EDIT_REPORT, report)
    shapes = PASTED[kind][1]
    model: Any = PASTED[kind][0]  # ``report`` is a column of each kind of row, not of their abstract base
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise ValidationError(_("请粘贴或输入至少一行。"))
    if len(lines) > MAX_LINES:
        raise ValidationError(
            _("一次最多 %(limit)d 行，现有 %(count)d 行，请分次添加。")
            % {"limit": MAX_LINES, "count": len(lines)}
        )
    problems: list[str] = []
    with transaction.atomic():
        position = next_position(model.objects.filter(report=report))
        for offset, (number, line) in enumerate(lines):
            row = model(agency=report.agency, report=report, position=position + offset)
            problems += [
                _("第 %(line)d 行：%(problem)s") % {"line": number, "problem": problem}
                for problem in _write(actor, row, line, shapes)
            ]
        if problems:
            raise ValidationError(problems)
    return len(lines)


def columns_of(kind: str) -> list[list[str]]:
    """The names of the columns, for every number of cells that a line may have."""
    model, shapes = PASTED[kind]
    return [[_label(model, name) for name in shape] for shape in shapes]


def _write(actor: User, row: ContentRow, line: str, shapes: tuple[tuple[str, ...], ...]) -> list[str]:
    """Write the line as ``row``; what is wrong with it, if anything."""
    cells = [cell.strip() for cell in _CELLS.split(line.rstrip())]
    columns = next((shape for shape in shapes if len(shape) == len(cells)), None)
    if columns is None:
        return [_columns_wrong(row, len(cells), shapes)]
    problems = []
    for name, cell in zip(columns, cells, strict=True):
        try:
            read = READERS.get(type(row._meta.get_field(name)), str)
            setattr(row, name, read(cell))
        except ValueError as error:
            problems.append(f"{_label(row, name)}：{error}")
    return problems or _created(actor, row)


def _created(actor: User, row: ContentRow) -> list[str]:
    try:
        editing.create(actor, row)
    except ValidationError as error:
        return [
            f"{_label(row, name)}：{message}" if name in _names(row) else message
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _columns_wrong(row: ContentRow, count: int, shapes: tuple[tuple[str, ...], ...]) -> str:
    allowed = _(" 或 ").join("、".join(_label(row, name) for name in shape) for shape in shapes)
    return _("有 %(count)d 列；每行应为：%(allowed)s。") % {"count": count, "allowed": allowed}


def _names(row: ContentRow) -> set[str]:
    return {field.name for field in row._meta.fields}


def _label(row: ContentRow | type[ContentRow], name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _moment(text: str, pattern: re.Pattern[str], make: Callable[..., Any], message: str) -> Any:
    """An empty cell is not known; the model refuses that where the value is needed."""
    if not text:
        return None
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(message % text)
    try:
        return make(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise ValueError(message % text) from error


def _date(text: str) -> Any:
    return _moment(text, _DATE, datetime.date, _("“%s”不是日期，请写成 2024-03-01。"))


def _time(text: str) -> Any:
    return _moment(text, _TIME, datetime.time, _("“%s”不是时刻，请写成 09:30。"))


def _items(text: str) -> list[str]:
    return [item.strip() for item in _ITEMS.split(text) if item.strip()]


READERS: Mapping[type[object], Callable[[str], Any]] = {
    models.DateField: _date,
    models.TimeField: _time,
    LinesField: _items,
}
