"""Signature by signature: pyHanko's findings in the words of this system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import crl as asn1_crl
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
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from reports.signing.authority import is_trial
from reports.signing.credentials import as_asn1
from reports.signing.errors import CredentialError
from reports.signing.fields import SignatureRole
from reports.signing.fitness import check_usage, holder_name
from reports.signing.integrity import has_signed_content
from reports.signing.reading import UNREADABLE, FieldState, embedded_signature
from reports.signing.verdict import Coverage, LaterChange, SignatureCheck


class Judge:
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
            embedded = embedded_signature(self._reader, state)
            status = await async_validate_pdf_signature(
                embedded,
                signer_validation_context=self._context(moment, embedded.signer_cert),
                ts_validation_context=self._context(self._now),
                # left to the same rule as in signing: a certificate that names no usage may be used for all
                key_usage_settings=KeyUsageConstraints(key_usage=set()),
                # once the content is not what was signed, it is idle to ask what was appended to it
                skip_diff=not has_signed_content(embedded),
            )
        except UNREADABLE:
            return _broken(state.role)
        return _as_check(state.role, status)

    def _context(self, moment: datetime, certificate: Any = None) -> Any:
        """Nothing is fetched: what the document brings along and the trusted roots must do."""
        settings: dict[str, Any] = {"trust_roots": self._roots, "moment": moment}
        try:
            store = DocumentSecurityStore.read_dss(self._reader)
        except NoDSSFoundError:
            return ValidationContext(revinfo_policy=_REVOCATION_IF_THERE, **settings)
        listed = certificate is not None and certificate.issuer.dump() in _issuers_of_lists(store)
        policy = _REVOCATION_REQUIRED if listed else _REVOCATION_IF_THERE
        return store.as_validation_context(settings | {"revinfo_policy": policy})


def _issuers_of_lists(store: Any) -> set[bytes]:
    lists = [asn1_crl.CertificateList.load(each.get_object().data) for each in store.crls]
    return {each.issuer.dump() for each in lists}


_SOFT = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
_REVOCATION_IF_THERE = CertRevTrustPolicy(RevocationCheckingPolicy(_SOFT, _SOFT))
# pyHanko does not look at a list in the document for a certificate that names no place to fetch it from, as trial
# certificates do: where the document has the issuer's list, it must be asked.
_REVOCATION_REQUIRED = CertRevTrustPolicy(
    RevocationCheckingPolicy(RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, _SOFT),
    retroactive_revinfo=True,  # the stamping service's clock may be behind the one that dated the list
)


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
        trusted=status.trusted and _is_for_signing(certificate) and (stamp is None or stamp_trusted),
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
    if status.modification_level is None:
        return LaterChange.FORBIDDEN
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
    if not _is_for_signing(_certificate(status)):
        return _NOT_FOR_SIGNING
    if status.timestamp_validity is not None and not status.timestamp_validity.trusted:
        return "时间戳不受信任，签署时间无法证实。"
    return ""


def _is_for_signing(certificate: x509.Certificate) -> bool:
    try:
        check_usage(certificate)
    except CredentialError:
        return False
    return True


_NOT_FOR_SIGNING = "签名证书的用途不是签名。"
_TRUST_PROBLEMS = {
    AdESIndeterminate.REVOKED_NO_POE: "签名证书已被吊销。",
    AdESIndeterminate.REVOKED_CA_NO_POE: "签发签名证书的机构证书已被吊销。",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "签名时证书不在有效期内。",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "签名时证书不在有效期内。",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: _NOT_FOR_SIGNING,
}
