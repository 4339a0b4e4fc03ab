"""The parts of a workbook's archive, some of them changed, and how they name each other."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from factors.importers import archives, safe_xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION_TYPES = RELATIONS
CONTENT_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LISTED = "[Content_Types].xml"


def root_of(name: str, space: str) -> etree._Element:
    """A new document's root, whose namespace needs no prefix."""
    return etree.Element(f"{{{space}}}{name}", nsmap={None: space})  # type: ignore[dict-item]


class Package:
    """An archive that is read and written again; parts that nobody puts stay byte for byte."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._put: dict[str, bytes] = {}

    def read(self, part: str) -> bytes:
        """A part as it is now. Raises ``Refused``."""
        if part in self._put:
            return self._put[part]
        return archives.part(self._archive, part, archives.WORKBOOK.unpacked)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._names or part in self._put

    def put(self, part: str, data: bytes) -> None:
        """Put a part in the place of what was there."""
        self._put[part] = data

    def free(self, stem: str, ending: str) -> str:
        """A name that no part has."""
        number = 1
        while self.has(f"{stem}{number}{ending}"):
            number += 1
        return f"{stem}{number}{ending}"

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let ``part`` name another one; the id under which it does."""
        folder, name = posixpath.split(part)
        listed = f"{folder}/_rels/{name}.rels"
        root = (
            safe_xml.parsed(self.read(listed))
            if self.has(listed)
            else root_of("Relationships", f"{_PACKAGE}/relationships")
        )
        taken = {each.get("Id") for each in root}
        number = 1
        while f"rIdMark{number}" in taken:
            number += 1
        relation = etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship")
        for key, value in (("Id", f"rIdMark{number}"), ("Type", kind), ("Target", target)):
            relation.set(key, value)
        self.put(listed, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
        return f"rIdMark{number}"

    def declare(self, part: str, kind: str) -> None:
        """Say of what type a new part is."""
        root = safe_xml.parsed(self.read(_LISTED))
        etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{part}", ContentType=kind)
        self.put(_LISTED, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    def declare_ending(self, ending: str, kind: str) -> None:
        """Say of what type all parts with an ending are."""
        root = safe_xml.parsed(self.read(_LISTED))
        if not any(each.get("Extension") == ending for each in root):
            default = etree.Element(
                f"{{{_PACKAGE}/content-types}}Default", Extension=ending, ContentType=kind
            )
            root.insert(0, default)
            self.put(_LISTED, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    def written(self) -> bytes:
        """The whole archive."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self._archive.infolist():
                target.writestr(entry.filename, self.read(entry.filename))
            for name in self._put.keys() - self._names:
                target.writestr(name, self._put[name])
        return out.getvalue()
