"""A fuel's factor from heating value × carbon content × oxidation × 44/12, and one by gas under a GWP set, to be shown.

The calculation of a study has its own (``inventories.footprint.rates``); here the steps are for the reader of a
factor's page, with the rounding that such tables are published with.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors import units
from factors.models import Factor, GwpSet

# Molar mass of CO2 over that of carbon.
CO2_PER_CARBON = Fraction(44, 12)
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Derivation:
    """The factors of the product in order, each with its unit, and what they make: ``result`` in ``unit``."""

    steps: tuple[tuple[str, str], ...]
    result: Decimal
    unit: str


def derive(factor: Factor) -> Derivation:
    """The derivation of a factor of the form ``fuel``. Raises ``units.UnitError``, or ``ValueError`` for others."""
    if factor.heating_value is None or factor.carbon_content is None or factor.oxidation is None:
        raise ValueError(f"factor {factor.pk} is not given by heating value and carbon content")
    heat = units.parse_heating_value_unit(factor.heating_value_unit)
    carbon = units.parse_carbon_content_unit(factor.carbon_content_unit)
    # Fuels are published in tonnes of CO2 per tonne or per ten thousand cubic metres, small units in kilograms.
    mass = units.parse("t" if heat.per.factor >= 1000 else "kg")
    exact = (
        Fraction(factor.heating_value)
        * Fraction(factor.carbon_content)
        * Fraction(factor.oxidation)
        * units.ratio(heat.energy, carbon.per)
        * units.ratio(carbon.carbon, mass)
        * CO2_PER_CARBON
    )
    return Derivation(
        steps=(
            (format(factor.heating_value, "f"), heat.symbol),
            (format(factor.carbon_content, "f"), carbon.symbol),
            (format(factor.oxidation, "f"), ""),
            ("44/12", ""),
        ),
        result=rounded(exact),
        unit=units.EmissionFactorUnit(mass, True, heat.per).symbol,
    )


@dataclass(frozen=True, slots=True)
class Term:
    """One gas: kilograms per unit, its GWP (``None``: the set has none) and their product."""

    symbol: str
    kilograms: str
    potential: Decimal | None
    product: Decimal | None


@dataclass(frozen=True, slots=True)
class Characterised:
    """What one GWP set makes of a factor given by gas; ``total`` is ``None`` when it lacks a gas."""

    gwp_set: GwpSet
    terms: tuple[Term, ...]
    total: Decimal | None
    unit: str


def characterised(factor: Factor, gwp_set: GwpSet) -> Characterised:
    """The terms and the sum, every digit kept. Raises ``units.UnitError``."""
    potentials = {gas.symbol: gas.value for gas in gwp_set.values.all()}
    with units.calculating():
        terms = tuple(
            _term(symbol, text, potentials.get(symbol)) for symbol, text in sorted(factor.gases.items())
        )
        products = [term.product for term in terms if term.product is not None]
        total = sum(products, Decimal(0)) if len(products) == len(terms) else None
    unit = units.EmissionFactorUnit(units.parse("kg"), False, units.parse(factor.unit)).symbol
    return Characterised(gwp_set, terms, total, unit)


def _term(symbol: str, kilograms: str, potential: Decimal | None) -> Term:
    return Term(symbol, kilograms, potential, None if potential is None else Decimal(kilograms) * potential)


def rounded(exact: Fraction) -> Decimal:
    """To six decimals, ties to even; for the reader only."""
    return Decimal(round(exact * 10**DECIMALS)).scaleb(-DECIMALS, context=units.CONTEXT)
