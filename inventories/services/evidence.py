"""Acts on the files behind the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts import audit, editing, files, uploads
from accounts.editing import EditConflict
from accounts.models import User
from accounts.permissions import require
from inventories.models import Evidence, EvidenceTie, InventoryLine, Study
from inventories.services.guard import guard


@dataclass(frozen=True)
class Said:
    """What a tie says: which data of the line the file supports (names of ``Datum``), and where in the file."""

    data: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Received:
    """A file that was handed in; ``is_known``: the study had the same bytes already, as ``evidence``."""

    evidence: Evidence
    name: str
    is_known: bool


def receive_files(
    actor: User, study: Study, handed_in: Iterable[tuple[str, bytes]], lines: Iterable[InventoryLine] = ()
) -> list[Received]:
    """Store files and tie them all to the lines, all or none. Bytes that the study has already are only tied.

    Raises as ``attach_evidence``; the message begins with the name of the file that it is about.
    """
    chosen, received = list(lines), []
    with transaction.atomic():
        guard(actor, study)
        for name, data in handed_in:
            known = Evidence.objects.filter(study=study, digest=files.digest_of(data)).first()
            if known is not None:
                add_ties(actor, known, chosen)
                received.append(Received(known, name, is_known=True))
                continue
            try:
                evidence = attach_evidence(actor, study, name, data, chosen)
            except ValidationError as error:
                told = [_("“%(name)s”：%(reason)s") % {"name": name, "reason": m} for m in error.messages]
                raise ValidationError([*told, _("本次选择的文件都没有保存。")]) from error
            received.append(Received(evidence, name, is_known=False))
    return received


def attach_evidence(
    actor: User, study: Study, name: str, data: bytes, lines: Iterable[InventoryLine] = ()
) -> Evidence:
    """Store a file of evidence and tie it to lines of the study. A name that is taken gets a number.

    Raises ``ValidationError`` for a file that may not be stored, ``PermissionDenied``, ``Http404``, ``Frozen``.
    """
    require(actor, Study.EDIT_ACTION, study)
    media_type = uploads.evidence_type(data)
    digest = files.put(study.agency_id, data)
    with transaction.atomic():
        guard(actor, study)
        evidence = Evidence(
            study=study,
            name=_free_name(study, uploads.safe_name(name)),
            digest=digest,
            media_type=media_type,
            size=len(data),
        )
        editing.create(actor, evidence)
        tie_evidence(actor, evidence, lines)
    return evidence


def supply_file(actor: User, evidence: Evidence, data: bytes, *, version: int) -> Evidence:
    """Give a named evidence its file, or another one; the name stays. Raises as ``attach_evidence``, and on conflict."""
    require(actor, Evidence.EDIT_ACTION, evidence)
    media_type = uploads.evidence_type(data)
    digest = files.put(evidence.agency_id, data)
    with transaction.atomic():
        guard(actor, evidence)
        before = {"digest": evidence.digest, "size": evidence.size}
        rows = Evidence.objects.filter(pk=evidence.pk, version=version)
        if not rows.update(digest=digest, media_type=media_type, size=len(data), version=version + 1):
            raise EditConflict(Evidence.objects.get(pk=evidence.pk), {"digest": digest})
        evidence.refresh_from_db()
        audit.record(
            actor, "evidence.upload", evidence, before=before, after={"digest": digest, "size": len(data)}
        )
    return evidence


def tie_evidence(actor: User, evidence: Evidence, lines: Iterable[InventoryLine]) -> None:
    """Set the lines that the evidence supports."""
    chosen = list(lines)
    with transaction.atomic():
        guard(actor, evidence)
        if any(line.study_id != evidence.study_id for line in chosen):
            raise ValidationError({"lines": _("所选记录不属于本项目。")})
        before = set(evidence.lines.values_list("pk", flat=True))
        after = {line.pk for line in chosen}
        if before == after:
            return
        evidence.lines.set(chosen)
        names = sorted(line.name for line in chosen)
        audit.record(actor, "evidence.tie", evidence, before={"lines": len(before)}, after={"lines": names})


def add_ties(actor: User, evidence: Evidence, lines: Iterable[InventoryLine]) -> int:
    """Tie further lines to the evidence, those that are tied stay as they are; how many were added."""
    tied = {line.pk: line for line in evidence.lines.all()}
    added = {line.pk: line for line in lines if line.pk not in tied}
    tie_evidence(actor, evidence, [*tied.values(), *added.values()])
    return len(added)


def untie(actor: User, evidence: Evidence, line: InventoryLine) -> None:
    """Take one tie away; ``Http404`` where there is none."""
    with transaction.atomic():
        guard(actor, evidence)
        tied = list(evidence.lines.all())
        if line not in tied:
            raise Http404
        tie_evidence(actor, evidence, [each for each in tied if each != line])


def describe_ties(actor: User, evidence: Evidence, said: Mapping[int, Said]) -> None:
    """Set what ties say of data and place, by the key of the line; a line that is not tied is refused.

    Raises ``ValidationError`` that names the line.
    """
    with transaction.atomic():
        guard(actor, evidence)
        ties = {tie.inventoryline_id: tie for tie in evidence.ties.select_related("inventoryline")}
        if said.keys() - ties.keys():
            raise ValidationError({"lines": _("有数据尚未与“%s”关联，请先关联。") % evidence})
        before: dict[str, str] = {}
        after: dict[str, str] = {}
        for number, wanted in said.items():
            tie = ties[number]
            was = tie.told
            if _say(tie, wanted):
                before[tie.inventoryline.name], after[tie.inventoryline.name] = was, tie.told
        if after:
            audit.record(
                actor,
                "evidence.tie",
                evidence,
                before={"lines": _told(before)},
                after={"lines": _told(after)},
            )


def _say(tie: EvidenceTie, wanted: Said) -> bool:
    """Write what the tie says; whether it is anything new."""
    was = (tie.data, tie.place)
    tie.data, tie.place = list(wanted.data), wanted.place
    try:
        tie.full_clean(validate_unique=False)
    except ValidationError as error:
        line = tie.inventoryline.name
        raise ValidationError(
            {"lines": [_("“%(line)s”：%(reason)s") % {"line": line, "reason": m} for m in error.messages]}
        ) from error
    if (tie.data, tie.place) == was:
        return False
    tie.save(update_fields=["data", "place"])
    return True


def _told(said: Mapping[str, str]) -> list[str]:
    return [f"{name}：{told or _('整条数据')}" for name, told in sorted(said.items())]


def _free_name(study: Study, name: str) -> str:
    taken = set(Evidence.objects.filter(study=study).values_list("name", flat=True))
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem[:175]}（{number}）{dot}{ending}"
    return free
