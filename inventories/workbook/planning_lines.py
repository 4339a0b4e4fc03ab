"""Rows of the line tables against the lines of the study: which line a row is, and what it would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from inventories.entry.quantities import EntryError, read_number
from inventories.models import FilledWorkbook, InventoryLine, Stage, TransportLeg
from inventories.workbook.columns import BASES, Column, Kind
from inventories.workbook.contents import LEG_FIELDS, Contents, detail_of_leg
from inventories.workbook.matching import LineMatcher
from inventories.workbook.planned import FileRow, Planned
from inventories.workbook.sections import TRANSPORT
from inventories.workbook.sheets import parted
from inventories.workbook.values import Read, oddities, read_amount, read_plain

PLAIN = (Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.CHOICE, Kind.UNIT)
Base = Mapping[str, Mapping[str, str]]


class Carriage(NamedTuple):
    """A transport in the file: its first row, its line (``None``: a new one), its legs as they are to be."""

    first: FileRow
    line: InventoryLine | None
    legs: list[dict[str, Any]]


class LinePlanner:
    """Plans rows one after the other; ``seen`` are the lines that the file has, ``lacking`` the kinds of stage it needs.

    ``base``: what was sent out, by key; ``None`` for a workbook that is not ours.
    """

    def __init__(self, filled: FilledWorkbook, contents: Contents, base: Base | None) -> None:
        self._contents, self._base = contents, base
        self._matcher = LineMatcher(filled, contents, base)
        self._kinds: dict[str, Stage] = {}
        for stage in contents.stages.values():
            self._kinds.setdefault(stage.kind, stage)
        # Names that rows of the file bring, which transports may carry, and how often.
        self.coming: Counter[str] = Counter()
        self.seen: set[int] = set()
        self.lacking: set[str] = set()
        # The transports of the file so far: the last one, and by line those that the study has.
        self._last: Carriage | None = None
        self._carriages: dict[int, Carriage] = {}
        self._keys: set[str] = set()

    def plan(self, row: FileRow) -> Planned:
        """What comes of one row."""
        if row.section.key == TRANSPORT:
            carriage = self._carriage_of(row)
            self._keys.add(row.row.key)
            if carriage is not None:
                return self._further_leg(row, carriage)
        line = self._matcher.line_of(row)
        self._last = None
        if line is not None:
            self.seen.add(line.pk)
            row.planned.target, row.planned.name = line.pk, row.texts.get("name") or line.name
            if row.is_blank:
                row.planned.notes.append("该行已清空；系统中的数据保留不变，需要时请在系统中删除")
                return row.planned
        elif row.row.key and self._matcher.was_sent(row):
            return self._gone(row)
        self._plan_line(row, line)
        return row.planned

    def _gone(self, row: FileRow) -> Planned:
        """A line that was sent out and is no more: kept out if the client left it as it was, else told."""
        sent = (self._base or {}).get(row.row.key, {})
        if row.is_blank or not row.changed(sent, sent):
            row.planned.notes.append("发出后这条数据已从项目中删除，文件中未作改动，不再写入")
            return row.planned
        row.refuse(
            "",
            "发出后这条数据已从项目中删除，而文件中作了改动。如仍需要，请在系统中重新添加，或在本表空行中另填一行。",
        )
        row.planned.settle(is_new=False)
        return row.planned

    def _plan_line(self, row: FileRow, line: InventoryLine | None) -> None:
        legs: list[dict[str, Any]] = []
        current = self._current(row, line)
        base = (self._base or {}).get(row.row.key) if row.row.key else None
        keys = row.filled() if line is None else row.changed(base, current)
        values = self._read(row, line, keys).values
        if line is not None:
            keys = _without_what_stands(line, keys, values)
            for oddity in oddities(line.amount, line.unit, values):
                row.note("amount", f"：{oddity}")
        content: dict[str, Any] = {"values": _stored(values)}
        self._stage(row, line, keys, content)
        self._references(row, line, keys, content)
        if row.section.key == TRANSPORT:
            legs = self._legs(row, line, keys, content)
        if line is None:
            self._complete(row, content)
        for key in keys:
            row.change(key, current.get(key, "") if line is not None else "", row.texts[key])
        row.planned.content = content
        row.planned.settle(is_new=line is None)
        if row.section.key == TRANSPORT:
            self._last = Carriage(row, line, legs)
            if line is not None:
                self._carriages[line.pk] = self._last

    def _current(self, row: FileRow, line: InventoryLine | None) -> Mapping[str, str]:
        if line is None:
            return {}
        rows = {each.key: each.texts for each in self._contents.rows_of(line)}
        return rows.get(row.row.key) or next(iter(rows.values()))

    def _read(self, row: FileRow, line: InventoryLine | None, keys: list[str]) -> Read:
        """The values of the cells that depend on nothing but themselves, and the details."""
        read = Read()
        details = dict(line.details) if line is not None else {}
        for key in keys:
            column = row.column(key)
            if column is None or column.kind is Kind.DETAIL:
                _keep_detail(row, column, key, details, read)
            elif column.kind in PLAIN and key not in ("unit", "leg", *LEG_FIELDS):
                read_plain(column, row.found.get(key), row.texts[key], read)
        if {"amount", "unit"} & set(keys):
            known = line.unit if line is not None else ""
            read_amount(
                row.found.get("amount"), row.texts.get("amount", ""), row.texts.get("unit"), known, read
            )
        if line is None or details != line.details:
            read.values["details"] = details
        found = row.found.get("amount")
        if (
            line is not None
            and found is not None
            and found.basis not in ("", line.basis)
            and "amount" in keys
        ):
            # The heading tells what the amounts are: 年用量 is not the amount of one unit of the product.
            read.values["basis"] = found.basis
            row.note("amount", f"：按“{dict(BASES)[found.basis]}”读取")
        for key, problem in read.problems.items():
            row.refuse(key, problem)
        for key, note in read.notes.items():
            row.note(key, f"：{note}")
        return read

    def _stage(
        self, row: FileRow, line: InventoryLine | None, keys: list[str], content: dict[str, Any]
    ) -> None:
        text = row.texts.get("stage", "")
        if line is not None and "stage" not in keys:
            return
        if text:
            stage = self._contents.stages.get(text) or self._kinds.get(_kind_called(text))
            if stage is None:
                labels = "、".join(self._contents.stages) or "（本项目还没有阶段）"
                row.refuse("stage", f"本项目没有阶段“{text[:40]}”。请填写其中之一：{labels}。")
            else:
                content["values"]["stage"] = stage.pk
        elif row.section.stage in self._kinds:
            content["values"]["stage"] = self._kinds[row.section.stage].pk
        else:
            self.lacking.add(row.section.stage)
            content["stage_kind"] = row.section.stage

    def _references(
        self, row: FileRow, line: InventoryLine | None, keys: list[str], content: dict[str, Any]
    ) -> None:
        """The goods of a transport and the evidence: rows of the study, or some that this file brings."""
        if "evidence" in keys:
            content["evidence"] = parted(row.texts["evidence"])
            if any(len(name) > 200 for name in content["evidence"]):
                row.refuse("evidence", "文件名称超过 200 个字。多份文件请用“；”分隔。")
        if "goods" not in keys:
            return
        name = row.texts["goods"]
        goods = self._contents.goods.get(name)
        if goods is not None:
            content["values"]["goods"] = goods.pk
        elif self.coming[name] == 1:
            content["goods"] = name
        elif name in self.coming:
            row.refuse(
                "goods",
                f"文件中名为“{name[:40]}”的物料不止一条，不能确定运输的是哪一条。请先改成不同的名称。",
            )
        elif name:
            row.refuse("goods", f"没有名为“{name[:40]}”的物料。请填写与物料名称完全一致的名称。")
        else:
            content["values"]["goods"] = None

    def _complete(self, row: FileRow, content: dict[str, Any]) -> None:
        """What a new line has beyond its cells."""
        values = content["values"]
        is_transport = row.section.key == TRANSPORT
        values["kind"] = InventoryLine.Kind.TRANSPORT if is_transport else InventoryLine.Kind.ACTIVITY
        values["section"] = row.section.key
        if not row.texts.get("name"):
            goods = row.texts.get("goods", "")
            if is_transport and goods:
                values["name"] = f"{goods}运输"[:200]
                row.planned.name = values["name"]
            else:
                row.refuse("name", f"没有填写。请填写{row.head('name')}。")
        if not values.get("basis"):
            found = row.found.get("amount")
            values["basis"] = (found.basis if found is not None else "") or row.section.basis
        values.setdefault("unit", "kg")

    def _legs(
        self, row: FileRow, line: InventoryLine | None, keys: list[str], content: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The legs of the line as they are, and as the first row wants its own."""
        legs = [_leg_now(leg) for leg in self._contents.legs.get(line.pk, [])] if line is not None else []
        content["legs"] = legs
        self._leg(row, keys, legs, content)
        return legs

    def _leg(
        self, row: FileRow, keys: list[str], legs: list[dict[str, Any]], content: dict[str, Any]
    ) -> None:
        wanted = {key: row.texts[key] for key in keys if key in LEG_FIELDS}
        if not wanted:
            return
        read = Read()
        for key in wanted:
            column = row.column(key)
            if column is not None:
                read_plain(column, row.found.get(key), row.texts[key], read)
        for key, problem in read.problems.items():
            row.refuse(key, problem)
        leg = self._leg_of(row, legs)
        leg["values"] |= _stored(read.values)
        if leg["values"].get("distance_km") is not None and leg["values"].get("tonne_km") is not None:
            row.refuse("tonne_km", "距离与周转量只能填写一项。")
        content["legs_changed"] = True

    @staticmethod
    def _leg_of(row: FileRow, legs: list[dict[str, Any]]) -> dict[str, Any]:
        """The leg of which the row tells: by our key, by its number, else a new one."""
        number = row.row.key.partition(".")[2]
        leg = next((each for each in legs if number and each["pk"] == int(number)), None)
        if leg is None and not row.row.key:
            at = _leg_number(row)
            leg = legs[at - 1] if at is not None and 0 < at <= len(legs) else None
        if leg is None:
            leg = {"pk": None, "version": None, "values": {}}
            legs.append(leg)
        return leg

    def _carriage_of(self, row: FileRow) -> Carriage | None:
        """The transport of which the row is a further leg: by our key wherever it stands, else the row before it."""
        number = row.row.key.removeprefix("L").partition(".")[0]
        if row.row.key:
            is_copy = row.row.key in self._keys
            return self._carriages.get(int(number)) if number.isdigit() and not is_copy else None
        at, name = _leg_number(row), row.texts.get("name", "")
        if self._last is None or at is None or at < 2:
            return None
        return self._last if name in ("", self._last.first.planned.name) else None

    def _further_leg(self, row: FileRow, carriage: Carriage) -> Planned:
        first, line = carriage.first, carriage.line
        row.planned.name, row.planned.target = first.planned.name, line.pk if line is not None else None
        current: Mapping[str, str] = {}
        keys = row.filled()
        if row.row.key and line is not None:
            current = {each.key: each.texts for each in self._contents.rows_of(line)}.get(row.row.key, {})
            keys = row.changed((self._base or {}).get(row.row.key), current)
        self._leg(row, keys, carriage.legs, first.planned.content)
        self._details_of_leg(row, keys, _leg_number(row) or 2, first.planned.content, line)
        for key in keys:
            if key not in ("name", "leg"):
                row.change(key, current.get(key, ""), row.texts[key])
        row.planned.content = {"with": first.planned.position}
        row.planned.settle(is_new=not row.row.key)
        first.planned.settle(is_new=line is None)
        return row.planned

    @staticmethod
    def _details_of_leg(
        row: FileRow, keys: list[str], number: int, content: dict[str, Any], line: InventoryLine | None
    ) -> None:
        """What is told of this leg alone, and what the row may not tell: that belongs into the first leg's row."""
        before = dict(line.details) if line is not None else {}
        details = dict(content["values"].get("details", before))
        for key in keys:
            column = row.column(key)
            if column is None or column.kind is Kind.DETAIL:
                details[detail_of_leg(key, number)] = row.texts[key]
            elif key not in ("name", "leg", *LEG_FIELDS):
                row.refuse(key, "整条运输的数据请填在第 1 段所在的行。")
        details = {head: text for head, text in details.items() if text}
        if details != before:
            content["values"]["details"] = details


