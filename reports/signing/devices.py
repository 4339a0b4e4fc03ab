"""An agency's real certificate on a PKCS#11 device: a USB token, a smart card or a hardware security module.

The key never leaves the device. A session is opened for each signature and closed after it, so that a device may be
unplugged in between; the module's library stays loaded in the process that first used it, so do not sign in a process
that forks afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute, ObjectClass
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from reports.signing.credentials import as_asn1
from reports.signing.errors import CredentialError
from reports.signing.fitness import check_fit_for_signing
from reports.signing.secret import Secret


@dataclass(frozen=True)
class DeviceLocation:
    """Where the key is: the module's library, the token by its label or slot index, and the key's label."""

    module_path: str
    key_label: str
    token_label: str | None = None
    slot_index: int | None = None


class DeviceCredential:
    """A certificate whose private key is on a PKCS#11 device."""

    def __init__(
        self,
        location: DeviceLocation,
        pin: Secret,
        *,
        now: datetime,
        chain: Iterable[x509.Certificate] = (),
        certificate: x509.Certificate | None = None,
    ) -> None:
        """Opens the device once to see that PIN, key and certificate are right.

        ``certificate`` is needed only where the device holds the key without its certificate. Raises CredentialError.
        """
        self._location = location
        self._pin = pin
        self._chain = tuple(chain)
        with self._session() as session:
            _require_key(session, location.key_label)
            self._certificate = certificate or _certificate_on(session, location.key_label)
        check_fit_for_signing(self._certificate, now)

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, as handed in."""
        return self._chain

    @contextmanager
    def signer(self) -> Iterator[Any]:
        """A pyHanko signer with the device open."""
        with self._session() as session:
            yield PKCS11Signer(
                session,
                signing_cert=as_asn1(self._certificate),
                ca_chain=[as_asn1(each) for each in self._chain],
                key_label=self._location.key_label,
                embed_roots=False,
                # many devices know no "hash and sign" for elliptic curves: hash here, sign the digest there
                use_raw_mechanism=isinstance(self._certificate.public_key(), ec.EllipticCurvePublicKey),
            )

    @contextmanager
    def _session(self) -> Iterator[Any]:
        session = _open(self._location, self._pin)
        try:
            yield session
        except pkcs11.PKCS11Error as error:
            raise CredentialError(_explain(error, self._location)) from None
        finally:
            session.close()

    def __repr__(self) -> str:
        return f"DeviceCredential({self._location!r}, {self._certificate.subject.rfc4514_string()})"

    def __reduce_ex__(self, protocol: object) -> Any:
        raise TypeError("签名凭据不能被序列化，也不能作为任务参数。")


def _open(location: DeviceLocation, pin: Secret) -> Any:
    criteria = None if location.token_label is None else TokenCriteria(label=location.token_label)
    try:
        return open_pkcs11_session(
            location.module_path,
            slot_no=location.slot_index,
            token_criteria=criteria,
            user_pin=pin.reveal().decode(),
        )
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        # no cause attached: the frames of the device library hold the PIN
        raise CredentialError(_explain(error, location)) from None


def _require_key(session: Any, label: str) -> None:
    found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: label}))
    if not found:
        raise CredentialError(f"设备里没有标签为“{label}”的私钥，请核对密钥标签。")
    if len(found) > 1:
        raise CredentialError(f"设备里有 {len(found)} 个标签为“{label}”的私钥，无法确定用哪一个。")


def _certificate_on(session: Any, label: str) -> x509.Certificate:
    found = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label}))
    if len(found) != 1:
        raise CredentialError(f"设备里没有唯一的、标签为“{label}”的证书，请另外提供证书文件。")
    return x509.load_der_x509_certificate(found[0][Attribute.VALUE])


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (pkcs11.PinIncorrect, "PIN 不对。连续输错会锁定设备，请核对后再试"),
    (pkcs11.PinLenRange, "PIN 的长度不对，请核对后再试"),
    (pkcs11.PinLocked, "PIN 已被锁定，请用设备厂商的工具解锁"),
    (pkcs11.TokenNotPresent, "没有插入设备"),
    (pkcs11.DeviceRemoved, "设备被拔出，请插好后重试"),
    (pkcs11.MechanismInvalid, "设备不支持所需的签名算法"),
)


def _explain(error: Exception, location: DeviceLocation) -> str:
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return f"签名设备：{reason}。"
    token = location.token_label or f"第 {location.slot_index} 号槽位"
    return f"签名设备（{token}）打不开：请检查驱动库路径“{location.module_path}”、设备标签和连接（{type(error).__name__}）。"
