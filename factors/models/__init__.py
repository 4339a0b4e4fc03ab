"""Factor libraries, factors in their versions, characterisation (GWP) sets.

A library with ``agency`` null is a starter library that every agency may use; nobody edits it in the browser.
"""

from factors.models.factors import CONTENT, NUMBERS, TEXTS, Factor
from factors.models.gwp import GwpSet, GwpValue
from factors.models.imports import ColumnMapping, FactorImport, ImportRow
from factors.models.libraries import Library

__all__ = [
    "CONTENT",
    "NUMBERS",
    "TEXTS",
    "ColumnMapping",
    "Factor",
    "FactorImport",
    "GwpSet",
    "GwpValue",
    "ImportRow",
    "Library",
]
