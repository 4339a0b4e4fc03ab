"""The whole chain in memory: a study file becomes a signed report on certificates that live for this call only."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Finding
from inventories.footprint.rounding import printed
from reports import duties
from reports.content import Content
from reports.rendering.document import content_findings, render
from reports.signing import authority
from reports.signing.appearance import PersonMark
from reports.signing.authority import Purpose
from reports.signing.chop import Chop
from reports.signing.credentials import KeyCredential, trial_credential
from reports.signing.fields import SignatureRole
from reports.signing.sign import Evidence, sign_field
from reports.signing.timestamps import LocalTimeStamper
from reports.signing.validate import Validation, validate
from reports.signing.vault import Vault, new_master_key
from reports.snapshot import Result, StudyFile, digest

TRIAL_NUMBER = "试签"
NOTE = "试用"


class NotSubmittable(Exception):
    """The file does not make a report; ``findings`` says all that stands in the way."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Issued:
    """The signed PDF, its number and pages, the snapshot's SHA-256, and what validation says of it."""

    pdf: bytes
    number: str
    pages: int
    digest: str
    validation: Validation


@dataclass(frozen=True)
class _Office:
    """A trial authority for one call: its vault's key is thrown away with it."""

    vault: Vault
    founded: authority.TrialAuthority
    now: datetime

    def credential(self, holder: str, purpose: Purpose) -> KeyCredential:
        owner = f"{purpose.name}:{holder}"
        issued = authority.issue_certificate(
            self.founded, holder, purpose, vault=self.vault, owner=owner, now=self.now
        )
        return trial_credential(issued, self.founded, vault=self.vault, owner=owner)


def issue_on_trial(document: StudyFile, *, number: str, now: datetime) -> Issued:
    """Compute, freeze, render, sign three times, seal, validate. ``now`` is aware.

    Raises ``NotSubmittable``, ``RenderError`` or ``SigningError``; nothing is left behind in any case.
    """
    frozen = freeze(document, number=number or document.number or TRIAL_NUMBER)
    pictures = {name: base64.b64decode(text) for name, text in document.files.items()}
    rendered = render(frozen, pictures, draft=False, trial=True, made_at=now)
    office = _office(frozen.agency.name, now)
    pdf = _sealed(_signed(rendered.pdf, frozen, office), frozen, office)
    validation = validate(pdf, [office.founded.certificate], now=now)
    return Issued(pdf, frozen.number, rendered.pages, digest(frozen), validation)


def freeze(document: StudyFile, *, number: str) -> StudyFile:
    """The document with its result computed afresh. Raises ``NotSubmittable`` with all obstacles at once."""
    outcome = compute(document.study)
    obstacles = list(duties.findings(document.content))
    if isinstance(outcome, Blocked):
        raise NotSubmittable((*outcome.findings, *obstacles))
    footprint = outcome.footprint
    result = Result(footprint=footprint, printed=printed(document.study, footprint))
    frozen = document.model_copy(
        update={"number": number, "software": settings.SOFTWARE, "result": result, "files": {}}
    )
    if frozen.content is not None:
        obstacles += [finding for finding in content_findings(frozen) if finding.severity == "error"]
    if obstacles:
        raise NotSubmittable(tuple(obstacles))
    return frozen


def _office(agency: str, now: datetime) -> _Office:
    vault = Vault({1: new_master_key()}, current=1)
    return _Office(
        vault, authority.found_trial_authority(agency, vault=vault, owner="authority", now=now), now
    )


def _signed(pdf: bytes, document: StudyFile, office: _Office) -> bytes:
    """Leader, reviewer and approver, in turn."""
    names = {person.duty: person.name for person in (document.content or Content()).people}
    for duty, label in duties.SIGNERS.items():
        pdf = sign_field(
            pdf,
            role=SignatureRole(duty),
            credential=office.credential(names[duty], Purpose.PERSON),
            appearance=PersonMark(name=names[duty], signed_on=timezone.localdate(office.now), note=NOTE),
            signed_at=office.now,
            reason=f"{label}签署报告 {document.number}",
        )
    return pdf


def _sealed(pdf: bytes, document: StudyFile, office: _Office) -> bytes:
    crl = authority.revocation_list(office.founded, vault=office.vault, now=office.now)
    return sign_field(
        pdf,
        role=SignatureRole.SEAL,
        credential=office.credential(document.agency.name, Purpose.SEAL),
        appearance=Chop(
            agency=document.agency.name, second_line=NOTE, sealed_on=timezone.localdate(office.now)
        ),
        signed_at=office.now,
        reason=f"签发报告 {document.number}",
        timestamper=LocalTimeStamper(office.credential(document.agency.name, Purpose.TIMESTAMP)),
        evidence=Evidence(crls=(crl,)),
    )
