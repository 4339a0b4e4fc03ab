"""openLCA JSON-LD packages (schema 1 and 2)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from factors.importers import archives
from factors.importers.contract import Choice, Inspection, Reading, Refused
from factors.importers.methods import suggested
from factors.importers.offers import co2e_mass, joined
from factors.importers.openlca_package import Object, Package, items, looks_like, mapping, text
from factors.importers.openlca_rows import indicator_id, method_of, read, why_not

BY_METHOD, BY_GAS = "method", "gases"
_NOTHING = (
    "数据包中没有可导入的因子：既没有计算结果，也没有累积清单过程。单元过程的直接排放不是产品的碳足迹；"
    "请在 openLCA 中建立产品系统、计算并保存结果后，连同结果重新导出。"
)


class OpenLca:
    """Results, and processes that take nothing from others, out of an openLCA package."""

    key = "openlca"
    label = "openLCA JSON-LD 数据包"
    hint = (
        "由 openLCA 导出的 JSON-LD 压缩包（.zip）。读取其中的计算结果，以及没有产品投入的累积清单过程；"
        "单元过程不是排放因子，会被计数并跳过。"
    )

    def recognises(self, path: Path, name: str) -> bool:
        """By the folders and the marker of such a package."""
        return looks_like(archives.names_in(path))

    def inspect(self, path: Path, name: str) -> Inspection:
        """The impact categories in CO2e, and whether processes are taken by category or by gas."""
        with archives.opened(path, archives.PACKAGE) as archive:
            package = Package(archive)
            options = tuple((value, label) for value, (label, _unit) in _categories(package).items())
            terminated = sum(
                isinstance(node, str) or not why_not(node) for _id, node in package.every("processes")
            )
            results = len(package.ids("results"))
        ways = (
            *(((BY_METHOD, "按所选方法折算"),) if options else ()),
            (BY_GAS, "按气体导入，随项目的 GWP 折算"),
        )
        choices = [Choice("way", "取值方式", options=ways, suggested=ways[0][0])]
        if options:
            choices.append(
                Choice(
                    "category",
                    "影响类别（气候变化）",
                    options=options,
                    suggested=suggested(options) or options[0][0],
                )
            )
        notes = [f"数据包中有 {results} 个计算结果、{terminated} 个可直接取值的过程。"]
        if results and not options:
            notes.append("计算结果中没有以二氧化碳当量计的影响类别。")
        if not results and not terminated:
            notes.append(_NOTHING)
        return Inspection(self.key, tuple(choices), {}, tuple(notes))

    def read(self, path: Path, name: str, choices: Mapping[str, str | Mapping[str, str]]) -> Reading:
        """Raises ``Refused`` when the chosen category is not in the package."""
        with archives.opened(path, archives.PACKAGE) as archive:
            package = Package(archive)
            if choices.get("way", BY_METHOD) == BY_GAS:
                return read(package, None)
            wanted = str(choices.get("category", ""))
            label, unit = _categories(package).get(wanted, ("", ""))
            method = method_of(package, wanted, label, unit)
            if method is None:
                raise Refused("请选择一个以二氧化碳当量计的影响类别；没有时请改为按气体导入。")
            return read(package, method)


def _categories(package: Package) -> dict[str, tuple[str, str]]:
    """Label and unit of the impact categories in CO2e, of the results and of the package's methods, by id."""
    found: dict[str, tuple[str, str]] = {}
    for _id, node in package.every("results"):
        method = text(mapping(mapping(node).get("impactMethod")).get("name"))
        for entry in items(mapping(node).get("impactResults")):
            indicator = mapping(entry.get("indicator"))
            stored = mapping(package.get("lcia_categories", indicator))
            _take(found, indicator_id(indicator), {**stored, **indicator}, method)
    for identifier, node in package.every("lcia_categories"):
        _take(found, identifier, mapping(node), package.methods_of.get(identifier, ""))
    return found


def _take(found: dict[str, tuple[str, str]], identifier: str, category: Object, method: str) -> None:
    unit = text(category.get("refUnit")) or text(category.get("referenceUnitName"))
    name = text(category.get("name"))
    if identifier and co2e_mass(unit) is not None:
        found.setdefault(identifier, (joined([method, name], "｜") or identifier, unit))
