"""The portable study file: one versioned JSON document, at once snapshot, exchange format and attachment.

Pure. The canonical text (sorted members, no blanks, UTF-8, decimals as text) is what the SHA-256 is taken over; the
bytes of pictures stand beside it under their own digests (``files``), so the hash covers them through those.
The schema is published in ``docs/study-file.schema.json``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from inventories.footprint.base import Label, Text, Value
from inventories.footprint.result import Footprint, Printed
from inventories.footprint.subject import CreditCode, Digest
from inventories.footprint.values import Study
from reports.content import Content

FORMAT: Literal["pcf-study"] = "pcf-study"
VERSION: Literal[1] = 1
DRAFT_NUMBER = "草稿"


class AgencyParticulars(Value):
    """核算机构 as the report names it."""

    name: Label
    credit_code: CreditCode = ""
    address: Text = ""
    contact: Text = ""
    phone: Text = ""
    introduction: Text = ""


class Result(Value):
    """The frozen figures: exact and as printed. On import they are recomputed, never believed."""

    footprint: Footprint
    printed: Printed


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise PydanticCustomError("base64", "不是 Base64 编码的文件内容") from error
    return text


class StudyFile(Value):
    """The whole study with its report content. ``number`` is the report's, ``草稿`` in a preview, else empty.

    ``salt``: random-looking, only where figures are withheld from readers (``reports.redaction``): with it nobody can
    try figures until the printed digest comes out.
    """

    format: Literal["pcf-study"]
    version: Literal[1]
    software: Text = ""
    number: Text = ""
    salt: Annotated[Text, Field(exclude_if=lambda salt: not salt)] = ""
    agency: AgencyParticulars
    study: Study
    content: Content | None = None
    result: Result | None = None
    files: dict[Digest, Annotated[str, AfterValidator(_base64)]] = Field(default_factory=dict)


def canonical(document: StudyFile) -> str:
    """The document's canonical JSON text, without ``files``."""
    return canonical_text(document.model_dump(mode="json", exclude={"files"}))


def digest(document: StudyFile) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits: what the report prints and the signatures cover."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def portable(document: StudyFile, files: Mapping[str, bytes]) -> str:
    """The document as a file to hand on: readable, with the bytes of its pictures."""
    members = document.model_dump(mode="json", exclude={"files"})
    members["files"] = {name: base64.b64encode(data).decode() for name, data in sorted(files.items())}
    return readable_text(members)


def pictures(document: StudyFile) -> frozenset[str]:
    """The digests of all pictures that the document refers to."""
    study = document.study
    return frozenset(picture.digest for picture in (*study.company.pictures, *study.product.pictures))


def schema() -> dict[str, Any]:
    """The JSON Schema of the study file (draft 2020-12)."""
    described = StudyFile.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} {VERSION}",
        **{name: member for name, member in described.items() if name != "title"},
    }


def canonical_text(members: Mapping[str, Any]) -> str:
    """Sorted members, no blanks: what digests are taken over."""
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def readable_text(members: Mapping[str, Any]) -> str:
    """The members in their order, one a line."""
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"
