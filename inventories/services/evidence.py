"""Acts on the files behind the data."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, editing, files, uploads
from accounts.editing import EditConflict
from accounts.models import User
from accounts.permissions import require
from inventories.models import Evidence, InventoryLine, Study
from inventories.services.guard import guard


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


def _free_name(study: Study, name: str) -> str:
    taken = set(Evidence.objects.filter(study=study).values_list("name", flat=True))
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem[:175]}（{number}）{dot}{ending}"
    return free
