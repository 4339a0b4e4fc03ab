"""What objects of an openLCA package tell of themselves: where, when, whose, and which way a flow goes."""

from __future__ import annotations

import re
from functools import lru_cache

from factors.importers.contract import Content
from factors.importers.offers import iso_date, joined, region_of, year_of
from factors.importers.openlca_package import Object, Package, flag, items, mapping, text

_AIR = re.compile(r"\bair\b|atmosphere|\bluft\b|大气|空气", re.IGNORECASE)
_RESOURCE = re.compile(r"resource|raw material|资源|原料", re.IGNORECASE)
# Nobody nests categories deeper; a ring of them ends here.
_MOST_LEVELS = 12


def is_input(exchange: Object) -> bool:
    """Whether the exchange enters the process."""
    return flag(exchange, "isInput", "input")


def flow_type(exchange: Object) -> str:
    """``ELEMENTARY_FLOW``, ``PRODUCT_FLOW`` or ``WASTE_FLOW``."""
    return text(mapping(exchange.get("flow")).get("flowType"))


def path_of(package: Package, node: Object) -> str:
    """The categories of an object, outermost first: a text in schema 2, links with names in schema 1."""
    names: list[str] = []
    current: object = node.get("category")
    for _level in range(_MOST_LEVELS):
        if isinstance(current, str):
            return joined([current, *names], "/")
        link = mapping(current)
        above = link.get("categoryPath")
        if isinstance(above, list):
            return joined([*map(text, above), text(link.get("name")), *names], "/")
        stored = mapping(package.get("categories", link))
        own = text(stored.get("name")) or text(link.get("name"))
        if not own:
            break
        names.insert(0, own)
        current = stored.get("category")
    return joined(names, "/")


def to_air(package: Package, exchange: Object) -> bool:
    """Whether the elementary flow goes into the air; one without any category is taken to."""
    path = _flow_path(package, exchange)
    return not path or _speaks_of_air(path)


def direction(package: Package, exchange: Object) -> int:
    """1 when the flow goes its usual way (emissions out, resources in), else -1."""
    usual_input = _speaks_of_resources(_flow_path(package, exchange))
    return 1 if is_input(exchange) == usual_input else -1


@lru_cache(maxsize=4096)
def _speaks_of_air(path: str) -> bool:
    return _AIR.search(path) is not None


@lru_cache(maxsize=4096)
def _speaks_of_resources(path: str) -> bool:
    return _RESOURCE.search(path) is not None


def _flow_path(package: Package, exchange: Object) -> str:
    link = mapping(exchange.get("flow"))
    own = link.get("category")
    if isinstance(own, str):
        return own
    if isinstance(link.get("categoryPath"), list):
        return joined(map(text, link["categoryPath"]), "/")
    return path_of(package, mapping(package.get("flows", link)))


def place_of(package: Package, location: object) -> tuple[str, str]:
    """Code and name of a location."""
    stored = mapping(package.get("locations", location)) or mapping(location)
    if isinstance(location, str):
        return location, location
    return text(stored.get("code")), text(stored.get("name"))


def common(package: Package, node: Object) -> Content:
    """Category, version and description of a result or process."""
    changed = iso_date(text(node.get("lastChange")))
    version = text(node.get("version"))
    told = joined([f"版本 {version}" if version else "", f"最后修改 {changed}" if changed else ""], "，")
    return {"category": path_of(package, node), "table": told, "note": text(node.get("description"))[:1000]}


def documented(package: Package, process: Object) -> Content:
    """What the documentation of a process tells of validity, source and licence."""
    node = mapping(process.get("processDocumentation"))
    code, name = place_of(package, process.get("location"))
    source = mapping(node.get("publication")) or next(iter(items(node.get("sources"))), {})
    guarded = flag(node, "isCopyrightProtected", "copyright")
    rights = text(node.get("restrictionsDescription"))
    quality = text(process.get("dqEntry"))
    return {
        "region": region_of(code, name),
        "year": year_of(text(node.get("validFrom"))),
        "valid_until": iso_date(text(node.get("validUntil"))),
        "publisher": _named(package, "actors", node.get("dataSetOwner"))
        or _named(package, "actors", node.get("dataGenerator")),
        "document": _named(package, "sources", source),
        "licence": rights or ("受版权保护" if guarded else ""),
        "quality": f"数据质量 {quality}" if quality else "",
    }


def _named(package: Package, folder: str, reference: object) -> str:
    link = mapping(reference)
    return text(mapping(package.get(folder, link)).get("name")) or text(link.get("name"))
