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
YUAN = Dimension("yuan", "金额（人民币）")
US_DOLLAR = Dimension("us_dollar", "金额（美元）")
EURO = Dimension("euro", "金额（欧元）")

COUNT_WORDS = tuple(
    "件台只套个块根片支条卷辆张箱袋瓶桶盒包双对副组批把颗粒枚盏部架艘扇面盘罐筒板份次人头株棵幅串节座樘顶床"
)
# How a counting word is written in another language.
COUNT_SPELLINGS = {"件": ("pcs", "pc", "piece", "pieces"), "套": ("set", "sets")}


class Entry(NamedTuple):
    """A unit with all its spellings; the symbol is one of them."""

    unit: Unit
    spellings: tuple[str, ...]


def _entry(dimension: Dimension, symbol: str, size: int | str, spellings: str = "") -> Entry:
    return Entry(Unit(symbol, dimension, Fraction(size)), (symbol, *spellings.split()))


def _mass() -> Iterator[Entry]:
    """Base: kilogram."""
    yield _entry(MASS, "mg", "1/1000000", "毫克 milligram milligrams")
    yield _entry(MASS, "g", "1/1000", "克 gram grams")
    yield _entry(MASS, "kg", 1, "kgs 千克 公斤 kilogram kilograms")
    yield _entry(MASS, "t", 1000, "吨 公吨 Mg tonne tonnes metricton metrictons")
    yield _entry(MASS, "kt", 10**6, "千吨 Gg")
    yield _entry(MASS, "万t", 10**7, "万吨 万公吨")


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


def _volume() -> Iterator[Entry]:
    """Base: cubic metre, as it is (actual temperature and pressure) and at standard state."""
    yield _entry(VOLUME, "mL", "1/1000000", "ml 毫升 cm3 立方厘米")
    yield _entry(VOLUME, "L", "1/1000", "升 公升 dm3 立方分米 liter liters litre litres")
    yield _entry(VOLUME, "m³", 1, "立方米 立方 千升 kL cubicmeter cubicmeters cubicmetre cubicmetres")
    yield _entry(VOLUME, "千m³", 1000, "千立方米")
    yield _entry(VOLUME, "万m³", 10**4, "万立方米 万立方")
    names = ("标准立方米", "标立方米", "标立方", "标方", "标m³")
    for symbol, prefix, size in (("Nm³", "", 1), ("千Nm³", "千", 1000), ("万Nm³", "万", 10**4)):
        yield _entry(STANDARD_VOLUME, symbol, size, " ".join(prefix + name for name in names))


def _geometry() -> Iterator[Entry]:
    """Bases: metre, square metre."""
    yield _entry(LENGTH, "mm", "1/1000", "毫米")
    yield _entry(LENGTH, "cm", "1/100", "厘米")
    yield _entry(LENGTH, "m", 1, "米 meter meters metre metres")
    yield _entry(LENGTH, "km", 1000, "千米 公里 kilometer kilometers kilometre kilometres")
    yield _entry(LENGTH, "万km", 10**7, "万千米 万公里")
    yield _entry(AREA, "cm²", "1/10000", "平方厘米")
    yield _entry(AREA, "m²", 1, "平方米 平米 squaremeter squaremeters squaremetre squaremetres")
    yield _entry(AREA, "万m²", 10**4, "万平方米")


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
    tonnes = [f"{mass}·{way}" for mass in ("t", "吨", "公吨", "tonne") for way in ("km", "公里", "千米")]
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
    yield _entry(EURO, "EUR", 1, "欧元")


def _counts() -> Iterator[Entry]:
    for word in COUNT_WORDS:
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
    *_time_and_power(),
    *_transport(),
    *_money(),
    *_counts(),
)
UNITS: tuple[Unit, ...] = tuple(entry.unit for entry in ENTRIES)
