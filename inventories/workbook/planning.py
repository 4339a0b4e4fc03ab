"""A workbook that came back, held against its study: what each row would change, and everything that is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from factors.importers.contract import Refused
from inventories.models import FilledWorkbook, IssuedWorkbook, Stage, Study
from inventories.workbook import planning_subject
from inventories.workbook.columns import BASES
from inventories.workbook.contents import Contents, section_of, study_mark, subject_texts
from inventories.workbook.contract import Reading, ReadTable
from inventories.workbook.planned import FileRow, Outcome, Planned
from inventories.workbook.planning_lines import LinePlanner
from inventories.workbook.planning_lists import ListPlanner
from inventories.workbook.sections import BY_KEY, EVIDENCE, STEPS, TRANSPORT

AT_ONCE = 1_000
Tell = Callable[[int, int], None]


@dataclass
class Preview:
    """Everything that a person is shown before anything is written."""

    rows: list[Planned]
    tables: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    subject: list[dict[str, Any]] = field(default_factory=list)
    missing_stages: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, and how many problems there are beside them."""
        counts = Counter(str(row.outcome) for row in self.rows)
        return {outcome: counts.get(outcome, 0) for outcome in Outcome.values} | {
            "read": sum(row.outcome != Outcome.MISSING for row in self.rows),
            "subject": sum(len(group["changes"]) for group in self.subject),
            "subject_refused": sum(len(group["problems"]) for group in self.subject),
        }


def state_mark(study: Study) -> str:
    """A digest of everything that a preview compares with; the same as long as nobody wrote anything there."""
    product = study.product
    lines = [*study.lines.order_by("pk").values_list("pk", "version", "stage_id")]
    parts = [
        (study.version, product.version, product.company.version),
        lines,
        [*study.stages.order_by("pk").values_list("pk", "version")],
        [*study.evidence.order_by("pk").values_list("pk", "version")],
        [*product.process_steps.order_by("pk").values_list("pk", "version")],
        [*product.company.contacts.order_by("pk").values_list("pk", "version")],
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def issued_of(reading: Reading, study: Study) -> IssuedWorkbook | None:
    """The version of our workbook that came back; ``None`` for a workbook that is not ours.

    Raises ``Refused`` for one of another study, and for a version that this installation never made.
    """
    if not reading.keys.get("study"):
        return None
    if reading.keys["study"] != study_mark(study):
        raise Refused(
            "这份数据收集表不是从本项目下载的（属于另一个项目或另一家企业），没有读取，任何数据都没有改动。"
            "请到它所属的项目中上传，或从本项目下载收集表重新填写。"
        )
    number = reading.keys.get("issue", "")
    issued = study.issued_workbooks.filter(number=int(number)).first() if number.isdigit() else None
    if issued is None:
        raise Refused("系统中没有这份收集表的发出记录，不能判断填写了哪些内容。请重新下载收集表填写。")
    return issued


def base_of(reading: Reading) -> dict[str, Mapping[str, str]]:
    """What a workbook of ours said when it was sent out, by the keys of its rows."""
    return {
        row.key: {column.key: text for column, text in zip(table.columns, row.texts, strict=True)}
        for table in reading.tables
        for row in table.rows
        if row.key
    }


def plan(filled: FilledWorkbook, reading: Reading, sent: Reading | None, tell: Tell) -> Preview:
    """The preview of a workbook; ``sent``: what we sent out, where it is one of ours. Raises ``Refused``."""
    study = filled.study
    contents = Contents(study)
    base = base_of(sent) if sent is not None else None
    if sent is None:
        planning_subject.refuse_another_company(reading.answers, study)
    lines, lists = LinePlanner(filled, contents, base), ListPlanner(contents, base)
    rows = [FileRow(table, row, 0) for table in reading.tables for row in table.rows]
    lines.coming = Counter(
        row.texts.get("name", "") for row in rows if row.section.holds_lines and row.section.key != TRANSPORT
    )
    planned: list[Planned] = []
    for position, row in enumerate(rows):
        row.planned.position = position
        planned.append((lines if row.section.holds_lines else lists).plan(row))
        if position % AT_ONCE == 0:
            tell(position, len(rows))
    planned += _missing(contents, reading, lines.seen, lists.seen, len(planned))
    answered = (
        {(answer.group, answer.key): answer.text for answer in sent.answers} if sent is not None else None
    )
    return Preview(
        planned,
        [_told(table) for table in reading.tables],
        [*_notes(reading, sent)],
        planning_subject.plan(reading.answers, subject_texts(study), answered),
        [kind.value for kind in Stage.Kind if kind.value in lines.lacking],
    )


def _told(table: ReadTable) -> dict[str, Any]:
    """What was found on a sheet: the section, the headings of the client's own, what was left out."""
    section = BY_KEY[table.section]
    own = [column.head for column in table.columns if section.column(column.key) is None]
    notes = list(table.notes)
    amount = next((column for column in table.columns if column.key == "amount"), None)
    if amount is not None and not amount.basis and not any(column.key == "basis" for column in table.columns):
        notes.append(f"“{amount.head}”一列没有说明口径，新增的数据按“{dict(BASES)[section.basis]}”读取。")
    if own:
        notes.append(f"收集表中没有的栏目原样保留在数据的补充信息中：{'、'.join(own)}。")
    return {
        "sheet": table.sheet,
        "section": table.section,
        "title": section.sheet,
        "head": table.head,
        "rows": len(table.rows),
        "skipped": [[number, reason] for number, reason in table.skipped[:200]],
        "skipped_count": len(table.skipped),
        "notes": notes,
    }


def _notes(reading: Reading, sent: Reading | None) -> Iterable[str]:
    if sent is None:
        yield "这不是从本项目下载的收集表：各栏按表头识别，已有的数据按名称对应，请逐项核对。"
    yield from reading.notes


def _missing(
    contents: Contents, reading: Reading, lines: set[int], lists: set[tuple[str, int]], position: int
) -> list[Planned]:
    """What the study has and the file does not, on the sheets that the file has: kept, and told."""
    sheets = {table.section: table.sheet for table in reversed(reading.tables)}
    gone = [
        (section_of(line).key, line.pk, line.name) for line in contents.lines.values() if line.pk not in lines
    ]
    gone += [(STEPS, step.pk, step.name) for step in contents.steps.values() if (STEPS, step.pk) not in lists]
    gone += [
        (EVIDENCE, each.pk, each.name)
        for each in contents.evidence.values()
        if (EVIDENCE, each.pk) not in lists
    ]
    told = [each for each in gone if each[0] in sheets]
    return [
        Planned(position + at, section, sheets[section], 0, name, Outcome.MISSING, target=pk)
        for at, (section, pk, name) in enumerate(told)
    ]
