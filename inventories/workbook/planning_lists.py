"""Rows of 工序 and 佐证清单 against those of the study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventories.models import Evidence, ProcessStep
from inventories.workbook.columns import Kind
from inventories.workbook.contents import Contents
from inventories.workbook.planned import FileRow, Planned
from inventories.workbook.sections import EVIDENCE
from inventories.workbook.values import Read, read_plain


class ListPlanner:
    """Plans rows one after the other, each by our key or by its name; ``seen`` by section the rows that the file has."""

    def __init__(self, contents: Contents, base: Mapping[str, Mapping[str, str]] | None) -> None:
        self._contents, self._base = contents, base
        self.seen: set[tuple[str, int]] = set()
        self._coming: set[tuple[str, str]] = set()

    def plan(self, row: FileRow) -> Planned:
        """What comes of one row."""
        found = self._row_of(row)
        current: Mapping[str, str] = {}
        keys = row.filled()
        if found is not None:
            row.planned.target = found.pk
            self.seen.add((row.section.key, found.pk))
            if row.is_blank:
                row.planned.name = found.name
                row.planned.notes.append("该行已清空；系统中的数据保留不变，需要时请在系统中删除")
                return row.planned
            is_evidence = isinstance(found, Evidence)
            current = (
                self._contents.evidence_row(found) if is_evidence else self._contents.step_row(found)
            ).texts
            keys = row.changed((self._base or {}).get(row.row.key) if row.row.key else None, current)
        elif row.is_blank:
            return row.planned
        row.planned.content = self._read(row, found, keys)
        for key in keys:
            row.change(key, current.get(key, ""), row.texts[key])
        self._refuse_twice(row, found)
        row.planned.settle(is_new=found is None)
        return row.planned

    def _row_of(self, row: FileRow) -> Any:
        """The row of the study; one without a key is known by its name, of which a study has one."""
        is_evidence = row.section.key == EVIDENCE
        rows: Mapping[int, Any] = self._contents.evidence if is_evidence else self._contents.steps
        number = row.row.key[1:]
        if row.row.key and self._base is not None and row.row.key in self._base and number.isdigit():
            return rows.get(int(number))
        name = row.texts.get("name", "")
        return next((each for each in rows.values() if each.name == name), None)

    def _refuse_twice(self, row: FileRow, found: Any) -> None:
        """Two pieces of evidence of one study have two names."""
        name = (row.section.key, row.texts.get("name", ""))
        if row.section.key == EVIDENCE and name in self._coming and found is None:
            row.refuse("name", f"“{name[1][:40]}”在清单中出现了两次。请合并，或改成不同的名称。")
        self._coming.add(name)

    @staticmethod
    def _read(row: FileRow, found: ProcessStep | Evidence | None, keys: list[str]) -> dict[str, Any]:
        read = Read()
        details = dict(found.details) if found is not None else {}
        for key in keys:
            column = row.column(key)
            if column is None or column.kind is Kind.DETAIL:
                details[key] = row.texts[key].strip()
            else:
                read_plain(column, row.found.get(key), row.texts[key], read)
        if not row.texts.get("name"):
            read.problems["name"] = f"没有填写。请填写{row.head('name')}。"
        for key, problem in read.problems.items():
            row.refuse(key, problem)
        values = dict(read.values)
        details = {head: text for head, text in details.items() if text}
        if found is None or details != found.details:
            values["details"] = details
        return {"values": values}
