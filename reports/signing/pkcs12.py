"""An agency's real certificate as a PKCS#12 file (.p12, .pfx)."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12

from reports.signing.credentials import KeyCredential, key_credential
from reports.signing.errors import CredentialError
from reports.signing.secret import Secret

LARGEST_FILE = 1_000_000  # bytes; a key with its chain is a few thousand


def pkcs12_credential(file: Secret, passphrase: Secret, *, now: datetime) -> KeyCredential:
    """The credential in a PKCS#12 file; raises CredentialError that says what is wrong with the file."""
    _check_is_pkcs12(file)
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file.reveal(), passphrase.reveal())
    except UnsupportedAlgorithm:
        raise CredentialError(
            "证书文件使用了不支持的算法（例如国密 SM2）：只能用 RSA 或椭圆曲线（EC）证书。"
        ) from None
    except ValueError:
        # the library's own error adds nothing, and its frames hold the passphrase
        raise CredentialError("证书文件打不开：口令不对，或者文件已损坏。请核对口令后重试。") from None
    if key is None:
        raise CredentialError("证书文件里没有私钥，无法签名。请从原来的系统连同私钥一起导出。")
    if certificate is None:
        raise CredentialError("证书文件里没有与私钥配对的证书。请连同证书一起导出。")
    return key_credential(certificate, key, others, now=now)


def _check_is_pkcs12(file: Secret) -> None:
    """The library reports a wrong passphrase and a wrong file with one error; tell them apart first."""
    if len(file) > LARGEST_FILE:
        raise CredentialError("文件太大，不像证书文件。请选择 .p12 或 .pfx 文件。")
    try:
        version = asn1_pkcs12.Pfx.load(file.reveal(), strict=True)["version"].native
    except (ValueError, TypeError):
        version = None
    if version != "v3":
        raise CredentialError("这不是 PKCS#12 证书文件。请选择 .p12 或 .pfx 文件。")
