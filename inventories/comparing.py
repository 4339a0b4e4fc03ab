"""Two studies of the agency side by side, for pages and the API: rows read, lines paired by their origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.visibility import hidden_libraries
from inventories.footprint.comparison import Comparison, Side, compare
from inventories.footprint.described import Cell
from inventories.models import InventoryLine, Study
from inventories.models.studies import AllocationMethod, BoundaryType
from inventories.results import Result, result_of

# A study copied from a copy of a copy … is followed so far back.
GENERATIONS = 20

# How the members of the study file are called on the screen.
LABELS: Mapping[str, Any] = {
    "product": _("产品"),
    "functional_unit": _("功能单位"),
    "period": _("数据期"),
    "output": _("数据期产量"),
    "boundary": _("系统边界"),
    "stages": _("生命周期阶段"),
    "gwp_set": _("特征化因子集"),
    "standards": _("采用标准"),
    "allocation": _("分配方法"),
    "stage": _("阶段"),
    "name": _("名称"),
    "purpose": _("用途"),
    "amount": _("数量"),
    "basis": _("核算基准"),
    "basis.output": _("对应产量"),
    "basis.share": _("份额"),
    "basis.meter": _("共用计量的分摊"),
    "basis.co_products": _("联产品的分配"),
    "basis.loss": _("损耗率"),
    "factor": _("排放因子"),
    "goods": _("货物"),
    "legs": _("运输段"),
    "data_kind": _("数据类型"),
    "data_source": _("数据来源"),
    "quality": _("质量评分"),
    "note": _("备注"),
}
_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "boundary": dict(BoundaryType.choices),
    "allocation": dict(AllocationMethod.choices),
    "basis": dict(InventoryLine.Basis.choices),
    "data_kind": dict(InventoryLine.DataKind.choices),
}


@dataclass(frozen=True)
class Compared:
    """Both studies with their results; ``comparison`` is ``None`` while one of them makes no value (``obstacle``)."""

    before: Study
    after: Study
    comparison: Comparison | None
    obstacle: Study | None = None
    is_restricted: bool = False


def compared(reader: User, before: Study, after: Study) -> Compared:
    """What differs from ``before`` to ``after``, as the reader may see it."""
    hidden = hidden_libraries(reader)
    earlier, later = (result_of(study, hidden=hidden) for study in (before, after))
    sides = _side(earlier), _side(later)
    if sides[0] is None or sides[1] is None:
        return Compared(before, after, None, before if sides[0] is None else after)
    comparison = compare(sides[0], sides[1], _origins(earlier, later))
    restricted = earlier.is_restricted or later.is_restricted
    return Compared(before, after, comparison, is_restricted=restricted)


def likely_partners(reader: User, study: Study) -> QuerySet[Study]:
    """Studies of the same client, newest first: other years of the product, and its sisters."""
    others = Study.objects.visible_to(reader).filter(product__company=study.product.company_id)
    return others.exclude(pk=study.pk).select_related("product").order_by("-period_end", "-pk")


def labelled(cell: Cell) -> tuple[str, str, str]:
    """A cell's label, and both texts in the reader's words."""
    words = _CHOICES.get(cell.name, {})
    before, after = (str(words.get(text, text)) for text in (cell.before, cell.after))
    return str(LABELS[cell.name]), before, after


def _side(result: Result) -> Side | None:
    if result.value is None:
        return None
    return Side(result.value, result.footprint, result.figures, result.hidden_factors)


def _origins(before: Result, after: Result) -> dict[str, str]:
    """By key of a later line, the key of the earlier one of the same origin."""
    earlier, later = _keys(before), _keys(after)
    ancestors = _ancestors([*earlier, *later])
    of_origin = {origin: key for pk, key in earlier.items() for origin in reversed(ancestors[pk])}
    found: dict[str, str] = {}
    for pk, key in later.items():
        match = next((of_origin[origin] for origin in ancestors[pk] if origin in of_origin), None)
        if match is not None:
            found[key] = match
    return found


def _keys(result: Result) -> dict[int, str]:
    """By a line's id, its key in the value."""
    if result.assembled is None:
        return {}
    pairs = zip(result.assembled.lines, result.assembled.study.lines, strict=True)
    return {pk: line.key for pk, line in pairs if pk is not None}


def _ancestors(lines: Iterable[int]) -> dict[int, list[int]]:
    """By a line's id, itself and the lines that it was copied from, nearest first: a query for each generation."""
    chains = {pk: [pk] for pk in lines}
    for _generation in range(GENERATIONS):
        ends = {chain[-1] for chain in chains.values()}
        rows = InventoryLine.objects.filter(pk__in=ends).exclude(copied_from=None)
        parents = dict(rows.values_list("pk", "copied_from_id"))
        if not parents:
            break
        for chain in chains.values():
            if chain[-1] in parents:
                chain.append(parents[chain[-1]])
    return chains
