"""Factor libraries, factors in their versions, characterisation (GWP) sets.

A library with ``agency`` null is a starter library that every agency may use; nobody edits it in the browser.
"""

from factors.models.composites import FactorComponent
from factors.models.decisions import BulkDecision
from factors.models.factors import COMPOSED, CONTENT, NUMBERS, TEXTS, UNRELEASED, WHOLE, Factor
from factors.models.gwp import GwpSet, GwpValue
from factors.models.imports import ColumnMapping, FactorImport, ImportRow
from factors.models.libraries import Library
from factors.models.plausibility import Spread
from factors.models.search import FactorTerms, SearchFacet, SearchTier, SearchWord
from factors.models.starter import StarterLoad

__all__ = [
    "COMPOSED",
    "CONTENT",
    "NUMBERS",
    "TEXTS",
    "UNRELEASED",
    "WHOLE",
    "BulkDecision",
    "ColumnMapping",
    "Factor",
    "FactorComponent",
    "FactorImport",
    "FactorTerms",
    "GwpSet",
    "GwpValue",
    "ImportRow",
    "Library",
    "SearchFacet",
    "SearchTier",
    "SearchWord",
    "Spread",
    "StarterLoad",
]
