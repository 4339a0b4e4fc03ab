"""The cells of a bill's row as values, or why one is none. Units may stand in their own cell, behind the number, or in the head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from factors import units
from factors.exact import HALF_WIDTH
from factors.units import Unit
from inventories.bom.model import LABELS, Choices, Item, Key, Problem
from inventories.entry.quantities import EntryError, read_number, read_quantity, read_share

PHANTOM = frozenset({"虚拟件", "虚拟", "虚设件", "虚项", "phantom", "虚拟bom", "phantomassembly", "50"})
BOUGHT = frozenset(
    {"外购", "外购件", "采购", "采购件", "外协", "外协件", "标准件", "buy", "purchased", "purchase", "f", "p"}
)
YES = frozenset(
    {
        "是",
        "y",
        "yes",
        "x",
        "√",
        "true",
        "1",
        "替代",
        "替代料",
        "替代件",
        "alternate",
        "alternative",
        "substitute",
    }
)
_NO_UNIT = "没有单位。请在单位一栏、数值之后或表头的括号中写明，或在对应表头时选择缺省单位。"


@dataclass
class _Reading:
    """The texts of one row, the units of its heads, and what was found wrong."""

    row: int
    texts: Mapping[Key, str]
    head_units: Mapping[Key, str]
    choices: Choices
    problems: list[Problem] = field(default_factory=list)

    def text(self, key: Key) -> str:
        return " ".join(self.texts.get(key, "").split())

    def refuse(self, key: Key, message: str) -> None:
        self.problems.append(Problem(self.row, key, message))


def item_of(row: int, texts: Mapping[Key, str], head_units: Mapping[Key, str], choices: Choices) -> Item:
    """One row read. ``head_units``: what stood in the brackets of heads."""
    reading = _Reading(row, texts, head_units, choices)
    quantity, unit = _measured(reading, Key.QUANTITY, Key.UNIT, choices.unit)
    mass, mass_unit = _measured(reading, Key.MASS, Key.MASS_UNIT, choices.mass_unit)
    mass, mass_unit = _checked_mass(reading, mass, mass_unit)
    sourcing = reading.text(Key.SOURCING).replace(" ", "").casefold()
    return Item(
        row=row,
        level=texts.get(Key.LEVEL, ""),
        parent=reading.text(Key.PARENT),
        code=reading.text(Key.CODE),
        name=reading.text(Key.NAME),
        quantity=quantity,
        unit=unit,
        base=_base(reading),
        scrap=_scrap(reading),
        mass=mass,
        mass_unit=mass_unit,
        material=reading.text(Key.MATERIAL),
        specification=reading.text(Key.SPECIFICATION),
        supplier=reading.text(Key.SUPPLIER),
        process=reading.text(Key.PROCESS),
        note=reading.text(Key.NOTE),
        is_phantom=sourcing in PHANTOM,
        is_bought=sourcing in BOUGHT,
        is_alternate=reading.text(Key.ALTERNATE).casefold() in YES,
        problems=tuple(reading.problems),
    )


def _measured(reading: _Reading, key: Key, unit_key: Key, default: str) -> tuple[Decimal | None, Unit | None]:
    """A number and its unit; the unit of its own cell goes before that behind the number, and that before the head's."""
    text = reading.text(key)
    try:
        quantity = read_quantity(text)
    except EntryError as error:
        reading.refuse(key, str(error))
        return None, None
    if quantity.amount is not None and quantity.amount < 0:
        reading.refuse(key, f"“{text[:40]}”是负数，不能计入。副产品和退料请另行填写。")
        return None, None
    own, behind = reading.text(unit_key), quantity.unit or ""
    unit = _unit(
        reading, unit_key if own else key, own or behind or reading.head_units.get(key, "") or default
    )
    if own and behind and unit is not None and (other := _unit(reading, key, behind)) not in (None, unit):
        reading.refuse(key, f"数值中的单位“{behind}”与单位一栏的“{own}”不同（{other}、{unit}），请改成一致。")
    return quantity.amount, unit


def _unit(reading: _Reading, key: Key, text: str) -> Unit | None:
    if not text:
        return None
    try:
        return units.parse(text)
    except units.UnitError as error:
        reading.refuse(key, f"{error.reason}{error.remedy}")
        return None


def _checked_mass(
    reading: _Reading, mass: Decimal | None, unit: Unit | None
) -> tuple[Decimal | None, Unit | None]:
    if mass is None:
        return None, None
    if unit is None:
        if not any(problem.key in (Key.MASS, Key.MASS_UNIT) for problem in reading.problems):
            reading.refuse(Key.MASS, _NO_UNIT)
        return None, None
    if unit.dimension.key != "mass":
        reading.refuse(Key.MASS, f"单重的单位“{unit}”不是质量单位。")
        return None, None
    return mass, unit


def _base(reading: _Reading) -> Decimal | None:
    try:
        base = read_quantity(reading.text(Key.BASE)).amount
    except EntryError as error:
        reading.refuse(Key.BASE, str(error))
        return None
    if base is not None and base <= 0:
        reading.refuse(Key.BASE, "基本数量须大于零。")
        return None
    return base


def _scrap(reading: _Reading) -> Decimal | None:
    """The rate as a fraction. A bare 2 is two per cent only where the head or the person says so."""
    text = reading.text(Key.SCRAP).translate(HALF_WIDTH)
    try:
        if text.endswith("%") or not (reading.choices.in_percent or reading.head_units.get(Key.SCRAP) == "%"):
            rate = read_share(text)
        else:
            number = read_number(text)
            rate = number.scaleb(-2) if number is not None else None
    except EntryError as error:
        reading.refuse(Key.SCRAP, str(error))
        return None
    if rate is not None and not 0 <= rate < 1:
        reading.refuse(
            Key.SCRAP,
            f"{LABELS[Key.SCRAP]}“{text[:20]}”不在 0 到 100% 之间。若该列填写的是百分数，请在对应表头时勾选。",
        )
        return None
    return rate
