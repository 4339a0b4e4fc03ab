"""A result as a table of characters, aligned although Chinese characters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from inventories.footprint.result import Printed
from inventories.footprint.values import Study


def result_table(study: Study, printed: Printed) -> str:
    """Lines by stage, stage totals and total, as printed under the study's rounding policy."""
    figures = {line.key: line for line in printed.lines}
    rows = [("阶段", "名称", printed.unit, "占比")]
    for stage in printed.stages:
        rows += [
            (stage.label, line.name, figures[line.key].figure, figures[line.key].share)
            for line in study.lines
            if line.stage == stage.key
        ]
        rows.append((stage.label, "小计", stage.figure, stage.share))
    rows.append(("合计", "", printed.total, printed.total_share))
    heading = f"{study.title}：{study.functional_unit.description}"
    return "\n".join([heading, *_aligned(rows)]) + "\n"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_columns(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join(_padded(cell, widths[index], index >= 2) for index, cell in enumerate(row)) for row in rows
    ]


def _padded(cell: str, width: int, right: bool) -> str:
    blanks = " " * (width - _columns(cell))
    return blanks + cell if right else cell + blanks


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
