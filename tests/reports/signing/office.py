"""A small report to sign, and a trial authority with everybody who signs."""

from __future__ import annotations

import io
import shutil
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from reports.rendering import fonts
from reports.signing.appearance import PersonMark
from reports.signing.authority import (
    Purpose,
    TrialAuthority,
    found_trial_authority,
    issue_certificate,
    revocation_list,
)
from reports.signing.chop import Chop
from reports.signing.credentials import KeyCredential, trial_credential
from reports.signing.fields import SIGNING_ORDER, WRITE_OPTIONS, SignatureRole, signature_finisher
from reports.signing.fitness import holder_name
from reports.signing.sign import NO_EVIDENCE, Evidence, sign_field
from reports.signing.timestamps import LocalTimeStamper
from reports.signing.vault import Vault

AGENCY = "青禾低碳技术（北京）有限公司"
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
STAMPED = NOW + timedelta(hours=5)
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>产品碳足迹报告</title><style>
@page { size: A4; margin: 20mm }
body { margin: 0; font: 11pt/1.6 "Noto Serif SC", "DejaVu Sans" }
table { width: 100%; border-collapse: collapse } td, th { border: .5pt solid #333; height: 34pt } td { width: 62mm }
#sign-seal { width: 42mm; height: 48mm }
</style></head><body><h1>产品碳足迹报告</h1><p>核算机构：青禾低碳技术（北京）有限公司</p><div id="sign-seal"></div>
<h2 style="break-before: page">签署</h2><table>
<tr><th scope="row">组长</th><td id="sign-leader"></td></tr>
<tr><th scope="row">技术复核人</th><td id="sign-technical-reviewer"></td></tr>
<tr><th scope="row">批准人</th><td id="sign-approver"></td></tr></table></body></html>"""


def need_program(name: str) -> str:
    """The path of a program that these tests are worth nothing without."""
    found = shutil.which(name)
    assert found is not None, f"需要程序 {name}：请运行 apt-get install poppler-utils qpdf libnss3-tools"
    return found


@dataclass(frozen=True)
class Office:
    """An agency's trial authority and everybody who signs."""

    vault: Vault
    authority: TrialAuthority
    signers: dict[SignatureRole, KeyCredential]
    stamper: LocalTimeStamper

    def credential(self, holder: str, purpose: Purpose, now: datetime = NOW) -> KeyCredential:
        issued = issue_certificate(self.authority, holder, purpose, vault=self.vault, owner=holder, now=now)
        return trial_credential(issued, self.authority, vault=self.vault, owner=holder)

    def sign(self, pdf: bytes, role: SignatureRole, **changes: Any) -> bytes:
        """One signature as the application asks for it, unless told otherwise."""
        credential = self.signers[role]
        is_seal = role is SignatureRole.SEAL
        request: dict[str, Any] = {
            "credential": credential,
            "appearance": mark_of(role, credential),
            "signed_at": NOW + timedelta(hours=SIGNING_ORDER.index(role)),
            "reason": "确认本报告",
            "timestamper": self.stamper if is_seal else None,
            "evidence": self.evidence() if is_seal else NO_EVIDENCE,
        }
        return sign_field(pdf, role=role, **(request | changes))

    def evidence(self) -> Evidence:
        return Evidence(crls=(revocation_list(self.authority, vault=self.vault, now=NOW),))


def mark_of(role: SignatureRole, credential: KeyCredential) -> PersonMark | Chop:
    if role is SignatureRole.SEAL:
        return Chop(AGENCY, "试用", date(2026, 3, 9))
    handwriting = drawn_handwriting() if role is SignatureRole.LEADER else None
    return PersonMark(holder_name(credential.certificate), date(2026, 3, 9), handwriting, "试用")


def drawn_handwriting() -> bytes:
    """Ink from (150, 90) to (760, 310) on transparent paper of 900 by 400 pixels."""
    picture = Image.new("RGBA", (900, 400), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line(
        [(155, 300), (300, 95), (450, 305), (755, 100)], fill=(20, 30, 90, 255), width=10
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def make_office(agency: str = AGENCY) -> Office:
    vault = Vault({1: bytes(range(32))}, current=1)
    authority = found_trial_authority(agency, vault=vault, owner="authority", now=NOW)

    def credential(holder: str, purpose: Purpose) -> KeyCredential:
        issued = issue_certificate(authority, holder, purpose, vault=vault, owner=holder, now=NOW)
        return trial_credential(issued, authority, vault=vault, owner=holder)

    signers = {
        SignatureRole.LEADER: credential("陈一帆", Purpose.PERSON),
        SignatureRole.TECHNICAL_REVIEWER: credential("李其修", Purpose.PERSON),
        SignatureRole.APPROVER: credential("王若水", Purpose.PERSON),
        SignatureRole.SEAL: credential(agency, Purpose.SEAL),
    }
    stamper = LocalTimeStamper(credential("试用时间戳", Purpose.TIMESTAMP), clock=lambda: STAMPED)
    return Office(vault, authority, signers, stamper)


def laid_out(html: str = PAGE, **options: Any) -> Any:
    """The document after layout, before it is written."""
    fonts.configure()
    from weasyprint import HTML

    return HTML(string=html).render(**options)


def written(document: Any, **options: Any) -> bytes:
    """The PDF/A with its empty fields. WeasyPrint 70 leaves the file of its colour profile to the collector."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="unclosed file.*sRGB2014", category=ResourceWarning)
        pdf: bytes = document.write_pdf(
            finisher=signature_finisher(), **({"pdf_variant": "pdf/a-3a"} | WRITE_OPTIONS | options)
        )
    return pdf
