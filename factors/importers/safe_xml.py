"""XML from strangers: no document type, no entity, nothing fetched, no huge tree; looked at by local names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
# Encodings in which ASCII is ASCII, so that a document type cannot hide.
_PLAIN = frozenset(
    {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252", b"gbk", b"gb2312", b"gb18030"}
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = etree._Element


class XmlError(ValueError):
    """The text is no XML that is taken; the message says so in Chinese."""


def parsed(data: bytes) -> Element:
    """The root. Raises ``XmlError``."""
    if _DOCTYPE.search(data):
        raise XmlError("含有 XML 文档类型或实体声明（DOCTYPE、ENTITY），已拒绝")
    head = data.removeprefix(b"\xef\xbb\xbf")[:300]
    declared = _ENCODING.match(head)
    if b"\0" in head or (declared is not None and declared[1].lower() not in _PLAIN):
        raise XmlError("不是 UTF-8 编码，请另存为 UTF-8 后再上传")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(f"不是有效的 XML（第 {error.lineno} 行）") from error


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find(element: Element | None, path: str) -> Element | None:
    """The first element at a path of local names (``time/referenceYear``), whatever the namespaces."""
    return None if element is None else element.find(_any(path))


def find_all(element: Element | None, path: str) -> list[Element]:
    """All elements at a path of local names."""
    return [] if element is None else element.findall(_any(path))


def text_at(element: Element | None, path: str) -> str:
    """The text of the first element at the path that has one."""
    return next((text for one in find_all(element, path) if (text := content(one))), "")


def content(element: Element | None) -> str:
    """The element's own text, blanks at the ends taken off."""
    return (element.text or "").strip() if element is not None else ""


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its local name."""
    if element is None:
        return ""
    return next((str(value).strip() for key, value in element.attrib.items() if _last(key) == name), "")


def in_languages(elements: Iterable[Element]) -> dict[str, str]:
    """The first text in each language (``zh``, ``en`` …); without a language it counts as English, as in ILCD."""
    texts: dict[str, str] = {}
    for element in elements:
        if content(element):
            texts.setdefault(str(element.get(_LANG, "en")).lower()[:2], content(element))
    return texts


def preferred(texts: dict[str, str]) -> str:
    """The Chinese text, else the English, else any."""
    return texts.get("zh") or texts.get("en") or next(iter(texts.values()), "")


def _any(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def _last(key: str | bytes | bytearray | etree.QName) -> str:
    return str(key).rpartition("}")[2]
