"""One signature, in its turn.

The leader certifies the document (further signatures allowed, nothing else), reviewer and approver sign in turn, the
agency's seal with a time stamp closes it. Each signature is an incremental update: it leaves every earlier byte as
it was, so earlier signatures stay valid. PAdES baseline: B-B for people, B-T with the certificates and revocation
lists of all signers in the document security store for the seal.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyHankoError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from reports.signing.appearance import Appearance
from reports.signing.credentials import DIGEST, Credential, as_asn1
from reports.signing.errors import FieldError, OrderError, SigningError, TamperedError, TimestampError
from reports.signing.fields import SignatureRole
from reports.signing.fitness import check_fit_for_signing
from reports.signing.integrity import latest_signature_problem
from reports.signing.reading import FieldState, field_states, open_pdf, slot_size


@dataclass(frozen=True)
class Evidence:
    """Revocation information to keep with the signature (DER), so that it can be verified when services are gone."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


NO_EVIDENCE = Evidence()


def sign_field(
    pdf: bytes,
    *,
    role: SignatureRole,
    credential: Credential,
    appearance: Appearance,
    signed_at: datetime,
    reason: str,
    timestamper: TimeStamper | None = None,
    evidence: Evidence = NO_EVIDENCE,
) -> bytes:
    """The document with one more signature appended; ``pdf`` itself is a prefix of the result.

    ``signed_at`` is aware. Raises OrderError when it is not this role's turn, TamperedError when the document was
    changed since the last signature, CredentialError for an unfit certificate, TimestampError, AppearanceError.
    """
    reader = open_pdf(pdf)
    states = field_states(reader)
    check_turn(states, role)
    problem = latest_signature_problem(pdf, reader, states)
    if problem is not None:
        raise TamperedError(f"不能签名：{problem}")
    _check_request(role, credential, signed_at, timestamper)
    state = next(each for each in states if each.role is role)
    mark = appearance.draw(*slot_size(state))
    with credential.signer() as signer:
        request = _Request(pdf, role, signer, mark, signed_at, reason, timestamper)
        signed = _signed(request, credential, evidence)
    _verify(signed, role)
    return signed


def check_turn(states: Sequence[FieldState], role: SignatureRole) -> None:
    """Raise unless exactly the signatures before this one, and none after, are there."""
    if role not in [state.role for state in states]:
        raise FieldError(f"文件里没有“{role.label}”的签名栏。")
    signed = {state.role for state in states if state.signed}
    if SignatureRole.SEAL in signed:
        raise OrderError("报告已经盖章封存，不能再签名。需要修改时请出具更正报告。")
    if role in signed:
        raise OrderError(f"“{role.label}”已经签过，不能重复签名。")
    for state in states:
        if state.role is role:
            break
        if not state.signed:
            raise OrderError(f"还没有轮到“{role.label}”：请先完成“{state.role.label}”。")
    if any(state.signed for state in states[[each.role for each in states].index(role) :]):
        raise OrderError(f"“{role.label}”之后的签名已经存在，文件的签名顺序不对，请退回重新出具。")


def _check_request(
    role: SignatureRole, credential: Credential, signed_at: datetime, timestamper: TimeStamper | None
) -> None:
    if signed_at.tzinfo is None:
        raise ValueError("signed_at must be aware")
    if role is SignatureRole.SEAL and timestamper is None:
        raise TimestampError("盖章需要时间戳：请先配置时间戳服务。")
    check_fit_for_signing(credential.certificate, signed_at)


@dataclass(frozen=True)
class _Request:
    """Everything that one signature needs."""

    pdf: bytes
    role: SignatureRole
    signer: Any
    mark: bytes
    signed_at: datetime
    reason: str
    timestamper: TimeStamper | None


def _verify(signed: bytes, role: SignatureRole) -> None:
    """A device or a time stamping service may give back nonsense: nothing unsound leaves here."""
    reader = open_pdf(signed)
    problem = latest_signature_problem(signed, reader, field_states(reader))
    if problem is not None:
        raise SigningError(f"“{role.label}”签名后的自检没有通过，文件保持原样：{problem}")


def _signed(request: _Request, credential: Credential, evidence: Evidence) -> bytes:
    try:
        return asyncio.run(_sign(request, credential, evidence))
    except (PyHankoError, PdfError) as error:
        raise SigningError(
            f"“{request.role.label}”没有签成，文件保持原样（{type(error).__name__}）。"
        ) from error


async def _sign(request: _Request, credential: Credential, evidence: Evidence) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(request.pdf))
    await _keep_evidence(writer, credential, evidence, request.timestamper)
    pdf_signer = PdfSigner(
        _metadata(request), request.signer, timestamper=request.timestamper, stamp_style=_style(request.mark)
    )
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = request.signed_at
    room = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(None, room)
    output = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(
        prepared.document_digest, PdfCMSSignedAttributes(signing_time=request.signed_at)
    )
    return output.getvalue()


def _metadata(request: _Request) -> Any:
    """The first signature certifies; what later ones lock is written in their fields."""
    first = request.role is SignatureRole.LEADER
    return PdfSignatureMetadata(
        field_name=request.role.value,
        md_algorithm=DIGEST,
        reason=request.reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=first,
        docmdp_permissions=MDPPerm.NO_CHANGES if request.role is SignatureRole.SEAL else MDPPerm.FILL_FORMS,
    )


async def _keep_evidence(
    writer: Any, credential: Credential, evidence: Evidence, timestamper: TimeStamper | None
) -> None:
    """Chain and revocation lists go in before the signature, so that the signature covers them too."""
    certificates = [as_asn1(each) for each in credential.chain]
    if timestamper is not None:
        await timestamper.async_dummy_response(DIGEST)  # also tells how much room a time stamp takes
        certificates += list(timestamper.cert_registry)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=certificates,
        crls=[asn1_crl.CertificateList.load(each) for each in evidence.crls],
        ocsps=[asn1_ocsp.OCSPResponse.load(each) for each in evidence.ocsps],
    )


def _style(mark: bytes) -> Any:
    """A fresh style each time, because it remembers the document that it was first used in; no margin, no border."""
    middle = AxisAlignment.ALIGN_MID
    layout = SimpleBoxLayoutRule(x_align=middle, y_align=middle, margins=Margins(0, 0, 0, 0))
    return StaticStampStyle(background=_DrawnMark(mark), background_layout=layout, border_width=0)


class _DrawnMark(PdfContent):
    """The first page of a PDF in memory, as the content of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """Copy the page into the document; pyHanko calls this."""
        if self.writer is None:
            raise RuntimeError("pyHanko sets the writer before it renders")
        page = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Mark"), page)
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Mark Do"
