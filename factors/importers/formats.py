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
from factors.importers.encodings import decoded
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
# Zip, OLE, PDF and pictures are told apart elsewhere, UTF-16 has a message of its own.
_SIGNATURES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xff\xfe",
    b"\xfe\xff",
)
_TEXT_BEGINNING = 1024 * 1024
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
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


def refused(path: Path, name: str, why: Refused) -> Refused:
    """What to say of a file that could not be looked at: one with a workbook's name that holds no text either is
    told to be no workbook, for how to save a text file would help nobody."""
    with path.open("rb") as file:
        data = file.read(_TEXT_BEGINNING)
    if not name.casefold().endswith(_WORKBOOK_NAMES) or data.startswith(_SIGNATURES):
        return why
    try:
        decoded(data[: data.rfind(b"\n") + 1] or data)
    except Refused:
        suffix = Path(name).suffix
        return Refused(
            f"“{name}”不是工作簿：扩展名是 {suffix}，内容却不是（文件已损坏、下载不完整，或由别的文件改名而来）。"
            "请从来源重新取得文件，用 Excel 或 WPS 确认能够打开后再上传。"
        )
    return why


def _may_be_table(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"%PDF-"):
        raise Refused("PDF 不能直接导入。请手工录入因子，并把这个 PDF 作为来源文件附上。")
    names = names_in(path)
    return not start.startswith((b"<", b"{", b"[")) and (not names or bool(_WORKBOOKS & names))
