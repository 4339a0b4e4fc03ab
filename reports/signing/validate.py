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
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.signing.authority import is_trial
from reports.signing.credentials import as_asn1
from reports.signing.errors import SigningError
from reports.signing.fields import SignatureRole
from reports.signing.fitness import holder_name
from reports.signing.integrity import latest_signature_problem
from reports.signing.reading import UNREADABLE, FieldState, embedded_signature, field_states, open_pdf


class DocumentState(StrEnum):
    """The document as a whole; the value is what the reader is told."""

    COMPLETE = "完整"
    ALTERED = "已被改动"
    UNFINISHED = "未签完"


class Coverage(StrEnum):
    """What a signature covers."""

    FILE = "整个文件"
    REVISION = "签名时的全部内容"
    PART = "只有一部分内容"


class LaterChange(StrEnum):
    """What happened to the document after a signature."""

    NONE = "没有改动"
    SIGNATURES = "只有后续签名"
    FORBIDDEN = "有不允许的改动"


@dataclass(frozen=True)
class SignatureCheck:
    """One signature as found. ``problem`` is empty or says in Chinese what is wrong with it."""

    role: SignatureRole
    signer_name: str
    signed_at: datetime | None
    timestamped: bool
    certificate_subject: str
    trusted: bool
    trial: bool
    intact: bool
    covers: Coverage
    later_change: LaterChange
    problem: str

    @property
    def sound(self) -> bool:
        """Nothing that this signature covers was changed, by whomever it is."""
        return (
            self.intact
            and self.covers is not Coverage.PART
            and self.later_change is not LaterChange.FORBIDDEN
        )


@dataclass(frozen=True)
class Validation:
    """The outcome for a file; ``explanation`` is for the reader."""

    state: DocumentState
    signatures: tuple[SignatureCheck, ...]
    missing: tuple[SignatureRole, ...]
    explanation: str

    @property
    def trusted(self) -> bool:
        """All signatures there are come from certificates that this installation trusts."""
        return bool(self.signatures) and all(each.trusted for each in self.signatures)

    @property
    def trial(self) -> bool:
        """At least one signature is made with a trial certificate, so the document is no legal evidence."""
        return any(each.trial for each in self.signatures)

    @property
    def accepted(self) -> bool:
        """Complete and trusted: this is the document that was issued."""
        return self.state is DocumentState.COMPLETE and self.trusted


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
        judge = _Judge(reader, roots, now or datetime.now(UTC))
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


class _Judge:
    """Examines the signatures of one document against one set of trusted roots."""

    def __init__(self, reader: Any, roots: Sequence[x509.Certificate], now: datetime) -> None:
        self._reader = reader
        self._roots = [as_asn1(root) for root in roots]
        self._now = now

    async def check_all(self, states: Sequence[FieldState]) -> tuple[SignatureCheck, ...]:
        """One check for every signed field, in signing order."""
        signed = [state for state in states if state.signed]
        moment = await self._proven_time(signed) or self._now
        return tuple([await self._check(state, moment) for state in signed])

    async def _proven_time(self, signed: Sequence[FieldState]) -> datetime | None:
        """The time in the last signature's time stamp, if it is trusted."""
        if not signed:
            return None
        try:
            embedded = embedded_signature(self._reader, signed[-1])
            timing = await collect_timing_info(
                embedded.signer_info, self._context(self._now), embedded.compute_digest
            )
        except UNREADABLE:
            return None  # the signature's own check says what is wrong with it
        stamp = timing.get("timestamp_validity")
        return stamp.timestamp if stamp is not None and stamp.trusted else None

    async def _check(self, state: FieldState, moment: datetime) -> SignatureCheck:
        try:
            status = await async_validate_pdf_signature(
                embedded_signature(self._reader, state),
                signer_validation_context=self._context(moment),
                ts_validation_context=self._context(self._now),
                key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
            )
        except UNREADABLE:
            return _broken(state.role)
        return _as_check(state.role, status)

    def _context(self, moment: datetime) -> Any:
        """Nothing is fetched: what the document brings along and the trusted roots must do."""
        settings: dict[str, Any] = {
            "trust_roots": self._roots,
            "moment": moment,
            "revocation_mode": "soft-fail",
        }
        try:
            store = DocumentSecurityStore.read_dss(self._reader)
        except NoDSSFoundError:
            return ValidationContext(**settings)
        return store.as_validation_context(settings)


def _broken(role: SignatureRole) -> SignatureCheck:
    return SignatureCheck(
        role=role,
        signer_name="",
        signed_at=None,
        timestamped=False,
        certificate_subject="",
        trusted=False,
        trial=False,
        intact=False,
        covers=Coverage.PART,
        later_change=LaterChange.FORBIDDEN,
        problem="签名已损坏，无法读取。",
    )


def _as_check(role: SignatureRole, status: Any) -> SignatureCheck:
    certificate = _certificate(status)
    stamp = status.timestamp_validity
    stamp_trusted = stamp is not None and stamp.trusted
    return SignatureCheck(
        role=role,
        signer_name=holder_name(certificate),
        signed_at=stamp.timestamp if stamp_trusted else status.signer_reported_dt,
        timestamped=stamp_trusted,
        certificate_subject=certificate.subject.rfc4514_string(),
        trusted=status.trusted and (stamp is None or stamp_trusted),
        trial=is_trial(certificate) or (stamp is not None and is_trial(_certificate(stamp))),
        intact=_is_intact(role, status),
        covers=_COVERAGE.get(status.coverage, Coverage.PART),
        later_change=_later_change(status),
        problem=_problem(role, status),
    )


def _is_intact(role: SignatureRole, status: Any) -> bool:
    """The signature's own mathematics and its time stamp's; no seal is made without one."""
    stamp = status.timestamp_validity
    if stamp is None:
        return status.intact and status.valid and role is not SignatureRole.SEAL
    return bool(status.intact and status.valid and stamp.intact and stamp.valid)


_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}


def _certificate(status: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(status.signing_cert.dump())


def _later_change(status: Any) -> LaterChange:
    if status.modification_level is ModificationLevel.NONE:
        return LaterChange.NONE
    if status.docmdp_ok and status.modification_level <= ModificationLevel.FORM_FILLING:
        return LaterChange.SIGNATURES
    return LaterChange.FORBIDDEN


def _problem(role: SignatureRole, status: Any) -> str:
    """The gravest thing that is wrong with a signature, or nothing."""
    if not (status.intact and status.valid):
        return "签名之后，它所覆盖的内容被改动过。"
    if not _is_intact(role, status):
        return "时间戳缺失，或者被改动过。"
    if status.coverage not in _COVERAGE:
        return "签名没有覆盖当时的全部内容。"
    if _later_change(status) is LaterChange.FORBIDDEN:
        return "签名之后，文件又被追加了不允许的改动。"
    if not status.trusted:
        return _TRUST_PROBLEMS.get(status.trust_problem_indic, "签名证书不受信任。")
    if status.timestamp_validity is not None and not status.timestamp_validity.trusted:
        return "时间戳不受信任，签署时间无法证实。"
    return ""


_TRUST_PROBLEMS = {
    AdESIndeterminate.REVOKED_NO_POE: "签名证书已被吊销。",
    AdESIndeterminate.REVOKED_CA_NO_POE: "签发签名证书的机构证书已被吊销。",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "签名时证书不在有效期内。",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "签名时证书不在有效期内。",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "签名证书的用途不是签名。",
}
