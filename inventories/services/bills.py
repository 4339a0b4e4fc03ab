"""Acts on bills of materials: one is uploaded, its columns are confirmed, the preview is written.

Giving one up is that of every file that came in (``services.workbooks.discard``). Each act names the ``version`` seen.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, files, uploads
from accounts.models import User
from accounts.permissions import Action, require
from inventories.bills.choices import Decision
from inventories.models import BillMapping, BillOfMaterials, FilledWorkbook, FilledWorkbookRow, Stage, Study
from inventories.services.guard import guard
from inventories.services.workbooks import check_size, check_step
from inventories.workbook import steps
from inventories.workbook.steps import State, ask_for, move

_XLS, _ODS, _CSV = "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet", "text/csv"


def upload(actor: User, study: Study, name: str, data: bytes) -> FilledWorkbook:
    """Store the file of a bill and ask for its heads to be found.

    Raises ``PermissionDenied``, ``Frozen``, and ``ValidationError`` for an empty, too large or foreign kind of file.
    """
    require(actor, Action.EDIT_STUDY, study)
    check_size(len(data))
    media_type = _media_type(name, data)
    with transaction.atomic():
        guard(actor, study)
    digest = files.put(study.agency_id, data)
    with transaction.atomic():
        filled = FilledWorkbook.objects.create(
            agency=study.agency,
            study=study,
            uploaded_by=actor,
            name=uploads.safe_name(name),
            digest=digest,
            size=len(data),
            media_type=media_type,
        )
        BillOfMaterials.objects.create(workbook=filled)
        ask_for(steps.READ_BILL, filled, actor)
        after = {"digest": digest, "bytes": len(data)}
        audit.record(actor, "filledworkbook.upload", filled, after=after)
    return filled


def read_again(
    actor: User, filled: FilledWorkbook, version: int, *, sheet: str = "", head: int = 0
) -> FilledWorkbook:
    """Find the heads anew; ``head``: the row of heads of ``sheet`` as the person says. Also back from the preview."""
    check_step(actor, filled, version, State.REFUSED, State.MAPPING, State.PREVIEW)
    with transaction.atomic():
        move(filled, State.READING, refusal="", counts={})
        FilledWorkbookRow.objects.filter(workbook=filled).delete()
        by_hand = {"sheet": sheet, "head": head} if head else {}
        BillOfMaterials.objects.filter(workbook=filled).update(choices=by_hand, tree=[], aside=[])
        ask_for(steps.READ_BILL, filled, actor)
    return filled


def map_columns(actor: User, filled: FilledWorkbook, version: int, decision: Decision) -> FilledWorkbook:
    """Take the person's word on the columns, remember it for the client, and ask for the bill to be rolled up.

    Raises ``PermissionDenied``, ``Frozen``, ``Overtaken``, ``ValidationError`` for a stage of another study.
    """
    check_step(actor, filled, version, State.MAPPING)
    if not Stage.objects.filter(study=filled.study, pk=decision.stage).exists():
        raise ValidationError({"stage": _("请选择本项目的阶段。")})
    bill = BillOfMaterials.objects.get(workbook=filled)
    sheet = next((each for each in bill.sheets if each["name"] == decision.sheet), None)
    if sheet is None:
        raise ValidationError({"sheet": _("请选择文件中的工作表。")})
    with transaction.atomic():
        guard(actor, filled.study)
        move(filled, State.READING, refusal="")
        BillOfMaterials.objects.filter(pk=bill.pk).update(choices=decision.kept())
        BillMapping.objects.update_or_create(
            company=filled.study.product.company,
            heads=sheet["mark"],
            defaults={"choices": decision.remembered(), "used_by": actor},
        )
        ask_for(steps.ROLL_BILL, filled, actor)
    return filled


def apply(actor: User, filled: FilledWorkbook, version: int, *, leave_out: bool = False) -> FilledWorkbook:
    """Have the preview written. ``leave_out``: without the parts that have problems, which the person has seen.

    Raises ``Http404``, ``PermissionDenied``, ``Frozen``, ``Overtaken``, and ``ValidationError`` while a part has a
    problem and is not left out, or when there is nothing to write.
    """
    check_step(actor, filled, version, State.PREVIEW)
    refused = int(filled.counts.get("refused", 0))
    if refused and not leave_out:
        raise ValidationError(
            {"leave_out": _("有 %d 项存在问题。请更正文件后重新上传，或勾选后只写入其余各项。") % refused}
        )
    if not filled.to_write:
        raise ValidationError(_("没有需要写入的内容。"))
    with transaction.atomic():
        guard(actor, filled.study)
        move(filled, State.APPLYING, decision={"leave_out": leave_out}, refusal="")
        ask_for(steps.APPLY, filled, actor)
    return filled


def _media_type(name: str, data: bytes) -> str:
    """The kind of table, by its content. Raises ``ValidationError`` for another file."""
    if data.startswith(b"PK\x03\x04"):
        return _ODS if b"opendocument.spreadsheet" in data[:200] else uploads.XLSX
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _XLS
    if name.casefold().endswith((".csv", ".tsv", ".txt")):
        return _CSV
    raise ValidationError(_("这不是表格文件。请上传 xlsx、xls、ods 或 csv。"), "type")
