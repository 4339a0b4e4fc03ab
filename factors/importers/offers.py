"""What a package offers as a factor, made fit for the columns of one and held against their rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from factors import units
from factors.importers.contract import Content, Problem, ReadRow
from factors.importers.figures import ROUNDED_FIGURES, NoFigureError, decimal_of, per_unit, written

# As the columns of ``factors.models.Factor``, which cannot be imported here.
LENGTHS = {
    "code": 120,
    "name": 300,
    "name_en": 300,
    "synonyms": 500,
    "category": 120,
    "region": 120,
    "boundary": 120,
    "gwp_set": 60,
    "publisher": 200,
    "document": 300,
    "table": 200,
    "licence": 300,
    "cas": 20,
    "uncertainty": 120,
    "quality": 120,
    "note": 4000,
}
_MESSAGES = {"code": "没有标识（UUID 或代码），以后无法更新这条因子", "name": "没有名称"}
YEARS = range(1900, 2101)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")

# Units as LCA programs write them, where the unit table of the system writes them otherwise.
_UNIT_WORDS = {
    "item(s)": "件",
    "item": "件",
    "items": "件",
    "unit": "件",
    "units": "件",
    "stück": "件",
    "stk": "件",
    "pcs.": "件",
    "piece(s)": "件",
    "qm": "m²",
    "sqm": "m²",
    "cbm": "m³",
    "ton kilometer": "t·km",
    "ton-km": "t·km",
    "metric ton*km": "t·km",
    "tonne-kilometer": "t·km",
    "person kilometer": "人·km",
    "metric ton": "t",
    "nm3": "Nm³",
}
_EQUIVALENT = re.compile(r"[\s-]*(äquivalente?|äquiv|äqv|äq|aeqv?|eqv)\.?", re.IGNORECASE)

REGIONS = {
    "CN": "中国",
    "GLO": "全球",
    "GLOBAL": "全球",
    "ROW": "世界其他地区",
    "RER": "欧洲",
    "EU": "欧盟",
    "EU-27": "欧盟",
    "EU-28": "欧盟",
    "RNA": "北美",
    "RAS": "亚洲",
    "HK": "中国香港",
    "MO": "中国澳门",
    "TW": "中国台湾",
    "US": "美国",
    "JP": "日本",
    "KR": "韩国",
    "DE": "德国",
    "FR": "法国",
    "GB": "英国",
    "IN": "印度",
    "VN": "越南",
    "TH": "泰国",
    "MY": "马来西亚",
    "ID": "印度尼西亚",
    "RU": "俄罗斯",
    "AU": "澳大利亚",
    "BR": "巴西",
    "CA": "加拿大",
    "NO": "挪威",
    "SE": "瑞典",
    "FI": "芬兰",
    "DK": "丹麦",
    "NL": "荷兰",
    "BE": "比利时",
    "CH": "瑞士",
    "AT": "奥地利",
    "IT": "意大利",
    "ES": "西班牙",
    "PT": "葡萄牙",
    "PL": "波兰",
    "CZ": "捷克",
    "HU": "匈牙利",
    "TR": "土耳其",
    "UA": "乌克兰",
    "KZ": "哈萨克斯坦",
    "SA": "沙特阿拉伯",
    "AE": "阿联酋",
    "IR": "伊朗",
    "ZA": "南非",
    "CL": "智利",
    "PE": "秘鲁",
    "MX": "墨西哥",
    "SG": "新加坡",
    "PH": "菲律宾",
    "NZ": "新西兰",
}


@dataclass(slots=True)
class Offer:
    """A row in the making: ``content`` grows, ``problems`` and ``notes`` are collected, ``row`` closes it."""

    place: str
    content: Content = field(default_factory=lambda: Content(kind="footprint", form="stated"))
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, message: str, column: str = "") -> None:
        """Note why the row cannot be taken; a message is noted once."""
        problem = Problem(column, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def state(self, value: object, amount: Fraction, mass: units.Unit, per: units.Unit) -> None:
        """Set the figure: ``value`` as ``mass`` of CO2e for ``amount`` of ``per``."""
        try:
            text, rounded = per_unit(value, amount)
        except NoFigureError as error:
            self.refuse(f"{error}，请核对原文件中的数值。")
            return
        self._set(text, rounded)
        self.content["unit"] = units.EmissionFactorUnit(mass, False, per).symbol

    def state_sum(self, kilograms: Fraction, per: units.Unit) -> None:
        """Set a figure that was added up: kilograms of CO2e for one ``per``."""
        try:
            text, rounded = written(kilograms)
        except NoFigureError as error:
            self.refuse(f"{error}，请核对原文件中的数值。")
            return
        self._set(text, rounded)
        self.content["unit"] = units.EmissionFactorUnit(units.parse("kg"), False, per).symbol

    def give_gases(self, kilograms: Mapping[str, Fraction], per: units.Unit) -> None:
        """Set the kilograms of each gas for one ``per``; what is below none is refused."""
        gases: dict[str, str] = {}
        for symbol, amount in sorted(kilograms.items()):
            if amount < 0:
                self.refuse(f"{symbol} 的净排放为负，按气体给出的因子不能为负；请按所选方法折算或手工录入。")
                continue
            try:
                gases[symbol], rounded = written(amount)
            except NoFigureError as error:
                self.refuse(f"{symbol}：{error}，请核对原文件中的数值。")
                continue
            self._say_rounded(rounded)
        self.content |= {"form": "gases", "gases": gases, "unit": str(per)}

    def row(self, cells: Sequence[str]) -> ReadRow:
        """The finished row, its texts fit for their columns and everything checked once more."""
        content = {name: value for name, value in self.content.items() if value not in ("", None)}
        given = [str(content["note"])] if "note" in content else []
        content["note"] = "\n".join(dict.fromkeys([*given, *self.notes]))
        for name, most in LENGTHS.items():
            if isinstance(content.get(name), str):
                content[name] = self._fit(name, str(content[name]), most)
        if not self.problems:
            for message in _wrong(content):
                self.refuse(message)
        return ReadRow(self.place, tuple(line(cell, 300) for cell in cells), content, tuple(self.problems))

    def _set(self, amount: str, rounded: bool) -> None:
        self.content["amount"] = amount
        self._say_rounded(rounded)

    def _say_rounded(self, rounded: bool) -> None:
        if rounded:
            self.notes.append(f"换算到一个单位时不能除尽，保留 {ROUNDED_FIGURES} 位有效数字。")

    def _fit(self, name: str, text: str, most: int) -> str:
        if name == "note":
            return text if len(text) <= most else text[: most - 1] + "…"
        # A code that is cut short could be another's.
        if name == "code" and len(line(text, most + 1)) > most:
            self.refuse(f"标识超过 {most} 个字符，无法作为因子代码。")
        return line(text, most)


def line(text: str, most: int) -> str:
    """The text on one line of at most ``most`` characters, without what can be neither stored nor printed."""
    plain = " ".join(_UNPRINTABLE.sub(" ", text[: most * 20]).split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def unit_of(text: str) -> units.Unit:
    """The unit that an LCA program's word names. Raises ``units.UnitError``."""
    return units.parse(_UNIT_WORDS.get(text.strip().casefold(), text))