def _keep_detail(row: FileRow, column: Column | None, key: str, details: dict[str, str], read: Read) -> None:
    text = row.texts[key].strip()
    if len(text) > 500:
        read.problems[key] = f"有 {len(text)} 个字，超过 500 个字的上限。请缩短，详细内容可另附文件。"
    elif text:
        details[key] = text
    else:
        details.pop(key, None)


def _without_what_stands(line: InventoryLine, keys: list[str], values: dict[str, object]) -> list[str]:
    """The columns that change something: 1.2 万千克 is written otherwise than 12000 千克, and is the same."""
    held = {name for name in values if values[name] == getattr(line, name)}
    for name in held:
        del values[name]
    if "unit" in values:
        held.discard("amount")
    return [key for key in keys if key not in held]


def _leg_number(row: FileRow) -> int | None:
    try:
        number = read_number(row.texts.get("leg", ""))
    except EntryError:
        return None
    return int(number) if number is not None and number == int(number) else None


def _leg_now(leg: TransportLeg) -> dict[str, Any]:
    values = {name: getattr(leg, name) for name in LEG_FIELDS}
    return {"pk": leg.pk, "version": leg.version, "values": _stored(values)}


def _stored(values: Mapping[str, object]) -> dict[str, Any]:
    """As JSON holds it: decimals as text."""
    return {key: format(value, "f") if isinstance(value, Decimal) else value for key, value in values.items()}


def _kind_called(text: str) -> str:
    return next((kind.value for kind in Stage.Kind if str(kind.label) == text), "")
