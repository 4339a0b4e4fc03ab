"""The encoding of a text file, found by strict reading. What cannot be told apart for certain is refused, never guessed."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from factors.importers.contract import Refused

REMEDY = "请用 Excel 或 WPS 打开后另存为“CSV UTF-8”或 xlsx 再上传。"
_SIGNATURES = (
    (b"PK\x03\x04", "压缩包或 Excel 文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件"),
    (b"%PDF-", "PDF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\x1f\x8b", "gzip 压缩文件"),
    (b"Rar!", "RAR 压缩文件"),
    (b"7z\xbc\xaf", "7z 压缩文件"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
)
# What tables of factors in Chinese contain; a text in another language read as GB18030 has hardly any of it.
_COMMON = frozenset("名称单位数值年产品因子排放碳编号代码地区来源备注类别的电力吨千克")
_COMMON_WANTED = 2
# Letters and signs of Western European texts beyond ASCII.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž€‚„…‘’“”–—•™«»°±²³µ·¹º¼½¾×÷£§®©¿¡´\u00a0\u00ad"
)
# Letters of which a text in Western European languages has some, Latin text of other kinds of bytes none.
_WESTERN_LETTERS = frozenset("ÀÂÇÈÉÊËÎÏÔÙÛÜàâçèéêëîïôùûüœÄÖäöüßÁÍÓÚÑáíóúñÅåØøÃãÕõ²³°µ")
_RUNS = re.compile("[\u00c0-\u00ff]{3,}")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decoded(data: bytes) -> tuple[str, str]:
    """The text and what its encoding is called for people. Raises ``Refused``."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Refused(f"这是{what}，不是文本表格。请上传 CSV 或 Excel 文件。")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise Refused(f"文件的编码是 UTF-16（“Unicode 文本”），不能读取。{REMEDY}")
    if b"\0" in data:
        raise Refused(f"文件含有空字节，不是文本表格，或编码是 UTF-16。{REMEDY}")
    text, label = _text(data)
    if _CONTROL.search(text):
        raise Refused(f"文件含有控制字符，不是文本表格。{REMEDY}")
    return text, label


def _text(data: bytes) -> tuple[str, str]:
    with_mark = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig"), "UTF-8（带 BOM）" if with_mark else "UTF-8"
    except UnicodeDecodeError as error:
        if with_mark:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise Refused(
                f"文件标明是 UTF-8，但第 {line} 行有不合 UTF-8 的字节，文件已损坏。{REMEDY}"
            ) from error
    for read, label in ((_chinese, "GB18030"), (_western, "Windows-1252")):
        text = read(data)
        if text is not None:
            return text, label
    raise Refused(
        f"认不出文件的编码：既不是 UTF-8，也不像 GB18030（简体中文）或 Windows-1252（西欧）。{REMEDY}"
    )


def _chinese(data: bytes) -> str | None:
    """The text when it reads as simplified Chinese: most characters in the old core of the set, common ones there."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    beyond = _beyond_ascii(text)
    core = sum(count for character, count in beyond.items() if min(character.encode("gb18030")) >= 0xA1)
    enough = core >= 0.9 * beyond.total() and len(_COMMON.intersection(beyond)) >= _COMMON_WANTED
    return text if enough else None


def _western(data: bytes) -> str | None:
    """The text when what is not ASCII are letters and signs of Western Europe, single ones among Latin letters.

    Words all beyond ASCII are of another alphabet (Cyrillic, Greek), whose bytes are letters here too.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = _beyond_ascii(text)
    western = sum(count for character, count in beyond.items() if character in _WESTERN)
    letters = sum(count for character, count in beyond.items() if character in _WESTERN_LETTERS)
    in_runs = sum(len(run) for run in _RUNS.findall(text))
    plausible = (
        western >= 0.99 * beyond.total()
        and letters >= 0.5 * western
        and in_runs <= 0.05 * beyond.total()
        and beyond.total() <= 0.2 * len(text)
    )
    return text if plausible else None


def _beyond_ascii(text: str) -> Counter[str]:
    return Counter({character: count for character, count in Counter(text).items() if ord(character) > 0x7F})
