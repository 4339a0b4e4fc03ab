"""Whether a certificate is fit for signing a report."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from reports.signing.authority import DOCUMENT_SIGNING
from reports.signing.errors import CredentialError

SMALLEST_RSA_KEY = 2048
_SIGNING_USAGES = {
    DOCUMENT_SIGNING,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.CLIENT_AUTH,  # many organisation certificates say nothing better
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ObjectIdentifier("1.2.840.113583.1.1.5"),  # Adobe authentic documents
    ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # Microsoft document signing
}


def check_fit_for_signing(certificate: x509.Certificate, now: datetime) -> None:
    """Raise CredentialError unless the certificate is valid at ``now`` (aware), for signing, and RSA or EC."""
    _check_period(certificate, now)
    _check_algorithm(certificate)
    check_usage(certificate)


def check_usage(certificate: x509.Certificate) -> None:
    """Raise CredentialError for a certificate that says of itself that it is for something else than signing."""
    _check_key_usage(certificate)
    _check_extended_usage(certificate)


def holder_name(certificate: x509.Certificate) -> str:
    """The name a reader knows the holder by: common name, else organisation, else the whole subject."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = certificate.subject.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def _check_period(certificate: x509.Certificate, now: datetime) -> None:
    name = holder_name(certificate)
    if now < certificate.not_valid_before_utc:
        raise CredentialError(
            f"“{name}”的证书还没有生效，{certificate.not_valid_before_utc:%Y-%m-%d} 起才能使用。"
        )
    if now > certificate.not_valid_after_utc:
        raise CredentialError(
            f"“{name}”的证书已于 {certificate.not_valid_after_utc:%Y-%m-%d} 到期，请换用新的证书。"
        )


def _check_algorithm(certificate: x509.Certificate) -> None:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:  # SM2 keys, for one, are a curve that is not known
        raise CredentialError("证书的密钥算法不支持：只能用 RSA 或椭圆曲线（EC）证书签名。") from error
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < SMALLEST_RSA_KEY:
            raise CredentialError(f"证书的 RSA 密钥只有 {key.key_size} 位，至少需要 {SMALLEST_RSA_KEY} 位。")
    elif not isinstance(key, ec.EllipticCurvePublicKey):
        raise CredentialError("证书的密钥算法不支持：只能用 RSA 或椭圆曲线（EC）证书签名。")


def _check_key_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return  # a certificate that does not restrict its use may sign
    if not (usage.digital_signature or usage.content_commitment):
        raise CredentialError(
            "这张证书不是签名证书（密钥用途里没有数字签名），请换用签名证书，不要用加密证书。"
        )


def _check_extended_usage(certificate: x509.Certificate) -> None:
    try:
        usages = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return
    if ExtendedKeyUsageOID.SERVER_AUTH in usages or not usages & _SIGNING_USAGES:
        raise CredentialError("这张证书不是用来签署文件的（例如网站证书、时间戳证书），请换用文件签名证书。")
