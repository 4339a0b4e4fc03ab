"""The jobs of returned workbooks: read one and hold it against the study, write it. Each may run twice and publishes once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files
from accounts.editing import Frozen
from accounts.models import User
from accounts.permissions import Action, may
from factors.importers.contract import Refused
from factors.imports import bulk
from inventories.models import FilledWorkbook, FilledWorkbookRow
from inventories.workbook import applying, asking, planning
from inventories.workbook.contract import Reading
from inventories.workbook.planned import Planned
from inventories.workbook.steps import Overtaken, State, move
from jobs.claims import Claim
from jobs.errors import JobRefused

_COLUMNS = tuple(each.name for each in fields(Planned))


def read_workbook(job: Claim) -> None:
    """Read the file, hold it against the study, keep the preview."""
    filled = at_its_step(job, State.READING)
    job.progress(_("正在读取文件"), 5)
    try:
        reading = asking.read_workbook(path_of_file(filled.agency_id, filled.digest), filled.name)
        filled.issued = planning.issued_of(reading, filled.study)
        sent = _sent(filled)
        mark = planning.state_mark(filled.study)
        job.progress(_("正在与项目比对"), 30)
        preview = planning.plan(filled, reading, sent, _Teller(job))
    except Refused as refusal:
        publish(job, filled, State.REFUSED, refusal=str(refusal))
        return
    job.progress(_("正在保存预览"), 80)
    try:
        with job.publish():
            move(
                filled,
                State.PREVIEW,
                issued=filled.issued,
                tables=preview.tables,
                notes=preview.notes,
                subject=preview.subject,
                missing_stages=preview.missing_stages,
                counts=preview.counts,
                mark=mark,
                refusal="",
                read_at=timezone.now(),
            )
            FilledWorkbookRow.objects.filter(workbook=filled).delete()
            kept = ([getattr(row, name) for name in _COLUMNS] for row in preview.rows)
            bulk.insert(FilledWorkbookRow, _COLUMNS, kept, workbook_id=filled.pk)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken


def apply_workbook(job: Claim) -> None:
    """Write the preview into the study, whole or not at all, as an act of the person who pressed the button."""
    filled = at_its_step(job, State.APPLYING)
    actor = User.objects.select_related("agency").filter(pk=job.requested_by_id or 0).first()
    if actor is None or not may(actor, Action.EDIT_STUDY, filled.study):
        raise JobRefused(_("提交的人员已不能编辑本项目，没有写入任何内容；请由其他人员写入。"))
    job.progress(_("正在写入 %d 行") % filled.to_write, 20)
    try:
        with job.publish():
            move(filled, State.APPLIED, refusal="")
            applying.write(actor, filled)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken
    except (applying.NotWritten, ValidationError, Frozen) as refusal:
        said = "".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        publish(job, at_its_step(job, State.APPLYING), State.PREVIEW, refusal=said)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the job's progress while rows are compared, from 30 to 80 percent."""

    job: Claim

    def __call__(self, done: int, total: int) -> None:
        if done % 5_000 == 0:
            step = _("正在与项目比对：%(done)d / %(total)d 行") % {"done": done, "total": total}
            self.job.progress(step, 30 + 50 * done // max(total, 1))


def _sent(filled: FilledWorkbook) -> Reading | None:
    """What we sent out, read as the client's file is read."""
    if filled.issued is None:
        return None
    path = path_of_file(filled.agency_id, filled.issued.digest)
    return asking.read_workbook(path, str(filled.issued))


def at_its_step(job: Claim, state: FilledWorkbook.State) -> FilledWorkbook:
    """The workbook, where it was when the job was asked for. Raises ``JobRefused`` when it has gone on since."""
    related = ("study__product__company", "study__agency", "agency", "issued", "uploaded_by")
    filled = FilledWorkbook.objects.select_related(*related).get(pk=job.args["workbook"])
    if filled.state != state or filled.version != job.args["version"]:
        raise JobRefused(_("这份收集表的状态已经改变，本次处理不再需要。"))
    return filled


def publish(job: Claim, filled: FilledWorkbook, state: FilledWorkbook.State, **values: object) -> None:
    try:
        with job.publish():
            move(filled, state, **values)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken


def path_of_file(agency_id: int, digest: str) -> Path:
    """Where a file lies, after it was held against its digest."""
    files.read(agency_id, digest)
    return files.path_of(agency_id, digest)
