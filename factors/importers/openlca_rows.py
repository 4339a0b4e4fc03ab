"""Factors out of an openLCA package: results, and processes whose direct emissions are all that there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from factors import units
from factors.importers.contract import Reading, ReadRow
from factors.importers.figures import Digits
from factors.importers.gases import Gas, gas_of
from factors.importers.methods import gwp_set_of
from factors.importers.offers import Offer, co2e_mass, joined, line, named, region_of
from factors.importers.openlca_facts import (
    common,
    direction,
    documented,
    flow_type,
    is_input,
    place_of,
    to_air,
)
from factors.importers.openlca_package import (
    Measured,
    Object,
    ObjectError,
    Package,
    flag,
    items,
    mapping,
    number,
    text,
)

HEADS = ("类型", "名称", "UUID", "位置", "参考量", "参考单位", "结果", "结果单位", "文件")
UNIT_PROCESS = "单元过程：有产品投入或待处理的废物，直接排放不是累积结果。请在 openLCA 中计算后导出结果"
MULTI_OUTPUT = "多产品过程：尚未分配，无法得到单一产品的结果"
NO_REFERENCE = "没有唯一的参考流"
NO_FLOWS = "过程中没有基本流"


@dataclass(frozen=True, slots=True)
class Method:
    """The impact category that was chosen, with the mass of CO2e of its unit and its factors by flow and place."""

    identifier: str
    name: str
    mass: units.Unit
    # Kilograms or tonnes of CO2e (``mass``) for one reference unit of a flow; the place is empty for everywhere.
    factors: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)


def method_of(package: Package, identifier: str, name: str, unit: str) -> Method | None:
    """The method with its factors from the package, if they are in it; ``None`` when it gives no mass of CO2e."""
    mass = co2e_mass(unit)
    if mass is None:
        return None
    category = mapping(package.get("lcia_categories", {"@id": identifier}))
    factors: dict[tuple[str, str], Fraction] = {}
    broken: dict[str, str] = {}
    for entry in items(category.get("impactFactors")):
        flow = text(mapping(entry.get("flow")).get("@id"))
        key = (flow, text(mapping(entry.get("location")).get("@id")))
        try:
            flow, one = package.in_reference(entry)
            value = number(entry.get("value")) / one
            if factors.setdefault(key, value) != value:
                raise ObjectError("所选方法对同一基本流给出了两个不同的系数")
        except ObjectError as error:
            broken[flow] = str(error)
    return Method(identifier, name, mass, factors, broken)


def read(package: Package, method: Method | None) -> Reading:
    """Every factor of the package: by the method, or by gas when there is none."""
    rows: list[ReadRow] = []
    skipped: dict[str, int] = {}
    if method is not None:
        rows.extend(
            _result_row(package, identifier, node, method) for identifier, node in package.every("results")
        )
    elif package.ids("results"):
        skipped["计算结果不分气体，按气体导入时不读取"] = len(package.ids("results"))
    for identifier, node in package.every("processes"):
        reason = "" if isinstance(node, str) else why_not(node)
        if reason:
            skipped[reason] = skipped.get(reason, 0) + 1
        else:
            rows.append(_process_row(package, identifier, node, method))
    return Reading(HEADS, tuple(rows), skipped)


def why_not(process: Object) -> str:
    """Why the direct emissions of the process are no cumulative result; empty when they are."""
    exchanges = items(process.get("exchanges"))
    reference = list(filter(is_reference, exchanges))
    if len(reference) != 1:
        return NO_REFERENCE
    others = [entry for entry in exchanges if entry is not reference[0] and _counts(entry)]
    technical = [entry for entry in others if flow_type(entry) != "ELEMENTARY_FLOW"]
    if any(is_input(entry) or flow_type(entry) == "WASTE_FLOW" for entry in technical):
        return UNIT_PROCESS
    if any(flag(entry, "isAvoidedProduct", "avoidedProduct") for entry in technical):
        return UNIT_PROCESS
    if technical:
        return MULTI_OUTPUT
    return "" if others else NO_FLOWS


def _counts(exchange: Object) -> bool:
    """Whether the amount is anything but a plain zero; what cannot be read counts, and is refused later."""
    amount = exchange.get("amount")
    return not (isinstance(amount, Digits) and not amount.text.lower().partition("e")[0].strip("+-0."))


def _result_row(package: Package, identifier: str, node: Object | str, method: Method) -> ReadRow:
    place = package.place("results", identifier)
    offer = Offer(f"文件“{place}”")
    offer.content["code"] = identifier
    if isinstance(node, str):
        return _broken(offer, "结果", identifier, node)
    reference = _reference_of(package, node)
    code, name = place_of(package, reference.get("location"))
    offer.content |= named(text(node.get("name")), text(mapping(reference.get("flow")).get("name")))
    offer.content |= common(package, node) | {
        "region": region_of(code, name),
        "gwp_set": gwp_set_of(method.name, text(mapping(node.get("impactMethod")).get("name"))),
        "boundary": "按 openLCA 产品系统计算的累积结果",
    }
    offer.notes.append(f"影响评价方法：{method.name}。")
    amount: object = None
    try:
        if not reference:
            raise ObjectError("没有参考流，不知道结果对应多少产品")
        per = package.size(reference, reference.get("amount"))
        amount = _result_of(node, method)
        offer.state(amount, per.amount, method.mass, per.unit)
    except ObjectError as error:
        offer.refuse(f"{error}。请在 openLCA 中检查该结果后重新导出。")
    return offer.row(_cells("结果", offer, reference, amount, f"{method.mass}CO2e", place))


def _result_of(node: Object, method: Method) -> object:
    """The amount of the chosen category; by name where the result does not say its id."""
    found = [
        entry
        for entry in items(node.get("impactResults"))
        if indicator_id(mapping(entry.get("indicator"))) == method.identifier
    ]
    if len(found) != 1:
        raise ObjectError(
            "该结果没有所选的影响类别" if not found else "所选的影响类别在该结果中出现了不止一次"
        )
    return found[0].get("amount")


def indicator_id(indicator: Object) -> str:
    """What a person's choice of an impact category is kept by."""
    return text(indicator.get("@id")) or text(indicator.get("name"))


