"""Certificates and keys of people and agencies: rows at rest, credentials in use.

A person or agency without an own certificate gets one from the agency's trial authority, and page and report say
that it is for trial. An own certificate comes as a PKCS#12 file or from a PKCS#11 device. Secrets are locked by the
vault under their owner's name before they reach a row, and are unlocked only where something is signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper

from accounts import audit
from accounts.models import Agency, User
from accounts.permissions import Action, require
from reports.models import AgencySeal, PersonalCertificate, TrialAuthority
from reports.models.credentials import CredentialKind, CredentialRow
from reports.signing import authority
from reports.signing.credentials import Credential, trial_credential
from reports.signing.devices import DeviceCredential, DeviceLocation
from reports.signing.errors import CredentialError
from reports.signing.pkcs12 import pkcs12_credential
from reports.signing.secret import Secret
from reports.signing.sign import Evidence
from reports.signing.timestamps import LocalTimeStamper, http_timestamper
from reports.signing.vault import Vault


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The installation's vault; its master key comes from the environment or the key file, never from a row."""
    return Vault({1: bytes.fromhex(settings.SIGNING_MASTER_KEY)}, current=1)


def trial_authority(agency: Agency) -> TrialAuthority:
    """The agency's trial authority, founded at first need."""
    row = TrialAuthority.objects.filter(agency=agency).first()
    return row if row is not None else _found(agency)


def personal_certificate(user: User) -> PersonalCertificate:
    """The person's certificate; a trial one is issued at first need."""
    row = PersonalCertificate.objects.filter(user=user).first()
    return row if row is not None else _issue_personal(user)


def agency_seal(agency: Agency) -> AgencySeal:
    """The agency's seal; a trial one is issued at first need."""
    row = AgencySeal.objects.filter(agency=agency).first()
    return row if row is not None else _issue_seal(agency)


def is_trial(row: CredentialRow) -> bool:
    """Whether the certificate is one of the installation's own, which proves nothing to a stranger."""
    return row.kind == CredentialKind.TRIAL


def personal_credential(row: PersonalCertificate) -> Credential:
    """What signs in the person's name. Raises ``CredentialError``."""
    return _credential(row, row.agency, _person_owner(row.user_id))


def seal_credential(row: AgencySeal) -> Credential:
    """What seals in the agency's name. Raises ``CredentialError``."""
    return _credential(row, row.agency, _seal_owner(row.agency_id))


def time_stamper(seal: AgencySeal) -> TimeStamper:
    """The agency's RFC 3161 service, or the local stamper, whose word is worth what the trial authority's is."""
    if seal.time_stamp_url:
        return http_timestamper(seal.time_stamp_url)
    row = trial_authority(seal.agency)
    issued = authority.IssuedKey(row.stamper_certificate, bytes(row.stamper_sealed_key))
    return LocalTimeStamper(
        trial_credential(issued, _as_authority(row), vault=vault(), owner=_stamper_owner(seal.agency_id))
    )


def evidence(agency: Agency) -> Evidence:
    """The trial authority's revocation list, kept in the file so that it validates without asking anybody."""
    row = trial_authority(agency)
    return Evidence(crls=(authority.revocation_list(_as_authority(row), vault=vault(), now=timezone.now()),))


def trust_roots(agency: Agency) -> list[x509.Certificate]:
    """The roots that this installation trusts for the agency's files: its trial root and the operator's own list."""
    trial = x509.load_pem_x509_certificate(trial_authority(agency).certificate.encode())
    return [trial, *_operator_roots()]


@lru_cache(maxsize=1)
def _operator_roots() -> tuple[x509.Certificate, ...]:
    """Read once; a file that is named but missing or broken stops the operation rather than trust less in silence."""
    return tuple(
        certificate
        for path in settings.TRUST_ROOTS
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    )


def fingerprint(credential: Credential) -> str:
    """SHA-256 of the certificate, 64 hexadecimal digits."""
    return hashlib.sha256(credential.certificate.public_bytes(Encoding.DER)).hexdigest()


def bring_own_pkcs12(actor: User, row: CredentialRow, file: bytes, passphrase: str) -> None:
    """Replace the certificate in ``row`` by the one in a PKCS#12 file, after opening it. Raises ``CredentialError``."""
    _require_own(actor, row)
    credential = pkcs12_credential(Secret(file), Secret(passphrase), now=timezone.now())
    secret = json.dumps({"file": base64.b64encode(file).decode(), "passphrase": passphrase})
    _replace(actor, row, CredentialKind.PKCS12, credential, Secret(secret), {})


def bring_own_device(actor: User, row: CredentialRow, location: DeviceLocation, pin: str) -> None:
    """Replace the certificate in ``row`` by one on a PKCS#11 device, after asking the device. Raises ``CredentialError``."""
    _require_own(actor, row)
    if location.module_path not in settings.PKCS11_MODULES:
        raise CredentialError(_("未登记的 PKCS#11 驱动：请由系统管理员在 PCF_PKCS11_MODULES 中登记其路径。"))
    credential = DeviceCredential(location, Secret(pin), now=timezone.now())
    device = {"module": location.module_path, "token": location.token_label, "key": location.key_label}
    _replace(actor, row, CredentialKind.PKCS11, credential, Secret(pin), device)


