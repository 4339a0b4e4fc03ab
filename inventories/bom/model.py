"""The values of a bill of materials, and what the person says of the file. All figures are exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from factors.units import Unit


class Key(StrEnum):
    """What a column holds."""

    LEVEL = "level"
    PARENT = "parent"
    CODE = "code"
    NAME = "name"
    QUANTITY = "quantity"
    UNIT = "unit"
    BASE = "base"
    SCRAP = "scrap"
    MASS = "mass"
    MASS_UNIT = "mass_unit"
    MATERIAL = "material"
    SPECIFICATION = "specification"
    SUPPLIER = "supplier"
    PROCESS = "process"
    SOURCING = "sourcing"
    ALTERNATE = "alternate"
    NOTE = "note"


LABELS = {
    Key.LEVEL: "层级",
    Key.PARENT: "上级物料编码",
    Key.CODE: "物料编码",
    Key.NAME: "物料名称",
    Key.QUANTITY: "用量",
    Key.UNIT: "用量单位",
    Key.BASE: "基本数量（上级）",
    Key.SCRAP: "损耗率",
    Key.MASS: "单重",
    Key.MASS_UNIT: "单重单位",
    Key.MATERIAL: "材质",
    Key.SPECIFICATION: "规格",
    Key.SUPPLIER: "供应商",
    Key.PROCESS: "工序",
    Key.SOURCING: "自制/外购/虚拟件",
    Key.ALTERNATE: "替代料标记",
    Key.NOTE: "备注",
}


class Leaves(StrEnum):
    """What is taken as a material: the lowest parts, bought assemblies whole, or everything at a given level."""

    LOWEST = "lowest"
    BOUGHT = "bought"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person says of the file as a whole.

    ``scrap_of``: ``input`` (net ÷ (1 − rate)) or ``net`` (net × (1 + rate)); ``in_percent``: a bare 2 in the column of
    scrap is 2 %. ``per_top``: quantities are for one product already, not for one parent. ``unit``, ``mass_unit``: for
    cells that have none (empty: they are told). ``keep_pieces``: what is counted and has no mass stays in pieces.
    ``keep_loss``: the rate goes to the line where only the part itself has one. ``depth``: for ``Leaves.LEVEL``.
    ``top``: the code of the product where the file has several at the top. ``multiple``: products per functional unit.
    """

    scrap_of: str = "input"
    in_percent: bool = False
    per_top: bool = False
    unit: str = ""
    mass_unit: str = ""
    keep_pieces: bool = False
    keep_loss: bool = True
    leaves: Leaves = Leaves.LOWEST
    depth: int = 1
    top: str = ""
    multiple: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row; ``key`` empty for the row as a whole, ``row`` 0 for the file."""

    row: int
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``None`` is not given; ``unit`` and ``mass_unit`` are as written where they are known units.

    ``mass`` is that of one ``unit``; ``base`` the amount of the parent for which ``quantity`` is given.
    """

    row: int
    level: str
    parent: str
    code: str
    name: str
    quantity: Decimal | None
    unit: Unit | None
    base: Decimal | None
    scrap: Decimal | None
    mass: Decimal | None
    mass_unit: Unit | None
    material: str = ""
    specification: str = ""
    supplier: str = ""
    process: str = ""
    note: str = ""
    is_phantom: bool = False
    is_bought: bool = False
    is_alternate: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """What it is called in sentences."""
        return self.name or self.code
