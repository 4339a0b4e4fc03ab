"""Checks of what rounding does to the printed figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from inventories.footprint.checks.case import Case
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding, Footprint
from inventories.footprint.rounding import NOT_QUANTIFIED, format_number, in_unit, readable_unit
from inventories.footprint.values import Digits, Rounding

# Rounding may change a printed figure by this part of it before the reader is misled.
TOLERATED = Decimal("0.01")
_PER_CENT = Digits(style="significant", digits=2)
_EXAMPLE = Digits(style="significant", digits=3)
# How many lines a finding names before it says "and others".
_NAMED = 5


def total_changed_by_rounding(case: Case) -> Iterator[Finding]:
    """The printed total is off by more than 1 %, or zero for a product that has a footprint."""
    if case.footprint is None or case.printed is None:
        return
    policy = case.study.rounding
    change = _change(case.printed.total, case.footprint.total, policy)
    if change:
        reason = f"产品碳足迹打印为 {case.printed.total} {policy.unit}，{change}。"
        yield finding(
            "warning",
            "rounding_total",
            Spot("rounding.total", "产品碳足迹"),
            reason,
            _remedy(case.footprint, policy),
        )


def stage_changed_by_rounding(case: Case) -> Iterator[Finding]:
    """A stage's printed figure is off by more than 1 %, or zero for a stage that emits."""
    if case.footprint is None or case.printed is None:
        return
    policy = case.study.rounding
    for index, (exact, text) in enumerate(zip(case.footprint.stages, case.printed.stages, strict=True)):
        change = None if exact.emission is None else _change(text.figure, exact.emission, policy)
        if change:
            reason = f"该阶段打印为 {text.figure} {policy.unit}，{change}。"
            spot = Spot(f"stages[{index}]", text.label)
            yield finding("warning", "rounding_stage", spot, reason, _remedy(case.footprint, policy))


def lines_changed_by_rounding(case: Case) -> Iterator[Finding]:
    """Lines whose printed figures are off by more than 1 %, all in one finding."""
    if case.footprint is None or case.printed is None:
        return
    policy = case.study.rounding
    names = [
        line.name
        for line, exact, text in zip(case.study.lines, case.footprint.lines, case.printed.lines, strict=True)
        if _change(text.figure, exact.emission, policy)
    ]
    if names:
        distinct = list(dict.fromkeys(names))
        listed = "、".join(distinct[:_NAMED]) + (" 等" if len(distinct) > _NAMED else "")
        reason = f"{len(names)} 条清单数据的打印结果与计算结果相差超过 1%：{listed}。"
        spot = Spot("rounding.figures", "清单数据")
        yield finding("warning", "rounding_lines", spot, reason, _remedy(case.footprint, policy))


def _change(text: str, kilograms: Decimal, policy: Rounding) -> str | None:
    """What rounding did to a figure, in words; ``None`` where it did no harm."""
    exact = in_unit(kilograms, policy.unit)
    if text == NOT_QUANTIFIED or exact == 0:
        return None
    shown = Decimal(text)
    if shown == 0:
        return f"而计算结果不为零（{format_number(exact, _EXAMPLE)} {policy.unit}）"
    change = abs(shown - exact) / abs(exact)
    if change <= TOLERATED:
        return None
    return f"与计算结果 {format_number(exact, _EXAMPLE)} {policy.unit} 相差 {format_number(change * 100, _PER_CENT)}%"


def _remedy(footprint: Footprint, policy: Rounding) -> str:
    """A unit in which the figure can be read, where the present one is not it; else more figures."""
    unit = readable_unit(footprint)
    if unit != policy.unit:
        example = format_number(in_unit(footprint.total, unit), _EXAMPLE)
        return f"建议结果以 {unit} 为单位打印（产品碳足迹为 {example} {unit}），或增加修约位数。"
    return "请增加修约位数，或改用有效数字。"
