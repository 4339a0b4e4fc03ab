"""The data sets of an ILCD package, or of a single file, and what a process's reference flow is measured in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from factors.importers import archives
from factors.importers.contract import Refused
from factors.importers.figures import NoFigureError, fraction_of
from factors.importers.safe_xml import (
    Element,
    XmlError,
    attribute,
    find,
    find_all,
    local,
    parsed,
    text_at,
)

MAX_FILE = archives.MAX_PART
_FOLDERS = "processes|flows|flowproperties|unitgroups|lciamethods"
_PLACE = re.compile(
    rf"(?:.*/)?(?P<folder>{_FOLDERS})/(?P<id>[0-9a-z-]+)(?P<version>_[0-9.]+)?\.xml", re.IGNORECASE
)
# Of any kind of data set, so that a flow or a unit group uploaded alone is told what is missing.
_ROOT = re.compile(rb"<(?:[\w.-]+:)?[A-Za-z]{3,20}DataSet\b[^>]*http://lca\.jrc\.it/ILCD/", re.DOTALL)


class DataSetError(ValueError):
    """Something in a data set that stands in the way of its row; the message says so in Chinese."""


class Package:
    """The data sets by folder and UUID; of several versions the newest."""

    def __init__(self, archive: zipfile.ZipFile | None, single: tuple[str, bytes] = ("", b"")) -> None:
        self._archive = archive
        self._single = single
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self.older = 0
        for name in archive.namelist() if archive is not None else ():
            match = None if name.startswith("__MACOSX/") else _PLACE.fullmatch(name)
            if match is not None:
                self._take(match, name)
        self._units: dict[str, str] = {}

    def processes(self) -> Iterator[tuple[str, Element | str]]:
        """Each process with its file's name; in place of a broken one the message about it."""
        for name in self.process_names():
            try:
                yield name, parsed(self._data(name))
            except XmlError as error:
                yield name, str(error)

    def process_names(self) -> list[str]:
        """The files of the processes."""
        if self._archive is None:
            return [self._single[0]]
        return [name for (folder, _id), (_version, name) in self._names.items() if folder == "processes"]

    def reference_unit(self, exchange: Element) -> str:
        """The unit that the reference flow's amount is in; empty when the package does not say.

        Raises ``DataSetError`` when flow and exchange contradict each other.
        """
        flow = self._get("flows", find(exchange, "referenceToFlowDataSet"))
        wanted = text_at(flow, "flowInformation/quantitativeReference/referenceToReferenceFlowProperty")
        for prop in find_all(flow, "flowProperties/flowProperty"):
            if attribute(prop, "dataSetInternalID") != wanted:
                continue
            if _size(text_at(prop, "meanValue") or "1") != 1:
                raise DataSetError("参考流的参考流属性数值不是 1，无法确定声明量，请核对原文件后手工录入")
            return self._unit_of_property(find(prop, "referenceToFlowPropertyDataSet"))
        return ""

    def unit_of_group(self, reference: Element | None) -> str:
        """The reference unit of a unit group; what the reference itself says when the group is not there."""
        group = self._get("unitgroups", reference)
        wanted = text_at(group, "unitGroupInformation/quantitativeReference/referenceToReferenceUnit")
        for unit in find_all(group, "units/unit"):
            if attribute(unit, "dataSetInternalID") == wanted:
                return text_at(unit, "name")
        return text_at(reference, "shortDescription") if group is None else ""

    def unit_of_method(self, reference: Element | None) -> str:
        """The unit that an impact method's results are in; empty when the package does not say."""
        method = self._get("lciamethods", reference)
        quantity = find(method, "LCIAMethodInformation/quantitativeReference/referenceQuantity")
        return self._unit_of_property(quantity) if quantity is not None else ""

    def _unit_of_property(self, reference: Element | None) -> str:
        key = _identifier(reference)
        if key not in self._units:
            prop = self._get("flowproperties", reference)
            group = find(
                prop, "flowPropertiesInformation/quantitativeReference/referenceToReferenceUnitGroup"
            )
            self._units[key] = self.unit_of_group(group) if self._get("unitgroups", group) is not None else ""
        return self._units[key]

    def _get(self, folder: str, reference: Element | None) -> Element | None:
        """The data set that a reference points at; ``None`` when it is not there or broken."""
        entry = self._names.get((folder, _identifier(reference)))
        if entry is None:
            return None
        try:
            return parsed(self._data(entry[1]))
        except XmlError:
            return None

    def _data(self, name: str) -> bytes:
        return self._single[1] if self._archive is None else archives.part(self._archive, name)

    def _take(self, match: re.Match[str], name: str) -> None:
        key = (match["folder"].lower(), match["id"].lower())
        version = (match["version"] or "").strip("_")
        if key in self._names and key[0] == "processes":
            self.older += 1
        self._names[key] = max(self._names.get(key, ("", "")), (version, name))


@contextmanager
def opened(path: Path, name: str) -> Iterator[Package]:
    """The package in a zip, or the single process in an XML file. Raises ``Refused``."""
    if archives.is_zip(path):
        with archives.opened(path, archives.PACKAGE) as archive:
            package = Package(archive)
            if not package.process_names():
                raise Refused("压缩包中没有 ILCD 的过程数据集（processes 文件夹），请重新导出。")
            yield package
        return
    if path.stat().st_size > MAX_FILE:
        raise Refused(f"XML 文件超过 {MAX_FILE // archives.MB} MB，已拒绝。")
    data = path.read_bytes()
    try:
        root = parsed(data)
    except XmlError as error:
        raise Refused(f"文件{error}。") from error
    if local(root) != "processDataSet":
        raise Refused(
            f"这不是 ILCD 的过程数据集（根元素是 {local(root)[:40]}）。流、单位组等数据集请连同过程打成 ZIP 包上传。"
        )
    yield Package(None, (name, data))


def looks_like(path: Path) -> bool:
    """Whether the file is an ILCD package or a single data set, even one that is no process."""
    if archives.is_zip(path):
        places = map(_PLACE.fullmatch, archives.names_in(path))
        return any(place is not None and place["folder"].lower() == "processes" for place in places)
    with path.open("rb") as file:
        return _ROOT.search(file.read(4096)) is not None


def _identifier(reference: Element | None) -> str:
    """The UUID that a reference points at, by itself or in its address."""
    own = attribute(reference, "refObjectId").lower()
    return (
        own or attribute(reference, "uri").rpartition("/")[2].partition("_")[0].removesuffix(".xml").lower()
    )


def _size(text: str) -> Fraction:
    try:
        return fraction_of(text)
    except NoFigureError as error:
        raise DataSetError(f"流属性的数值有误：{error}") from error
