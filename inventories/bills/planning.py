"""A mapped bill against the study: its parts, which lines they are, and what they would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from factors.importers.contract import Refused
from factors.importers.sheet_scan import column_letters
from factors.imports.content import storable
from inventories.bills.choices import Decision
from inventories.bills.matching import LineFinder
from inventories.bom import heads
from inventories.bom.bill import Row, roll
from inventories.bom.contract import ReadLine, ReadSheet
from inventories.bom.model import LABELS, Key, Problem
from inventories.bom.rolling import Leaf, Rolled
from inventories.bom.tree import Tree
from inventories.models import FilledWorkbook
from inventories.workbook.planned import Outcome, Planned
from inventories.workbook.sections import MATERIALS

_NUMBERS = (Key.QUANTITY, Key.BASE, Key.SCRAP, Key.MASS)
# The tree on the page; a longer one is told and found in the file.
MOST_SHOWN = 3_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown and written: a row for each part, the tree, what was left aside."""

    rows: list[Planned]
    tree: list[list[Any]]
    aside: list[list[Any]]
    counts: dict[str, int]


def plan(filled: FilledWorkbook, sheet: ReadSheet, decision: Decision) -> Preview:
    """Roll the sheet up and hold its parts against the study. Raises ``Refused`` for a mapping that does not fit."""
    columns = {at: key for at, head in enumerate(sheet.heads) if (key := decision.key_of(head)) is not None}
    _check_columns(columns.values())
    units = {key: unit for at, key in columns.items() if (unit := heads.head_unit(sheet.heads[at]))}
    rows, flawed = _rows(sheet, columns)
    tree, rolled = roll(rows, units, decision.reckoned, flawed)
    planner = _Planner(filled, sheet, columns, decision)
    planned = planner.leaves(rolled, tree)
    counts = {outcome.value: 0 for outcome in Outcome}
    for row in planned:
        counts[row.outcome] += 1
    aside = [[problem.row, storable(problem.message)] for problem in rolled.aside]
    aside += [[number, storable(reason)] for number, reason in sheet.skipped]
    return Preview(planned, _shown_tree(tree, rolled), aside[:1_000], counts)


def _check_columns(keys: Iterable[Key]) -> None:
    found = set(keys)
    if Key.QUANTITY not in found:
        raise Refused("没有指定哪一列是用量。请返回对应表头，指定用量列。")
    if not {Key.CODE, Key.NAME} & found:
        raise Refused("没有指定物料编码或物料名称的列。请返回对应表头，至少指定其中一列。")
    if Key.PARENT in found and Key.LEVEL not in found and Key.CODE not in found:
        raise Refused("按上级物料编码展开时，还需要指定物料编码的列。")


def _rows(sheet: ReadSheet, columns: Mapping[int, Key]) -> tuple[list[Row], dict[int, list[Problem]]]:
    """The texts of each row by key; cells that are errors, or numbers that several rows share, are told."""
    rows: list[Row] = []
    flawed: dict[int, list[Problem]] = {}
    for line in sheet.lines:
        texts: dict[Key, str] = {}
        for at, key in columns.items():
            text = line.cells[at] if at < len(line.cells) else ""
            if at in line.merged:
                span, shared = line.merged[at]
                if key in _NUMBERS:
                    said = f"位于合并单元格 {span} 中，不能确定各行的数值，请取消合并并逐格填写。"
                    flawed.setdefault(line.number, []).append(Problem(line.number, key, said))
                else:
                    text = shared
            elif at in line.flaws:
                flawed.setdefault(line.number, []).append(Problem(line.number, key, f"{line.flaws[at]}。"))
            texts[key] = storable(text)
        if any(text.strip() for text in texts.values()):
            rows.append((line.number, texts))
    return rows, flawed


