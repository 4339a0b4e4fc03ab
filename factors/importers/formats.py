"""The formats that can be read, in the order in which a file is held against them; the most general come last.

A new reader: write it after ``contract.Reader``, add one instance to ``READERS``.
"""

from __future__ import annotations

from pathlib import Path

from accounts import strict_json
from factors.importers import safe_xml
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
_DOCUMENT = 20 * 1024 * 1024
_KINDS = {
    "工作簿": (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    "压缩包": (".zip",),
    "JSON 文件": (".json",),
    "XML 文件": (".xml",),
}
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
    _look_at_document(path, name)
    known = "、".join(reader.label for reader in READERS)
    raise Refused(
        f"认不出文件“{name}”的格式。可以导入的格式有：{known}。请检查文件是否完整，或手动选择格式。"
    )


def _look_at_document(path: Path, name: str) -> None:
    """Say where JSON or XML is broken, before it is called a format that nobody knows. Raises ``Refused``."""
    if path.stat().st_size > _DOCUMENT:
        return
    data = path.read_bytes()
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    try:
        if start in (b"{", b"["):
            strict_json.parse(data)
        elif start == b"<" and name.casefold().endswith(".xml"):
            safe_xml.parsed(data)
    except (strict_json.SyntaxRefusedError, safe_xml.XmlError) as error:
        raise Refused(f"“{name}”无法读取：{error}。请重新导出或重新下载后再上传。") from error


def refused(path: Path, name: str, why: Refused) -> Refused:
    """What to say of a file that could not be looked at: one with the name of a workbook, a package or a document
    that is none and holds no text either is told so, for how to save a text file would help nobody.
    """
    with path.open("rb") as file:
        data = file.read(_TEXT_BEGINNING)
    kind = next((kind for kind, names in _KINDS.items() if name.casefold().endswith(names)), "")
    if not kind or data.startswith(_SIGNATURES):
        return why
    try:
        decoded(data[: data.rfind(b"\n") + 1] or data)
    except Refused:
        suffix = Path(name).suffix
        return Refused(
            f"“{name}”不是{kind}：扩展名是 {suffix}，内容却不是（文件已损坏、下载不完整，或由别的文件改名而来）。"
            "请从来源重新取得文件，确认能够打开后再上传。"
        )
    return why


def _may_be_table(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"%PDF-"):
        raise Refused("PDF 不能直接导入。请手工录入因子，并把这个 PDF 作为来源文件附上。")
    names = names_in(path)
    return not start.startswith((b"<", b"{", b"[")) and (not names or bool(_WORKBOOKS & names))
