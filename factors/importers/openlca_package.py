"""The objects of an openLCA JSON-LD package, read one by one from the archive, in the names of both schema versions."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from factors import units
from factors.importers import archives
from factors.importers.contract import Refused
from factors.importers.figures import Digits, NoFigureError, fraction_of
from factors.importers.offers import unit_of

Object = Mapping[str, Any]
FOLDERS = (
    "actors|categories|flow_properties|flows|lcia_categories|lcia_methods|locations|processes|product_systems"
    "|results|sources|unit_groups"
)
MARKERS = ("context.json", "olca-schema.json", "openlca.json")
_PLACE = re.compile(rf"(?P<prefix>(?:.*/)?)(?P<folder>{FOLDERS})/(?P<id>[^/]+)\.json")
_EMPTY: Object = {}


class ObjectError(ValueError):
    """Something in an object that stands in the way of its row; the message says so in Chinese."""


class Measured(NamedTuple):
    """An amount in a unit of the system."""

    amount: Fraction
    unit: units.Unit


def looks_like(names: frozenset[str]) -> bool:
    """Whether an archive with these names is an openLCA package."""
    mine = [name for name in names if not _is_litter(name)]
    marked = any(name.rsplit("/", 1)[-1] in MARKERS for name in mine)
    return marked or any(
        match and match["folder"] in ("processes", "results") for match in map(_PLACE.fullmatch, mine)
    )


def mapping(value: object) -> Object:
    """The value when it is a JSON object, else an empty one: links of strangers may hold anything."""
    return value if isinstance(value, dict) else _EMPTY


def items(value: object) -> list[Object]:
    """The JSON objects of a list; what is none is left out."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """The value when it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def flag(node: Object, *names: str) -> bool:
    """Whether one of the names is true: ``isInput`` is called ``input`` in schema 1."""
    return any(node.get(name) is True for name in names)


