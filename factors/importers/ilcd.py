"""ILCD data sets with impact results, and EPDs in the ILCD+EPD extension."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from factors.importers.contract import Choice, Inspection, Reading, ReadRow, Refused
from factors.importers.ilcd_package import looks_like, opened
from factors.importers.ilcd_results import CRADLE_TO_GATE, Result, modules_of, results_of
from factors.importers.ilcd_rows import HEADS, Wanted, row_of, says_unit
from factors.importers.methods import is_climate, suggested
from factors.importers.offers import co2e_mass

NO_RESULTS = "没有影响评价结果（LCIAResults）：单元过程或清单数据集，不是排放因子"
OLDER = "同一数据集的旧版本"
DEFAULT_UNIT = "kg CO2 eq"


class Ilcd:
    """LCIA results out of ILCD process data sets, alone or in a package."""

    key = "ilcd"
    label = "ILCD / ILCD+EPD 数据集"
    hint = (
        "ILCD 1.1 的压缩包（.zip）或单个过程数据集（.xml），也可以是 ILCD+EPD 的环境产品声明。"
        "只读取带影响评价结果的数据集；单元过程不是排放因子，会被计数并跳过。"
    )

    def recognises(self, path: Path, name: str) -> bool:
        """By the folders of a package, or the root of a process data set."""
        return looks_like(path)

    def inspect(self, path: Path, name: str) -> Inspection:
        """The methods and modules of all processes, and units that the file leaves open."""
        methods: dict[str, str] = {}
        modules: set[str] = set()
        open_unit = open_result = False
        count = 0
        with opened(path, name) as package:
            for _name, node in package.processes():
                if isinstance(node, str):
                    continue
                found = [one for one in results_of(package, node) if _may_be(one)]
                count += bool(found)
                for one in found:
                    methods.setdefault(one.key, one.label or one.key)
                modules.update(modules_of(found))
                open_unit = open_unit or (bool(found) and not says_unit(package, node))
                open_result = open_result or any(not one.unit for one in found)
            notes = (
                f"文件中有 {len(package.process_names())} 个过程数据集，其中 {count} 个带有影响评价结果。",
            )
        choices = _choices(methods, modules, open_unit, open_result)
        return Inspection(self.key, choices, {}, notes if count else (*notes, f"{NO_RESULTS}。"))

    def read(self, path: Path, name: str, choices: Mapping[str, str | Mapping[str, str]]) -> Reading:
        """One row for each process that has results."""
        wanted = Wanted(
            str(choices.get("method", "")),
            str(choices.get("module", "")) or CRADLE_TO_GATE,
            str(choices.get("reference_unit", "")),
            str(choices.get("result_unit", "")) or DEFAULT_UNIT,
        )
        rows: list[ReadRow] = []
        skipped: dict[str, int] = {}
        with opened(path, name) as package:
            if package.older:
                skipped[OLDER] = package.older
            for file, node in package.processes():
                results = [] if isinstance(node, str) else results_of(package, node)
                if not isinstance(node, str) and not results:
                    skipped[NO_RESULTS] = skipped.get(NO_RESULTS, 0) + 1
                    continue
                if not wanted.method and results:
                    raise Refused("请选择影响评价方法。")
                rows.append(row_of(package, file, node, results, wanted))
        return Reading(HEADS, tuple(rows), skipped)


def _may_be(result: Result) -> bool:
    """Whether the result may be a carbon footprint: in CO2e, or of no stated unit."""
    return co2e_mass(result.unit) is not None if result.unit else True


def _choices(
    methods: Mapping[str, str], modules: set[str], open_unit: bool, open_result: bool
) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    if methods:
        climate = {key: label for key, label in methods.items() if is_climate(label)} or methods
        others = {key: label for key, label in methods.items() if key not in climate}
        options = (*climate.items(), *others.items())
        choices.append(
            Choice(
                "method",
                "影响评价方法（气候变化）",
                options=options,
                suggested=suggested(options) or options[0][0],
            )
        )
    if modules:
        order = sorted(modules, key=lambda module: (module != CRADLE_TO_GATE, module))
        options = tuple(
            (module, f"{module} 摇篮到大门" if module == CRADLE_TO_GATE else module) for module in order
        )
        choices.append(Choice("module", "EPD 模块", options=options, suggested=order[0]))
    if open_unit and methods:
        choices.append(
            Choice("reference_unit", "参考单位（文件未含流、流属性和单位组时填写，如 kg）", kind="text")
        )
    if open_result:
        label = "结果的单位（文件未写明时按此）"
        choices.append(Choice("result_unit", label, kind="text", suggested=DEFAULT_UNIT))
    return tuple(choices)
