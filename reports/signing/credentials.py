"""What can sign: a certificate with its private key, wherever the key lives.

A key in memory (trial certificate, PKCS#12 file) is parsed once and kept, because parsing and checking an RSA key
for every signature costs four times as much as signing. Keys on a PKCS#11 device are in ``devices``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Protocol

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign.signers import Signer

from reports.signing.authority import IssuedKey, TrialAuthority, is_trial, load_trial_key
from reports.signing.errors import CredentialError
from reports.signing.fitness import check_fit_for_signing
from reports.signing.vault import Vault

HeldKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DIGEST = "sha256"


class Credential(Protocol):
    """Something that can sign in a person's or the agency's name. Never shows its secrets, cannot be pickled."""

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates between the signer's and its root, the root last if it is known."""
        ...

    def signer(self) -> AbstractContextManager[Any]:
        """A pyHanko ``Signer`` that is usable inside the ``with`` block."""
        ...


class KeyCredential:
    """A certificate whose private key is held in memory."""

    def __init__(
        self, certificate: x509.Certificate, key: HeldKey, chain: Iterable[x509.Certificate] = ()
    ) -> None:
        if certificate.public_key() != key.public_key():
            raise CredentialError("证书与私钥不是一对，无法用来签名。请检查导入的文件。")
        self._certificate = certificate
        self._chain = tuple(chain)
        self._signer = _HeldKeySigner(certificate, key, self._chain)

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it."""
        return self._chain

    @contextmanager
    def signer(self) -> Iterator[Any]:
        """The pyHanko signer, with its parsed key."""
        yield self._signer

    def __repr__(self) -> str:
        return f"KeyCredential({self._certificate.subject.rfc4514_string()})"

    def __reduce_ex__(self, protocol: object) -> Any:
        raise TypeError("签名凭据不能被序列化，也不能作为任务参数。")


def trial_credential(
    issued: IssuedKey, authority: TrialAuthority, *, vault: Vault, owner: str
) -> KeyCredential:
    """The credential of a trial certificate; ``owner`` is the name that its key is locked under."""
    if not is_trial(issued.certificate):
        raise CredentialError("这不是试用证书，请在证书管理中作为正式证书导入。")
    key = load_trial_key(vault.unlock(issued.locked_key, owner=owner))
    return KeyCredential(issued.certificate, key, (authority.certificate,))


def key_credential(
    certificate: x509.Certificate, key: object, chain: Iterable[x509.Certificate], *, now: datetime
) -> KeyCredential:
    """A credential from an agency's own certificate, after checking that it is fit for signing at ``now``."""
    check_fit_for_signing(certificate, now)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CredentialError("私钥的算法不支持：只能用 RSA 或椭圆曲线（EC）密钥签名。")
    return KeyCredential(certificate, key, chain)


def as_asn1(certificate: x509.Certificate) -> Any:
    """The same certificate as pyHanko's ASN.1 value."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class _HeldKeySigner(Signer):
    """pyHanko signer over a key that stays parsed."""

    def __init__(
        self, certificate: x509.Certificate, key: HeldKey, chain: Iterable[x509.Certificate]
    ) -> None:
        # a verifier brings its own roots; one inside the signature proves nothing and is not covered by it
        super().__init__(signing_cert=as_asn1(certificate), embed_roots=False)
        self.cert_registry.register_multiple([as_asn1(each) for each in chain])
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign; a dry run, which only measures, signs as well because that is cheaper than guessing sizes."""
        digest = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[
            digest_algorithm
        ]
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), digest)
        return self._key.sign(data, ec.ECDSA(digest))

    def __repr__(self) -> str:
        return "_HeldKeySigner(***)"
