"""The units that the system knows, with their exact sizes and the ways in which people write them.

Sizes are by definition (SI; 1 kWh = 3.6 MJ), so none needs a source. A counting word is a dimension of its own,
because a 套 may hold several 个; standard cubic metres are one too, because only pressure and temperature tell
how much gas is in a cubic metre.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from factors.units.definition import Dimension, Unit

MASS = Dimension("mass", "质量")
ENERGY = Dimension("energy", "能量")
VOLUME = Dimension("volume", "体积")
STANDARD_VOLUME = Dimension("standard_volume", "标准状态体积")
LENGTH = Dimension("length", "长度")
AREA = Dimension("area", "面积")
TIME = Dimension("time", "时间")
POWER = Dimension("power", "功率")
PEAK_POWER = Dimension("peak_power", "峰值功率")
FREIGHT = Dimension("freight", "货物周转量")
PASSENGER = Dimension("passenger", "旅客周转量")
# Land that is occupied for a time, and stored volume and length likewise, in databases of life cycle assessment.
AREA_TIME = Dimension("area_time", "面积·时间")
VOLUME_TIME = Dimension("volume_time", "体积·时间")
LENGTH_TIME = Dimension("length_time", "长度·时间")
YUAN = Dimension("yuan", "金额（人民币）")
US_DOLLAR = Dimension("us_dollar", "金额（美元）")
EURO = Dimension("euro", "金额（欧元）")
POUND = Dimension("pound", "金额（英镑）")

COUNT_WORDS = tuple(
    "件台只套个块根片支条卷辆张箱袋瓶桶盒包双对副组批把颗粒枚盏部架艘扇面盘罐筒板份次人头株棵幅串节座樘顶床"
)
# How a counting word is written in another language.
COUNT_SPELLINGS = {
    # EA and PCE as in ERP systems, H87 and C62 as in the codes of UN/ECE Recommendation 20
    "件": (
        "pcs",
        "pc",
        "piece",
        "pieces",
        "pce",
        "ea",
        "each",
        "item",
        "items",
        "item(s)",
        "unit",
        "units",
        "unit(s)",
        "Stk",
        "H87",
        "C62",
    ),
    "套": ("set", "sets"),
    "间夜": ("间·夜", "间·晚", "间晚", "roomnight", "roomnights", "roompernight", "perroompernight"),
    "人夜": ("人·夜", "人·晚", "人晚", "guestnight", "guestnights", "personnight", "personnights"),
}
# A night in a room and a guest's night are counted as such: hotels, exhibitions.
COUNT_NIGHTS = ("间夜", "人夜")


# What a vehicle travels is a way: factors of vehicles are given per kilometre, too.
_VEHICLES = (
    "vkm vehicle·km km·vehicle vehiclekilometer vehiclekilometre 车·km 车公里 车千米 辆·km 辆公里 车辆公里"
)
_YEARS = ("年", "a", "an", "year", "years", "yr")


class Entry(NamedTuple):
    """A unit with all its spellings; the symbol is one of them."""

    unit: Unit
    spellings: tuple[str, ...]


def _entry(dimension: Dimension, symbol: str, size: int | str | Fraction, spellings: str = "") -> Entry:
    return Entry(Unit(symbol, dimension, Fraction(size)), (symbol, *spellings.split()))


def _mass() -> Iterator[Entry]:
    """Base: kilogram."""
    yield _entry(MASS, "mg", "1/1000000", "毫克 milligram milligrams")
    yield _entry(MASS, "g", "1/1000", "克 gram grams")
    yield _entry(MASS, "kg", 1, "kgs 千克 公斤 kilogram kilograms KGM")
    # TO in ERP systems, TNE and KGM as in the codes of UN/ECE Recommendation 20
    yield _entry(MASS, "t", 1000, "吨 公吨 Mg tonne tonnes metricton metrictons TO TNE")
    yield _entry(MASS, "kt", 10**6, "千吨 Gg")
    yield _entry(MASS, "万t", 10**7, "万吨 万公吨")
    yield _entry(MASS, "斤", "0.5", "市斤")
    yield _entry(MASS, "lb", "0.45359237", "lbs 磅 pound pounds")
    yield _entry(MASS, "短吨", "907.18474", "shortton shorttons")
    yield _entry(MASS, "长吨", "1016.0469088", "longton longtons")


def _energy() -> Iterator[Entry]:
    """Base: kilojoule. Electricity and heat are one dimension."""
    yield _entry(ENERGY, "Wh", "3.6", "瓦时 瓦特小时")
    yield _entry(ENERGY, "kWh", 3600, "千瓦时 千瓦小时 度 kilowatthour kilowatthours")
    yield _entry(ENERGY, "MWh", 3_600_000, "兆瓦时 千kWh 千度")
    yield _entry(ENERGY, "万kWh", 36_000_000, "万千瓦时 万度")
    yield _entry(ENERGY, "GWh", 3_600_000_000, "吉瓦时 百万千瓦时 百万kWh")
    yield _entry(ENERGY, "亿kWh", 360_000_000_000, "亿千瓦时 亿度")
    yield _entry(ENERGY, "J", "1/1000", "焦 焦耳")
    yield _entry(ENERGY, "kJ", 1, "千焦 千焦耳")
    yield _entry(ENERGY, "MJ", 1000, "兆焦 兆焦耳 megajoule megajoules")
    yield _entry(ENERGY, "GJ", 10**6, "吉焦 吉焦耳 百万千焦 百万kJ")
    yield _entry(ENERGY, "TJ", 10**9, "太焦 太焦耳 万亿焦")
    yield _entry(ENERGY, "MMBtu", "1055055.85262", "百万英热单位")


def _volume() -> Iterator[Entry]:
    """Base: cubic metre, as it is (actual temperature and pressure) and at standard state."""
    yield _entry(VOLUME, "mL", "1/1000000", "ml 毫升 cm3 立方厘米")
    yield _entry(VOLUME, "L", "1/1000", "升 公升 dm3 立方分米 liter liters litre litres")
    yield _entry(VOLUME, "m³", 1, "立方米 立方 千升 kL cubicmeter cubicmeters cubicmetre cubicmetres")
    yield _entry(VOLUME, "千m³", 1000, "千立方米")
    yield _entry(VOLUME, "万m³", 10**4, "万立方米 万立方")
    yield _entry(VOLUME, "立方英尺", "0.028316846592", "ft3 cu·ft cuft cubicfoot cubicfeet")
    yield _entry(VOLUME, "美制加仑", "0.003785411784", "US·gal USgal USgallon USgallons gal(US)")
    yield _entry(VOLUME, "英制加仑", "0.00454609", "UK·gal UKgal UKgallon imperialgallon imperialgallons")
    yield _entry(VOLUME, "原油桶", "0.158987294928", "bbl barrel barrels")
    names = ("标准立方米", "标立方米", "标立方", "标方", "标m³")
    for symbol, prefix, size in (("Nm³", "", 1), ("千Nm³", "千", 1000), ("万Nm³", "万", 10**4)):
        yield _entry(STANDARD_VOLUME, symbol, size, " ".join(prefix + name for name in names))


def _geometry() -> Iterator[Entry]:
    """Bases: metre, square metre."""
    yield _entry(LENGTH, "mm", "1/1000", "毫米")
    yield _entry(LENGTH, "cm", "1/100", "厘米")
    yield _entry(LENGTH, "m", 1, "米 meter meters metre metres")
    yield _entry(LENGTH, "km", 1000, f"千米 公里 kilometer kilometers kilometre kilometres {_VEHICLES}")
    yield _entry(LENGTH, "万km", 10**7, "万千米 万公里")
    yield _entry(LENGTH, "英里", "1609.344", "mile miles mi")
    yield _entry(LENGTH, "英尺", "0.3048", "ft foot feet")
    yield _entry(AREA, "cm²", "1/10000", "平方厘米")
    yield _entry(AREA, "m²", 1, "平方米 平米 squaremeter squaremeters squaremetre squaremetres")
    yield _entry(AREA, "万m²", 10**4, "万平方米")
    yield _entry(AREA, "亩", Fraction(2000, 3), "市亩")
    yield _entry(AREA, "ha", 10**4, "公顷 hectare hectares")
    yield _entry(AREA, "km²", 10**6, "平方公里 平方千米")
    yield _entry(AREA, "平方英尺", "0.09290304", "ft2 sq·ft sqft squarefoot squarefeet")


def _times_a_year() -> Iterator[Entry]:
    """Bases: square metre, cubic metre, metre, each for one year."""
    for dimension, names, size in (
        (AREA_TIME, ("m²·年", "m2", "平方米", "平米", "squaremeter", "squaremetre"), 1),
        (AREA_TIME, ("ha·年", "ha", "公顷", "hectare"), 10**4),
        (VOLUME_TIME, ("m³·年", "m3", "立方米", "cubicmeter", "cubicmetre"), 1),
        (LENGTH_TIME, ("m·年", "米", "meter", "metre"), 1),
    ):
        spellings = [f"{name}·{year}" for name in names[1:] for year in _YEARS]
        # Not m·a, which is a milliampere written badly.
        spellings += ["m·year", "m·yr"] if dimension == LENGTH_TIME else []
        yield _entry(dimension, names[0], size, " ".join(spellings))


def _time_and_power() -> Iterator[Entry]:
    """Bases: hour, kilowatt."""
    yield _entry(TIME, "min", "1/60", "分钟")
    yield _entry(TIME, "h", 1, "小时 hr hour hours")
    yield _entry(TIME, "d", 24, "天 日 day days")
    yield _entry(POWER, "W", "1/1000", "瓦 瓦特")
    yield _entry(POWER, "kW", 1, "千瓦")
    yield _entry(POWER, "MW", 1000, "兆瓦")
    yield _entry(PEAK_POWER, "Wp", "1/1000", "峰瓦")
    yield _entry(PEAK_POWER, "kWp", 1, "千峰瓦")
    yield _entry(PEAK_POWER, "MWp", 1000, "兆峰瓦")


def _transport() -> Iterator[Entry]:
    """Bases: tonne-kilometre, person-kilometre."""
    yield _entry(FREIGHT, "kg·km", "1/1000", "千克·千米 千克·公里 公斤·公里 kgkm")
    tonnes = [
        f"{mass}·{way}"
        for mass in ("t", "吨", "公吨", "tonne", "metricton")
        for way in ("km", "公里", "千米")
    ]
    turned = [f"{way}·{mass}" for mass in ("t", "吨", "公吨") for way in ("km", "公里", "千米")]
    yield _entry(FREIGHT, "t·km", 1, " ".join([*tonnes, *turned, "tonnekilometer", "tonnekilometre"]))
    yield _entry(FREIGHT, "万t·km", 10**4, " ".join(f"万{spelling}" for spelling in tonnes))
    persons = " ".join(
        f"{one}·{way}" for one in ("人", "p", "person", "passenger") for way in ("km", "公里", "千米")
    )
    yield _entry(PASSENGER, "人·km", 1, persons)
    yield _entry(PASSENGER, "万人·km", 10**4, "万人公里 万人千米")


def _money() -> Iterator[Entry]:
    """Each currency is a dimension of its own: rates of exchange are not for a unit table."""
    yield _entry(YUAN, "元", 1, "人民币元 RMB CNY")
    yield _entry(YUAN, "万元", 10**4, "万元人民币")
    yield _entry(US_DOLLAR, "USD", 1, "美元")
    yield _entry(US_DOLLAR, "万USD", 10**4, "万美元")
    yield _entry(EURO, "EUR", 1, "欧元 euro euros €")
    yield _entry(POUND, "GBP", 1, "英镑 £")


def _counts() -> Iterator[Entry]:
    for word in (*COUNT_WORDS, *COUNT_NIGHTS):
        dimension = Dimension(f"count:{word}", f"计数（{word}）", is_count=True)
        yield _entry(dimension, word, 1, " ".join(COUNT_SPELLINGS.get(word, ())))
        yield _entry(dimension, f"千{word}", 1000)
        yield _entry(dimension, f"万{word}", 10**4)
        yield _entry(dimension, f"百万{word}", 10**6)


ENTRIES: tuple[Entry, ...] = (
    *_mass(),
    *_energy(),
    *_volume(),
    *_geometry(),
    *_times_a_year(),
    *_time_and_power(),
    *_transport(),
    *_money(),
    *_counts(),
)
UNITS: tuple[Unit, ...] = tuple(entry.unit for entry in ENTRIES)
