"""The file behind an own factor: a supplier's PDF, a picture, a workbook, kept byte for byte under its hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import files, uploads
from factors.models import Factor

COLUMNS = ("evidence_name", "evidence_digest", "evidence_type")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was handed in; ``name`` as its owner called it."""

    name: str
    data: bytes


def check_evidence(factor: Factor, file: SourceFile | None) -> str:
    """The real type of the file, empty without one; then the file kept or the note must tell the source.

    Raises ``ValidationError`` on ``file`` for what may not be stored, on ``note`` where nothing tells the source.
    """
    if file is None:
        if factor.evidence_digest or factor.note.strip():
            return ""
        raise ValidationError({"note": _("没有来源文件时，请在备注中写明数值从何而来，供审核人核对。")})
    try:
        return uploads.evidence_type(file.data)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error


def put_evidence(factor: Factor, file: SourceFile, media_type: str) -> None:
    """Store the checked file and name it in the factor, which is not saved."""
    factor.evidence_name = uploads.safe_name(file.name)
    factor.evidence_type = media_type
    factor.evidence_digest = files.put(cast(int, factor.agency_id), file.data)