def co2e_mass(text: str) -> units.Unit | None:
    """The mass of an indicator's unit such as ``kg CO2 eq``; ``None`` when it is no mass of CO2e."""
    try:
        unit = units.parse_emission_factor_unit(f"{_EQUIVALENT.sub('e', text)}/kg")
    except units.UnitError:
        return None
    return None if unit.co2_only else unit.mass


def region_of(code: str, name: str = "") -> str:
    """How a place is called here; what is not known keeps its own name, or its code."""
    return REGIONS.get(code.strip().upper()) or name or code


def iso_date(text: str) -> str:
    """The day of a date or time of ISO 8601, or an empty text."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return ""


def year_of(text: str) -> int | None:
    """The year that a date begins with."""
    head = text.strip()[:4]
    year = int(head) if head.isascii() and head.isdigit() and len(head) == 4 else 0
    return year if year in YEARS else None


def is_chinese(text: str) -> bool:
    """Whether there is any Chinese character in it."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def named(*names: str) -> dict[str, str]:
    """``name`` and ``name_en`` from the names at hand: the first Chinese one leads."""
    given = [name for name in dict.fromkeys(line(name, 300) for name in names) if name]
    chinese = next(filter(is_chinese, given), "")
    other = next((name for name in given if not is_chinese(name)), "")
    return {"name": chinese or other, "name_en": other if chinese else ""}


def joined(parts: Iterable[str], mark: str = "；") -> str:
    """The parts that are there, each once."""
    return mark.join(dict.fromkeys(part for part in parts if part))


def _wrong(content: Content) -> list[str]:
    found = [f"{message}。" for name, message in _MESSAGES.items() if not content.get(name)]
    year, until = content.get("year"), content.get("valid_until")
    if year is not None and (not isinstance(year, int) or year not in YEARS):
        found.append(f"年份“{year}”不在 {YEARS[0]} 至 {YEARS[-1]} 之间。")
    if until is not None and iso_date(str(until)) != until:
        found.append(f"有效期“{until}”不是日期。")
    return found + _wrong_value(content)


def _wrong_value(content: Content) -> list[str]:
    if content["form"] == "gases":
        return [] if content.get("gases") else ["没有任何可识别的温室气体，不能按气体导入。"]
    if "amount" not in content:
        return ["没有数值。"]
    try:
        decimal_of(content["amount"])
        units.parse_emission_factor_unit(str(content.get("unit", "")))
    except (NoFigureError, units.UnitError) as error:
        return [str(error)]
    return []
