"""Which line of the study a part of the bill is, and what would become of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from factors import units
from inventories.bills.choices import Decision
from inventories.bom.rolling import Leaf
from inventories.fields import MAX_DETAIL
from inventories.models import FilledWorkbook, InventoryLine
from inventories.workbook.planned import Planned
from inventories.workbook.sections import MATERIALS

ARITHMETIC = "用量计算"
_TEXTS = ("specification", "supplier", "process")
_SENTENCES = "；"


class LineFinder:
    """Finds lines by code; those without a code by name and specification in the chosen stage."""

    def __init__(self, filled: FilledWorkbook, decision: Decision) -> None:
        self._decision, self._file = decision, filled.name
        self._by_code: dict[str, list[InventoryLine]] = {}
        self._by_name: dict[tuple[str, str], list[InventoryLine]] = {}
        self._taken: dict[int, int] = {}
        self._study = filled.study
        for line in filled.study.lines.filter(kind=InventoryLine.Kind.ACTIVITY):
            if line.code:
                self._by_code.setdefault(line.code, []).append(line)
            elif line.stage_id == decision.stage:
                self._by_name.setdefault((line.name, line.specification), []).append(line)

    def settle(self, row: Planned, leaf: Leaf) -> bool:
        """Give the row what is to be written; whether that is a new line. What stands in the way is a problem."""
        values = self._values(leaf)
        self._check_lengths(row, values)
        found = self._candidates(values)
        if len(found) > 1:
            row.problems.append(
                [
                    "",
                    "",
                    f"本项目有 {len(found)} 条数据是“{values['code'] or values['name']}”，不能确定更新哪一条。请先合并或修改编码。",
                ]
            )
        if row.problems or not found:
            row.content = {"values": values}
            return True
        line = found[0]
        if line.pk in self._taken:
            message = f"与第 {self._taken[line.pk]} 行对应本项目的同一条数据。请为它们填写不同的编码。"
            row.problems.append(["", "", message])
            return False
        self._taken[line.pk] = row.number
        row.target = line.pk
        row.content = {"values": self._changes(row, line, values)}
        return False

    def missing(self, codes: Container[str], names: Container[str]) -> list[InventoryLine]:
        """Lines that came from an earlier bill and stand nowhere in this one; nothing is done with them."""
        from_bills = self._study.lines.filter(source_workbook__bill__isnull=False).select_related(
            "source_workbook"
        )
        return [
            line
            for line in from_bills
            if line.pk not in self._taken and not (line.code in codes if line.code else line.name in names)
        ]

    def _candidates(self, values: Mapping[str, Any]) -> list[InventoryLine]:
        if not values["code"]:
            return self._by_name.get((values["name"], values["specification"]), [])
        found = self._by_code.get(values["code"], [])
        here = [line for line in found if line.stage_id == self._decision.stage]
        return here if here else found

    def _values(self, leaf: Leaf) -> dict[str, Any]:
        item = leaf.item
        specification = "；".join(dict.fromkeys(text for text in (item.material, item.specification) if text))
        arithmetic = _SENTENCES.join(leaf.sentences)
        return {
            "stage": self._decision.stage,
            "section": MATERIALS.key,
            "name": item.title,
            "amount": _text(leaf.amount),
            "unit": str(leaf.unit),
            "basis": InventoryLine.Basis.PER_FUNCTIONAL_UNIT.value,
            "loss_rate": _text(leaf.loss),
            "loss_of": self._decision.scrap_of,
            "code": item.code,
            "specification": specification,
            "supplier": item.supplier,
            "process": item.process,
            "note": item.note,
            "data_source": f"物料清单 {self._file}"[:300],
            "details": {ARITHMETIC: _shortened(arithmetic)},
        }

    def _check_lengths(self, row: Planned, values: Mapping[str, Any]) -> None:
        for name in ("name", "code", *_TEXTS, "note"):
            column = InventoryLine._meta.get_field(name)
            limit = getattr(column, "max_length", None) or 0
            if len(values[name]) > limit:
                message = f"有 {len(values[name])} 个字，超过 {limit} 个字的上限，请缩短。"
                row.problems.append(["", str(getattr(column, "verbose_name", name)), message])

    def _changes(self, row: Planned, line: InventoryLine, values: Mapping[str, Any]) -> dict[str, Any]:
        """What of an existing line becomes another: amount, unit, basis and loss; texts only where the file has them.

        Name, stage, factor and quality stay as the person set them.
        """
        changes: dict[str, Any] = {}
        if not _same_amount(line, values):
            before = f"{_shown(line.amount)} {line.unit}".strip()
            changes |= {"amount": values["amount"], "unit": values["unit"]}
            row.changes.append(["数量", before, f"{values['amount']} {values['unit']}"])
        if line.basis != values["basis"]:
            changes["basis"] = values["basis"]
            row.changes.append(["核算基准", str(line.get_basis_display()), "按功能单位"])
        if _text(line.loss_rate) != values["loss_rate"] or (
            values["loss_rate"] and line.loss_of != values["loss_of"]
        ):
            changes |= {"loss_rate": values["loss_rate"], "loss_of": values["loss_of"]}
            row.changes.append(["损耗率", _shown(line.loss_rate), values["loss_rate"] or ""])
        for name in _TEXTS:
            if values[name] and values[name] != getattr(line, name):
                changes[name] = values[name]
                label = str(getattr(InventoryLine._meta.get_field(name), "verbose_name", name))
                row.changes.append([label, getattr(line, name), values[name]])
        if changes:
            changes["details"] = {**line.details, **values["details"]}
        return changes


def _same_amount(line: InventoryLine, values: Mapping[str, Any]) -> bool:
    if line.amount is None or units.parse(line.unit) != units.parse(values["unit"]):
        return False
    return line.amount == Decimal(values["amount"])


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _shown(number: Decimal | None) -> str:
    return _text(number) or ""


def _shortened(text: str) -> str:
    """No longer than a detail may be; the preview and the file have the rest."""
    return text if len(text) <= MAX_DETAIL else f"{text[: MAX_DETAIL - 1]}…"
