"""What a column of the workbook is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PER_UNIT, PERIOD = "per_functional_unit", "period_total"
BASES = ((PER_UNIT, "单位产品用量"), (PERIOD, "期间总量"))
DATA_KINDS = (("primary", "初级数据"), ("secondary", "次级数据"), ("estimate", "估算"))
YES_NO = (("yes", "是"), ("no", "否"))


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    UNIT = "unit"
    SHARE = "share"
    CHOICE = "choice"
    YES = "yes"
    DAY = "day"
    LINES = "lines"
    STAGE = "stage"
    GOODS = "goods"
    EVIDENCE = "evidence"
    # Kept as it stands, under the column's heading: what reports do not reckon with.
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one row of the sheet 企业与产品.

    ``key``: the model's field where there is one. ``unit``: of all its numbers, written behind the heading.
    ``options``: (value, label), offered as a drop-down; of a detail they are suggestions. ``words``: other words for
    the options. ``others``: further headings that mean the column. ``limit``: the longest text. ``locked``: shown only.
    """

    key: str
    head: str
    kind: Kind = Kind.TEXT
    width: int = 14
    note: str = ""
    required: bool = False
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    limit: int = 200
    locked: bool = False

    @property
    def heading(self) -> str:
        """As it is printed above the column."""
        return f"{self.head}（{self.unit}）" if self.unit else self.head


def detail(
    head: str,
    *others: str,
    note: str = "",
    width: int = 12,
    unit: str = "",
    options: tuple[str, ...] = (),
) -> Column:
    """A column that is kept with the datum under its own heading."""
    return Column(
        head,
        head,
        Kind.DETAIL,
        width,
        note,
        unit=unit,
        options=tuple((option, option) for option in options),
        others=others,
        limit=500,
    )
