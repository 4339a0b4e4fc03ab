"""Units: spelling, exact conversion, refusals that say why."""

from __future__ import annotations

import contextlib
import decimal
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factors import units
from factors.units import Inconvertible, UnitError, UnknownUnit
from factors.units.catalogue import ENTRIES

SPELLINGS = {
    "kg": ["kg", "KG", "Kg", " k g ", "ｋｇ", "㎏", "千克", "公斤", "kgs"],
    "g": ["g", "克", "Ｇ"],
    "mg": ["mg", "毫克", "㎎"],
    "t": ["t", "T", "吨", "公吨", "tonne", "Mg"],
    "kt": ["kt", "Gg", "千吨"],
    "万t": ["万t", "万吨", "10⁴t", "10^4 t"],
    "kWh": ["kWh", "KWH", "kwh", "kW·h", "kw·h", "kW.h", "kW-h", "ｋＷｈ", "千瓦时", "度"],
    "MWh": ["MWh", "MWH", "mwh", "兆瓦时"],
    "万kWh": ["万kWh", "万千瓦时", "万度", "10⁴kWh", "万kW·h"],
    "MJ": ["MJ", "兆焦", "mj"],
    "GJ": ["GJ", "gj", "吉焦", "百万千焦"],
    "L": ["L", "l", "升", "litres"],
    "mL": ["mL", "ml", "毫升", "㎖"],
    "m³": ["m³", "m3", "M3", "m^3", "m**3", "㎥", "立方米", "立方"],
    "万m³": ["万m³", "万m3", "万立方米", "10⁴m³", "10^4m^3"],
    "Nm³": ["Nm³", "Nm3", "NM3", "标准立方米", "标方", "标m³"],
    "万Nm³": ["万Nm³", "10⁴Nm³", "×10⁴ Nm³", "10^4 Nm3", "10**4Nm3", "万标方", "万标准立方米"],
    "m²": ["m²", "m2", "㎡", "平方米"],
    "km": ["km", "公里", "千米", "㎞"],
    "h": ["h", "小时", "hours"],
    "件": ["件", "pcs", "PCS", "piece"],
    "万件": ["万件", "10⁴件"],
    "千只": ["千只", "10³只"],
    "t·km": [
        "t·km",
        "tkm",
        "t*km",
        "t.km",
        "t-km",
        "t km",
        "t•km",
        "t×km",
        "吨公里",
        "吨·公里",
        "公吨·公里",
        "吨千米",
    ],
    "kg·km": ["kg·km", "kgkm", "千克·公里"],
    "人·km": ["人·km", "人公里", "人·千米", "pkm", "person·km"],
    "万元": ["万元"],
}


@pytest.mark.parametrize(
    ("symbol", "text"), [(symbol, text) for symbol, texts in SPELLINGS.items() for text in texts]
)
def test_usual_spellings_are_understood(symbol: str, text: str) -> None:
    assert units.parse(text).symbol == symbol


@pytest.mark.parametrize(
    "text",
    ["", " ", "箱子", "吨标煤", "kg/kg", "1kg", "100km", "104Nm3", "件/台", "kgCO2e", "μ", "N", "m4", "Sm³"],
)
def test_unknown_units_are_refused_and_never_one(text: str) -> None:
    with pytest.raises(UnknownUnit) as refusal:
        units.parse(text)
    assert refusal.value.remedy == "请从单位表中选用一个单位。"
    assert text.strip() in refusal.value.reason


@pytest.mark.parametrize("text", ["MG", "ML", "mJ", "mWh", "ton", "方", "万方", "mW"])
def test_spellings_of_two_meanings_are_refused(text: str) -> None:
    with pytest.raises(UnknownUnit, match="无法确定"):
        units.parse(text)


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        ("1", "kWh", "MJ", "3.6"),
        ("1.80", "MJ", "kWh", "0.50"),
        ("1", "万kWh", "GJ", "36"),
        ("1", "MWh", "kWh", "1000"),
        ("7", "GJ", "TJ", "0.007"),
        ("1250.5", "g", "kg", "1.2505"),
        ("1", "t", "mg", "1000000000"),
        ("3", "万Nm³", "Nm³", "30000"),
        ("250", "L", "m³", "0.25"),
        ("12", "千件", "件", "12000"),
        ("5", "kg·km", "t·km", "0.005"),
        ("0", "kg", "t", "0"),
        ("-2", "t", "kg", "-2000"),
        ("90", "min", "h", "1.5"),
        ("0.1234567890123456789012345678", "kWh", "Wh", "123.4567890123456789012345678"),
    ],
)
def test_conversion_is_exact(amount: str, source: str, target: str, expected: str) -> None:
    assert units.convert(Decimal(amount), units.parse(source), units.parse(target)) == Decimal(expected)


