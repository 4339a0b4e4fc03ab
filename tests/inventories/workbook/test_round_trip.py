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


def test_what_the_client_changed_is_told_and_written_with_its_origin(consultant: User, brake: Study) -> None:
    shell = brake.lines.get(name="壳体")

    def fill(book: openpyxl.Workbook) -> None:
        cell(book, MATERIALS, "数量", 1).value = "1,480.5 g"
        cell(book, MATERIALS, "单位", 1).value = None
        cell(book, MATERIALS, "供应商", 1).value = "昆山示范铸造有限公司"
        cell(book, MATERIALS, "再生料比例（%）", 1).value = 30
        cell(book, MATERIALS, "佐证文件", 1).value = "产品原材料用量统计；称重记录"
        row = free_row(book, MATERIALS)
        cell(book, MATERIALS, "物料名称", row).value = "润滑脂"
        cell(book, MATERIALS, "数量", row).value = "五"
        cell(book, MATERIALS, "单位", row).value = "g"

    tie = shell.ties.get()
    tie.place = "第 3 页"
    tie.save()
    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), fill))
    assert filled.state == State.PREVIEW, filled.refusal
    assert (filled.counts["new"], filled.counts["changed"], filled.counts["refused"]) == (1, 1, 0), _told(
        filled
    )
    assert brake.lines.get(pk=shell.pk).amount == shell.amount
    told = next(row for row in rows(filled, "changed"))
    assert told.changes[:3] == [
        ["供应商", "", "昆山示范铸造有限公司"],
        ["数量", "1.4677", "1,480.5 g"],
        ["单位", "kg", ""],
    ]
    done = applied(consultant, filled)
    assert done.state == State.APPLIED, done.refusal
    written = brake.lines.get(pk=shell.pk)
    assert (written.amount, written.unit, written.supplier) == (D("1480.5"), "g", "昆山示范铸造有限公司")
    assert written.details == {"再生料比例": "30"}
    assert (written.source_workbook_id, written.source_sheet, written.source_row) == (filled.pk, MATERIALS, 6)
    assert sorted(each.name for each in written.evidence.all()) == ["产品原材料用量统计", "称重记录"]
    # What a tie says of page and datum stays with it.
    assert written.ties.get(evidence__name="产品原材料用量统计").place == "第 3 页"
    grease = brake.lines.get(name="润滑脂")
    assert (grease.amount, grease.unit, grease.basis, grease.stage.kind) == (
        D(5), "g", InventoryLine.Basis.PER_FUNCTIONAL_UNIT, "raw_materials",
    )  # fmt: skip
    trail = AuditEntry.objects.get(act="inventoryline.edit", subject_id=shell.pk)
    assert trail.after["source_workbook"] == {"id": filled.pk, "label": "数据收集表.xlsx"}
    assert trail.after["source_row"] == 6
    # What came in goes out again, and back, without a difference.
    again = returned(consultant, brake, content_of(workbooks.issue(consultant, brake)))
    assert _told(again) == ""


def test_transports_keep_their_legs(consultant: User, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        cell(book, CARRIAGE, "距离（km）", 1).value = "220 公里"
        row = free_row(book, CARRIAGE)
        for at, (leg, start, end, distance) in enumerate(
            ((1, "青岛", "上海", 700), (2, "上海", "常州", 180))
        ):
            cell(book, CARRIAGE, "段序", row + at).value = leg
            cell(book, CARRIAGE, "起点", row + at).value = start
            cell(book, CARRIAGE, "终点", row + at).value = end
            cell(book, CARRIAGE, "距离（km）", row + at).value = distance
            cell(book, CARRIAGE, "车型/载重", row + at).value = f"车型{leg}"
        cell(book, CARRIAGE, "运输货物", row).value = "润滑脂"
        fresh = free_row(book, MATERIALS)
        for head, text in (("物料名称", "润滑脂"), ("数量", 5), ("单位", "g")):
            cell(book, MATERIALS, head, fresh).value = text

    before = [leg.pk for leg in TransportLeg.objects.filter(line__study=brake)]
    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), fill))
    assert filled.counts["refused"] == 0, _told(filled)
    done = applied(consultant, filled)
    assert done.state == State.APPLIED, done.refusal
    line = brake.lines.get(name="润滑脂运输")
    assert line.goods is not None
    assert line.goods.name == "润滑脂"
    assert [(leg.origin, leg.destination, leg.distance_km) for leg in line.legs.all()] == [
        ("青岛", "上海", D(700)),
        ("上海", "常州", D(180)),
    ]
    assert line.details == {"车型/载重": "车型1", "车型/载重（第2段）": "车型2"}
    assert TransportLeg.objects.get(pk=before[0]).distance_km == D(220)
    assert TransportLeg.objects.get(pk=before[0]).factor_id is not None
    again = returned(consultant, brake, content_of(workbooks.issue(consultant, brake)))
    assert _told(again) == ""


def test_two_thousand_lines_are_the_same_after_the_way_out_and_back(consultant: User, brake: Study) -> None:
    """Every sheet, amounts of many figures, and what only the client knows."""
    stages = list(brake.stages.all())
    sections = ("materials", "energy", "direct", "waste", "packaging", "use")
    lines = [
        InventoryLine(
            agency=brake.agency,
            study=brake,
            stage=stages[number % len(stages)],
            position=100 + number,
            name=f"数据 {number % 1_500}",
            amount=None if number % 50 == 0 else D(number) / D(7) if number % 3 else D(f"{number}.50"),
            unit=("kg", "kWh", "m³", "件")[number % 4],
            section=sections[number % len(sections)],
            supplier=f"供应商 {number % 9}" if number % 2 else "",
            details={"库位": f"{number % 30:03d}"} if number % 4 == 0 else {},
            share=D("0.35") if number % 5 == 0 else None,
            basis=InventoryLine.Basis.PERIOD_TOTAL
            if number % 5 == 0
            else InventoryLine.Basis.PER_FUNCTIONAL_UNIT,
            data_kind=("primary", "secondary", "estimate")[number % 3],
            note="一\n二" if number % 7 == 0 else "",
        )
        for number in range(2_000)
    ]
    InventoryLine.objects.bulk_create(lines, batch_size=400)
    filled = returned(consultant, brake, content_of(workbooks.issue(consultant, brake)))
    assert filled.state == State.PREVIEW, filled.refusal
    assert _told(filled) == ""
    assert filled.counts["unchanged"] == filled.counts["read"] > 2_000
