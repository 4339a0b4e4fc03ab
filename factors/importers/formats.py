"""The formats that can be read, in the order in which a file is held against them; the most general come last.

A new reader: write it after ``contract.Reader``, add one instance to ``READERS``.
"""

from __future__ import annotations

from pathlib import Path

from factors.importers.ademe import AdemeBaseCarbone
from factors.importers.archives import names_in
from factors.importers.brightway import Brightway
from factors.importers.contract import Reader, Refused
from factors.importers.cpcd import CpcdExport
from factors.importers.defra import DefraFlatFile
from factors.importers.ecoinvent import EcoinventLcia
from factors.importers.ilcd import Ilcd
from factors.importers.openlca import OpenLca
from factors.importers.pact import Pact
from factors.importers.spreadsheet import AnySpreadsheet

READERS: tuple[Reader, ...] = (
    CpcdExport(),
    DefraFlatFile(),
    AdemeBaseCarbone(),
    EcoinventLcia(),
    OpenLca(),
    Ilcd(),
    Brightway(),
    Pact(),
    # Takes every table with a row of heads: always the last.
    AnySpreadsheet(),
)
_WORKBOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
FORMATS: dict[str, Reader] = {reader.key: reader for reader in READERS}


def reader_of(key: str) -> Reader:
    """The reader of the format that a person chose. Raises ``Refused``."""
    if key not in FORMATS:
        raise Refused("没有这种文件格式，请重新选择。")
    return FORMATS[key]


def recognised(path: Path, name: str) -> Reader:
    """The first format that the file looks like. Raises ``Refused`` with the reason why it is none."""
    for reader in READERS:
        if reader.recognises(path, name):
            return reader
    # What is no package and no document is held for a table; reading it as one says what is wrong with it.
    if _may_be_table(path):
        AnySpreadsheet().inspect(path, name)
    known = "、".join(reader.label for reader in READERS)
    raise Refused(
        f"认不出文件“{name}”的格式。可以导入的格式有：{known}。请检查文件是否完整，或手动选择格式。"
    )


def _may_be_table(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"%PDF-"):
        raise Refused("PDF 不能直接导入。请手工录入因子，并把这个 PDF 作为来源文件附上。")
    names = names_in(path)
    return not start.startswith((b"<", b"{", b"[")) and (not names or bool(_WORKBOOKS & names))
