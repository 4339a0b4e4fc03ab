"""French and English words of the Base Carbone: units, months of validity, places."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from typing import NamedTuple

from factors.importers.offers import YEARS


class UnitWords(NamedTuple):
    """A unit in the system's spelling, and what must be said of the reading."""

    text: str
    note: str = ""


_PER = {
    "kg": "kg",
    "t": "t",
    "tonne": "t",
    "tonnes": "t",
    "g": "g",
    "litre": "L",
    "litres": "L",
    "l": "L",
    "m3": "m³",
    "m³": "m³",
    "nm3": "Nm³",
    "m2": "m²",
    "m²": "m²",
    "ha": "万m²",
    "km": "km",
    "kwh": "kWh",
    "mwh": "MWh",
    "gj": "GJ",
    "mj": "MJ",
    "tj": "TJ",
    "heure": "h",
    "h": "h",
    "jour": "d",
    "t.km": "t·km",
    "tonne.km": "t·km",
    "passager.km": "人·km",
    "voyageur.km": "人·km",
    "personne.km": "人·km",
    "p.km": "人·km",
    "véhicule.km": "km",
    "vehicule.km": "km",
    "v.km": "km",
}
# One thing of something; the system's counting word for a single piece.
_PIECES = frozenset({"unité", "unite", "unit", "appareil", "device", "pièce", "piece"})
# Euros. A thousand of them is no unit of the system: kg per thousand euros is g per euro.
_EUROS = {"€": "EUR", "euro": "EUR", "eur": "EUR", "€ ht": "EUR"}
_THOUSANDS = frozenset({"keuro", "k€", "keuros", "keur", "k€ ht"})
_BASES = {"pci": "按低位热值（PCI）计。", "pcs": "按高位热值（PCS）计。"}
_OF = re.compile(r"(?P<unit>[^ ]+) (?:de |d'|d’|du |des |of )(?P<what>.+)")
KNOWN = (
    "Base Carbone 的单位能读取：kg、tonne、litre、m3、m2、ha、km、kWh（PCI/PCS）、MWh、GJ、heure、t.km、passager.km、"
    "véhicule.km、unité、appareil、€、keuro，以及“tonne de …”之类的说明。"
)

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan janv janvier",
            "fev fevr fevrier",
            "mar mars",
            "avr avril",
            "mai",
            "juin",
            "juil juillet",
            "aou aout",
            "sep sept septembre",
            "oct octobre",
            "nov novembre",
            "dec decembre",
        ),
        start=1,
    )
    for month in names.split()
}
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:\s.*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t\s].*)?")
_MONTH = re.compile(r"(?:(\d{1,2})[\s\-])?([a-z]+)\.?[\s\-](\d{4}|\d{2})")
_YEAR = re.compile(r"(?:annee\s*)?(\d{4})")

PLACES = {
    "france continentale": "法国",
    "france": "法国",
    "outre-mer": "法国海外",
    "europe": "欧洲",
    "monde": "全球",
    "chine": "中国",
    "allemagne": "德国",
    "etats-unis": "美国",
    "royaume-uni": "英国",
    "japon": "日本",
    "inde": "印度",
    "bresil": "巴西",
    "espagne": "西班牙",
    "italie": "意大利",
    "belgique": "比利时",
    "suisse": "瑞士",
}


def unit_words(text: str) -> UnitWords:
    """The unit of a factor (``kgCO2e/t.km``) in the system's spelling; an unknown one is left as it is."""
    over, stroke, under = (part.strip() for part in text.partition("/"))
    if not stroke:
        return UnitWords(text)
    mass = "kg" if over.casefold() in {"kgco2e", "kg co2e", "kgco2"} else ""
    per, note = _per(" ".join(under.split()))
    if per in _THOUSANDS and mass:
        return UnitWords("gCO2e/EUR", "原单位是每千欧元的千克数，即每欧元的克数。")
    return UnitWords(f"{over}/({per})", note)


def _per(under: str) -> tuple[str, str]:
    low = under.casefold()
    if low in _THOUSANDS:
        return low, ""
    if low == "ml":
        # "Mètre linéaire" as a rule, but written as the millilitre is: a guess would be wrong by any factor.
        return "ml（毫升或延米）", ""
    if low in _EUROS:
        return _EUROS[low], ""
    if low in _PER:
        note = (
            "按每车公里计（véhicule.km）。"
            if low.startswith("v") and low.endswith(".km") and "oyag" not in low
            else ""
        )
        return _PER[low], note
    if low in _PIECES:
        return "件", f"原单位“{under}”按“件”读取。"
    unit, _blank, basis = low.partition(" ")
    if unit in _PER and basis in _BASES:
        return _PER[unit], _BASES[basis]
    described = _OF.fullmatch(under)
    if described is not None and described["unit"].casefold() in _PER:
        return _PER[described["unit"].casefold()], f"原单位“{under}”：分母限定为“{described['what']}”。"
    return under, ""


def valid_until(text: str) -> str:
    """The last day of a validity such as ``déc-18``, ``20/12/2021``, ``Année 2022`` in ISO form; empty when not clear."""
    plain = _unaccented(text).strip().casefold()
    if match := _ISO.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY.fullmatch(plain):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR.fullmatch(plain):
        return _day(int(match[1]), 12, 31)
    match = _MONTH.fullmatch(plain)
    if match is None or match[2] not in _MONTHS:
        return ""
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    month = _MONTHS[match[2]]
    return _day(year, month, int(match[1] or calendar.monthrange(year, month)[1]))


def place(text: str) -> str:
    """The place in Chinese where it is a common one."""
    return PLACES.get(_unaccented(text).casefold().strip(), text)


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if year in YEARS else ""
    except ValueError:
        return ""


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(character for character in parts if not unicodedata.combining(character))
