"""Published numbers as frozen values: what a composite factor is made of, and what it makes. Pure: no Django, no rows.

The same values stand in a factor's row (``Factor.composition``), in a study and in the portable study file, so that
the pages, the calculation and the report reckon with one arithmetic and refuse in the same words.
"""

from factors.values.mix import MixPart, MixTerm, MixValue, mix_rate, mix_terms, mix_total, mix_troubles
from factors.values.reading import Composite, Malformed, read_composition, troubles
from factors.values.source import Component, FactorKind, Source, UnitText, kind_of
from factors.values.transport import (
    Carriage,
    TransportValue,
    VehiclePart,
    carriage,
    transport_troubles,
)
from factors.values.troubles import Trouble, errors, warnings

__all__ = [
    "Carriage",
    "Component",
    "Composite",
    "FactorKind",
    "Malformed",
    "MixPart",
    "MixTerm",
    "MixValue",
    "Source",
    "TransportValue",
    "Trouble",
    "UnitText",
    "VehiclePart",
    "carriage",
    "errors",
    "kind_of",
    "mix_rate",
    "mix_terms",
    "mix_total",
    "mix_troubles",
    "read_composition",
    "transport_troubles",
    "troubles",
    "warnings",
]
