"""The compound units of factors: emission per something, carbon per energy, energy per fuel."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from factors.units.catalogue import ENERGY, MASS, STANDARD_VOLUME, VOLUME
from factors.units.definition import Unit, UnknownUnit
from factors.units.reading import parse
from factors.units.spelling import normalised

_EQUIVALENT = r"(?P<equivalent>当量|equivalents?|equiv\.?|eqv?\.?|e)?"
# The mass keeps its case: Mg is a tonne, mg a milligram.
_EMISSION = re.compile(rf"(?P<mass>.+?)(?:co2|二氧化碳)-?{_EQUIVALENT}", re.IGNORECASE)
_CARBON = re.compile(r"(?P<mass>.+?)(?:c|碳)", re.IGNORECASE)


class EmissionFactorUnit(NamedTuple):
    """A mass of CO2e (or of CO2 alone) per unit of activity, e.g. kgCO2e/(t·km)."""

    mass: Unit
    co2_only: bool
    per: Unit

    @property
    def symbol(self) -> str:
        return f"{self.mass}{'CO2' if self.co2_only else 'CO2e'}/{_denominator(self.per)}"


class CarbonContentUnit(NamedTuple):
    """A mass of carbon per energy, e.g. tC/TJ."""

    carbon: Unit
    per: Unit

    @property
    def symbol(self) -> str:
        return f"{self.carbon}C/{self.per}"


class HeatingValueUnit(NamedTuple):
    """Energy per mass or volume of fuel, e.g. GJ/t or GJ/万Nm³."""

    energy: Unit
    per: Unit

    @property
    def symbol(self) -> str:
        return f"{self.energy}/{self.per}"


@lru_cache(maxsize=4096)
def parse_emission_factor_unit(text: str) -> EmissionFactorUnit:
    """Read kgCO2e/kWh, tCO₂e/t, kgCO2-eq/(t·km), gCO2/千瓦时 … Raises ``UnknownUnit``."""
    over, under = _halves(text, "kgCO2e/kg")
    emission = _EMISSION.fullmatch(normalised(over))
    if emission is None:
        reason = f"因子单位“{text.strip()}”的分子不是二氧化碳或二氧化碳当量的质量。"
        raise UnknownUnit(reason, "请写成 kgCO2e/kg、tCO2e/t、kgCO2/kWh 这样的形式。")
    mass = _of(emission["mass"], text, "分子", MASS.key)
    return EmissionFactorUnit(mass, emission["equivalent"] is None, parse(under))


@lru_cache(maxsize=1024)
def parse_carbon_content_unit(text: str) -> CarbonContentUnit:
    """Read tC/TJ, tC/GJ, kgC/GJ … Raises ``UnknownUnit``; tCO2/TJ is refused, it is 44/12 times as much."""
    over, under = _halves(text, "tC/TJ")
    numerator = normalised(over)
    if _EMISSION.fullmatch(numerator) is not None:
        reason = f"“{text.strip()}”是二氧化碳的单位，单位热值含碳量须以碳计，两者相差 44/12 倍。"
        raise UnknownUnit(reason, "请按 tC/TJ 填写碳的数值。")
    carbon = _CARBON.fullmatch(numerator)
    if carbon is None:
        raise UnknownUnit(
            f"含碳量单位“{text.strip()}”的分子不是碳的质量。", "请写成 tC/TJ、tC/GJ 或 kgC/GJ。"
        )
    return CarbonContentUnit(
        _of(carbon["mass"], text, "分子", MASS.key), _of(under, text, "分母", ENERGY.key)
    )


@lru_cache(maxsize=1024)
def parse_heating_value_unit(text: str) -> HeatingValueUnit:
    """Read GJ/t, MJ/kg, TJ/Gg, GJ/万Nm³, kJ/m³ … Raises ``UnknownUnit``."""
    over, under = _halves(text, "GJ/t")
    energy = _of(over, text, "分子", ENERGY.key)
    return HeatingValueUnit(energy, _of(under, text, "分母", MASS.key, VOLUME.key, STANDARD_VOLUME.key))


def _halves(text: str, example: str) -> tuple[str, str]:
    """The texts over and under the stroke, brackets around the latter taken off."""
    over, stroke, under = text.replace("／", "/").replace("（", "(").replace("）", ")").partition("/")
    if not stroke or not over.strip() or not under.strip():
        reason = (
            f"“{text.strip()}”不是因子单位：需要分子、斜线和分母。" if text.strip() else "没有填写因子单位。"
        )
        raise UnknownUnit(reason, f"请写成 {example} 这样的形式。")
    under = under.strip()
    return over, under[1:-1] if under.startswith("(") and under.endswith(")") else under


_LABELS = {"mass": "质量", "energy": "能量", "volume": "体积", "standard_volume": "标准状态体积"}


def _of(part: str, text: str, half: str, *dimensions: str) -> Unit:
    unit = parse(part)
    if unit.dimension.key not in dimensions:
        wanted = "、".join(_LABELS[key] for key in dimensions)
        raise UnknownUnit(
            f"“{text.strip()}”的{half}“{unit}”不是{wanted}单位。", f"请在{half}用{wanted}单位。"
        )
    return unit


def _denominator(unit: Unit) -> str:
    return f"({unit})" if "·" in unit.symbol else unit.symbol
