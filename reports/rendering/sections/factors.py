"""The emission factors that were used: as published, with region, year, library and what to know about each."""

from __future__ import annotations

from collections.abc import Iterator

from factors import units
from inventories.footprint.values import Factor, FuelValue, GasesValue, StatedValue
from reports import redaction
from reports.rendering import amounts
from reports.rendering.blocks import Blocks, Column, Paragraph, Ref, Row, Table, fitted, text
from reports.rendering.facts import Facts
from reports.rendering.phrases import DASH, NONE, plain
from reports.rendering.sections import composites

WITHHELD_NOTE = "“授权数据，不公开”指按因子库的许可只供核算机构使用、不对外公开的数值，其来源已列明。"
_KINDS = {"footprint": "", "co2_only": "仅含CO2", "combustion": "燃烧排放", "spend_based": "按金额计"}


def factors(facts: Facts) -> Blocks:
    """All used factors; those from fuel figures or from gases also with what they were made of."""
    used = facts.factors
    if not used:
        return text(f"排放因子：{NONE}。")
    columns = (
        Column("序号", 7, "centre"),
        Column("排放因子", 18),
        Column("数值", 12, "number"),
        Column("单位", 16, "unit"),
        Column("地区", 8, "centre"),
        Column("年份", 8, "centre"),
        Column("来源", 24),
        Column("备注", 14),
    )
    rows = [Row((str(n), *_factor(facts, factor))) for n, factor in enumerate(used, start=1)]
    made_of = [*_fuels(facts), *_gases(facts), *composites.mixes(facts), *composites.vehicles(facts)]
    see = [part for table in made_of for part in ("、", Ref(table.key))][1:]
    derived = ("；由基础参数求得的因子见", *see) if made_of else ()
    opening = Paragraph.of("核算使用的排放因子见", Ref("factors"), *derived, "。")
    table = fitted("factors", "排放因子", columns, rows, optional=(4, 5, 7), notes=_notes(facts))
    return (opening, table, *made_of)


def _factor(facts: Facts, factor: Factor) -> tuple[str, ...]:
    value, unit = _value(facts, factor)
    year = "" if factor.year is None else str(factor.year)
    return (factor.name, value, unit, factor.region, year, _source(facts, factor), _remarks(factor))


def _value(facts: Facts, factor: Factor) -> tuple[str, str]:
    if factor.key in facts.withheld.factors:
        return redaction.VALUE, _symbol(redaction.withheld_unit(facts.study, factor))
    if isinstance(factor.value, StatedValue):
        return plain(factor.value.amount), units.parse_emission_factor_unit(factor.value.unit).symbol
    rate = facts.rate(factor)
    gas = "CO2" if rate.co2_only else "CO2e"
    per = f"({rate.per})" if "·" in rate.per.symbol else rate.per.symbol
    return amounts.derived(facts, facts.kilograms(factor)), f"kg{gas}/{per}"


def _symbol(unit: str) -> str:
    """The unit as tables print it; one that is made up for a derived factor stands as it is."""
    try:
        return units.parse_emission_factor_unit(unit).symbol
    except units.UnitError:
        return unit


def _source(facts: Facts, factor: Factor) -> str:
    library = facts.library_by_key.get(factor.library or "")
    source = factor.source
    named = [library.name] if library is not None else []
    named += [
        part for part in (source.publisher, source.document, source.table) if part and part not in named
    ]
    return "，".join(named) or DASH


def _remarks(factor: Factor) -> str:
    remarks = [
        _KINDS[factor.kind],
        f"近似替代：{factor.proxy_for}" if factor.proxy_for else "",
        "二手资料" if factor.source.second_hand else "",
    ]
    return "；".join(remark for remark in remarks if remark)


def _notes(facts: Facts) -> tuple[str, ...]:
    """What the remarks mean, for those that occur."""
    used = facts.factors
    notes = []
    if any(factor.kind == "co2_only" for factor in used):
        notes.append("“仅含CO2”的因子未计入其他温室气体，与以CO2e计的因子合并计算时，结果可能略为偏低。")
    if any(factor.kind == "combustion" for factor in used):
        notes.append("“燃烧排放”的因子只计燃料燃烧，不含燃料的开采、加工和运输。")
    if any(factor.proxy_for for factor in used):
        notes.append("“近似替代”指没有对应的因子，以性质相近的材料或过程的因子代替，冒号后为被代替者。")
    if any(factor.source.second_hand for factor in used):
        notes.append("“二手资料”指数值取自转引的资料，未见原始出版物。")
    if facts.withheld:
        notes.append(WITHHELD_NOTE)
    return tuple(notes)


def _fuels(facts: Facts) -> tuple[Table, ...]:
    rows = [
        Row(_fuel(factor.name, factor.value))
        for factor in facts.factors
        if isinstance(factor.value, FuelValue) and factor.key not in facts.withheld.factors
    ]
    if not rows:
        return ()
    columns = (
        Column("燃料", 24),
        Column("低位发热量", 15, "number"),
        Column("单位", 15, "unit"),
        Column("单位热值含碳量", 17, "number"),
        Column("单位", 13, "unit"),
        Column("碳氧化率", 14, "number"),
    )
    return (fitted("fuels", "燃料排放因子的基础参数", columns, rows),)


def _fuel(name: str, value: FuelValue) -> tuple[str, ...]:
    return (
        name,
        plain(value.heating_value),
        units.parse_heating_value_unit(value.heating_value_unit).symbol,
        plain(value.carbon_content),
        units.parse_carbon_content_unit(value.carbon_content_unit).symbol,
        amounts.fraction(value.oxidation),
    )


def _gases(facts: Facts) -> tuple[Table, ...]:
    """The gases of a factor, each with its GWP of the study's set and what that makes; the sum is the factor."""
    rows = [
        row
        for factor in facts.factors
        if isinstance(factor.value, GasesValue) and factor.key not in facts.withheld.factors
        for row in _gases_of(facts, factor.name, factor.value)
    ]
    if not rows:
        return ()
    columns = (
        Column("排放因子", 28),
        Column("温室气体", 14, "centre"),
        Column("数值", 16, "number"),
        Column("单位", 14, "unit"),
        Column("GWP", 10, "number"),
        Column("折合CO2e（kg）", 18, "number"),
    )
    note = f"GWP 取自{facts.study.gwp_set.name}；各气体折合值之和即为排放因子。"
    return (fitted("gases", "按气体给出的排放因子", columns, rows, notes=(note,)),)


def _gases_of(facts: Facts, name: str, value: GasesValue) -> Iterator[Row]:
    potentials = {gas.symbol: gas.value for gas in facts.study.gwp_set.values}
    unit = f"kg/{units.parse(value.per)}"
    for gas in value.gases:
        potential = potentials[gas.symbol]
        made = amounts.derived(facts, units.CONTEXT.multiply(gas.kilograms, potential))
        yield Row((name, gas.symbol, plain(gas.kilograms), unit, plain(potential), made))