def _reference_of(package: Package, result: Object) -> Object:
    """The reference flow of a result; when it has none marked, the target of its product system."""
    flows = items(result.get("flowResults"))
    for entry in flows:
        if flag(entry, "isRefFlow", "refFlow", "isQuantitativeReference"):
            return entry
    system = mapping(package.get("product_systems", result.get("productSystem")))
    process = mapping(package.get("processes", system.get("refProcess")))
    internal = mapping(system.get("refExchange")).get("internalId")
    for exchange in items(process.get("exchanges")):
        if internal is not None and exchange.get("internalId") == internal:
            return {
                **exchange,
                "amount": system.get("targetAmount"),
                "unit": system.get("targetUnit"),
                "flowProperty": system.get("targetFlowProperty"),
                "location": process.get("location"),
            }
    return {}


def _process_row(package: Package, identifier: str, node: Object | str, method: Method | None) -> ReadRow:
    place = package.place("processes", identifier)
    offer = Offer(f"文件“{place}”")
    offer.content["code"] = identifier
    if isinstance(node, str):
        return _broken(offer, "过程", identifier, node)
    exchanges = items(node.get("exchanges"))
    reference = next(entry for entry in exchanges if is_reference(entry))
    flow = text(mapping(reference.get("flow")).get("name"))
    offer.content |= named(text(node.get("name")), flow) | common(package, node) | documented(package, node)
    offer.content["boundary"] = "过程内的全部基本流（累积清单）"
    emissions = [entry for entry in exchanges if entry is not reference and _counts(entry)]
    try:
        per = package.size(reference, reference.get("amount"))
        if per.amount <= 0:
            raise ObjectError("参考流的数量必须大于 0")
        if method is None:
            _by_gas(package, offer, emissions, per)
        else:
            where = text(mapping(node.get("location")).get("@id"))
            _by_method(package, offer, emissions, method, per, where)
    except ObjectError as error:
        offer.refuse(f"{error}。请在 openLCA 中检查该过程后重新导出。")
    if any(text(entry.get("amountFormula")) or text(entry.get("formula")) for entry in exchanges):
        offer.notes.append("交换中的公式未计算，按文件所给数量。")
    return offer.row(_cells("过程", offer, reference, offer.content.get("amount"), "kgCO2e", place))


