"""Elementary flows by name and CAS number: which greenhouse gas they are, in the symbols of the GWP sets.

Fossil and other methane are two gases; carbon dioxide from living matter is counted by no set and kept apart.
"""

from __future__ import annotations

import csv
import re
from enum import Enum
from functools import cache
from pathlib import Path

_VALUES = Path(__file__).resolve().parent.parent / "starter" / "data" / "gwp_values.csv"

_FROM_LIFE = re.compile(r"biogenic|non[- ]?fossil|renewable|生物|非化石", re.IGNORECASE)
_FROM_LAND = re.compile(
    r"soil or biomass|land[- ]use|land transformation|luluc|\bluc\b|peat|土地|土壤", re.IGNORECASE
)
_FOSSIL = re.compile(r"fossil|化石", re.IGNORECASE)
_UPTAKE = re.compile(r"\bin air\b|uptake|to soil or biomass|resource|吸收", re.IGNORECASE)

_CARBON_DIOXIDE = re.compile(r"^(carbon dioxide|co2|二氧化碳)\b", re.IGNORECASE)
_METHANE = re.compile(
    r"^(methane|ch4|甲烷)(?=$|[\s,(;/（，])(?!,? (?:\w+-)*(?:fluoro|chloro|bromo|iodo))", re.IGNORECASE
)
_SUBSTITUTED = re.compile(r"fluor|chlor|brom|iod|hfc|cfc|halon|fc-|氟|氯|溴", re.IGNORECASE)

# Names that carry neither a CAS number nor the symbol; what LCA databases call them.
_NAMES = {
    "dinitrogen monoxide": "N2O",
    "nitrous oxide": "N2O",
    "dinitrogen oxide": "N2O",
    "氧化二氮": "N2O",
    "一氧化二氮": "N2O",
    "笑气": "N2O",
    "sulfur hexafluoride": "SF6",
    "sulphur hexafluoride": "SF6",
    "nitrogen trifluoride": "NF3",
    "nitrogen fluoride": "NF3",
    "methane, tetrafluoro-": "CF4",
    "tetrafluoromethane": "CF4",
    "carbon tetrafluoride": "CF4",
    "perfluoromethane": "CF4",
    "ethane, hexafluoro-": "C2F6",
    "hexafluoroethane": "C2F6",
    "perfluoroethane": "C2F6",
    "perfluoropropane": "C3F8",
    "methane, trifluoro-": "HFC-23",
    "methane, difluoro-": "HFC-32",
    "ethane, pentafluoro-": "HFC-125",
    "ethane, 1,1,1,2-tetrafluoro-": "HFC-134a",
    "ethane, 1,1,1-trifluoro-": "HFC-143a",
    "ethane, 1,1-difluoro-": "HFC-152a",
    "propane, 1,1,1,2,3,3,3-heptafluoro-": "HFC-227ea",
    "methane, chlorodifluoro-": "HCFC-22",
    "methane, trichlorofluoro-": "CFC-11",
    "methane, dichlorodifluoro-": "CFC-12",
    "ethane, 1,1,2-trichloro-1,2,2-trifluoro-": "CFC-113",
    "methane, bromotrifluoro-": "Halon-1301",
    "methane, bromochlorodifluoro-": "Halon-1211",
    "methane, tetrachloro-": "CCl4",
    "carbon tetrachloride": "CCl4",
    "ethane, 1,1,1-trichloro-": "CH3CCl3",
    "chloroform": "CHCl3",
    "methane, dichloro-": "CH2Cl2",
    "methane, monochloro-": "CH3Cl",
}
# How databases number fluorinated gases; PFCs are numbered as if they were HFCs or CFCs.
_NUMBER = re.compile(
    r"\b(HFC|HCFC|CFC|PFC|FC|HFO|R|Halon|HCFO)[- ]?(\d{2,4}[a-z]{0,3}(?:\([EZ]\))?)(?=$|[^\w(])",
    re.IGNORECASE,
)
_PERFLUORO = {"14": "CF4", "116": "C2F6", "218": "C3F8", "318": "c-C4F8"}


class Gas(Enum):
    """What an elementary flow is when it is no gas that a GWP set counts under a symbol."""

    OTHER = "other"
    BIOGENIC_CO2 = "biogenic_co2"
    UNKNOWN = "unknown"


def gas_of(name: str, cas: str = "") -> str | Gas:
    """The symbol of the greenhouse gas; ``Gas.BIOGENIC_CO2`` for what is emitted from or taken up by living matter.

    ``Gas.UNKNOWN`` is a halogenated substance that may be one; ``Gas.OTHER`` anything else.
    """
    plain = " ".join(name.split())
    number = cas.strip().lstrip("0")
    if _CARBON_DIOXIDE.match(plain) or number == "124-38-9":
        return _carbon_dioxide(plain)
    if number == "74-82-8" or (_METHANE.match(plain) and not _SUBSTITUTED.search(plain)):
        return _methane(plain)
    by_cas, symbols = _catalogue()
    if number in by_cas:
        return by_cas[number]
    found = _by_name(plain, symbols)
    if found is not None:
        return found
    return Gas.UNKNOWN if _may_be_one(plain) else Gas.OTHER


def _carbon_dioxide(name: str) -> str | Gas:
    if _UPTAKE.search(name):
        return Gas.BIOGENIC_CO2
    if _FROM_LIFE.search(name) and not _FROM_LAND.search(name):
        return Gas.BIOGENIC_CO2
    return "CO2"


def _methane(name: str) -> str:
    if _FROM_LIFE.search(name):
        return "CH4-nonfossil"
    # Carbon that leaves soil and standing biomass for good is counted like fossil carbon.
    return "CH4-fossil" if _FOSSIL.search(name) or _FROM_LAND.search(name) else "CH4"


def _by_name(name: str, symbols: dict[str, str]) -> str | None:
    folded = name.casefold()
    if folded in symbols:
        return symbols[folded]
    for plain, symbol in _NAMES.items():
        if folded == plain or folded.startswith((f"{plain}, ", f"{plain} ")):
            return symbol
    for family, number in _NUMBER.findall(name):
        if number in _PERFLUORO:
            return _PERFLUORO[number]
        for prefix in (family, "HFC", "HCFC", "CFC", "HFO", "HCFO", "Halon"):
            known = f"{prefix}-{number}".casefold()
            if known in symbols:
                return symbols[known]
    return None


def _may_be_one(name: str) -> bool:
    """Whether it sounds like a volatile halogenated substance, so that leaving it out must be said."""
    return (
        re.search(
            r"fluoro(?!x)|\bH?C?FC[- ]?\d|\bPFC|halon|perfluor|全氟|氟代?烷|氟乙烷|氟甲烷",
            name,
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _catalogue() -> tuple[dict[str, str], dict[str, str]]:
    """Symbols of the starter's GWP sets by CAS number and by folded symbol or Chinese name."""
    by_cas: dict[str, str] = {}
    symbols: dict[str, str] = {}
    with _VALUES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            symbol = row["symbol"]
            symbols[symbol.casefold()] = symbol
            symbols.setdefault(row["name"].casefold(), symbol)
            if row["cas"] and row["cas"] not in ("74-82-8", "124-38-9"):
                by_cas[row["cas"]] = symbol
    return by_cas, symbols
