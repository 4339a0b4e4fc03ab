"""ZIP archives from strangers: the directory is looked at before a single byte is unpacked.

Readers of packages open them with ``opened`` and take each part with ``part``; both raise ``Refused``.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from factors.importers.contract import Refused

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; ``ratio`` is unpacked to packed, of every part above ``RATIO_FROM`` bytes."""

    unpacked: int
    entries: int
    ratio: int = 100


# What is smaller unpacked does no harm however it is packed; tables that repeat themselves pack well.
RATIO_FROM = 10 * MB
WORKBOOK = Limits(unpacked=100 * MB, entries=200)
# The cumulative LCIA workbook of ecoinvent: 25,000 rows of several hundred indicators, numbers of 20 figures.
WIDE_WORKBOOK = Limits(unpacked=400 * MB, entries=200)
# openLCA and ILCD packages: a small file for each process, flow and source of a whole library.
PACKAGE = Limits(unpacked=400 * MB, entries=50_000)
MAX_PART = 20 * MB

_DAMAGED = "文件已损坏或不完整，无法读取。请重新导出或重新下载后再试。"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    UnicodeDecodeError,
    ValueError,
    struct.error,
)


def is_zip(path: Path) -> bool:
    """Whether the file begins as a ZIP archive does."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def names_in(path: Path) -> frozenset[str]:
    """The names of the archive's parts for recognising it; empty when it is no readable archive."""
    if not is_zip(path):
        return frozenset()
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return frozenset()


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, its directory checked. Raises ``Refused``; nothing is unpacked before that."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Refused(_DAMAGED) from error
    with archive:
        _check(archive.infolist(), limits)
        yield archive


def part(archive: zipfile.ZipFile, name: str, limit: int = MAX_PART) -> bytes:
    """One part of the archive, of at most ``limit`` bytes whatever the directory says. Raises ``Refused``."""
    try:
        with archive.open(name) as file:
            data = file.read(limit + 1)
    except KeyError as error:
        raise Refused(f"压缩包中缺少“{name}”，文件不完整，请重新导出。") from error
    except _BROKEN as error:
        raise Refused(_DAMAGED) from error
    if len(data) > limit:
        raise Refused(f"压缩包中的“{name}”超过 {limit // MB} MB，已拒绝。")
    return data


@contextmanager
def stream(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """One part to be read in pieces; what is broken in it is ``Refused`` wherever it shows."""
    try:
        with archive.open(name) as file:
            yield file
    except KeyError as error:
        raise Refused(f"压缩包中缺少“{name}”，文件不完整，请重新导出。") from error
    except _BROKEN as error:
        raise Refused(_DAMAGED) from error


def _check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Refused(f"压缩包内有 {len(entries)} 个文件，超过上限 {limits.entries} 个，已拒绝。")
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refused(f"文件展开后超过 {limits.unpacked // MB} MB，已拒绝。请拆分后分次导入。")
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry.filename, seen)
        if entry.flag_bits & 0x1:
            raise Refused("文件设有密码，无法读取。请去除密码后再上传。")
        if entry.file_size > RATIO_FROM and entry.file_size > entry.compress_size * limits.ratio:
            raise Refused(
                f"“{entry.filename[:80]}”的压缩比异常（超过 {limits.ratio} 倍），已按压缩炸弹拒绝。"
            )


def _check_name(name: str, seen: set[str]) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or (parts and parts[0].endswith(":")) or "\0" in name:
        raise Refused("压缩包内有指向外部的文件名，已拒绝。")
    if name in seen:
        raise Refused(f"压缩包内有两个名为“{name[:80]}”的文件，无法确定应读取哪一个，已拒绝。")
    seen.add(name)