class Package:
    """An open package. Objects are looked up by folder and id; what is missing is ``None``."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Raises ``Refused`` when the archive holds no package or several."""
        self._archive = archive
        self._names: dict[str, dict[str, str]] = {}
        prefixes: set[str] = set()
        for name in archive.namelist():
            match = None if _is_litter(name) else _PLACE.fullmatch(name)
            if match is not None:
                prefixes.add(match["prefix"])
                self._names.setdefault(match["folder"], {})[match["id"]] = name
        if not prefixes:
            raise Refused(
                "压缩包中没有 openLCA 的数据（processes、results 等文件夹），请重新导出为 JSON-LD。"
            )
        if len(prefixes) > 1:
            raise Refused("压缩包中有多个 openLCA 数据包，请拆开后分别导入。")
        self._kept: dict[tuple[str, str], Object | None] = {}
        self._sizes: dict[tuple[str, str, str], tuple[str, Fraction] | None] = {}

    def ids(self, folder: str) -> list[str]:
        """The ids of all objects of a kind, in the order of the archive."""
        return list(self._names.get(folder, ()))

    def place(self, folder: str, identifier: str) -> str:
        """The object's file for people."""
        return self._names[folder][identifier]

    def read(self, folder: str, identifier: str) -> Object:
        """An object, not kept in memory. Raises ``ObjectError`` when its file is no sound JSON object."""
        name = self._names[folder][identifier]
        # One category of water use may be larger than all that matters here; it must not stand in the way.
        if self._archive.getinfo(name).file_size > archives.MAX_PART:
            raise ObjectError(f"超过 {archives.MAX_PART // archives.MB} MB，未读取")
        return _parsed(archives.part(self._archive, name))

    def get(self, folder: str, reference: object) -> Object | None:
        """The object that a reference ``{"@id": …}`` points at, kept for the next who asks."""
        identifier = text(mapping(reference).get("@id"))
        if identifier not in self._names.get(folder, ()):
            return None
        key = (folder, identifier)
        if key not in self._kept:
            try:
                self._kept[key] = self.read(folder, identifier)
            except ObjectError:
                self._kept[key] = None
        return self._kept[key]

    def every(self, folder: str) -> Iterator[tuple[str, Object | str]]:
        """All objects of a kind with their id; in place of a broken one the message about it."""
        for identifier in self.ids(folder):
            try:
                yield identifier, self.read(folder, identifier)
            except ObjectError as error:
                yield identifier, str(error)

    @cached_property
    def methods_of(self) -> dict[str, str]:
        """The name of the method that each impact category belongs to."""
        found: dict[str, str] = {}
        for _id, method in self.every("lcia_methods"):
            for category in items(mapping(method).get("impactCategories")):
                found.setdefault(text(category.get("@id")), text(mapping(method).get("name")))
        return found

    def size(self, node: Object, amount: object) -> Measured:
        """``amount`` of the exchange, flow result or factor ``node`` in a unit that the system knows.

        Where the unit itself is unknown, the reference unit of its group stands in. Raises ``ObjectError``.
        """
        size = number(amount)
        name = self._unit_name(node)
        try:
            return Measured(size, unit_of(name))
        except units.UnitError as error:
            in_group = self._in_group(node, name)
            if in_group is None:
                raise ObjectError(str(error)) from error
            reference, factor = in_group
        try:
            return Measured(size * factor, unit_of(reference))
        except units.UnitError as error:
            raise ObjectError(str(error)) from error

    def in_reference(self, node: Object) -> tuple[str, Fraction]:
        """The flow's id and how many of its reference units one unit of ``node`` is. Raises ``ObjectError``."""
        flow_id = text(mapping(node.get("flow")).get("@id"))
        name = self._unit_name(node)
        in_group = self._in_group(node, name)
        factor = in_group[1] if in_group is not None else self._by_catalogue(name)
        return flow_id, factor / self._property_factor(node)

    def _unit_name(self, node: Object) -> str:
        name = text(mapping(node.get("unit")).get("name"))
        if name:
            return name
        if mapping(node.get("unit")).get("@id") is None:
            flow = mapping(node.get("flow"))
            name = text(flow.get("refUnit")) or self._reference_unit(self._group(node))
        if not name:
            raise ObjectError("没有写明单位")
        return name

    def _group(self, node: Object) -> Object:
        prop = mapping(node.get("flowProperty")) or self._reference_property(node)
        stored = self.get("flow_properties", prop)
        return mapping(self.get("unit_groups", mapping(mapping(stored).get("unitGroup"))))

    def _reference_property(self, node: Object) -> Object:
        flow = mapping(self.get("flows", node.get("flow")))
        for entry in items(flow.get("flowProperties")):
            if flag(entry, "isRefFlowProperty", "referenceFlowProperty"):
                return mapping(entry.get("flowProperty"))
        return _EMPTY

    @staticmethod
    def _reference_unit(group: Object) -> str:
        for unit in items(group.get("units")):
            if flag(unit, "isRefUnit", "referenceUnit"):
                return text(unit.get("name"))
        return ""

    def _in_group(self, node: Object, name: str) -> tuple[str, Fraction] | None:
        """The reference unit of the group of ``name`` and how many of it one ``name`` is."""
        identifier = text(mapping(node.get("unit")).get("@id"))
        prop = text(mapping(node.get("flowProperty")).get("@id"))
        key = (prop or "flow " + text(mapping(node.get("flow")).get("@id")), identifier, name)
        if key not in self._sizes:
            self._sizes[key] = self._found_in(self._group(node), identifier, name)
        return self._sizes[key]

    def _found_in(self, group: Object, identifier: str, name: str) -> tuple[str, Fraction] | None:
        reference = self._reference_unit(group)
        for unit in items(group.get("units")):
            if (identifier and unit.get("@id") == identifier) or (
                not identifier and unit.get("name") == name
            ):
                factor = number(unit.get("conversionFactor", Digits("1")))
                if factor <= 0 or not reference:
                    raise ObjectError(f"单位“{name}”的换算系数有误")
                return reference, factor
        return None

    @staticmethod
    def _by_catalogue(name: str) -> Fraction:
        """Without the unit group of the package: the size of a mass, the only thing that emissions come in."""
        try:
            return units.ratio(unit_of(name), units.parse("kg"))
        except units.UnitError as error:
            raise ObjectError(f"数据包缺少单位“{name}”所属的单位组，无法换算") from error

    def _property_factor(self, node: Object) -> Fraction:
        """How much of the node's flow property one reference unit of the flow has."""
        wanted = text(mapping(node.get("flowProperty")).get("@id"))
        flow = mapping(self.get("flows", node.get("flow")))
        entries = items(flow.get("flowProperties"))
        if not wanted or not entries:
            return Fraction(1)
        for entry in entries:
            if text(mapping(entry.get("flowProperty")).get("@id")) == wanted:
                factor = number(entry.get("conversionFactor", Digits("1")))
                if factor <= 0:
                    break
                return factor
        raise ObjectError(f"流“{text(flow.get('name'))[:60]}”没有所用的流属性，无法换算")


def _is_litter(name: str) -> bool:
    """What macOS puts beside the files of an archive."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("._")


def number(value: object) -> Fraction:
    """A number of the package, exact. Raises ``ObjectError``."""
    try:
        return fraction_of(value)
    except NoFigureError as error:
        raise ObjectError(f"数值有误：{error}") from error


def _parsed(data: bytes) -> Object:
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_members,
            parse_float=Digits,
            parse_int=Digits,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise ObjectError("不是 UTF-8 编码") from error
    except json.JSONDecodeError as error:
        raise ObjectError(f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）") from error
    except RecursionError as error:
        raise ObjectError("JSON 嵌套过深") from error
    if not isinstance(value, dict):
        raise ObjectError("不是 JSON 对象")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        raise ObjectError(f"成员“{twice[:40]}”重复出现，无法确定取哪一个")
    return members


def _no_constant(name: str) -> Any:
    raise ObjectError(f"不允许的数值 {name}")
