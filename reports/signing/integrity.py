"""Whether the document is byte for byte what was last signed.

The last signature covers the whole file, earlier signatures included; so when it is intact, nothing was changed or
appended since, and earlier signatures are as they were when it was made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from reports.signing.container import container_is_exact
from reports.signing.reading import UNREADABLE, FieldState, embedded_signature


def latest_signature_problem(
    pdf: bytes, reader: Any, states: Sequence[FieldState], trusted: Collection[bytes] = ()
) -> str | None:
    """What is wrong with the file since its last signature, in Chinese; None when all is well.

    ``trusted`` are further certificates (DER) that may be inside the signature.
    """
    signed = [state for state in states if state.signed]
    if reader.xrefs.total_revisions != 1 + len(signed):
        return "文件里有签名以外的改动。"
    if not signed:
        return None
    try:
        return _problem(pdf, reader, signed[-1], trusted)
    except UNREADABLE:
        return f"“{signed[-1].role.label}”的签名已损坏。"


def stored_certificates(reader: Any) -> list[Any]:
    """The certificates in the document security store."""
    try:
        return list(DocumentSecurityStore.read_dss(reader).load_certs())
    except NoDSSFoundError:
        return []


def has_signed_content(embedded: Any) -> bool:
    """Whether the bytes that a signature covers are those that were signed, and the signature is its certificate's."""
    intact, valid = validate_sig_integrity(
        embedded.signer_info, embedded.signer_cert, "data", embedded.compute_digest()
    )
    return bool(intact and valid)


def _problem(pdf: bytes, reader: Any, state: FieldState, trusted: Collection[bytes]) -> str | None:
    embedded = embedded_signature(reader, state)
    if embedded.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return f"“{state.role.label}”之后，文件又被追加了内容。"
    known = {each.dump() for each in stored_certificates(reader)} | set(trusted)
    if not (has_signed_content(embedded) and container_is_exact(pdf, embedded, known)):
        return f"“{state.role.label}”之后，文件的内容被改动过。"
    return None
