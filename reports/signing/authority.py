"""An agency's own trial certification authority, so that the whole chain runs before a real certificate is bought.

Everything made here says 试用 / TRIAL in its subject. Nobody outside the installation trusts it, and validation says so.
Keys are P-256. What comes back are values: the certificate in the open, the private key locked by the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from reports.signing.errors import AuthorityError
from reports.signing.secret import Secret
from reports.signing.vault import Vault

TRIAL_MARK = "试用 TRIAL"
AUTHORITY_LIFE = timedelta(days=20 * 365)
CERTIFICATE_LIFE = timedelta(days=10 * 365)
# Machines disagree about the time by a little: a certificate is good from shortly before it was made.
_CLOCK_TOLERANCE = timedelta(minutes=5)
# RFC 9336, id-kp-documentSigning
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_LONGEST_NAME = 64  # X.520 upper bound of commonName and organizationName


class Purpose(Enum):
    """What a trial certificate is for."""

    PERSON = "签名"
    SEAL = "印章"
    TIMESTAMP = "时间戳"


@dataclass(frozen=True)
class IssuedKey:
    """A certificate (PEM) and its private key, locked for one owner. Holds no secret in the open."""

    certificate_pem: str
    locked_key: bytes

    @property
    def certificate(self) -> x509.Certificate:
        """The parsed certificate."""
        return x509.load_pem_x509_certificate(self.certificate_pem.encode())

    def __repr__(self) -> str:
        return f"IssuedKey({self.certificate.subject.rfc4514_string()})"


@dataclass(frozen=True)
class TrialAuthority:
    """An agency's trial authority, with the owner's name that its key is locked under."""

    issued: IssuedKey
    owner: str

    @property
    def certificate(self) -> x509.Certificate:
        """The self-signed root, to be put among the trusted ones inside this installation only."""
        return self.issued.certificate

    def key(self, vault: Vault) -> ec.EllipticCurvePrivateKey:
        """The authority's private key; raises VaultError when the vault cannot open it."""
        return load_trial_key(vault.unlock(self.issued.locked_key, owner=self.owner))


def found_trial_authority(agency: str, *, vault: Vault, owner: str, now: datetime) -> TrialAuthority:
    """A new self-signed trial root for the agency with this registered name.

    ``owner`` is the name that the key is locked under; ``now`` is aware. Raises AuthorityError for a name that does
    not fit into a certificate.
    """
    subject = _name(agency, "试用签名机构")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(subject, subject, key.public_key(), key.public_key(), now, AUTHORITY_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(authority=True), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    return TrialAuthority(_locked(certificate, key, vault, owner), owner)


def issue_certificate(
    authority: TrialAuthority, holder: str, purpose: Purpose, *, vault: Vault, owner: str, now: datetime
) -> IssuedKey:
    """A trial certificate with a fresh key for a person, the agency's seal or the local time stamper.

    ``holder`` becomes the common name: the person's name as given, or the agency's registered name.
    """
    root = authority.certificate
    agency = str(root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
    authority_key = authority.key(vault)
    key = ec.generate_private_key(ec.SECP256R1())
    end = min(now + CERTIFICATE_LIFE, root.not_valid_after_utc) - now
    builder = _builder(
        _name(agency, holder), root.subject, key.public_key(), authority_key.public_key(), now, end
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(authority=False), critical=True)
    builder = builder.add_extension(*_extended_usage(purpose))
    return _locked(builder.sign(authority_key, hashes.SHA256()), key, vault, owner)


def revocation_list(
    authority: TrialAuthority,
    revoked: Iterable[tuple[int, datetime]] = (),
    *,
    vault: Vault,
    now: datetime,
) -> bytes:
    """The authority's list (DER) of withdrawn certificates, as serial number and time; usually an empty one."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(now - _CLOCK_TOLERANCE).next_update(now + CERTIFICATE_LIFE)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(_public_key(authority)), critical=False
    )
    builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    for serial_number, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial_number).revocation_date(when).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key(vault), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def is_trial(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that it is for trial."""
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == TRIAL_MARK for unit in units)


def load_trial_key(content: Secret) -> ec.EllipticCurvePrivateKey:
    """The private key in the PKCS#8 DER that the vault gave back."""
    key = serialization.load_der_private_key(content.reveal(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityError("试用私钥的类型不对，请重新签发试用证书。")
    return key


def _public_key(authority: TrialAuthority) -> ec.EllipticCurvePublicKey:
    key = authority.certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise AuthorityError("试用签名机构的证书类型不对，请重新建立试用签名机构。")
    return key


def _locked(
    certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, vault: Vault, owner: str
) -> IssuedKey:
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
    return IssuedKey(pem, vault.lock(Secret(der), owner=owner))


def _name(agency: str, holder: str) -> x509.Name:
    for label, value in (("机构名称", agency), ("证书持有者姓名或名称", holder)):
        if not value.strip():
            raise AuthorityError(f"{label}为空，无法签发试用证书。")
        if len(value) > _LONGEST_NAME:
            raise AuthorityError(f"{label}超过 {_LONGEST_NAME} 个字，证书里放不下：“{value}”。请用简称。")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TRIAL_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, holder),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - _CLOCK_TOLERANCE).not_valid_after(now + life)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    return builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _extended_usage(purpose: Purpose) -> tuple[x509.ExtendedKeyUsage, bool]:
    """The extension and whether it is critical: RFC 3161 wants a time stamper's usage critical and alone."""
    if purpose is Purpose.TIMESTAMP:
        return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True
    return x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), False