def keep_handwriting(actor: User, row: PersonalCertificate, picture: bytes) -> None:
    """Keep the picture of the person's own handwriting (PNG), or none."""
    _require_own(actor, row)
    with transaction.atomic():
        row.handwriting = picture
        row.save(update_fields=["handwriting", "updated_at"])
        audit.record(actor, "certificate.handwriting", row, after={"bytes": len(picture)})


def _require_own(actor: User, row: CredentialRow) -> None:
    """A person's certificate is that person's alone; the agency's seal is the administrator's."""
    if isinstance(row, PersonalCertificate):
        require(actor, Action.OWN_CERTIFICATE, row)
    elif isinstance(row, AgencySeal):
        require(actor, Action.MANAGE_AGENCY, row)
    else:
        raise TypeError(f"no rule for {type(row).__name__}")


def _replace(
    actor: User,
    row: CredentialRow,
    kind: CredentialKind,
    credential: Credential,
    secret: Secret,
    device: Mapping[str, Any],
) -> None:
    owner = (
        _person_owner(row.user_id) if isinstance(row, PersonalCertificate) else _seal_owner(_agency_of(row))
    )
    before = {"kind": row.kind, "subject": row.subject}
    row.kind = kind
    row.device = dict(device)
    row.sealed_key = vault().lock(secret, owner=owner)
    _describe(row, credential.certificate)
    with transaction.atomic():
        row.save()
        after = {"kind": row.kind, "subject": row.subject, "fingerprint": fingerprint(credential)}
        audit.record(actor, "certificate.replace", row, before=before, after=after)  # type: ignore[arg-type]


def _agency_of(row: CredentialRow) -> int:
    agency_id: int = row.agency_id  # type: ignore[attr-defined]
    return agency_id


def _describe(row: CredentialRow, certificate: x509.Certificate) -> None:
    row.certificate = certificate.public_bytes(Encoding.PEM).decode()
    row.subject = certificate.subject.rfc4514_string()[:400]
    row.expires_at = certificate.not_valid_after_utc


def _credential(row: CredentialRow, agency: Agency, owner: str) -> Credential:
    sealed = bytes(row.sealed_key)
    if row.kind == CredentialKind.TRIAL:
        issued = authority.IssuedKey(row.certificate, sealed)
        return trial_credential(issued, _as_authority(trial_authority(agency)), vault=vault(), owner=owner)
    secret = vault().unlock(sealed, owner=owner)
    if row.kind == CredentialKind.PKCS12:
        members = json.loads(secret.reveal())
        file = Secret(base64.b64decode(members["file"]))
        return pkcs12_credential(file, Secret(members["passphrase"]), now=timezone.now())
    location = DeviceLocation(
        module_path=row.device["module"], key_label=row.device["key"], token_label=row.device["token"]
    )
    return DeviceCredential(location, secret, now=timezone.now())


def _found(agency: Agency) -> TrialAuthority:
    now = timezone.now()
    founded = authority.found_trial_authority(
        agency.name, vault=vault(), owner=_authority_owner(agency.pk), now=now
    )
    stamper = authority.issue_certificate(
        founded,
        agency.name,
        authority.Purpose.TIMESTAMP,
        vault=vault(),
        owner=_stamper_owner(agency.pk),
        now=now,
    )
    row, _created = TrialAuthority.objects.get_or_create(
        agency=agency,
        defaults={
            "certificate": founded.issued.certificate_pem,
            "sealed_key": founded.issued.locked_key,
            "stamper_certificate": stamper.certificate_pem,
            "stamper_sealed_key": stamper.locked_key,
        },
    )
    return row


def _issue_personal(user: User) -> PersonalCertificate:
    issued = _issue(user.agency, user.name, authority.Purpose.PERSON, _person_owner(user.pk))
    row, _created = PersonalCertificate.objects.get_or_create(
        user=user, defaults={"agency": user.agency, **_trial_columns(issued)}
    )
    return row


def _issue_seal(agency: Agency) -> AgencySeal:
    issued = _issue(agency, agency.name, authority.Purpose.SEAL, _seal_owner(agency.pk))
    row, _created = AgencySeal.objects.get_or_create(agency=agency, defaults=_trial_columns(issued))
    return row


def _issue(agency: Agency, holder: str, purpose: authority.Purpose, owner: str) -> authority.IssuedKey:
    founded = _as_authority(trial_authority(agency))
    now: datetime = timezone.now()
    return authority.issue_certificate(founded, holder, purpose, vault=vault(), owner=owner, now=now)


def _trial_columns(issued: authority.IssuedKey) -> dict[str, Any]:
    return {
        "kind": CredentialKind.TRIAL,
        "certificate": issued.certificate_pem,
        "sealed_key": issued.locked_key,
        "subject": issued.certificate.subject.rfc4514_string()[:400],
        "expires_at": issued.certificate.not_valid_after_utc,
    }


def _as_authority(row: TrialAuthority) -> authority.TrialAuthority:
    issued = authority.IssuedKey(row.certificate, bytes(row.sealed_key))
    return authority.TrialAuthority(issued, _authority_owner(row.agency_id))


def _authority_owner(agency_id: int) -> str:
    return f"agency:{agency_id}/authority"


def _stamper_owner(agency_id: int) -> str:
    return f"agency:{agency_id}/stamper"


def _seal_owner(agency_id: int) -> str:
    return f"agency:{agency_id}/seal"


def _person_owner(user_id: int) -> str:
    return f"person:{user_id}"
