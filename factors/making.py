"""The jobs of imports: look at a file, hold it against the library, write it. Each may run twice and publishes once.

Whatever a file holds, it is read in another process with limits (``factors.importers.sandbox``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files
from accounts.models import User
from accounts.permissions import Action, may
from factors.importers import sandbox
from factors.importers.contract import Inspection, Refused
from factors.imports import answers, applying, planning
from factors.imports.content import storable
from factors.imports.hints import Oddities
from factors.imports.steps import Overtaken, State, gone, mark_of, move
from factors.models import ColumnMapping, FactorImport, Library
from jobs.claims import Claim
from jobs.errors import JobRefused


def inspect_import(job: Claim) -> None:
    """Say what the file is and what a person has to choose."""
    batch = _at_its_step(job, State.INSPECTING)
    job.progress(_("正在识别文件"), 10)
    try:
        inspection = sandbox.inspect_file(_path(batch), batch.name, batch.format or None)
    except Refused as refusal:
        _publish(job, batch, State.REFUSED, refusal=str(refusal))
        return
    kept = _with_remembered_columns(batch, inspection)
    _publish(job, batch, State.CHOOSING, format=inspection.format, inspection=kept)


def read_import(job: Claim) -> None:
    """Read the rows, hold them against the library, keep the preview."""
    batch = _at_its_step(job, State.READING)
    library = batch.library or Library(agency_id=batch.agency_id, **batch.target)
    job.progress(_("正在读取文件"), 5)
    try:
        reading = sandbox.read_file(_path(batch), batch.name, batch.format, batch.choices)
    except Refused as refusal:
        _publish(job, batch, State.CHOOSING, refusal=str(refusal))
        return
    mark = mark_of(batch.library_id)
    job.progress(_("正在与因子库比对"), 30)
    oddities = Oddities(batch.proposed_by)
    rows = planning.plan(reading, library, oddities, _Teller(job, _("正在与因子库比对"), 30, 80))
    counts = {**planning.summary(rows), "read": len(rows)}
    job.progress(_("正在保存预览"), 80)
    try:
        with job.publish():
            move(
                batch,
                State.PREVIEW,
                heads=[storable(head) for head in reading.heads],
                notes=list(reading.notes),
                skipped=dict(reading.skipped),
                mark=mark,
                read_at=timezone.now(),
            )
            applying.keep_rows(batch, rows)
            counts["gone"] = gone(batch).count()
            FactorImport.objects.filter(pk=batch.pk).update(counts=counts)
            _remember_columns(batch, job)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken


def apply_import(job: Claim) -> None:
    """Write the preview into the library, whole, as proposals of the person who pressed the button."""
    batch = _at_its_step(job, State.APPLYING)
    actor = _asker(job, batch)
    job.progress(_("正在准备写入"), 5)
    rows = applying.prepared(batch, _Teller(job, _("正在准备写入"), 5, 50))
    job.progress(_("正在写入因子库"), 50)
    try:
        with job.publish():
            applying.write(batch, actor, rows)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken
    except (applying.LibraryChanged, ValidationError) as refusal:
        said = "".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        _publish(job, _at_its_step(job, State.APPLYING), State.PREVIEW, refusal=said)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the job's progress while rows are done, from ``start`` to ``end`` percent."""

    job: Claim
    step: str
    start: int
    end: int

    def __call__(self, done: int, total: int) -> None:
        if done % 5_000 < planning.AT_ONCE:
            step = _("%(step)s：%(done)d / %(total)d 行") % {"step": self.step, "done": done, "total": total}
            self.job.progress(step, self.start + (self.end - self.start) * done // max(total, 1))


def _at_its_step(job: Claim, state: FactorImport.State) -> FactorImport:
    """The import, where it was when the job was asked for. Raises ``JobRefused`` when it has gone on since."""
    batch = FactorImport.objects.select_related("library", "agency", "proposed_by").get(pk=job.args["import"])
    if batch.state != state or batch.version != job.args["version"]:
        raise JobRefused(_("此次导入的状态已经改变，本次处理不再需要。"))
    return batch


def _asker(job: Claim, batch: FactorImport) -> User:
    """Who pressed the button and still may. Raises ``JobRefused``."""
    actor = User.objects.select_related("agency").filter(pk=job.requested_by_id or 0).first()
    if actor is None or not may(actor, Action.EDIT_FACTORS, batch):
        raise JobRefused(_("提交导入的人员已不能编辑因子，没有写入任何内容；请由其他人员重新导入。"))
    return actor


def _publish(job: Claim, batch: FactorImport, state: FactorImport.State, **values: object) -> None:
    try:
        with job.publish():
            move(batch, state, **values)
    except Overtaken as overtaken:
        raise JobRefused(str(overtaken)) from overtaken


def _path(batch: FactorImport) -> Path:
    """Where the file lies, after it was held against its digest."""
    files.read(batch.agency_id, batch.digest)
    return files.path_of(batch.agency_id, batch.digest)


def _with_remembered_columns(batch: FactorImport, inspection: Inspection) -> dict[str, object]:
    """The inspection to be kept; columns are suggested as they were last matched for the same heads."""
    kept = answers.kept(inspection)
    for raw in kept["choices"]:
        if raw["kind"] != "columns":
            continue
        digest = answers.heads_digest(raw["heads"])
        known = ColumnMapping.objects.filter(
            agency_id=batch.agency_id, format=inspection.format, heads_digest=digest
        ).first()
        if known is not None:
            raw["mapping"] = known.mapping
            raw["remembered"] = f"{known.used_at:%Y-%m-%d}"
    return kept


def _remember_columns(batch: FactorImport, job: Claim) -> None:
    """Keep how the columns were matched, now that a file could be read with it."""
    for choice in answers.questions(batch.inspection):
        mapping = batch.choices.get(choice.key)
        if choice.kind == "columns" and isinstance(mapping, dict):
            ColumnMapping.objects.update_or_create(
                agency_id=batch.agency_id,
                format=batch.format,
                heads_digest=answers.heads_digest(choice.heads),
                defaults={
                    "heads": list(choice.heads),
                    "mapping": mapping,
                    "used_by_id": job.requested_by_id or batch.proposed_by_id,
                    "used_at": timezone.now(),
                },
            )
