"""The agency's file store: bytes under their SHA-256, written once, never changed.

``MEDIA_ROOT/<agency>/<aa>/<sha256>``. The database holds the digests; a file without a row is harmless.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")


class Missing(Exception):
    """The store does not hold the file."""


class Damaged(Exception):
    """The stored bytes are not those that were put in."""


def digest_of(data: bytes) -> str:
    """SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def put(agency_id: int, data: bytes) -> str:
    """Store ``data`` and return its digest; storing it again does nothing, unless the stored file was damaged.

    Written beside, synced and renamed: after a power cut the file is there whole or not at all.
    """
    digest = digest_of(data)
    path = path_of(agency_id, digest)
    if path.exists() and path.read_bytes() == data:
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return digest


def read(agency_id: int, digest: str) -> bytes:
    """The bytes stored under ``digest``. Raises ``Missing`` or ``Damaged``."""
    try:
        data = path_of(agency_id, digest).read_bytes()
    except FileNotFoundError as error:
        raise Missing(f"{digest} is not in the file store of agency {agency_id}") from error
    if digest_of(data) != digest:
        raise Damaged(
            f"{digest} in the file store of agency {agency_id} was changed; restore it from a backup"
        )
    return data


def path_of(agency_id: int, digest: str) -> Path:
    """Where the file lies. Raises ``ValueError`` for what is no digest."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return Path(settings.MEDIA_ROOT) / str(int(agency_id)) / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