class _Planner:
    """Makes the rows of the preview."""

    def __init__(
        self,
        filled: FilledWorkbook,
        sheet: ReadSheet,
        columns: Mapping[int, Key],
        decision: Decision,
    ) -> None:
        self._sheet, self._columns = sheet, columns
        self._places = {key: at for at, key in columns.items()}
        self._lines: dict[int, ReadLine] = {line.number: line for line in sheet.lines}
        self._finder = LineFinder(filled, decision)

    def leaves(self, rolled: Rolled, tree: Tree) -> list[Planned]:
        """A row for each part, then one for each wrong row that is at no part."""
        planned = [self._leaf(at, leaf) for at, leaf in enumerate(rolled.leaves)]
        names = {item.row: item.title for item in tree.items}
        for problem in rolled.problems:
            row = self._row(len(planned), problem.row, names.get(problem.row, ""))
            row.problems.append(self._told(problem))
            row.settle(is_new=True)
            planned.append(row)
        return [*planned, *self._missing(tree, len(planned))]

    def _missing(self, tree: Tree, position: int) -> list[Planned]:
        """Lines of earlier bills that this one does not have; they stay."""
        codes, titles = {item.code for item in tree.items}, {item.title for item in tree.items}
        planned = []
        for at, line in enumerate(self._finder.missing(codes, titles), start=position):
            said = f"来自物料清单“{line.source_workbook}”，这份文件中没有；保留不变，不需要时请自行删除。"
            planned.append(
                Planned(
                    at, MATERIALS.key, "", 0, line.name, outcome=Outcome.MISSING, notes=[said], target=line.pk
                )
            )
        return planned

    def _leaf(self, position: int, leaf: Leaf) -> Planned:
        row = self._row(position, leaf.item.row, leaf.item.title)
        row.problems += [self._told(problem) for problem in leaf.problems]
        row.notes += [storable(each) for each in (*leaf.sentences, *leaf.notes)]
        is_new = self._finder.settle(row, leaf) if not row.problems else True
        row.settle(is_new=is_new)
        return row

    def _row(self, position: int, number: int, name: str) -> Planned:
        line = self._lines.get(number)
        cells = [] if line is None else [
            [f"{column_letters(at)}{number}", self._sheet.heads[at][:60], storable(line.cells[at])[:500]]
            for at in self._columns
            if at < len(line.cells) and line.cells[at].strip()
        ]  # fmt: skip
        return Planned(
            position, MATERIALS.key, self._sheet.name[:60], number, storable(name)[:200], cells=cells
        )

    def _told(self, problem: Problem) -> list[str]:
        """Cell, column and what is wrong."""
        at = self._places.get(Key(problem.key)) if problem.key else None
        cell = f"{column_letters(at)}{problem.row}" if at is not None and problem.row else ""
        label = LABELS[Key(problem.key)] if problem.key else ""
        return [cell, label, storable(problem.message)]


def _shown_tree(tree: Tree, rolled: Rolled) -> list[list[Any]]:
    """The rows under each other: number, depth, code, name, quantity, scrap in per cent, whether it is a part, or wrong."""
    parts = {row for leaf in rolled.leaves for row in leaf.rows}
    wrong = {problem.row for problem in rolled.problems}
    wrong |= {problem.row for leaf in rolled.leaves for problem in leaf.problems}
    shown: list[list[Any]] = []
    ahead: list[tuple[int, int]] = [(at, 1) for at in reversed(tree.tops)]
    if tree.product is not None:
        shown.append(_node(tree, tree.product, 0, parts, wrong))
    while ahead and len(shown) < MOST_SHOWN:
        at, depth = ahead.pop()
        shown.append(_node(tree, at, depth, parts, wrong))
        ahead += [(child, depth + 1) for child in reversed(tree.children.get(at, []))]
    return shown


def _node(tree: Tree, at: int, depth: int, parts: set[int], wrong: set[int]) -> list[Any]:
    item = tree.items[at]
    quantity = "" if item.quantity is None else f"{item.quantity:f}"
    amount = f"{quantity} {item.unit or ''}".strip()
    if item.base is not None and item.base != 1:
        amount += f" / {item.base:f}"
    scrap = "" if not item.scrap else f"{item.scrap.scaleb(2).normalize():f}%"
    kind = "stop" if item.row in wrong else "part" if item.row in parts and at not in tree.children else ""
    return [item.row, depth, storable(item.code), storable(item.name), amount, scrap, kind]


def chosen(sheets: Sequence[ReadSheet], decision: Decision) -> ReadSheet:
    """The sheet that the person chose. Raises ``Refused`` when the file has it no more."""
    for sheet in sheets:
        if storable(sheet.name) == decision.sheet and (not decision.head or sheet.head == decision.head):
            return sheet
    raise Refused(f"文件中没有找到工作表“{decision.sheet}”的表头。请重新对应表头。")
