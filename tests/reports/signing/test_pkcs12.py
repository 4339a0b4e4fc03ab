"""An agency's own certificate from a PKCS#12 file: what works, and what each wrong file is told."""

from __future__ import annotations

import logging
import pickle
import traceback
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.signing.authority import DOCUMENT_SIGNING
from reports.signing.credentials import KeyCredential
from reports.signing.errors import CredentialError
from reports.signing.fields import SignatureRole
from reports.signing.pkcs12 import pkcs12_credential
from reports.signing.secret import Secret
from reports.signing.validate import DocumentState, validate
from tests.reports.signing.office import NOW, Office

PASSPHRASE = "芝麻开门 2026"
LATER = NOW + timedelta(days=30)


def key_usage(**granted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
    )
    return x509.KeyUsage(
        **dict.fromkeys([*names.split(), "crl_sign", "encipher_only", "decipher_only"], False) | granted
    )


class Issuer:
    """A certification authority that is nobody's trial authority."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "远山电子认证有限公司根证书")])
        builder = x509.CertificateBuilder().subject_name(self.name).issuer_name(self.name)
        builder = builder.public_key(self.key.public_key()).serial_number(1)
        builder = builder.not_valid_before(NOW - timedelta(days=900)).not_valid_after(
            NOW + timedelta(days=9000)
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def certify(self, key: Any, *extensions: x509.ExtensionType, start: datetime = NOW) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "青禾低碳技术（北京）有限公司")])
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=365))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def bundle(
    key: Any, certificate: x509.Certificate | None, chain: list[x509.Certificate] | None = None
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, chain, BestAvailableEncryption(PASSPHRASE.encode())
    )


def opened(file: bytes, *, passphrase: str = PASSPHRASE, now: datetime = LATER) -> KeyCredential:
    return pkcs12_credential(Secret(file), Secret(passphrase), now=now)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_real_certificate_signs_with_its_chain(
    kind: str, issuer: Issuer, rsa_key: rsa.RSAPrivateKey, office: Office, steps: tuple[bytes, ...]
) -> None:
    key = rsa_key if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    signing = (key_usage(content_commitment=True), x509.ExtendedKeyUsage([DOCUMENT_SIGNING]))
    credential = opened(bundle(key, issuer.certify(key, *signing), [issuer.certificate]))
    assert credential.chain == (issuer.certificate,)
    pdf = office.sign(steps[3], SignatureRole.SEAL, credential=credential, signed_at=LATER)
    found = validate(pdf, [office.authority.certificate, issuer.certificate], now=LATER)
    assert found.accepted
    assert [check.trial for check in found.signatures[:3]] == [True] * 3


def test_an_encrypted_key_file_is_refused_with_a_wrong_passphrase(
    issuer: Issuer, rsa_key: rsa.RSAPrivateKey
) -> None:
    file = bundle(rsa_key, issuer.certify(rsa_key))
    for wrong in ("", "芝麻关门"):
        with pytest.raises(CredentialError, match="口令不对，或者文件已损坏"):
            opened(file, passphrase=wrong)


def test_a_damaged_file_is_refused(issuer: Issuer, rsa_key: rsa.RSAPrivateKey) -> None:
    file = bytearray(bundle(rsa_key, issuer.certify(rsa_key)))
    file[len(file) // 2] ^= 1
    with pytest.raises(CredentialError, match="口令不对，或者文件已损坏"):
        opened(bytes(file))


@pytest.mark.parametrize(
    "file", [b"", b"not a key file", b"-----BEGIN CERTIFICATE-----\nMIIB", b"0\x82\x00\x00"]
)
def test_a_file_of_another_kind_is_told_so(file: bytes) -> None:
    with pytest.raises(CredentialError, match=r"不是 PKCS#12 证书文件。请选择 \.p12 或 \.pfx 文件"):
        opened(file)


def test_a_huge_file_is_not_even_parsed() -> None:
    with pytest.raises(CredentialError, match="文件太大"):
        opened(b"0" * 1_000_001)


def test_a_file_without_private_key_is_told_so(issuer: Issuer, rsa_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(CredentialError, match="没有私钥"):
        opened(bundle(None, None, [issuer.certify(rsa_key)]))


def test_a_file_without_certificate_is_told_so(rsa_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(CredentialError, match="没有与私钥配对的证书"):
        opened(bundle(rsa_key, None))


def test_an_expired_certificate_is_told_its_last_day(issuer: Issuer, rsa_key: rsa.RSAPrivateKey) -> None:
    # from 2024-03-09 for 365 days: until 2025-03-09
    file = bundle(rsa_key, issuer.certify(rsa_key, start=NOW - timedelta(days=730)))
    with pytest.raises(CredentialError, match="已于 2025-03-09 到期，请换用新的证书"):
        opened(file)


def test_a_certificate_of_tomorrow_is_told_its_first_day(issuer: Issuer, rsa_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(CredentialError, match="还没有生效，2026-03-09 起才能使用"):
        opened(bundle(rsa_key, issuer.certify(rsa_key)), now=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("extension", "message"),
    [
        (key_usage(key_encipherment=True), "不要用加密证书"),
        (
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            "网站证书",
        ),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), "时间戳证书"),
    ],
)
def test_a_certificate_for_something_else_is_refused(
    extension: x509.ExtensionType, message: str, issuer: Issuer, rsa_key: rsa.RSAPrivateKey
) -> None:
    with pytest.raises(CredentialError, match=message):
        opened(bundle(rsa_key, issuer.certify(rsa_key, extension)))


def test_keys_other_than_rsa_and_ec_are_refused(issuer: Issuer) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(CredentialError, match=r"只能用 RSA 或椭圆曲线（EC）"):
        opened(bundle(key, issuer.certify(key)))


def test_a_short_rsa_key_is_refused(issuer: Issuer) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  # what is to be refused
    with pytest.raises(CredentialError, match="只有 1024 位，至少需要 2048 位"):
        opened(bundle(key, issuer.certify(key)))


def test_certificate_and_key_must_be_a_pair(issuer: Issuer, rsa_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(CredentialError, match="不是一对"):
        KeyCredential(issuer.certificate, rsa_key)


def test_nothing_of_it_is_shown(
    issuer: Issuer, rsa_key: rsa.RSAPrivateKey, caplog: pytest.LogCaptureFixture
) -> None:
    file = bundle(rsa_key, issuer.certify(rsa_key))
    with caplog.at_level(logging.DEBUG), pytest.raises(CredentialError) as caught:
        opened(file, passphrase="芝麻关门")
    error = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    own_frames = [line for line in error.format() if "test_pkcs12" not in line]
    assert "芝麻" not in "".join(own_frames) + caplog.text
    credential = opened(file)
    assert str(rsa_key.private_numbers().d) not in f"{credential!r} {credential} {vars(credential)}"
    with pytest.raises(TypeError, match="不能被序列化"):
        pickle.dumps(credential)


def test_certificates_between_signer_and_root_come_along(
    issuer: Issuer, rsa_key: rsa.RSAPrivateKey, office: Office, steps: tuple[bytes, ...]
) -> None:
    """Trusted is the root alone; the document brings the authority in between, and notices a change of it."""
    between = ec.generate_private_key(ec.SECP256R1())
    middle = issuer.certify(
        between, x509.BasicConstraints(ca=True, path_length=0), key_usage(key_cert_sign=True)
    )
    builder = x509.CertificateBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "青禾")])
    )
    builder = builder.issuer_name(middle.subject).public_key(rsa_key.public_key()).serial_number(7)
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=365))
    certificate = builder.sign(between, hashes.SHA256())
    credential = opened(bundle(rsa_key, certificate, [middle]))
    pdf = office.sign(steps[3], SignatureRole.SEAL, credential=credential, signed_at=LATER)
    roots = [office.authority.certificate, issuer.certificate]
    assert validate(pdf, roots, now=LATER).accepted
    inside = middle.signature.hex().encode()
    at = pdf.rindex(inside) if inside in pdf else pdf.rindex(inside.upper())
    changed = pdf[:at] + (b"1" if pdf[at : at + 1] != b"1" else b"2") + pdf[at + 1 :]
    assert validate(changed, roots, now=LATER).state is DocumentState.ALTERED
