"""Writing what a preview showed: all of it or nothing, and only into the study that it was compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, editing
from accounts.models import User
from inventories.models import (
    CompanyContact,
    Evidence,
    FilledWorkbook,
    FilledWorkbookRow,
    InventoryLine,
    ProcessStep,
    Stage,
    Study,
)
from inventories.services.guard import guard
from inventories.services.lines import LegInput
from inventories.services.order import next_position
from inventories.services.rows import NotWhole, RowEdit, write_rows
from inventories.services.rows.edits import RowOutcome, seen
from inventories.services.studies import add_stage
from inventories.workbook import planning_subject
from inventories.workbook.planning import state_mark
from inventories.workbook.sections import EVIDENCE, STEPS, TRANSPORT
from inventories.workbook.ties import Ties

Outcome = FilledWorkbookRow.Outcome
DECIMALS = ("amount", "output", "share", "loss_rate", "distance_km", "tonne_km")
TOLD = 5


class NotWritten(Exception):
    """Nothing was written. The message is for people."""


def write(actor: User, filled: FilledWorkbook) -> None:
    """Write everything that the person decided on, and say so in the trail. Needs a transaction.

    Raises ``NotWritten``, ``Frozen``, ``ValidationError``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a workbook is written whole: it needs a transaction")
    study = filled.study
    guard(actor, study)
    if state_mark(study) != filled.mark:
        raise NotWritten(_("预览之后项目的数据又有了改动，没有写入任何内容。请重新比对后再写入。"))
    _write_subject(actor, filled)
    stages = {kind: _new_stage(actor, study, kind) for kind in filled.missing_stages}
    rows = list(filled.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).order_by("position"))
    for row in rows:
        if row.section in (STEPS, EVIDENCE):
            _write_listed(actor, study, row)
    _Lines(actor, filled, stages).write([row for row in rows if row.section not in (STEPS, EVIDENCE)])
    told: dict[str, object] = {
        "digest": filled.digest,
        "added": filled.counts.get("new", 0),
        "changed": filled.counts.get("changed", 0),
        "unchanged": filled.counts.get("unchanged", 0),
    }
    audit.record(actor, "filledworkbook.enter", filled, after=told)


def _new_stage(actor: User, study: Study, kind: str) -> Stage:
    label = str(Stage.Kind(kind).label)
    return add_stage(actor, Stage(study=study, kind=kind, label=label))


def _write_subject(actor: User, filled: FilledWorkbook) -> None:
    """The ticked groups of company, contact, product and data period."""
    study = filled.study
    product, company = study.product, study.product.company
    contact = company.contacts.first() or CompanyContact(company=company)
    rows: dict[str, Any] = {"company": company, "contact": contact, "product": product, "study": study}
    for group in filled.subject:
        if group["group"] not in filled.decision.get("subject", ()) or not group["values"]:
            continue
        values = planning_subject.restored(group["group"], group["values"])
        row = rows[group["group"]]
        if row.pk is None:
            for name, value in values.items():
                setattr(row, name, value)
            editing.create(actor, row)
        else:
            editing.edit(actor, row, values, version=row.version)


def _write_listed(actor: User, study: Study, row: FilledWorkbookRow) -> None:
    """A step of making the product, or a piece of evidence."""
    values = row.content["values"]
    kind: type[ProcessStep] | type[Evidence] = ProcessStep if row.section == STEPS else Evidence
    if row.target is not None:
        found = kind.objects.get(pk=row.target)
        editing.edit(actor, found, values, version=found.version)
    elif kind is ProcessStep:
        position = next_position(study.product.process_steps.all())
        editing.create(actor, ProcessStep(product=study.product, position=position, **values))
    else:
        editing.create(actor, Evidence(study=study, **values))


class _Lines:
    """Writes the lines of a workbook: first what may be carried, then the transports, then the ties of evidence."""

    def __init__(self, actor: User, filled: FilledWorkbook, stages: Mapping[str, Stage]) -> None:
        self._actor, self._filled, self._stages = actor, filled, stages
        self._lines = {line.pk: line for line in filled.study.lines.all()}
        self._goods: dict[str, int] = {}

    def write(self, rows: Sequence[FilledWorkbookRow]) -> None:
        """All rows. Raises ``NotWritten``."""
        led = {row.content["with"] for row in rows if "with" in row.content}
        kept = [row for row in rows if "with" not in row.content]
        kept += self._leaders(led - {row.position for row in kept})
        self._write([row for row in kept if row.section != TRANSPORT])
        self._write([row for row in kept if row.section == TRANSPORT])

    def _leaders(self, positions: set[int]) -> list[FilledWorkbookRow]:
        """First rows of transports that change only by a further leg's row."""
        return list(self._filled.rows.filter(position__in=sorted(positions))) if positions else []

    def _write(self, rows: Sequence[FilledWorkbookRow]) -> None:
        if not rows:
            return
        edits = [self._edit(row) for row in rows]
        try:
            outcomes = write_rows(self._actor, self._filled.study, edits, whole=True)
        except NotWhole as refused:
            raise NotWritten(_told(rows, refused.outcomes)) from refused
        by_key = {outcome.key: outcome.line for outcome in outcomes}
        ties = Ties(self._actor, self._filled.study)
        for row in rows:
            number = by_key[str(row.position)]
            if number is None:
                raise NotWritten(_("第 %d 行没有写入。") % row.number)
            self._goods.setdefault(row.name, number)
            if "evidence" in row.content:
                ties.want(number, row.content["evidence"])
        ties.write()

    def _edit(self, row: FilledWorkbookRow) -> RowEdit:
        content = row.content
        values = _restored(content["values"])
        if "stage_kind" in content:
            values["stage"] = self._stages[content["stage_kind"]].pk
        if "goods" in content:
            values["goods"] = self._goods[content["goods"]]
        values |= {
            "source_workbook": self._filled,
            "source_sheet": row.sheet[:60],
            "source_row": row.number,
        }
        line = self._lines.get(row.target or 0)
        legs = [
            LegInput(_restored(leg["values"]), leg["pk"], leg["version"]) for leg in content.get("legs", ())
        ]
        return RowEdit(
            key=str(row.position),
            line=line.pk if line is not None else None,
            values=values,
            read={name: seen(line, name) for name in values} if line is not None else {},
            legs=legs if content.get("legs_changed") else None,
        )


def _restored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in DECIMALS and value is not None else value
        for name, value in values.items()
    }


def _told(rows: Sequence[FilledWorkbookRow], outcomes: Sequence[RowOutcome]) -> str:
    """The first few rows that cannot be written, with sheet and row."""
    by_key = {str(row.position): row for row in rows}
    label: Any = InventoryLine._meta.get_field
    said = []
    for outcome in [each for each in outcomes if not each.is_whole][:TOLD]:
        row = by_key[outcome.key]
        why = [
            f"{label(name).verbose_name}：{text}" if name and name != "legs" else text
            for name, text in outcome.refused.items()
        ]
        why += [_("刚刚被他人修改。") for _name in outcome.conflicts]
        place = _("工作表“%(sheet)s”第 %(row)d 行") % {"sheet": row.sheet, "row": row.number}
        said.append(f"{place}（{row.name}）{''.join(why)}")
    return _("没有写入任何内容。%s") % "；".join(said)
