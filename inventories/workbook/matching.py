"""Which line of the study a row of a workbook is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inventories.models import FilledWorkbook, InventoryLine
from inventories.workbook.contents import Contents, section_of
from inventories.workbook.planned import FileRow
from inventories.workbook.sections import TRANSPORT


class LineMatcher:
    """By our key; without one, by name among the lines that came from earlier returns of the same workbook.

    Of a workbook that is not ours all lines of the section are looked at. Each line is taken once.
    """

    def __init__(
        self, filled: FilledWorkbook, contents: Contents, base: Mapping[str, Mapping[str, str]] | None
    ) -> None:
        self._contents, self._base = contents, base
        self._taken: set[int] = set()
        self._by_name: dict[tuple[str, str], list[InventoryLine]] = {}
        for line in contents.lines.values():
            origin = line.source_workbook
            same_issue = (
                origin is not None and filled.issued_id is not None and origin.issued_id == filled.issued_id
            )
            if filled.issued_id is None or same_issue:
                self._by_name.setdefault((section_of(line).key, _plain(line.name)), []).append(line)

    def was_sent(self, row: FileRow) -> bool:
        """Whether the row's key is one that we wrote into this workbook."""
        return self._base is not None and row.row.key in self._base

    def line_of(self, row: FileRow) -> InventoryLine | None:
        """The line, or ``None`` for a new one. Tells in the row's notes what it was known by."""
        line = self._by_key(row) if row.row.key else self._by_text(row)
        if line is not None:
            self._taken.add(line.pk)
        return line

    def _by_key(self, row: FileRow) -> InventoryLine | None:
        number = row.row.key.removeprefix("L").partition(".")[0]
        if not self.was_sent(row) or not number.isdigit():
            return self._by_text(row)
        line = self._contents.lines.get(int(number))
        if line is not None and line.pk in self._taken:
            row.planned.notes.append("与上面的一行来自同一条数据（复制的行），按新增读取")
            row.row = replace(row.row, key="")
            return None
        return line

    def _by_text(self, row: FileRow) -> InventoryLine | None:
        name = row.texts.get("name", "")
        if not name and row.section.key == TRANSPORT and row.texts.get("goods"):
            name = f"{row.texts['goods']}运输"
        found = [
            each
            for each in self._by_name.get((row.section.key, _plain(name)), [])
            if each.pk not in self._taken
        ]
        code = row.texts.get("code", "")
        if code:
            found = [each for each in found if not each.code or each.code == code]
        if len(found) > 1:
            found = [
                each
                for each in found
                if each.source_sheet == row.table.sheet and each.source_row == row.row.number
            ] or found
        if len(found) == 1:
            row.planned.notes.append("按名称与系统中已有的数据对应")
            return found[0]
        if found:
            row.refuse(
                "name",
                f"系统中有 {len(found)} 条名为“{name[:40]}”的数据，不能确定是哪一条。请在本项目下载的收集表中填写，或先改成不同的名称。",
            )
        return None


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
