"""The act of writing many rows: what is read once, decided row by row, and written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor
from factors.visibility import choosable
from inventories.entry.cells import TOGETHER
from inventories.models import InventoryLine, Stage, Study
from inventories.services.guard import guard
from inventories.services.rows import storing
from inventories.services.rows.edits import LEGS, ROW, Conflict, RowEdit, RowOutcome, plain_cell, seen
from inventories.services.rows.legs import Legs
from inventories.services.rows.storing import Work

REFERENCES = ("agency", "study", "stage", "factor", "goods", "source_workbook", "meter", "co_products")


class NotWhole(Exception):
    """Something was refused or in conflict where nothing may be written in part; ``outcomes`` tell what."""

    def __init__(self, outcomes: list[RowOutcome]) -> None:
        super().__init__(_("有 %d 行不能写入，未作任何更改。") % sum(not each.is_whole for each in outcomes))
        self.outcomes = outcomes


def write_rows(
    actor: User, study: Study, edits: Sequence[RowEdit], *, whole: bool = False
) -> list[RowOutcome]:
    """Write the edits in one transaction, few queries however many they are; outcomes in the order of the edits.

    What cannot be written is told in its outcome and the rest is written; with ``whole`` nothing is, and ``NotWhole``
    is raised. A new row with a refused cell is not made: half a row would be calculated with. Raises ``Frozen``,
    ``PermissionDenied`` and ``Http404`` as ``accounts.editing``; ``ValueError`` for an edit that does not say what was
    read.
    """
    with transaction.atomic():
        guard(actor, study)
        deciding = _Deciding(actor, study, edits)
        outcomes = [deciding.take(edit) for edit in edits]
        deciding.refuse_carried()
        if not whole or all(outcome.is_whole for outcome in outcomes):
            storing.store(actor, study, deciding.work)
        storing.name_others(study, outcomes)
        if whole and not all(outcome.is_whole for outcome in outcomes):
            raise NotWhole(outcomes)
    return outcomes


class _Deciding:
    """Row by row, what may be written; the lines are read once, after the study was locked."""

    def __init__(self, actor: User, study: Study, edits: Sequence[RowEdit]) -> None:
        self.study, self.work = study, Work()
        numbers = {edit.line for edit in edits if edit.line is not None}
        named = numbers | _ids(edits, "goods")
        rows = InventoryLine.objects.filter(study=study, pk__in=named)
        self.lines = {
            row.pk: row
            for row in rows.select_related(
                "factor__library", "goods", "source_workbook", "meter", "co_products"
            )
        }
        self.stages = {stage.pk: stage for stage in Stage.objects.filter(study=study)}
        for line in self.lines.values():
            line.study, line.agency, line.stage = study, study.agency, self.stages[line.stage_id]
        self.legs = Legs(study, [edit for edit in edits if edit.legs is not None])
        self.factors = _factors(actor, edits, self.lines.values(), self.legs.kept)
        goods = {pk: row for pk, row in self.lines.items() if row.kind == InventoryLine.Kind.ACTIVITY}
        self.known: dict[str, Mapping[int, Any]] = {
            "stage": self.stages,
            "factor": self.factors,
            "goods": goods,
        }

    def take(self, edit: RowEdit) -> RowOutcome:
        """Decide on one edit; nothing is written yet."""
        outcome = RowOutcome(edit.key, edit.line)
        if edit.line is None:
            self._create(edit, outcome)
        elif (line := self.lines.get(edit.line)) is None:
            outcome.gone = True
            outcome.conflicts = {} if edit.remove else {ROW: Conflict()}
        elif edit.remove:
            self._remove(edit, line, outcome)
        else:
            self._change(edit, line, outcome)
        return outcome

    def refuse_carried(self) -> None:
        """Keep lines that a transport which stays carries."""
        going = {line.pk for line, _outcome in self.work.removed}
        carriers = InventoryLine.objects.filter(goods__in=going).exclude(pk__in=going) if going else ()
        names: dict[int | None, list[str]] = {}
        for carrier in carriers:
            names.setdefault(carrier.goods_id, []).append(carrier.name)
        for line, outcome in self.work.removed:
            if line.pk in names:
                by = "、".join(names[line.pk][:5])
                outcome.refused[ROW] = _("“%(row)s”正被使用，不能删除：%(by)s。") % {"row": line, "by": by}
        self.work.removed = [pair for pair in self.work.removed if pair[1].is_whole]

    def _create(self, edit: RowEdit, outcome: RowOutcome) -> None:
        line = InventoryLine(study=self.study, agency=self.study.agency)
        values = self._resolved(edit.values, outcome)
        if "stage" not in edit.values:
            outcome.refused["stage"] = _("请选择生命周期阶段。")
        if outcome.is_whole:
            _assign(line, values)
            outcome.refused |= _problems(line)
        if edit.legs is not None:
            self._decide_legs(line, edit, outcome)
        if outcome.is_whole:
            outcome.written = list(edit.values)
            self.work.created.append((line, outcome))
            self._place(line, edit)

    def _change(self, edit: RowEdit, line: InventoryLine, outcome: RowOutcome) -> None:
        if missing := edit.values.keys() - edit.read.keys():
            raise ValueError(f"what was read is not told: {sorted(missing)}")
        outcome.version = line.version
        now = {name: seen(line, name) for name in edit.values}
        values = self._resolved(edit.values, outcome)
        wanted = {name: value for name, value in values.items() if plain_cell(value) != now[name]}
        if "kind" in wanted:
            outcome.refused["kind"] = _("已有数据的类型请在该行的页面中修改。")
        for name in wanted.keys() - outcome.refused.keys():
            if edit.read[name] != now[name]:
                outcome.conflicts[name] = Conflict(now[name])
        outcome.hold_partners(line, wanted)
        changes = self._settle(line, {n: v for n, v in wanted.items() if n not in outcome.held}, outcome)
        if edit.legs is not None:
            self._decide_legs(line, edit, outcome)
        outcome.written = [name for name in edit.values if name not in outcome.held]
        if changes:
            self.work.changed.append((line, changes, outcome))
        if "stage" in changes or edit.before is not None:
            self._place(line, edit)

    def _settle(self, line: InventoryLine, wanted: dict[str, Any], outcome: RowOutcome) -> dict[str, Any]:
        """Give the line the values that leave it valid; the others are refused. By column, what stood there before."""
        before = {name: getattr(line, name) for name in wanted}
        accepted = dict(wanted)
        while accepted:
            _assign(line, {**before, **accepted})
            problems = _problems(line)
            if not problems:
                return {name: before[name] for name in accepted}
            guilty = _with_partners(problems) & accepted.keys() or set(accepted)
            told = " ".join(problems.values())
            outcome.refused |= {name: problems.get(name, told) for name in guilty}
            accepted = {name: value for name, value in accepted.items() if name not in guilty}
        _assign(line, before)
        return {}

    def _decide_legs(self, line: InventoryLine, edit: RowEdit, outcome: RowOutcome) -> None:
        decided = self.legs.decide(line, edit.legs or (), self.factors)
        if decided.conflict:
            outcome.conflicts[LEGS] = Conflict()
        elif decided.problem:
            outcome.refused[LEGS] = decided.problem
        elif decided.changes:
            self.work.legs.append((line, decided, outcome))

    def _remove(self, edit: RowEdit, line: InventoryLine, outcome: RowOutcome) -> None:
        if edit.version is None:
            raise ValueError("a line is removed at the version that was read")
        outcome.version = line.version
        if edit.version != line.version:
            outcome.conflicts[ROW] = Conflict()
        else:
            self.work.removed.append((line, outcome))

    def _resolved(self, values: Mapping[str, Any], outcome: RowOutcome) -> dict[str, Any]:
        """The values with rows for ids; a row that the editor may not name is refused."""
        resolved = dict(values)
        for name in self.known.keys() & values.keys():
            number = plain_cell(values[name])
            if number is None:
                continue
            resolved[name] = self.known[name].get(int(str(number)))
            if resolved[name] is None:
                outcome.refused[name] = _("所选记录不存在，或您不能选用。")
        return resolved

    def _place(self, line: InventoryLine, edit: RowEdit) -> None:
        self.work.placed.append((line, edit.before))


def _ids(edits: Sequence[RowEdit], name: str) -> set[int]:
    numbers = (plain_cell(edit.values.get(name)) for edit in edits)
    return {int(str(number)) for number in numbers if number is not None}


def _factors(
    actor: User, edits: Sequence[RowEdit], lines: Iterable[InventoryLine], kept_by_legs: set[int]
) -> dict[int, Factor]:
    """The factors that the edits name and the actor may choose; those that stand there already may stay."""
    of_legs = (plain_cell(leg.values.get("factor")) for edit in edits for leg in edit.legs or ())
    wanted = _ids(edits, "factor") | {int(str(number)) for number in of_legs if number is not None}
    if not wanted:
        return {}
    kept = {line.factor_id for line in lines if line.factor_id is not None} | kept_by_legs
    return choosable(actor, kept & wanted).select_related("library").in_bulk(wanted)


def _assign(line: InventoryLine, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(line, name, value)


def _problems(row: InventoryLine) -> dict[str, str]:
    """By column, what is wrong with the row. Its references were looked up among those that may be chosen."""
    found: dict[str, list[str]] = {}
    checks: list[Callable[[], None]] = [partial(row.clean_fields, exclude=REFERENCES), row.clean]
    for check in checks:
        try:
            check()
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {ROW: error.messages}
            for name, messages in told.items():
                found.setdefault(name, []).extend(messages)
    return {name: " ".join(dict.fromkeys(messages)) for name, messages in found.items()}


def _with_partners(names: Iterable[str]) -> set[str]:
    found = set(names)
    return found.union(*(pair for pair in TOGETHER if pair & found))
