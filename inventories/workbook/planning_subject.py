"""What a workbook would change of company, contact, product and data period; shown, and written only when ticked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from factors.importers.contract import Refused
from factors.imports.content import storable
from inventories.models import Study
from inventories.workbook import subject
from inventories.workbook.contract import ReadAnswer
from inventories.workbook.values import Read, read_plain, same

COLUMNS = {(group.key, column.key): column for group in subject.WRITABLE for column in group.fields}
TITLES = {group.key: group.title for group in subject.WRITABLE}


def plan(
    answers: Sequence[ReadAnswer],
    current: Mapping[tuple[str, str], str],
    base: Mapping[tuple[str, str], str] | None,
) -> list[dict[str, Any]]:
    """By group: ``changes`` as ``[cell, question, before, after]``, ``problems`` as ``[cell, question, message]``."""
    groups: dict[str, dict[str, Any]] = {}
    for answer in answers:
        place = (answer.group, answer.key)
        column, now, text = COLUMNS[place], current[place], storable(answer.text)[:6_000]
        sent = now if base is None else base.get(place, "")
        if same(column, text, sent) or same(column, text, now):
            continue
        group = groups.setdefault(
            answer.group,
            {
                "group": answer.group,
                "title": TITLES[answer.group],
                "sheet": answer.sheet,
                "changes": [],
                "problems": [],
                "values": {},
            },
        )
        read = Read()
        read_plain(column, None, text, read)
        problem = answer.flaw or read.problems.get(column.key, "")
        if not same(column, sent, now):
            problem = f"发出后系统中已由“{sent or '空'}”改为“{now or '空'}”，请核对后在系统中修改。"
        if problem:
            group["problems"].append([answer.cell, column.head, problem])
            continue
        group["changes"].append([answer.cell, column.head, now, text])
        group["values"][column.key] = _plain(read.values[column.key])
    return [groups[group.key] for group in subject.WRITABLE if group.key in groups]


def restored(group: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values out of ``plan`` as the models hold them."""
    made: dict[str, Any] = {}
    for key, value in values.items():
        name = COLUMNS[group, key].kind.value
        if value is not None and name == "number":
            made[key] = Decimal(value)
        elif value is not None and name == "day":
            made[key] = datetime.date.fromisoformat(value)
        else:
            made[key] = value
    return made


def refuse_another_company(answers: Sequence[ReadAnswer], study: Study) -> None:
    """Of a workbook that is not ours only the name tells whose it is. Raises ``Refused`` for another client's."""
    told = next((each.text for each in answers if (each.group, each.key) == ("company", "name")), "")
    name = study.product.company.name
    if told and "".join(told.split()) != "".join(name.split()):
        raise Refused(
            f"文件中的企业名称是“{told[:80]}”，本项目的委托方是“{name}”，没有读取。"
            "请核对是否选错了项目或文件；确属本项目的，请更正企业名称，或使用从本项目下载的数据收集表。"
        )


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime.date) else value
