"""The formats that can be read, in the order in which a file is held against them; the most general come last.

A new reader: write it after ``contract.Reader``, add one instance to ``READERS``.
"""

from __future__ import annotations

from pathlib import Path

from factors.importers.ademe import AdemeBaseCarbone
from factors.importers.contract import Reader, Refused
from factors.importers.cpcd import CpcdExport
from factors.importers.defra import DefraFlatFile

READERS: tuple[Reader, ...] = (
    CpcdExport(),
    DefraFlatFile(),
    AdemeBaseCarbone(),
)
FORMATS: dict[str, Reader] = {reader.key: reader for reader in READERS}


def reader_of(key: str) -> Reader:
    """The reader of the format that a person chose. Raises ``Refused``."""
    if key not in FORMATS:
        raise Refused("没有这种文件格式，请重新选择。")
    return FORMATS[key]


def recognised(path: Path, name: str) -> Reader:
    """The first format that the file looks like. Raises ``Refused``."""
    for reader in READERS:
        if reader.recognises(path, name):
            return reader
    known = "、".join(reader.label for reader in READERS)
    raise Refused(
        f"认不出文件“{name}”的格式。可以导入的格式有：{known}。请检查文件是否完整，或手动选择格式。"
    )
