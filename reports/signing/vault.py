"""Private keys and PKCS#12 files at rest: AES-256-GCM under a master key that the installation holds.

A locked blob is ``magic, format, number of the master key, nonce, ciphertext with tag``. The header and the name of
the owner are authenticated with it: a blob moved to another owner's row, or given another key number, does not open.
The key number lets an installation bring a new master key and re-encrypt its rows one by one.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reports.signing.errors import VaultError
from reports.signing.secret import Secret

MASTER_KEY_BYTES = 32
_MAGIC = b"PCFV"
_FORMAT = 1
_HEADER = struct.Struct(">4sBI")  # magic, format, number of the master key
_NONCE_BYTES = 12
_TAG_BYTES = 16


def new_master_key() -> bytes:
    """A fresh random master key, to be kept outside the database."""
    return secrets.token_bytes(MASTER_KEY_BYTES)


class Vault:
    """Locks with the current master key and unlocks with any that it was given.

    ``keys`` maps a key's number to its 32 bytes; ``current`` is the number that new blobs are locked with.
    """

    def __init__(self, keys: Mapping[int, bytes], *, current: int) -> None:
        if current not in keys:
            raise VaultError(f"没有配置第 {current} 号主密钥，无法加密。请检查主密钥的设置。")
        for number, key in keys.items():
            _check_master_key(number, key)
        self._keys = {number: Secret(key) for number, key in keys.items()}
        self._current = current

    def __repr__(self) -> str:
        return f"Vault(keys={sorted(self._keys)}, current={self._current})"

    def lock(self, content: Secret, *, owner: str) -> bytes:
        """Encrypt for one owner (for example ``"agency:7/authority"``); the blob opens only under the same name."""
        header = _HEADER.pack(_MAGIC, _FORMAT, self._current)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(self._keys[self._current].reveal())
        return header + nonce + cipher.encrypt(nonce, content.reveal(), _bound_to(header, owner))

    def unlock(self, blob: bytes, *, owner: str) -> Secret:
        """Decrypt; raises VaultError for a wrong key, another owner, or a blob that was changed."""
        number = key_number(blob)
        key = self._keys.get(number)
        if key is None:
            raise VaultError(
                f"这份密钥由第 {number} 号主密钥加密，当前没有配置这一号主密钥。请把它补入设置后重试。"
            )
        header, nonce, ciphertext = _split(blob)
        try:
            return Secret(AESGCM(key.reveal()).decrypt(nonce, ciphertext, _bound_to(header, owner)))
        except InvalidTag:
            # no cause attached: it says nothing more, and its frame holds the key
            raise VaultError("无法解密：主密钥不对，或者密文被改动、不属于这一所有者。") from None

    def needs_relock(self, blob: bytes) -> bool:
        """True when the blob was locked with an older master key than the current one."""
        return key_number(blob) != self._current

    def relock(self, blob: bytes, *, owner: str) -> bytes:
        """The same content under the current master key."""
        return self.lock(self.unlock(blob, owner=owner), owner=owner)


def key_number(blob: bytes) -> int:
    """The number of the master key that a blob was locked with."""
    shortest = _HEADER.size + _NONCE_BYTES + _TAG_BYTES
    if len(blob) < shortest or blob[:4] != _MAGIC:
        raise VaultError("这不是本系统加密的密钥，或者内容不完整。")
    _, version, number = _HEADER.unpack_from(blob)
    if version != _FORMAT:
        raise VaultError(f"密钥的加密格式（第 {version} 版）不认识，请用更新的程序打开。")
    return int(number)


def _split(blob: bytes) -> tuple[bytes, bytes, bytes]:
    body = blob[_HEADER.size :]
    return blob[: _HEADER.size], body[:_NONCE_BYTES], body[_NONCE_BYTES:]


def _bound_to(header: bytes, owner: str) -> bytes:
    return header + owner.encode()


def _check_master_key(number: int, key: bytes) -> None:
    if len(key) != MASTER_KEY_BYTES:
        raise VaultError(f"第 {number} 号主密钥应为 {MASTER_KEY_BYTES} 字节，实际为 {len(key)} 字节。")
    if not 0 <= number <= 0xFFFFFFFF:
        raise VaultError(f"主密钥编号 {number} 超出范围（0 至 4294967295）。")