def test_a_third_is_divided_last_and_to_34_digits() -> None:
    # 1 MJ = 1/3.6 kWh
    assert units.convert(Decimal(1), units.parse("MJ"), units.parse("kWh")) == Decimal(
        "0." + "27" + "7" * 31 + "8"
    )
    # 3 × 1.2 MJ = 1 kWh exactly, though 1/3.6 is not
    assert units.convert(Decimal("3.6"), units.parse("MJ"), units.parse("kWh")) == 1


def test_a_poorer_decimal_context_of_the_caller_changes_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=3)):
        converted = units.convert(Decimal("1.23456789"), units.parse("t"), units.parse("kg"))
    assert converted == Decimal("1234.56789")


@pytest.mark.parametrize(
    ("source", "target", "because"),
    [
        ("套", "个", "一套可能含多个"),
        ("件", "台", "系统不作假设"),
        ("Nm³", "m³", "温度和压力"),
        ("kg", "L", "密度"),
        ("t", "GJ", "热值"),
        ("km", "t·km", "货物质量"),
        ("t", "t·km", "运输距离"),
        ("kW", "kWh", "运行时间"),
        ("件", "kg", "不能换算"),
        ("元", "USD", "不能换算"),
        ("人·km", "t·km", "不能换算"),
    ],
)
def test_what_no_fixed_number_converts_is_refused_with_the_reason(
    source: str, target: str, because: str
) -> None:
    one, other = units.parse(source), units.parse(target)
    assert not units.compatible(one, other)
    with pytest.raises(Inconvertible, match=because):
        units.convert(Decimal(1), one, other)
    with pytest.raises(Inconvertible):
        units.ratio(other, one)


@pytest.mark.parametrize(
    ("text", "symbol", "co2_only", "kilograms"),
    [
        ("kgCO2e/kg", "kgCO2e/kg", False, 1),
        ("kgCO₂e/kg", "kgCO2e/kg", False, 1),
        ("KgCO2E/KG", "kgCO2e/kg", False, 1),
        ("kg CO2-eq / kWh", "kgCO2e/kWh", False, 1),
        ("kgCO2eq./kW·h", "kgCO2e/kWh", False, 1),
        ("kgCO2 equivalents/kWh", "kgCO2e/kWh", False, 1),
        ("tCO₂e/t", "tCO2e/t", False, 1000),
        ("MgCO2e/t", "tCO2e/t", False, 1000),
        ("gCO2e/（t·km）", "gCO2e/(t·km)", False, Fraction(1, 1000)),
        ("kgCO2e/t·km", "kgCO2e/(t·km)", False, 1),
        ("kgCO2e / 公吨·公里", "kgCO2e/(t·km)", False, 1),
        ("kgCO2/kWh", "kgCO2/kWh", True, 1),
        ("tCO₂／万kWh", "tCO2/万kWh", True, 1000),
        ("tCO2/10⁴Nm³", "tCO2/万Nm³", True, 1000),
        ("千克二氧化碳当量/台", "kgCO2e/台", False, 1),
        ("kg二氧化碳/件", "kgCO2/件", True, 1),
        ("kgCO2e/万元", "kgCO2e/万元", False, 1),
    ],
)
def test_units_of_emission_factors(text: str, symbol: str, co2_only: bool, kilograms: Fraction) -> None:
    unit = units.parse_emission_factor_unit(text)
    assert (unit.symbol, unit.co2_only, unit.mass.factor) == (symbol, co2_only, kilograms)
    assert units.parse_emission_factor_unit(unit.symbol) == unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kgCO2e",
        "kgCO2e/",
        "/kg",
        "kg/kg",
        "CO2e/kg",
        "kgC/GJ",
        "kgCO2e/t/km",
        "LCO2e/kg",
        "kgCO2e/份额",
        "kgCO2f/kg",
    ],
)
def test_other_texts_are_no_emission_factor_unit(text: str) -> None:
    with pytest.raises(UnknownUnit) as refusal:
        units.parse_emission_factor_unit(text)
    assert refusal.value.reason
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("text", "symbol"), [("tC/TJ", "tC/TJ"), ("kgC/GJ", "kgC/GJ"), ("TC/tj", "tC/TJ"), ("吨碳/吉焦", "tC/GJ")]
)
def test_units_of_carbon_content(text: str, symbol: str) -> None:
    assert units.parse_carbon_content_unit(text).symbol == symbol


