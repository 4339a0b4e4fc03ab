"""Acts on imports: a file is handed in, questions about it are answered, a preview is applied or given up.

Each act names the ``version`` of the import that the person saw. The work itself is done by jobs (``factors.making``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, files, uploads
from accounts.audit import Traced
from accounts.models import User
from accounts.permissions import Action, require
from factors.imports import answers, steps
from factors.imports.applying import MOST_WITHDRAWN
from factors.imports.steps import State, ask_for, move
from factors.models import FactorImport, ImportRow, Library
from factors.services.guard import reason_given, require_own

TARGET = ("name", "release", "publisher", "licence", "introduction", "audience", "disclosure", "exportable")
_WORKING = (State.INSPECTING, State.READING, State.APPLYING)
Outcome = ImportRow.Outcome


def upload(actor: User, name: str, data: bytes, format_key: str = "") -> FactorImport:
    """Store a foreign file and ask for it to be looked at. ``format_key``: a key of ``FORMATS``, empty to find out.

    Raises ``PermissionDenied``, and ``ValidationError`` for an empty or too large file.
    """
    require(actor, Action.EDIT_FACTORS, actor)
    check_size(len(data))
    digest = files.put(actor.agency_id, data)
    with transaction.atomic():
        batch = FactorImport.objects.create(
            agency=actor.agency,
            proposed_by=actor,
            name=uploads.safe_name(name),
            digest=digest,
            size=len(data),
            media_type=_media_type(data),
            format=format_key,
        )
        ask_for(steps.INSPECT, batch, actor)
        after = {"digest": digest, "bytes": len(data)}
        audit.record(actor, "factorimport.upload", cast(Traced, batch), after=after)
    return batch


def check_size(size: int) -> None:
    """Refuse an empty file and one above the limit of imports, which is not that of other uploads."""
    if size == 0:
        raise ValidationError(_("文件是空的。"), "empty")
    if size > settings.IMPORT_LIMIT_BYTES:
        limit = settings.IMPORT_LIMIT_BYTES // (1024 * 1024)
        raise ValidationError(_("文件超过 %d MB，请拆分后分次导入。") % limit, "size")


def inspect_as(actor: User, batch: FactorImport, version: int, format_key: str) -> FactorImport:
    """Have the file looked at again, as one of the format that the person names."""
    _check(actor, batch, version, State.REFUSED, State.CHOOSING)
    with transaction.atomic():
        move(batch, State.INSPECTING, format=format_key, refusal="", inspection={}, choices={})
        ask_for(steps.INSPECT, batch, actor)
    return batch


def choose(
    actor: User,
    batch: FactorImport,
    version: int,
    given: Mapping[str, object],
    library: Library | None,
    target: Mapping[str, object] | None = None,
) -> FactorImport:
    """Answer the reader's questions, name the library, and ask for the comparison.

    ``library``: an own one, or ``None`` for a new one that ``target`` describes; it is written with the factors.
    Raises ``Http404``, ``PermissionDenied``, ``Overtaken``, and ``ValidationError`` with everything that is wrong.
    """
    _check(actor, batch, version, State.CHOOSING, State.PREVIEW, State.READING)
    checked = answers.checked(answers.questions(batch.inspection), given)
    described = {}
    if library is not None:
        require_own(actor, library)
    else:
        described = _described(actor, target or {})
    with transaction.atomic():
        move(batch, State.READING, choices=checked, library=library, target=described, refusal="")
        ask_for(steps.READ, batch, actor)
    return batch


def compare_again(actor: User, batch: FactorImport, version: int) -> FactorImport:
    """Hold the file against the library as it is now, with the same answers."""
    _check(actor, batch, version, State.PREVIEW)
    return choose(actor, batch, version, batch.choices, batch.library, batch.target)


def apply(
    actor: User,
    batch: FactorImport,
    version: int,
    *,
    leave_out: bool = False,
    withdraw_gone: bool = False,
    reason: str = "",
) -> FactorImport:
    """Have the preview written. ``leave_out``: the refused rows are knowingly not imported.

    Raises ``Http404``, ``PermissionDenied``, ``Overtaken``, and ``ValidationError`` when refused rows are not left
    out by the person's own word, when there is nothing to write, or without the reason that changes need.
    """
    _check(actor, batch, version, State.PREVIEW)
    if batch.library is not None:
        require_own(actor, batch.library)
    withdraw = withdraw_gone and batch.counts["gone"] > 0
    _check_decision(batch, leave_out=leave_out, withdraw=withdraw)
    why = reason_given(reason) if batch.counts[Outcome.CHANGED] or withdraw else reason.strip()
    decision = {"leave_out": leave_out, "withdraw_gone": withdraw, "reason": why[:500]}
    with transaction.atomic():
        move(batch, State.APPLYING, decision=decision, refusal="")
        ask_for(steps.APPLY, batch, actor)
    return batch


def discard(actor: User, batch: FactorImport, version: int) -> FactorImport:
    """Give an import up. Its rows go, the file stays in the store; what a job is doing for it is not written."""
    require(actor, Action.EDIT_FACTORS, batch)
    _check(
        actor, batch, version, *(state for state in State if state not in (State.APPLIED, State.DISCARDED))
    )
    with transaction.atomic():
        before = batch.state
        move(batch, State.DISCARDED)
        ImportRow.objects.filter(batch=batch).delete()
        after = {"state": State.DISCARDED.value}
        audit.record(
            actor, "factorimport.discard", cast(Traced, batch), before={"state": before}, after=after
        )
    return batch


def _check(actor: User, batch: FactorImport, version: int, *states: FactorImport.State) -> None:
    """Whether the person may, and saw what is there now. Raises also ``Overtaken``."""
    require(actor, Action.EDIT_FACTORS, batch)
    if batch.version != version or batch.state not in states:
        raise steps.Overtaken(
            _("此次导入现在的状态是“%s”，与您看到的不同，请刷新页面后再试。") % batch.get_state_display()
        )


def _check_decision(batch: FactorImport, *, leave_out: bool, withdraw: bool) -> None:
    counts = batch.counts
    problems = {}
    if counts[Outcome.REFUSED] and not leave_out:
        problems["leave_out"] = (
            _("有 %d 行存在问题。请更正文件后重新上传，或勾选“不导入有问题的行”，只导入其余各行。")
            % counts[Outcome.REFUSED]
        )
    if not (counts[Outcome.NEW] or counts[Outcome.CHANGED] or withdraw):
        problems["__all__"] = _("没有需要写入的内容：文件中的因子与因子库一致，或都有问题。")
    if withdraw and counts["gone"] > MOST_WITHDRAWN:
        problems["withdraw_gone"] = _(
            "因子库中有 %(count)d 条因子不在文件中，超过一次撤回的上限 %(most)d 条；请核对所选的因子库是否正确。"
        ) % {"count": counts["gone"], "most": MOST_WITHDRAWN}
    if problems:
        raise ValidationError(problems)


def _described(actor: User, target: Mapping[str, object]) -> dict[str, object]:
    """The library that is to be begun, checked as if it were written now."""
    unknown = target.keys() - set(TARGET)
    if unknown:
        raise ValidationError(_("因子库没有这些栏目：%s。") % "、".join(sorted(unknown)))
    library = Library(agency_id=actor.agency_id, **target)
    if library.audience == Library.Audience.SHARED:
        raise ValidationError({"audience": _("供所有机构使用须在导入之后由管理员在因子库页面设置。")})
    library.full_clean()
    return {name: getattr(library, name) for name in TARGET}


def _media_type(data: bytes) -> str:
    """What the file is, from its first bytes; the reader looks closer."""
    if data.startswith(b"PK\x03\x04"):
        return uploads.XLSX if b"xl/workbook.xml" in data else "application/zip"
    start = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return "application/json"
    return "application/xml" if start.startswith(b"<") else "text/csv"
