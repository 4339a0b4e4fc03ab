"""The impact results of an ILCD process: one figure, or in an EPD one for each module of the life cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from factors.importers.figures import Digits, NoFigureError, decimal_of, fraction_of, written
from factors.importers.ilcd_package import DataSetError, Package
from factors.importers.safe_xml import (
    Element,
    attribute,
    content,
    find,
    find_all,
    in_languages,
    local,
    preferred,
)

CRADLE_TO_GATE = "A1-A3"
UNNAMED = "未写明的方法"
_PARTS = ("A1", "A2", "A3")


class Amount(NamedTuple):
    """One figure of an EPD as it was written."""

    module: str
    scenario: str
    text: str


class Result(NamedTuple):
    """The result of one method: ``mean`` of a plain data set, ``amounts`` by module of an EPD."""

    key: str
    label: str
    unit: str
    mean: str
    amounts: tuple[Amount, ...]


def results_of(package: Package, process: Element) -> list[Result]:
    """Every LCIA result of the process, in the order of the file."""
    return [_result(package, one) for one in find_all(process, "LCIAResults/LCIAResult")]


def default_scenario(process: Element) -> str:
    """The scenario that an EPD marks as its own choice."""
    for one in find_all(process, "processInformation/dataSetInformation/other/scenarios/scenario"):
        if attribute(one, "default") == "true":
            return attribute(one, "name")
    return ""


def figure_of(result: Result, module: str, scenario: str) -> tuple[Digits, str]:
    """The figure for the module with what must be said of it. Raises ``DataSetError``."""
    if not result.amounts:
        return _checked(result.mean), ""
    stated = _stated(result.amounts, module, scenario)
    if stated is not None:
        return stated, ""
    if module != CRADLE_TO_GATE:
        raise DataSetError(f"没有申报模块 {module}")
    parts = {one: _stated(result.amounts, one, scenario) for one in _PARTS}
    missing = [one for one, figure in parts.items() if figure is None]
    if missing:
        raise DataSetError(f"没有申报 A1-A3，也缺少模块 {'、'.join(missing)}，不能相加")
    total, _rounded = written(sum(map(fraction_of, parts.values()), Fraction(0)))
    return Digits(total), "A1-A3 由 A1、A2、A3 三个模块相加。"


def modules_of(results: Iterable[Result]) -> list[str]:
    """The modules that figures are given for, A1-A3 also where only its parts are."""
    found = {amount.module for result in results for amount in result.amounts if amount.module}
    return sorted(found | ({CRADLE_TO_GATE} if found.issuperset(_PARTS) else set()))


def parts_told(results: Iterable[Result], chosen: Result, module: str, scenario: str) -> Mapping[str, str]:
    """The other climate indicators of the EPD (fossil, biogenic, land use) for the same module, for the note."""
    told: dict[str, str] = {}
    for result in results:
        if result.key != chosen.key and any(word in result.label.casefold() for word in _KINDS):
            try:
                told[result.label[:80]] = figure_of(result, module, scenario)[0].text
            except DataSetError:
                continue
    return told


_KINDS = ("gwp", "climate change", "global warming", "气候变化", "全球变暖")


def _result(package: Package, node: Element) -> Result:
    reference = find(node, "referenceToLCIAMethodDataSet")
    label = preferred(in_languages(find_all(reference, "shortDescription")))
    other = find(node, "other")
    amounts = tuple(
        Amount(attribute(one, "module"), attribute(one, "scenario"), content(one))
        for one in (other if other is not None else ())
        if local(one) == "amount" and content(one)
    )
    group = find(other, "referenceToUnitGroupDataSet")
    unit = package.unit_of_group(group) if group is not None else package.unit_of_method(reference)
    mean = content(find(node, "meanAmount"))
    key = attribute(reference, "refObjectId").lower() or label or UNNAMED
    return Result(key, label or UNNAMED, unit, mean, amounts if any(one.module for one in amounts) else ())


def _stated(amounts: Iterable[Amount], module: str, scenario: str) -> Digits | None:
    """The figure of a module; among several scenarios that of the EPD's own choice."""
    found = [amount for amount in amounts if amount.module == module]
    if len(found) > 1:
        found = [amount for amount in found if amount.scenario == scenario] if scenario else found
    if len(found) > 1:
        raise DataSetError(f"模块 {module} 有 {len(found)} 个情景，无法确定取哪一个")
    return _checked(found[0].text) if found else None


def _checked(text: str) -> Digits:
    if not text:
        raise DataSetError("所选方法没有数值")
    try:
        decimal_of(text)
    except NoFigureError as error:
        raise DataSetError(str(error)) from error
    return Digits(text)