def _by_method(
    package: Package, offer: Offer, emissions: list[Object], method: Method, per: Measured, where: str
) -> None:
    total, matched = Fraction(0), 0
    for entry in emissions:
        flow = text(mapping(entry.get("flow")).get("@id"))
        if flow in method.broken:
            raise ObjectError(f"方法“{method.name}”：{method.broken[flow]}")
        place = text(mapping(entry.get("location")).get("@id")) or where
        factor = method.factors.get((flow, place), method.factors.get((flow, "")))
        if factor is not None:
            _flow, one = package.in_reference(entry)
            total += direction(package, entry) * number(entry.get("amount")) * one * factor
            matched += 1
    if not matched:
        offer.refuse(
            "所选方法不含该过程的任何基本流（两者的流标识不同）。请选择配套的方法，或改为按气体导入。"
        )
        return
    offer.state_sum(total * units.ratio(method.mass, units.parse("kg")) / per.amount, per.unit)
    offer.content["gwp_set"] = gwp_set_of(method.name)
    offer.notes.append(f"由包内方法“{method.name}”折算：{matched} 项基本流的数量 × 系数之和。")


def _by_gas(package: Package, offer: Offer, emissions: list[Object], per: Measured) -> None:
    gases: dict[str, Fraction] = {}
    biogenic: list[str] = []
    unknown: list[str] = []
    for entry in emissions:
        flow = mapping(package.get("flows", entry.get("flow"))) or mapping(entry.get("flow"))
        name = text(flow.get("name")) or text(mapping(entry.get("flow")).get("name"))
        gas = gas_of(name, text(flow.get("cas")))
        if gas is Gas.OTHER or (gas is not Gas.BIOGENIC_CO2 and not to_air(package, entry)):
            continue
        if isinstance(gas, Gas):
            (biogenic if gas is Gas.BIOGENIC_CO2 else unknown).append(name)
            continue
        size = package.size(entry, entry.get("amount"))
        if size.unit.dimension.key != "mass":
            raise ObjectError(f"“{name[:60]}”的单位“{size.unit}”不是质量单位")
        kilograms = size.amount * units.ratio(size.unit, units.parse("kg")) / per.amount
        gases[gas] = gases.get(gas, Fraction(0)) + direction(package, entry) * kilograms
    offer.give_gases(gases, per.unit)
    offer.notes.extend(left_out(biogenic, unknown))


def left_out(biogenic: list[str], unknown: list[str]) -> Iterator[str]:
    """What is said of flows that were not counted."""
    if biogenic:
        yield f"生物源二氧化碳的排放与吸收未计入：{line(joined(biogenic, '、'), 200)}。"
    if unknown:
        yield f"可能是温室气体但系统不认识，未计入：{line(joined(unknown, '、'), 200)}。"


def is_reference(exchange: Object) -> bool:
    """Whether the exchange is what the process is for."""
    return flag(exchange, "isQuantitativeReference", "quantitativeReference")


def _broken(offer: Offer, kind: str, identifier: str, message: str) -> ReadRow:
    offer.refuse(f"文件{message}。请重新导出。")
    return offer.row((kind, "", identifier, "", "", "", "", "", offer.place))


def _cells(
    kind: str, offer: Offer, reference: Object, amount: object, unit: str, place: str
) -> tuple[str, ...]:
    stated = reference.get("amount")
    return (
        kind,
        str(offer.content.get("name", "")),
        str(offer.content["code"]),
        str(offer.content.get("region", "")),
        stated.text if isinstance(stated, Digits) else "",
        text(mapping(reference.get("unit")).get("name")),
        amount.text if isinstance(amount, Digits) else text(amount),
        unit,
        place,
    )
