"""How large a factor is, on one scale for all that are for the same thing: exact kilograms per base unit.

For comparing factors with each other. The calculation of a study has its own way (``inventories.footprint.rates``),
from the frozen value and with findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors import units
from factors.derivation import CO2_PER_CARBON
from factors.models import Factor
from factors.values import MixValue, carriage, errors, mix_rate, troubles

KILOGRAM = units.parse("kg")
Potentials = Mapping[str, Decimal]


class Immeasurable(ValueError):
    """The factor makes no number: a gas without a GWP, a figure missing. The message is for people (Chinese)."""


@dataclass(frozen=True, slots=True)
class Magnitude:
    """``kilograms`` of CO2e (of CO2 alone where ``co2_only``) per one ``per``."""

    kilograms: Fraction
    per: units.Unit
    co2_only: bool

    def in_unit(self, unit: units.Unit) -> Fraction:
        """Kilograms per ``unit``. Raises ``units.Inconvertible``."""
        return self.kilograms * units.ratio(unit, self.per)


def magnitude(factor: Factor, potentials: Potentials) -> Magnitude:
    """``potentials``: kgCO2e per kg of gas, of one GWP set. Raises ``Immeasurable`` or ``units.UnitError``."""
    return _OF_FORM[factor.form](factor, potentials)


def _stated(factor: Factor, _potentials: Potentials) -> Magnitude:
    if factor.amount is None:
        raise Immeasurable(f"“{factor}”没有数值。")
    unit = units.parse_emission_factor_unit(factor.unit)
    return Magnitude(Fraction(factor.amount) * units.ratio(unit.mass, KILOGRAM), unit.per, unit.co2_only)


def _fuel(factor: Factor, _potentials: Potentials) -> Magnitude:
    if factor.heating_value is None or factor.carbon_content is None or factor.oxidation is None:
        raise Immeasurable(f"“{factor}”缺少低位发热量、含碳量或碳氧化率。")
    heat = units.parse_heating_value_unit(factor.heating_value_unit)
    carbon = units.parse_carbon_content_unit(factor.carbon_content_unit)
    kilograms = (
        Fraction(factor.heating_value)
        * Fraction(factor.carbon_content)
        * Fraction(factor.oxidation)
        * units.ratio(heat.energy, carbon.per)
        * units.ratio(carbon.carbon, KILOGRAM)
        * CO2_PER_CARBON
    )
    return Magnitude(kilograms, heat.per, True)


def _gases(factor: Factor, potentials: Potentials) -> Magnitude:
    missing = [symbol for symbol in factor.gases if symbol not in potentials]
    if missing:
        raise Immeasurable(f"所选特征化因子集中没有气体 {'、'.join(missing)}。")
    terms = (Fraction(Decimal(mass)) * Fraction(potentials[symbol]) for symbol, mass in factor.gases.items())
    return Magnitude(sum(terms, Fraction(0)), units.parse(factor.unit), set(factor.gases) == {"CO2"})


def _composite(factor: Factor, _potentials: Potentials) -> Magnitude:
    value = factor.composite
    if value is None:
        raise Immeasurable(f"“{factor}”没有组成。")
    # Before it is proposed anything may be in it: no electricity at all, a lorry without load.
    wrong = errors(troubles(value))
    if wrong:
        raise Immeasurable("".join(f"{each.reason}{each.remedy}" for each in wrong))
    unit = units.parse_emission_factor_unit(factor.unit)
    rate = mix_rate(value) if isinstance(value, MixValue) else carriage(value).rate
    return Magnitude(rate, unit.per, unit.co2_only)


_OF_FORM: dict[str, Callable[[Factor, Potentials], Magnitude]] = {
    Factor.Form.STATED: _stated,
    Factor.Form.FUEL: _fuel,
    Factor.Form.GASES: _gases,
    Factor.Form.MIX: _composite,
    Factor.Form.TRANSPORT: _composite,
}
