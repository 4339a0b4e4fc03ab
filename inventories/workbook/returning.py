"""The client's own file, given back with the cells marked: what is wrong, and what was read in which way."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts import files
from accounts.uploads import XLSX
from inventories.models import FilledWorkbook, FilledWorkbookRow
from inventories.workbook import asking
from inventories.workbook.steps import State

Outcome = FilledWorkbookRow.Outcome
# More marks than a person works through at once; the list of remarks says how many there are.
MOST_MARKS = 5_000
WRONG, CHANGED = "wrong", "changed"


def can_mark(filled: FilledWorkbook) -> bool:
    """Whether there is something to mark, in a kind of file in which it can be marked."""
    return filled.media_type == XLSX and filled.state in (State.PREVIEW, State.APPLIED)


def marked(filled: FilledWorkbook) -> bytes:
    """The file with its cells marked. Raises ``Refused``, ``LookupError`` when it cannot be marked."""
    if not can_mark(filled):
        raise LookupError(f"workbook {filled.pk} cannot be marked")
    files.read(filled.agency_id, filled.digest)
    path = files.path_of(filled.agency_id, filled.digest)
    marks = list(_marks(filled))
    remarks = [
        [sheet, cell, "问题" if kind == WRONG else "有变动", said] for sheet, cell, kind, said in marks
    ]
    return asking.mark_workbook(path, filled.name, marks, remarks)


def _marks(filled: FilledWorkbook) -> Iterable[tuple[str, str, str, str]]:
    for group in filled.subject:
        for cell, head, message in group["problems"]:
            yield group["sheet"], cell, WRONG, f"{head}：{message}"
        for cell, head, before, after in group["changes"]:
            yield group["sheet"], cell, CHANGED, f"{head}：原为“{before or '空'}”，改为“{after or '空'}”"
    told = filled.rows.filter(outcome__in=(Outcome.REFUSED, Outcome.CHANGED)).order_by("-outcome", "position")
    for row in told[:MOST_MARKS]:
        yield from _of_row(row)


def _of_row(row: FilledWorkbookRow) -> Iterable[tuple[str, str, str, str]]:
    cells = {head.rstrip(" *"): cell for cell, head, _text in row.cells}
    first = row.cells[0][0] if row.cells else f"A{row.number}"
    wrong = set()
    for cell, head, message in row.problems:
        wrong.add(cell or first)
        yield row.sheet, cell or first, WRONG, f"{head}：{message}" if head else message
    for head, before, after in row.changes:
        cell = cells.get(head)
        if row.outcome == Outcome.CHANGED and cell is not None and cell not in wrong:
            yield row.sheet, cell, CHANGED, f"{head}：原为“{before or '空'}”，改为“{after or '空'}”"


def response(data: bytes, filled: FilledWorkbook) -> HttpResponse:
    """The marked file as a download."""
    answer = HttpResponse(data, content_type=XLSX)
    stem = filled.name.removesuffix(".xlsx")
    answer["Content-Disposition"] = content_disposition_header(True, f"{stem}（已标注）.xlsx") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
