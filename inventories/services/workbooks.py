"""Acts on data-collection workbooks: one is made for the client, one comes back, its preview is written or given up.

Each act on a returned one names the ``version`` that the person saw. The work is done by jobs (``workbook.jobs``).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, files, uploads
from accounts.models import User
from accounts.permissions import Action, require
from inventories.models import FilledWorkbook, FilledWorkbookRow, IssuedWorkbook, Study
from inventories.services.guard import guard
from inventories.workbook import steps
from inventories.workbook.building import build
from inventories.workbook.contents import book_of
from inventories.workbook.steps import State, ask_for, move

_XLS, _ODS = "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet"


def issue(actor: User, study: Study) -> IssuedWorkbook:
    """Make the next version of the study's workbook, with everything that the study holds. Raises ``PermissionDenied``."""
    require(actor, Action.EDIT_STUDY, study)
    number = _next_number(study)
    data = build(book_of(actor, study, number))
    digest = files.put(study.agency_id, data)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        if _next_number(study) != number:
            raise ValidationError(_("另一份收集表刚刚生成，请刷新页面后再试。"))
        issued = IssuedWorkbook.objects.create(
            agency=study.agency, study=study, number=number, digest=digest, size=len(data), issued_by=actor
        )
        audit.record(actor, "issuedworkbook.issue", issued, after={"digest": digest, "bytes": len(data)})
    return issued


def upload(actor: User, study: Study, name: str, data: bytes) -> FilledWorkbook:
    """Store a workbook that came back and ask for it to be read.

    Raises ``PermissionDenied``, ``Frozen``, and ``ValidationError`` for an empty, too large or foreign kind of file.
    """
    require(actor, Action.EDIT_STUDY, study)
    check_size(len(data))
    media_type = _media_type(data)
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
        ask_for(steps.READ, filled, actor)
        audit.record(actor, "filledworkbook.upload", filled, after={"digest": digest, "bytes": len(data)})
    return filled


def check_size(size: int) -> None:
    """Refuse an empty file and one above the limit of imports."""
    if size == 0:
        raise ValidationError(_("文件是空的。"), "empty")
    if size > settings.IMPORT_LIMIT_BYTES:
        limit = settings.IMPORT_LIMIT_BYTES // (1024 * 1024)
        raise ValidationError(_("文件超过 %d MB，请拆分后分次上传。") % limit, "size")


def compare_again(actor: User, filled: FilledWorkbook, version: int) -> FilledWorkbook:
    """Hold the file against the study as it is now."""
    _refuse_bill(filled)
    check_step(actor, filled, version, State.PREVIEW, State.REFUSED)
    with transaction.atomic():
        move(filled, State.READING, refusal="")
        ask_for(steps.READ, filled, actor)
    return filled


def apply(
    actor: User,
    filled: FilledWorkbook,
    version: int,
    *,
    subject: Sequence[str] = (),
    add_stages: bool = False,
) -> FilledWorkbook:
    """Have the preview written, whole. ``subject``: the groups of company and product that are taken over too.

    Raises ``Http404``, ``PermissionDenied``, ``Frozen``, ``Overtaken``, and ``ValidationError`` while a row has a
    problem, when a stage is lacking and not asked for, or when there is nothing to write.
    """
    _refuse_bill(filled)
    check_step(actor, filled, version, State.PREVIEW)
    _check_decision(filled, subject, add_stages=add_stages)
    if {"company", "contact", "product"} & set(subject):
        require(actor, Action.EDIT_CLIENTS, filled)
    with transaction.atomic():
        guard(actor, filled.study)
        move(
            filled, State.APPLYING, decision={"subject": list(subject), "add_stages": add_stages}, refusal=""
        )
        ask_for(steps.APPLY, filled, actor)
    return filled


def discard(actor: User, filled: FilledWorkbook, version: int) -> FilledWorkbook:
    """Give it up. Its rows go, the file stays in the store; what a job is doing for it is not written."""
    check_step(
        actor, filled, version, *(state for state in State if state not in (State.APPLIED, State.DISCARDED))
    )
    with transaction.atomic():
        before = filled.state
        move(filled, State.DISCARDED)
        FilledWorkbookRow.objects.filter(workbook=filled).delete()
        after = {"state": State.DISCARDED.value}
        audit.record(actor, "filledworkbook.discard", filled, before={"state": before}, after=after)
    return filled


def _next_number(study: Study) -> int:
    last = study.issued_workbooks.order_by("-number").first()
    return 1 if last is None else last.number + 1


def _refuse_bill(filled: FilledWorkbook) -> None:
    """A bill of materials is rolled up and written by ``services.bills``; its rows mean another thing here."""
    if hasattr(filled, "bill"):
        raise ValidationError(_("这是物料清单，请在物料清单的页面中处理。"))


def check_step(actor: User, filled: FilledWorkbook, version: int, *states: FilledWorkbook.State) -> None:
    """Whether the person may, and saw what is there now. Raises also ``Overtaken``."""
    require(actor, Action.EDIT_STUDY, filled.study)
    if filled.version != version or filled.state not in states:
        raise steps.Overtaken(
            _("这份收集表现在的状态是“%s”，与您看到的不同，请刷新页面后再试。") % filled.get_state_display()
        )


def _check_decision(filled: FilledWorkbook, subject: Sequence[str], *, add_stages: bool) -> None:
    problems: dict[str, str] = {}
    offered = {group["group"]: group for group in filled.subject}
    refused = filled.counts.get("refused", 0)
    if refused:
        problems["__all__"] = (
            _("有 %d 行存在问题。请下载标注后的文件更正，或在系统中处理后重新比对；在此之前不写入任何内容。")
            % refused
        )
    if any(name not in offered or offered[name]["problems"] for name in subject):
        problems["subject"] = _("所选的企业与产品信息有问题，请更正后重新上传。")
    if filled.missing_stages and not add_stages:
        problems["add_stages"] = _(
            "有数据需要本项目没有的阶段。请勾选加入，或先在“阶段与边界”中处理后重新比对。"
        )
    if not filled.to_write and not subject:
        problems["__all__"] = problems.get("__all__") or _("没有需要写入的内容：文件与项目中的数据一致。")
    if problems:
        raise ValidationError(problems)


def _media_type(data: bytes) -> str:
    """The kind of workbook, by its content. Raises ``ValidationError`` for another file."""
    if data.startswith(b"PK\x03\x04"):
        return _ODS if b"opendocument.spreadsheet" in data[:200] else uploads.XLSX
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _XLS
    raise ValidationError(_("这不是 Excel 工作簿。请上传填好的数据收集表（xlsx）。"), "type")
