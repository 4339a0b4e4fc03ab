"""Before submission: what a reader of the report could find out although the licence withholds it. Warnings, no obstacles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from inventories.footprint.disclosure import Withheld, inferable, withheld
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding
from inventories.footprint.values import Factor
from reports.redaction import redacted
from reports.snapshot import StudyFile, canonical_text

# A number of fewer figures occurs by chance.
TELLING_FIGURES = 4


def findings(document: StudyFile) -> tuple[Finding, ...]:
    """Results that follow from what is printed, and withheld values that stand in a text."""
    left_out = withheld(document.study)
    if not left_out or document.result is None:
        return ()
    keys = inferable(document.study, document.result.footprint, left_out)
    return (*_inferable(document, keys), *_written(document, left_out))


def _inferable(document: StudyFile, keys: tuple[str, ...]) -> Iterator[Finding]:
    for index, line in enumerate(document.study.lines):
        if line.key in keys:
            yield finding(
                "warning",
                "withheld_result_inferable",
                Spot(f"lines[{index}]", line.name),
                "按因子库的许可不单独列出此项结果，但读者可由阶段合计减去其余各项推算出来，再除以活动数据即得因子。",
                "请确认许可允许；否则请把此项与同阶段采用其他受限因子的数据并列，或改用可公开的因子。",
            )


def _written(document: StudyFile, left_out: Withheld) -> Iterator[Finding]:
    text = canonical_text(redacted(document, left_out))
    for index, factor in enumerate(document.study.factors):
        if factor.key in left_out.factors and any(_stands_in(number, text) for number in _numbers(factor)):
            yield finding(
                "warning",
                "withheld_value_written",
                Spot(f"factors[{index}]", factor.name),
                "不公开的因子数值也出现在报告的文字或数据中。",
                "请在报告文字、数据来源、备注等处查找并删去该数值。",
            )


def _numbers(factor: Factor) -> Iterator[Decimal]:
    return (number for _name, number in factor.value if isinstance(number, Decimal))


def _stands_in(number: Decimal, text: str) -> bool:
    if len(number.as_tuple().digits) < TELLING_FIGURES:
        return False
    return re.search(rf"(?<![0-9.]){re.escape(format(number, 'f'))}(?![0-9])", text) is not None
