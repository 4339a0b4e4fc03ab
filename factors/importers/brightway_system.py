"""From the blocks of a Brightway workbook to a product system: emissions by gas, and who takes from whom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from factors import units
from factors.importers.brightway_workbook import Block, Exchange
from factors.importers.figures import NoFigureError, fraction_of
from factors.importers.gases import Gas, gas_of
from factors.importers.offers import line, unit_of
from factors.importers.systems import Activity

EMPTY = "没有任何交换，无法判断是零排放还是数据缺失"
FORMULA = "交换中的公式未计算，按工作簿所给数量。"
BIOGENIC = "生物源二氧化碳的排放与吸收未计入。"
_AIR = re.compile(r"\bair\b|atmosphere|大气|空气", re.IGNORECASE)
_INPUT = re.compile(r"""^\(\s*['"](?P<database>.*)['"]\s*,\s*['"](?P<code>.*)['"]\s*\)$""")
_MOST_NAMED = 5


class ActivityError(ValueError):
    """Why an activity cannot be reckoned, in Chinese."""


class Catalogue:
    """The activities of the workbook, looked up as exchanges refer to them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._asked: dict[tuple[str, ...], list[int]] = {}
        self.databases = {block.database for block in blocks}

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, block in enumerate(self._blocks):
            for name in {block.name, block.fact("reference product")} - {""}:
                found.setdefault(name, []).append(index)
        return found

    @cached_property
    def _by_code(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, block in enumerate(self._blocks):
            if block.fact("code"):
                found.setdefault(block.fact("code"), []).append(index)
        return found

    def supplier(self, exchange: Exchange) -> int | None:
        """The activity that an exchange takes from; ``None`` when it is not in the workbook.

        Raises ``ActivityError`` when several fit.
        """
        key = (*_input_of(exchange), *map(exchange.text, ("name", "location", "reference product")))
        if key not in self._asked:
            self._asked[key] = self._fitting(exchange)
        fitting = self._asked[key]
        if len(fitting) > 1:
            name = line(exchange.text("name"), 80)
            raise ActivityError(f"投入“{name}”在工作簿中有 {len(fitting)} 个同名活动，无法确定")
        return fitting[0] if fitting else None

    def _fitting(self, exchange: Exchange) -> list[int]:
        database, code = _input_of(exchange)
        if database and database not in self.databases:
            return []
        found = self._by_code.get(code, []) if code else self._by_name.get(exchange.text("name"), [])
        fitting = [
            index for index in found if self._fits(exchange, self._blocks[index], database, bool(code))
        ]
        exact = [index for index in fitting if self._blocks[index].name == exchange.text("name")]
        return exact if len(fitting) > 1 and exact else fitting

    @staticmethod
    def _fits(exchange: Exchange, block: Block, database: str, by_code: bool) -> bool:
        if database and block.database != database:
            return False
        wanted = {
            "location": exchange.text("location"),
            "reference product": exchange.text("reference product"),
        }
        return by_code or all(
            not value or not block.fact(key) or block.fact(key) == value for key, value in wanted.items()
        )


def system_of(blocks: Sequence[Block], empty_is_zero: bool) -> list[Activity]:
    """The activities with their emissions and inputs; what is wrong with one is its ``trouble``."""
    catalogue = Catalogue(blocks)
    system: list[Activity] = []
    for index, block in enumerate(blocks):
        activity = Activity(block.name)
        try:
            _fill(activity, index, block, blocks, catalogue, empty_is_zero)
        except ActivityError as error:
            activity.trouble = str(error)
            # Its links are left out: a ring that it closes is not the first thing to say of it.
            activity.inputs = []
        system.append(activity)
    return system


def output_of(block: Block) -> Fraction:
    """How much of its product the activity's exchanges are for. Raises ``ActivityError``."""
    made = [exchange for exchange in block.exchanges if exchange.kind == "production"]
    if len(made) > 1:
        raise ActivityError("有多个产出（production），尚未分配")
    if made:
        return _amount(made[0])
    stated = block.fact("production amount")
    return _figure(stated, block.place) if stated else Fraction(1)


def unit_text(block: Block) -> str:
    """The unit of the activity's product as the workbook writes it."""
    made = next((exchange for exchange in block.exchanges if exchange.kind == "production"), None)
    return block.fact("unit") or (made.text("unit") if made is not None else "")


def _fill(
    activity: Activity,
    index: int,
    block: Block,
    blocks: Sequence[Block],
    catalogue: Catalogue,
    empty_is_zero: bool,
) -> None:
    activity.output = output_of(block)
    marks: set[str] = set()
    missing: list[str] = []
    others = [exchange for exchange in block.exchanges if exchange.kind != "production"]
    if not others:
        if not empty_is_zero:
            raise ActivityError(EMPTY)
        marks.add(f"“{line(block.name, 60)}”没有任何交换，按零计入。")
    for exchange in block.exchanges:
        if exchange.text("formula"):
            marks.add(FORMULA)
    for exchange in others:
        amount = _amount(exchange)
        if exchange.kind == "biosphere":
            _emit(activity, exchange, amount, marks)
        elif exchange.kind == "technosphere":
            supplier = catalogue.supplier(exchange) if amount else index
            if supplier is None:
                missing.append(exchange.text("name") or exchange.text("input"))
            elif amount:
                activity.inputs.append((supplier, amount * _units_of(exchange, blocks[supplier])))
        else:
            raise ActivityError(f"{exchange.place}的类型“{line(exchange.text('type'), 40)}”不能识别")
    if missing:
        raise ActivityError(_missing(missing))
    activity.marks = frozenset(marks)


def _emit(activity: Activity, exchange: Exchange, amount: Fraction, marks: set[str]) -> None:
    name = exchange.text("name")
    gas = gas_of(name, exchange.text("cas number") or exchange.text("cas"))
    if gas is Gas.BIOGENIC_CO2:
        marks.add(BIOGENIC)
        return
    categories = exchange.text("categories")
    if gas is Gas.OTHER or (categories and not _AIR.search(categories)):
        return
    if isinstance(gas, Gas):
        marks.add(f"可能是温室气体但系统不认识，未计入：{line(name, 80)}。")
        return
    try:
        size = units.ratio(unit_of(exchange.text("unit")), units.parse("kg"))
    except units.UnitError as error:
        raise ActivityError(f"{exchange.place}“{line(name, 60)}”：{error.reason}") from error
    activity.direct[gas] = activity.direct.get(gas, Fraction(0)) + amount * size


def _units_of(exchange: Exchange, supplier: Block) -> Fraction:
    """How many units of the supplier's product one unit of the exchange is."""
    wanted, offered = exchange.text("unit"), unit_text(supplier)
    if not wanted or wanted.casefold() == offered.casefold():
        return Fraction(1)
    try:
        return units.ratio(unit_of(wanted), unit_of(offered))
    except units.UnitError as error:
        raise ActivityError(f"投入“{line(supplier.name, 80)}”：{error.reason}") from error


def _input_of(exchange: Exchange) -> tuple[str, str]:
    """Database and code that an exchange names, as far as it does."""
    pair = _INPUT.match(exchange.text("input"))
    if pair is not None:
        return pair["database"], pair["code"]
    return exchange.text("database"), exchange.text("code")


def _amount(exchange: Exchange) -> Fraction:
    if exchange.flaws:
        raise ActivityError(f"{exchange.place}：{exchange.flaws[0]}")
    return _figure(exchange.text("amount"), exchange.place)


def _figure(text: str, place: str) -> Fraction:
    try:
        return fraction_of(text)
    except NoFigureError as error:
        raise ActivityError(f"{place}的数量有误：{error}") from error


def _missing(names: list[str]) -> str:
    distinct = list(dict.fromkeys(line(name, 60) for name in names))
    told = "、".join(f"“{name}”" for name in distinct[:_MOST_NAMED])
    more = f"等 {len(distinct)} 项" if len(distinct) > _MOST_NAMED else ""
    return f"投入 {told}{more}不在工作簿中（引用其他数据库），无法计算累积结果"
