"""Figures inside running text: results with unit and share, and derived figures under the study's rounding policy."""

from __future__ import annotations

import re
from decimal import Decimal

from inventories.footprint.rounding import NO_SHARE, NOT_QUANTIFIED, format_number, format_share, in_unit
from inventories.footprint.values import Digits, PerUnit
from reports.rendering.facts import Facts, LineFacts
from reports.rendering.phrases import per_unit, plain

# Derived amounts (period total ÷ output, tonne-kilometres, fuel factors) are printed with so many figures at most.
DERIVED = Digits(style="significant", digits=6)
CHANGE = Digits(style="significant", digits=3)
# How the name of a transport ends that needs no 的运输 behind it, and what may stand behind that.
_WAYS = ("运", "运送", "配送", "物流", "快递")
_BRACKETED_END = re.compile(r"\s*(?:（[^（）]*）|\([^()]*\))$")


def total(facts: Facts) -> str:
    """5.7085 kgCO2e/件."""
    return f"{facts.printed.total} {facts.printed.unit}{per_unit(facts.study.functional_unit)}"


def share(facts: Facts, fraction: Decimal) -> str:
    """An exact fraction as per cent under the policy for shares."""
    return format_share(fraction, facts.study.rounding)


def change(facts: Facts, kilograms: Decimal) -> str:
    """A small change of the total in the report's unit: under the policy for results it might print as zero."""
    policy = facts.study.rounding
    return format_number(in_unit(kilograms, policy.unit), CHANGE, policy.ties)


def derived(facts: Facts, number: Decimal) -> str:
    """A derived number: all its digits where there are few, else rounded to six significant figures."""
    return format_number(number, DERIVED, facts.study.rounding.ties, trim=True)


def activity(facts: Facts, entry: LineFacts) -> str:
    """The amount per functional unit, losses included: as entered where it was entered so, else derived."""
    line, basis = entry.line, entry.line.basis
    if (
        line.kind == "activity"
        and isinstance(basis, PerUnit)
        and basis.loss is None
        and line.amount is not None
    ):
        return plain(line.amount)
    return derived(facts, entry.exact.amount)


def fraction(number: Decimal) -> str:
    """An entered fraction as per cent, every digit kept: 0.98 is 98%."""
    moved = number.scaleb(2)
    text = plain(moved)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def with_share(figure: str, printed_share: str) -> str:
    """（5.4863，占96.11%）, or without a share where there is none. The sentence around it names the unit."""
    if figure == NOT_QUANTIFIED:
        return "（未量化）"
    return (
        f"（{figure}）" if printed_share in (NO_SHARE, NOT_QUANTIFIED) else f"（{figure}，占{printed_share}）"
    )


def line_name(facts: Facts, entry: LineFacts) -> str:
    """A line's name as running text needs it: a transport says so, a name that occurs twice says its stage."""
    line = entry.line
    if line.kind == "transport":
        return line.name if _names_a_transport(line.name) else f"{line.name}的运输"
    same = [other for other in facts.study.lines if other.name == line.name and other.kind == "activity"]
    if len(same) == 1:
        return line.name
    return f"{line.name}（{facts.stage_by_key[line.stage].stage.label}）"


def _names_a_transport(name: str) -> bool:
    """Whether a name says so itself: 成品海运, 铁路货运（上海至西安）, 城市配送; but not 运动鞋."""
    bare = _BRACKETED_END.sub("", name.strip())
    return "运输" in name or bare.endswith(_WAYS)
