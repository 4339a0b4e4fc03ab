"""Factors out of ILCD process data sets."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from factors import units
from factors.importers.contract import Content, ReadRow
from factors.importers.figures import NoFigureError, fraction_of
from factors.importers.ilcd_package import DataSetError, Package
from factors.importers.ilcd_results import CRADLE_TO_GATE, Result, default_scenario, figure_of, parts_told
from factors.importers.methods import gwp_set_of
from factors.importers.offers import Offer, co2e_mass, joined, line, named, region_of, unit_of, year_of
from factors.importers.safe_xml import (
    Element,
    attribute,
    content,
    find,
    find_all,
    in_languages,
    preferred,
    text_at,
)

HEADS = ("名称", "UUID", "版本", "位置", "参考量", "参考单位", "方法", "模块", "结果", "文件")


class Wanted(NamedTuple):
    """What a person chose: the method's key, the module of an EPD, and units that the file leaves open."""

    method: str
    module: str
    reference_unit: str
    result_unit: str


def row_of(
    package: Package, file: str, node: Element | str, results: list[Result], wanted: Wanted
) -> ReadRow:
    """The row of one process; ``node`` is the message about a broken file. ``results`` are its LCIA results."""
    offer = Offer(f"文件“{file}”")
    if isinstance(node, str):
        offer.refuse(f"文件{node}。请重新导出。")
        return offer.row(("",) * (len(HEADS) - 1) + (file,))
    offer.content |= _described(node)
    uuid = str(offer.content["code"])
    cells = {"amount": "", "unit": "", "method": "", "module": "", "result": ""}
    try:
        _valued(package, offer, node, results, wanted, cells)
    except DataSetError as error:
        offer.refuse(f"{error}。请核对原文件。")
    except units.UnitError as error:
        offer.refuse(str(error))
    place = attribute(_location(node), "location")
    version = text_at(node, "administrativeInformation/publicationAndOwnership/dataSetVersion")
    title = str(offer.content.get("name", ""))
    return offer.row((title, uuid, version, place, *cells.values(), file)[: len(HEADS)])


def _valued(
    package: Package,
    offer: Offer,
    node: Element,
    results: list[Result],
    wanted: Wanted,
    cells: dict[str, str],
) -> None:
    chosen = [one for one in results if one.key == wanted.method]
    if len(chosen) != 1:
        raise DataSetError("没有所选的影响评价方法" if not chosen else "所选的影响评价方法出现了不止一次")
    scenario = default_scenario(node)
    figure, remark = figure_of(chosen[0], wanted.module, scenario)
    cells |= {"method": chosen[0].label, "result": figure.text}
    if chosen[0].amounts:
        cells["module"] = wanted.module
        _of_module(offer, wanted.module)
        told = parts_told(results, chosen[0], wanted.module, scenario)
        remark += "".join(f"{label}：{text}。" for label, text in told.items())
    mass = co2e_mass(chosen[0].unit or wanted.result_unit)
    if mass is None:
        raise DataSetError(f"结果的单位“{chosen[0].unit or wanted.result_unit}”不是二氧化碳当量的质量")
    exchange = _reference(node)
    amount = text_at(exchange, "resultingAmount") or text_at(exchange, "meanAmount")
    unit = package.reference_unit(exchange) or wanted.reference_unit
    cells |= {"amount": amount, "unit": unit}
    if not unit:
        raise DataSetError("文件没有写明参考流的单位，请在“参考单位”中填写后重新读取")
    offer.state(figure, _amount(amount), mass, unit_of(unit))
    offer.content["gwp_set"] = gwp_set_of(chosen[0].label)
    offer.notes.append(f"影响评价方法：{line(chosen[0].label, 200)}。{remark}")


def _of_module(offer: Offer, module: str) -> None:
    """The modules of one EPD are several factors: all but A1-A3 carry theirs in the code and the name."""
    if module == CRADLE_TO_GATE:
        offer.content["boundary"] = "A1-A3（摇篮到大门）"
        return
    offer.content["boundary"] = f"模块 {module}"
    offer.content["code"] = f"{offer.content['code']}:{module}"
    offer.content["name"] = f"{line(str(offer.content['name']), 280)}，模块 {module}"


def _amount(text: str) -> Fraction:
    try:
        amount = fraction_of(text)
    except NoFigureError as error:
        raise DataSetError(f"参考流的数量有误：{error}") from error
    if amount <= 0:
        raise DataSetError("参考流的数量必须大于 0")
    return amount


def says_unit(package: Package, node: Element) -> bool:
    """Whether the package tells what the reference flow is measured in."""
    try:
        return bool(package.reference_unit(_reference(node)))
    except DataSetError:
        return True


def _reference(node: Element) -> Element:
    """The exchange of the reference flow."""
    wanted = [
        content(one)
        for one in find_all(node, "processInformation/quantitativeReference/referenceToReferenceFlow")
    ]
    if len(wanted) != 1:
        raise DataSetError("没有唯一的参考流" if wanted else "没有参考流")
    for exchange in find_all(node, "exchanges/exchange"):
        if attribute(exchange, "dataSetInternalID") == wanted[0]:
            return exchange
    raise DataSetError("参考流不在交换之中")


def _described(node: Element) -> Content:
    """What the data set tells of itself, figures apart."""
    facts = find(node, "processInformation/dataSetInformation")
    owning = find(node, "administrativeInformation/publicationAndOwnership")
    time = find(node, "processInformation/time")
    until = text_at(time, "dataSetValidUntil")
    names = _names(facts)
    return {
        "code": text_at(facts, "UUID").lower(),
        **named(names.get("zh", ""), names.get("en", ""), preferred(names)),
        "synonyms": preferred(in_languages(find_all(facts, "synonyms"))),
        "category": "/".join(
            content(one) for one in find_all(facts, "classificationInformation/classification/class")
        ),
        "region": region_of(attribute(_location(node), "location")),
        "year": year_of(text_at(time, "referenceYear")),
        "valid_until": f"{year_of(until)}-12-31" if year_of(until) else "",
        "publisher": preferred(
            in_languages(find_all(owning, "referenceToOwnershipOfDataSet/shortDescription"))
        ),
        "document": _document(owning),
        "table": joined(
            [f"版本 {text_at(owning, 'dataSetVersion')}" if text_at(owning, "dataSetVersion") else ""]
        ),
        "licence": joined(
            [text_at(owning, "licenseType"), preferred(in_languages(find_all(owning, "accessRestrictions")))]
        ),
        "note": preferred(in_languages(find_all(facts, "generalComment")))[:1000],
    }


def _location(node: Element) -> Element | None:
    return find(node, "processInformation/geography/locationOfOperationSupplyOrProduction")


def _names(facts: Element | None) -> dict[str, str]:
    """The full name in each language: base name, treatment, mix and location, flow properties."""
    parts = [
        in_languages(find_all(facts, f"name/{part}"))
        for part in (
            "baseName",
            "treatmentStandardsRoutes",
            "mixAndLocationTypes",
            "functionalUnitFlowProperties",
        )
    ]
    return {language: joined((part.get(language, "") for part in parts), "，") for language in parts[0]}


def _document(owning: Element | None) -> str:
    """The registration of an EPD, else the address of the data set."""
    number = text_at(owning, "registrationNumber")
    authority = preferred(in_languages(find_all(owning, "referenceToRegistrationAuthority/shortDescription")))
    return joined([authority, number], " ") or text_at(owning, "permanentDataSetURI")
