"""The jobs of bills: find heads, and roll up what a person mapped. Each may run twice and publishes once.

Writing is the job of every file that came in (``inventories.workbook.jobs.apply_workbook``).
"""

from __future__ import annotations

from dataclasses import fields

from django.utils import timezone
from django.utils.translation import gettext as _

from factors.importers.contract import Refused
from factors.imports import bulk
from inventories.bills import asking, planning
from inventories.bills.choices import decision_of
from inventories.bills.offering import offered
from inventories.models import BillOfMaterials, FilledWorkbookRow
from inventories.workbook.jobs import at_its_step, path_of_file, publish
from inventories.workbook.planned import Planned
from inventories.workbook.planning import state_mark
from inventories.workbook.steps import Overtaken, State, move
from jobs.claims import Claim
from jobs.errors import JobRefused

_COLUMNS = tuple(each.name for each in fields(Planned))


def read_bill(job: Claim) -> None:
    """Find the heads of every sheet and what they probably mean."""
    filled = at_its_step(job, State.READING)
    bill = BillOfMaterials.objects.get(workbook=filled)
    job.progress(_("正在读取文件"), 10)
    try:
        path = path_of_file(filled.agency_id, filled.digest)
        by_hand = {name: bill.choices[name] for name in ("sheet", "head") if name in bill.choices}
        sheets = asking.read_bill(path, filled.name, **by_hand)
    except Refused as refusal:
        publish(job, filled, State.REFUSED, refusal=str(refusal))
        return
    found = offered(sheets, filled.study.product.company)
    try:
        with job.publish():
            move(filled, State.MAPPING, refusal="", read_at=timezone.now())
            BillOfMaterials.objects.filter(pk=bill.pk).update(sheets=found, choices={})
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken


def roll_bill(job: Claim) -> None:
    """Roll the bill up by what the person said of it, and keep the preview."""
    filled = at_its_step(job, State.READING)
    bill = BillOfMaterials.objects.get(workbook=filled)
    decision = decision_of(bill.choices)
    job.progress(_("正在读取文件"), 10)
    try:
        path = path_of_file(filled.agency_id, filled.digest)
        sheets = asking.read_bill(path, filled.name, sheet=decision.sheet, head=decision.head)
        mark = state_mark(filled.study)
        job.progress(_("正在展开物料清单"), 40)
        preview = planning.plan(filled, planning.chosen(sheets, decision), decision)
    except Refused as refusal:
        # Back to the columns: what was said of them does not fit the file.
        publish(job, filled, State.MAPPING, refusal=str(refusal))
        return
    job.progress(_("正在保存预览"), 80)
    try:
        with job.publish():
            move(filled, State.PREVIEW, counts=preview.counts, mark=mark, refusal="", read_at=timezone.now())
            BillOfMaterials.objects.filter(pk=bill.pk).update(tree=preview.tree, aside=preview.aside)
            FilledWorkbookRow.objects.filter(workbook=filled).delete()
            kept = ([getattr(row, name) for name in _COLUMNS] for row in preview.rows)
            bulk.insert(FilledWorkbookRow, _COLUMNS, kept, workbook_id=filled.pk)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken
