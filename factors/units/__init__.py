"""Units of measure: exact, tolerant of spelling, never guessed. Pure: no Django, no rows.

``parse`` reads a unit, ``convert`` changes an amount from one to another of the same dimension, and the three
``parse_..._unit`` functions read the compound units of factors. What is not known or does not convert raises a
``UnitError`` with reason and remedy in Chinese; nothing is ever taken as "times one".
"""

from factors.units.arithmetic import CONTEXT, calculating
from factors.units.catalogue import COUNT_WORDS, UNITS
from factors.units.compound import (
    CarbonContentUnit,
    EmissionFactorUnit,
    HeatingValueUnit,
    parse_carbon_content_unit,
    parse_emission_factor_unit,
    parse_heating_value_unit,
)
from factors.units.conversion import compatible, convert, missing_link, ratio
from factors.units.definition import Dimension, Inconvertible, Unit, UnitError, UnknownUnit
from factors.units.listing import UnitGroup, emission_factor_units, known_units
from factors.units.reading import parse, require_dimension

__all__ = [
    "CONTEXT",
    "COUNT_WORDS",
    "UNITS",
    "CarbonContentUnit",
    "Dimension",
    "EmissionFactorUnit",
    "HeatingValueUnit",
    "Inconvertible",
    "Unit",
    "UnitError",
    "UnitGroup",
    "UnknownUnit",
    "calculating",
    "compatible",
    "convert",
    "emission_factor_units",
    "known_units",
    "missing_link",
    "parse",
    "parse_carbon_content_unit",
    "parse_emission_factor_unit",
    "parse_heating_value_unit",
    "ratio",
    "require_dimension",
]
