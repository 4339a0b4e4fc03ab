"""Out and back: what was not touched is not changed, and what was is told cell by cell and written with its origin."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from accounts.models import AuditEntry, User
from inventories.models import FilledWorkbook, InventoryLine, Study, TransportLeg
from inventories.services import workbooks
from inventories.unfold import unfold
from inventories.workbook.steps import State
from tests.golden.cases import load
from tests.inventories.studies import everything
from tests.inventories.workbook.returning import (
    applied,
    cell,
    changed,
    content_of,
    free_row,
    returned,
    rows,
)

D = Decimal
MATERIALS, CARRIAGE = "3 原辅料", "5 运输"


def _told(filled: FilledWorkbook) -> str:
    return "\n".join(
        f"{row.sheet}!{row.number} {row.outcome} {row.changes} {row.problems} {row.notes}"
        for row in rows(filled)
        if row.outcome != "unchanged"
    )


@pytest.mark.parametrize("name", ["brake", "everything"])
def test_a_workbook_that_nobody_touched_changes_nothing(consultant: User, name: str) -> None:
    study = unfold(consultant, everything() if name == "everything" else load(name))
    filled = returned(consultant, study, content_of(workbooks.issue(consultant, study)))
    assert filled.state == State.PREVIEW, filled.refusal
    assert _told(filled) == ""
    assert filled.subject == []
    assert filled.missing_stages == []
    assert filled.counts["unchanged"] == filled.counts["read"] > 0