def test_carbon_dioxide_is_no_carbon() -> None:
    with pytest.raises(UnknownUnit, match="44/12"):
        units.parse_carbon_content_unit("tCO2/TJ")


@pytest.mark.parametrize("text", ["tC/t", "t/TJ", "tC", "C/TJ", "GJ/t", ""])
def test_other_texts_are_no_carbon_content_unit(text: str) -> None:
    with pytest.raises(UnknownUnit):
        units.parse_carbon_content_unit(text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("GJ/t", "GJ/t"),
        ("MJ/kg", "MJ/kg"),
        ("TJ/Gg", "TJ/kt"),
        ("GJ/10⁴Nm³", "GJ/万Nm³"),
        ("GJ/万Nm3", "GJ/万Nm³"),
        ("kJ/m³", "kJ/m³"),
        ("MJ／Nm³", "MJ/Nm³"),
    ],
)
def test_units_of_heating_values(text: str, symbol: str) -> None:
    assert units.parse_heating_value_unit(text).symbol == symbol


@pytest.mark.parametrize("text", ["GJ/件", "t/GJ", "GJ", "kcal/kg", "GJ/km", ""])
def test_other_texts_are_no_heating_value_unit(text: str) -> None:
    with pytest.raises(UnknownUnit):
        units.parse_heating_value_unit(text)


def test_a_dimension_can_be_required() -> None:
    assert units.require_dimension("公斤", "mass").symbol == "kg"
    with pytest.raises(Inconvertible, match="需要质量单位"):
        units.require_dimension("台", "mass")
    with pytest.raises(UnknownUnit):
        units.require_dimension("担", "mass")
    with pytest.raises(KeyError):
        units.require_dimension("kg", "weight")


def test_the_listing_holds_every_unit_once_under_its_canonical_symbol() -> None:
    listed = [unit for group in units.known_units() for unit in group.units]
    assert sorted(unit.symbol for unit in listed) == sorted({unit.symbol for unit in units.UNITS})
    assert all(units.parse(unit.symbol) is unit for unit in listed)
    assert [group.label for group in units.known_units()][:2] == ["质量", "能量"]


def test_suggested_factor_units_are_readable() -> None:
    suggested = units.emission_factor_units()
    assert {"kgCO2e/kg", "tCO2e/t", "kgCO2e/kWh", "kgCO2e/(t·km)", "kgCO2e/台"} <= set(suggested)
    assert all(units.parse_emission_factor_unit(text).symbol == text for text in suggested)


ALL_SPELLINGS = [(spelling, entry.unit) for entry in ENTRIES for spelling in entry.spellings]


@given(st.sampled_from(ALL_SPELLINGS))
def test_every_spelling_of_the_catalogue_reads_back(entry: tuple[str, units.Unit]) -> None:
    spelling, unit = entry
    assert units.parse(f" {spelling} ") is unit


SIZES = st.decimals(min_value="-1e9", max_value="1e9", allow_nan=False, places=6)
PAIRS = st.sampled_from([(a, b) for a in units.UNITS for b in units.UNITS if units.compatible(a, b)])


@given(SIZES, PAIRS)
def test_there_and_back_is_where_it_was(amount: Decimal, pair: tuple[units.Unit, units.Unit]) -> None:
    """Exact as fractions; as decimals to the last of 34 digits."""
    one, other = pair
    assert units.ratio(one, other) * units.ratio(other, one) == 1
    there = units.convert(amount, one, other)
    assert abs(units.convert(there, other, one) - amount) <= abs(amount) * Decimal("1e-32")


@given(SIZES, PAIRS)
def test_conversion_is_the_exact_fraction_rounded_once(
    amount: Decimal, pair: tuple[units.Unit, units.Unit]
) -> None:
    exact = Fraction(amount) * units.ratio(*pair)
    with units.calculating():
        rounded_once = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert units.convert(amount, *pair) == rounded_once


READERS = [
    units.parse,
    units.parse_emission_factor_unit,
    units.parse_carbon_content_unit,
    units.parse_heating_value_unit,
]


@given(st.text(max_size=12), st.sampled_from(READERS))
def test_any_text_is_a_unit_or_is_refused(text: str, read: Callable[[str], object]) -> None:
    with contextlib.suppress(UnitError):
        assert read(text)


def test_binary_numbers_cannot_enter_the_arithmetic() -> None:
    with units.calculating(), pytest.raises(decimal.FloatOperation):
        _ = Decimal("1") < 0.5
