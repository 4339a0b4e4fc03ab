"""What a signed file is worth: every signature, and the document as a whole, in plain Chinese.

The judge is pyHanko's difference analysis (tools that only check digests call a file valid that was drawn over by an
appended revision), together with this system's own, stricter rules: nothing but the signatures themselves may follow
the first revision, in the one order, and nothing may follow the last of them.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from cryptography import x509

from reports.signing.credentials import as_asn1
from reports.signing.errors import SigningError
from reports.signing.fields import SignatureRole
from reports.signing.integrity import latest_signature_problem
from reports.signing.judge import Judge
from reports.signing.reading import UNREADABLE, FieldState, field_states, open_pdf
from reports.signing.verdict import Coverage, DocumentState, LaterChange, SignatureCheck, Validation

__all__ = ["Coverage", "DocumentState", "LaterChange", "SignatureCheck", "Validation", "validate"]


def validate(
    pdf: bytes, trust_roots: Iterable[x509.Certificate], *, now: datetime | None = None
) -> Validation:
    """Examine a file of any origin; never raises for a bad one. ``now`` (aware) is this moment unless given.

    Certificates are judged at the time that the seal's trusted time stamp proves, else at ``now``: a report stays
    valid after its signers' certificates have expired.
    """
    roots = list(trust_roots)
    try:
        reader = open_pdf(pdf)
        states = field_states(reader)
        problem = latest_signature_problem(pdf, reader, states, [as_asn1(root).dump() for root in roots])
        judge = Judge(reader, roots, now or datetime.now(UTC))
        with _collector_paused():
            checks = asyncio.run(judge.check_all(states))
    except SigningError as error:
        return Validation(DocumentState.ALTERED, (), (), str(error))
    except UNREADABLE:
        return Validation(DocumentState.ALTERED, (), (), "文件已损坏，无法读取其中的签名。")
    return _conclude(states, checks, problem)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Difference analysis makes a great many small objects at once; collecting in between costs a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _conclude(
    states: Sequence[FieldState], checks: tuple[SignatureCheck, ...], problem: str | None
) -> Validation:
    missing = tuple(state.role for state in states if not state.signed)
    trouble = [f"{check.role.label}：{check.problem}" for check in checks if not check.sound]
    if problem is not None:
        trouble.append(problem)
    if missing and any(state.signed for state in states[len(checks) :]):
        trouble.append("签名的先后顺序不对。")
    if trouble:
        return Validation(DocumentState.ALTERED, checks, missing, " ".join(trouble))
    if missing or SignatureRole.SEAL not in [state.role for state in states]:
        return Validation(DocumentState.UNFINISHED, checks, missing, _unfinished(missing))
    return Validation(DocumentState.COMPLETE, checks, missing, _complete(checks))


def _unfinished(missing: Sequence[SignatureRole]) -> str:
    if not missing:
        return "文件里没有机构印章的签名栏，不是正式出具的报告。"
    return f"还缺：{'、'.join(role.label for role in missing)}。这不是正式出具的报告。"


def _complete(checks: Sequence[SignatureCheck]) -> str:
    untrusted = [check for check in checks if not check.trusted]
    if untrusted:
        return " ".join(f"{check.role.label}：{check.problem}" for check in untrusted)
    if any(check.trial for check in checks):
        return "签名齐全，签署后没有改动。签名使用试用证书，仅供试用，不具有法律效力。"
    return "签名齐全，签署后没有改动。"
