"""The columns of an inventory line as cells of a table, and what the text of a cell says.

One text may fill two columns: an amount that is typed with its unit (``12.6 万kWh``) sets both. A text that is no
value is told by its column; the other cells of the row are read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from inventories.entry.quantities import EntryError, read_quantity, read_share
from inventories.models import InventoryLine, Stage

# Columns that are one statement: an amount is nothing without its unit.
TOGETHER = (frozenset({"amount", "unit"}), frozenset({"output", "output_unit"}))


class Sort(StrEnum):
    """What kind of text a column takes."""

    TEXT = "text"
    QUANTITY = "quantity"
    SHARE = "share"
    SCORE = "score"
    CHOICE = "choice"
    STAGE = "stage"
    GOODS = "goods"
    FACTOR = "factor"


@dataclass(frozen=True)
class Column:
    """One column: ``key`` as in the model, ``unit_key`` where a text may also name the unit.

    ``choices``: value and label of a column with few values.
    """

    key: str
    label: str | Promise
    sort: Sort
    unit_key: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True)
class Known:
    """The rows of the study that cells name: stages by label, goods by name (``None``: more than one is called so)."""

    stages: Mapping[str, Stage]
    goods: Mapping[str, InventoryLine | None] = field(default_factory=dict)


@dataclass
class Cells:
    """Values by column, and by column why a text was refused."""

    values: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


_SORTS = {
    "stage": Sort.STAGE,
    "amount": Sort.QUANTITY,
    "output": Sort.QUANTITY,
    "share": Sort.SHARE,
    "factor": Sort.FACTOR,
    "goods": Sort.GOODS,
    "reliability": Sort.SCORE,
    "completeness": Sort.SCORE,
    "time_score": Sort.SCORE,
    "geography": Sort.SCORE,
    "technology": Sort.SCORE,
}
_UNITS = {"amount": "unit", "output": "output_unit"}
_KEYS = (
    "stage", "kind", "name", "purpose", "amount", "unit", "basis", "output", "output_unit", "share", "factor",
    "goods", "proxy_for", "data_kind", "data_source", "reliability", "completeness", "time_score", "geography",
    "technology", "note", "code", "specification", "supplier", "process",
)  # fmt: skip


@cache
def columns() -> Mapping[str, Column]:
    """The columns of a line by key, in the order of the form."""
    return {key: _column(key) for key in _KEYS}


def _column(key: str) -> Column:
    model_field: Any = InventoryLine._meta.get_field(key)
    choices = tuple(model_field.choices or ())
    sort = _SORTS.get(key, Sort.CHOICE if choices else Sort.TEXT)
    return Column(key, model_field.verbose_name, sort, _UNITS.get(key, ""), choices)


def read_cells(texts: Mapping[str, str], known: Known) -> Cells:
    """What the texts of one row's cells say; columns that are not named are left alone.

    A factor is not read here: it is chosen, or matched by who knows the libraries. Raises ``KeyError`` for a column
    that there is not.
    """
    cells = Cells()
    for key, text in texts.items():
        column = columns()[key]
        try:
            cells.values |= _READERS[column.sort](column, text, known)
        except EntryError as error:
            cells.refused[key] = str(error)
    for key, text in texts.items():
        # A unit in a cell of its own is meant, whatever the cell of the amount brought along.
        if key in _UNITS.values() and text.strip() and key not in cells.refused:
            cells.values[key] = text.strip()
    return cells


def _text(column: Column, text: str, _known: Known) -> dict[str, Any]:
    return {column.key: " ".join(text.split())}


def _quantity(column: Column, text: str, _known: Known) -> dict[str, Any]:
    quantity = read_quantity(text)
    values: dict[str, Any] = {column.key: quantity.amount}
    return values | ({column.unit_key: quantity.unit} if quantity.unit is not None else {})


def _share(column: Column, text: str, _known: Known) -> dict[str, Any]:
    return {column.key: read_share(text)}


def _score(column: Column, text: str, _known: Known) -> dict[str, Any]:
    plain = text.strip()
    if plain in {"", "未评"}:
        return {column.key: None}
    figure = plain.removesuffix("最好").removesuffix("最差").strip()
    if figure not in {"1", "2", "3", "4", "5"}:
        raise EntryError(_("“%s”不是评分。") % plain[:40], _("请填写 1（最好）到 5（最差），不评留空。"))
    return {column.key: int(figure)}


def _choice(column: Column, text: str, _known: Known) -> dict[str, Any]:
    plain = text.strip()
    for value, label in column.choices:
        if plain in {str(value), str(label)}:
            return {column.key: value}
    labels = "、".join(str(label) for _value, label in column.choices)
    raise EntryError(_("“%s”不在可选范围内。") % plain[:40], _("请填写其中之一：%s。") % labels)


def _stage(column: Column, text: str, known: Known) -> dict[str, Any]:
    stage = known.stages.get(text.strip())
    if stage is None:
        labels = "、".join(known.stages) or _("（本项目还没有阶段）")
        raise EntryError(_("本项目没有阶段“%s”。") % text.strip()[:60], _("请填写其中之一：%s。") % labels)
    return {column.key: stage}


def _goods(column: Column, text: str, known: Known) -> dict[str, Any]:
    name = " ".join(text.split())
    if not name:
        return {column.key: None}
    if name not in known.goods:
        raise EntryError(_("本项目没有名为“%s”的数据。") % name[:60], _("请填写货物在清单数据中的名称。"))
    line = known.goods[name]
    if line is None:
        raise EntryError(
            _("名为“%s”的数据不止一条。") % name[:60], _("请先改成不同的名称，或在该行的页面中选择。")
        )
    return {column.key: line}


def _chosen_elsewhere(column: Column, text: str, _known: Known) -> dict[str, Any]:
    if not text.strip():
        return {column.key: None}
    raise EntryError(_("“%s”还不是选定的因子。") % text.strip()[:60], _("请从查到的因子中选择一个。"))


_READERS: Mapping[Sort, Callable[[Column, str, Known], dict[str, Any]]] = {
    Sort.TEXT: _text,
    Sort.QUANTITY: _quantity,
    Sort.SHARE: _share,
    Sort.SCORE: _score,
    Sort.CHOICE: _choice,
    Sort.STAGE: _stage,
    Sort.GOODS: _goods,
    Sort.FACTOR: _chosen_elsewhere,
}
