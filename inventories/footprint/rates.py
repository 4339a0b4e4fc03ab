"""From a published factor to kilograms of CO2e per unit of activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors import units
from factors.units import Unit, UnitError
from factors.values import Composite, Trouble, carriage, errors, kind_of, mix_rate, troubles
from factors.values.source import KINDS
from inventories.footprint.context import Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.values import (
    Factor,
    FuelValue,
    GasesValue,
    GwpSet,
    MixValue,
    StatedValue,
    TransportValue,
)

KILOGRAM = units.parse("kg")
KILOWATT_HOUR = units.parse("kWh")
TONNE_KM = units.parse("t·km")
# Molar mass of CO2 over that of carbon, 44/12; kept as two whole numbers, to be divided last.
CO2_PER_CARBON = Quotient(Decimal(44), Decimal(12))


@dataclass(frozen=True, slots=True)
class Rate:
    """Kilograms of CO2e per ``per``; ``co2_only`` when the factor counts no other gas than CO2."""

    kilograms: Quotient
    per: Unit
    co2_only: bool

    @property
    def is_credit(self) -> bool:
        """Below zero: a removal, or an emission avoided elsewhere."""
        return self.kilograms.over < 0


def emission_rate(factor: Factor, gwp_set: GwpSet, spot: Spot, found: Found) -> Rate | None:
    """The factor as a rate; ``None`` when something stands in the way, which then is among the findings."""
    at = spot.at("value")
    match factor.value:
        case StatedValue() as stated:
            return _stated(stated, at, found)
        case FuelValue() as fuel:
            return _fuel(fuel, at, found)
        case GasesValue() as gases:
            return _gases(gases, gwp_set, at, found)
        case MixValue() | TransportValue() as composite:
            return _composite(factor, composite, spot, found)


def _composite(factor: Factor, value: Composite, spot: Spot, found: Found) -> Rate | None:
    """A mix per kWh or a vehicle per t·km; its kind is that of its parts."""
    stops = errors(troubles(value))
    _report(stops, spot.at("value"), found)
    if stops:
        return None
    kind = kind_of(value.components)
    if kind != factor.kind:
        reason = f"因子的口径写作“{KINDS[factor.kind]}”，其组成因子的口径却是“{KINDS[kind]}”。"
        found.error(
            "composite_kind", spot.at("kind"), reason, f"请把口径改为“{KINDS[kind]}”，或更换组成因子。"
        )
        return None
    exact, per = _reckoned(value)
    return Rate(quotient(exact), per, co2_only=all(part.co2_only for part in value.components))


def _reckoned(value: Composite) -> tuple[Fraction, Unit]:
    if isinstance(value, MixValue):
        return mix_rate(value), KILOWATT_HOUR
    return carriage(value).rate, TONNE_KM


def _report(stops: Iterable[Trouble], at: Spot, found: Found) -> None:
    for trouble in stops:
        found.error(trouble.code, at.at(trouble.path), trouble.reason, trouble.remedy)


def _stated(value: StatedValue, at: Spot, found: Found) -> Rate | None:
    try:
        unit = units.parse_emission_factor_unit(value.unit)
    except UnitError as error:
        found.unit_error("unknown_unit", at.at("unit"), error)
        return None
    kilograms = quotient(units.ratio(unit.mass, KILOGRAM)).times(quotient(value.amount))
    return Rate(kilograms, unit.per, unit.co2_only)


def _fuel(value: FuelValue, at: Spot, found: Found) -> Rate | None:
    """Heating value × carbon content × oxidation × 44/12."""
    heat_unit = carbon_unit = None
    try:
        heat_unit = units.parse_heating_value_unit(value.heating_value_unit)
    except UnitError as error:
        found.unit_error("unknown_unit", at.at("heating_value_unit"), error)
    try:
        carbon_unit = units.parse_carbon_content_unit(value.carbon_content_unit)
    except UnitError as error:
        found.unit_error("unknown_unit", at.at("carbon_content_unit"), error)
    if not _fuel_figures(value, at, found) or heat_unit is None or carbon_unit is None:
        return None
    kilograms = (
        quotient(value.heating_value * value.carbon_content * value.oxidation)
        .times(quotient(units.ratio(heat_unit.energy, carbon_unit.per)))
        .times(quotient(units.ratio(carbon_unit.carbon, KILOGRAM)))
        .times(CO2_PER_CARBON)
    )
    return Rate(kilograms, heat_unit.per, co2_only=True)


def _fuel_figures(value: FuelValue, at: Spot, found: Found) -> bool:
    """Whether the three figures can be those of a fuel."""
    heating, carbon, oxidation = value.heating_value, value.carbon_content, value.oxidation
    if heating <= 0:
        reason = f"低位发热量为 {heating:f}，须大于零。"
        found.error("heating_value", at.at("heating_value"), reason, "请按因子出处填写低位发热量。")
    if carbon < 0:
        reason = f"单位热值含碳量为 {carbon:f}，不能为负。"
        found.error("carbon_content", at.at("carbon_content"), reason, "请按因子出处填写含碳量。")
    if not 0 < oxidation <= 1:
        reason = f"碳氧化率为 {oxidation:f}，须是大于 0、不超过 1 的小数。"
        found.error("oxidation", at.at("oxidation"), reason, "请填写小数，例如 98% 填写 0.98。")
    return heating > 0 and carbon >= 0 and 0 < oxidation <= 1


def _gases(value: GasesValue, gwp_set: GwpSet, at: Spot, found: Found) -> Rate | None:
    per = None
    try:
        per = units.parse(value.per)
    except UnitError as error:
        found.unit_error("unknown_unit", at.at("per"), error)
    potentials = {gas.symbol: gas.value for gas in gwp_set.values}
    total, complete = Decimal(0), True
    for index, gas in enumerate(value.gases):
        if gas.symbol in potentials:
            total += gas.kilograms * potentials[gas.symbol]
            continue
        complete = False
        found.error(
            "unknown_gas",
            at.item("gases", index).at("symbol"),
            f"特征化因子集“{gwp_set.name}”中没有气体“{gas.symbol}”，已有：{'、'.join(potentials) or '无'}。",
            "请更正气体的符号，或在特征化因子集中补上该气体。",
        )
    if per is None or not complete:
        return None
    return Rate(quotient(total), per, co2_only={gas.symbol for gas in value.gases} == {"CO2"})
