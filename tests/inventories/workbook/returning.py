"""Workbooks that go out and come back, and the worker that does their jobs, for tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl

from accounts import files
from accounts.models import User
from inventories.models import FilledWorkbook, FilledWorkbookRow, IssuedWorkbook, Study
from inventories.services import workbooks
from jobs.claims import claim_next
from jobs.execution import execute

Change = Callable[[openpyxl.Workbook], None]


def work() -> None:
    """Do every job that is due, as a worker does."""
    while (claim := claim_next()) is not None:
        execute(claim)


def fresh(filled: FilledWorkbook) -> FilledWorkbook:
    """The returned workbook as it stands now."""
    return FilledWorkbook.objects.select_related("study__product__company", "study__agency", "agency").get(
        pk=filled.pk
    )


def content_of(issued: IssuedWorkbook) -> bytes:
    return files.read(issued.agency_id, issued.digest)


def changed(data: bytes, change: Change) -> bytes:
    """The workbook after a person worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def returned(actor: User, study: Study, data: bytes, name: str = "数据收集表.xlsx") -> FilledWorkbook:
    """A workbook handed in and compared."""
    filled = workbooks.upload(actor, study, name, data)
    work()
    return fresh(filled)


def applied(actor: User, filled: FilledWorkbook, **decision: Any) -> FilledWorkbook:
    """The workbook after its preview was written."""
    workbooks.apply(actor, filled, filled.version, **decision)
    work()
    return fresh(filled)


def rows(filled: FilledWorkbook, outcome: str = "") -> list[FilledWorkbookRow]:
    found = filled.rows.order_by("position")
    return list(found.filter(outcome=outcome) if outcome else found)


def cell(book: openpyxl.Workbook, sheet: str, head: str, row: int) -> Any:
    """The cell below a heading of ours, of the ``row``-th row of data, from 1."""
    page = book[sheet]
    for number, each in enumerate(page[4], start=1):
        if str(each.value or "").rstrip(" *") == head:
            return page.cell(row=5 + row, column=number)
    raise LookupError(head)


def free_row(book: openpyxl.Workbook, sheet: str) -> int:
    """The number of the first row of data without a key."""
    page = book[sheet]
    number = 1
    while page.cell(row=5 + number, column=1).value:
        number += 1
    return number
