"""What composite factors are made of: the parts of an electricity mix, the figures of a lorry."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from factors import telling, units
from factors.values import (
    Component,
    MixTerm,
    MixValue,
    TransportValue,
    VehiclePart,
    carriage,
    mix_terms,
    mix_total,
)
from factors.values.transport import LOADS, PHASES, Load
from factors.values.troubles import digits
from inventories.footprint.values import Factor
from reports.rendering import amounts
from reports.rendering.blocks import Column, Row, Table, fitted
from reports.rendering.facts import Facts
from reports.rendering.phrases import DASH, plain

_INSTRUMENTS = {"gec": "绿证", "green_power": "绿电交易", "irec": "I-REC", "other": "其他凭证"}
_COUNTED = (
    "电量是以该项因子计算的电量：外购网电已扣除绿电、绿证，并加上已出售绿证的自发电量，任何一度电都不重复计算；"
    "输配电随外购电量计算，不计入占比。"
)


def mixes(facts: Facts) -> tuple[Table, ...]:
    """Every electricity mix with the amounts that count, their shares and factors."""
    rows = [
        row
        for factor in facts.factors
        if isinstance(factor.value, MixValue) and factor.key not in facts.withheld.factors
        for row in _mix(facts, factor, factor.value)
    ]
    if not rows:
        return ()
    columns = (
        Column("组成", 16),
        Column("电量", 9, "number"),
        Column("单位", 7, "unit"),
        Column("占比", 9, "number"),
        Column("因子", 10, "number"),
        Column("因子单位", 13, "unit"),
        Column("因子来源、电量与凭证", 36),
    )
    return (fitted("mixes", "电力组合因子的组成", columns, rows, notes=(_COUNTED,)),)


def _mix(facts: Facts, factor: Factor, value: MixValue) -> Iterator[Row]:
    yield Row((factor.name, "", "", "", "", "", ""), "group")
    for term, share in zip(mix_terms(value), telling.share_texts(value), strict=True):
        yield Row(_part(value, term, share))
    total = (digits(mix_total(value)), value.unit, "100%")
    result = amounts.derived(facts, facts.kilograms(factor))
    yield Row(("合计", *total, result, telling.result_unit(value), ""), "total")


def _part(value: MixValue, term: MixTerm, share: str) -> tuple[str, ...]:
    part = term.part
    figure = (plain(part.factor.amount), _symbol(part.factor))
    return (part.name, digits(term.counted), value.unit, share, *figure, _source(value, term))


def _source(value: MixValue, term: MixTerm) -> str:
    part = term.part
    told = [_published(part.factor)]
    if part.certificates:
        told.append(f"{_INSTRUMENTS.get(part.instrument or '', '凭证')}：{part.certificates}")
    if counted := telling.counting(value, term):
        told.append(counted.removeprefix(f"{part.name}："))
    if part.note:
        told.append(part.note)
    return "；".join(told)


def vehicles(facts: Facts) -> tuple[Table, ...]:
    """Every lorry with what it emits per kilometre, its load, its way back and what that makes."""
    rows = [
        row
        for factor in facts.factors
        if isinstance(factor.value, TransportValue) and factor.key not in facts.withheld.factors
        for row in _lorry(facts, factor, factor.value)
    ]
    if not rows:
        return ()
    columns = (
        Column("参数", 34),
        Column("数值", 16, "number"),
        Column("单位", 18, "unit"),
        Column("来源与说明", 32),
    )
    return (fitted("vehicles", "运输因子的推导", columns, rows),)


def _lorry(facts: Facts, factor: Factor, value: TransportValue) -> Iterator[Row]:
    yield Row((f"{factor.name}（{value.vehicle}）", "", "", ""), "group")
    for part in value.parts:
        yield Row((_emission(part), plain(part.factor.amount), _symbol(part.factor), _published(part.factor)))
    made, mass = carriage(value), telling.result_unit(value).split("/")[0]
    loads: tuple[tuple[Load, Fraction], ...] = (("empty", made.empty), ("full", made.full))
    for load, kilograms in loads:
        if sum(part.load == load for part in value.parts) > 1:
            yield Row((f"{LOADS[load]}，合计", telling.figure(kilograms), f"{mass}/km", ""))
    yield Row(("额定载重", plain(value.payload_t), "t", ""))
    yield Row(("载重率", amounts.fraction(value.load_rate), DASH, ""))
    yield Row(("空返比例", amounts.fraction(value.empty_return), DASH, "空驶返回的路程占去程的比例"))
    yield Row(("温控附加", amounts.fraction(value.surcharge), DASH, value.surcharge_note))
    result = amounts.derived(facts, facts.kilograms(factor))
    yield Row(("推导所得的因子", result, telling.result_unit(value), ""), "total")


def _emission(part: VehiclePart) -> str:
    return f"{LOADS[part.load]}，{PHASES[part.phase]}"


def _published(component: Component) -> str:
    """Where a part's figure stands, with its year."""
    source = component.source
    named = dict.fromkeys(
        text for text in (component.library, source.publisher, source.document, source.table) if text
    )
    year = f"{component.year} 年" if component.year is not None else ""
    remark = "二手资料" if source.second_hand else ""
    return "，".join(filter(None, (*named, year, remark))) or DASH


def _symbol(component: Component) -> str:
    return units.parse_emission_factor_unit(component.unit).symbol
