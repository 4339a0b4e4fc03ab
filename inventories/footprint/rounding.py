"""修约: figures for the reader, each rounded once, from the exact one, by the study's policy.

GB/T 8170 rounds a figure once and a tie to the even digit; many reports round a tie up. Both are here. Nothing in
this module is fed its own output, except where the policy asks for it by name (a total or shares *of printed*
figures).
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Literal

from inventories.footprint.context import calculating
from inventories.footprint.result import Footprint, LineFigure, Printed, PrintedLine, PrintedStage
from inventories.footprint.values import Digits, Rounding, Stage, Study

ResultUnit = Literal["gCO2e", "kgCO2e", "tCO2e"]
Ties = Literal["even", "up"]

NOT_QUANTIFIED = "/"
NONE = "0"
# A share of a total that is not above zero: there is none.
NO_SHARE = "—"
_MODES = {"even": decimal.ROUND_HALF_EVEN, "up": decimal.ROUND_HALF_UP}
# How many powers of ten a kilogram is moved by.
_SHIFTS: dict[ResultUnit, int] = {"gCO2e": 3, "kgCO2e": 0, "tCO2e": -3}
# Wide enough for every decimal of every figure: rounding must never be done by the context on the way.
_WIDE = decimal.Context(prec=1000, traps=[decimal.FloatOperation, decimal.InvalidOperation])


def rounded(value: Decimal, digits: Digits, ties: Ties) -> Decimal:
    """``value`` rounded once, to decimals or to significant figures; the zeros at its end say how precise it is."""
    with decimal.localcontext(_WIDE):
        if digits.style == "decimals":
            return _quantized(value, -digits.digits, ties)
        if value == 0:
            return Decimal(0)
        exponent = value.adjusted() - digits.digits + 1
        once = _quantized(value, exponent, ties)
        # 9.995 becomes 10.00: the carry brought a figure too many, and the last one is a zero.
        return once if once.adjusted() == value.adjusted() else _quantized(once, exponent + 1, ties)


def format_number(value: Decimal, digits: Digits, ties: Ties = "even", trim: bool = False) -> str:
    """``value`` as the reader sees it: rounded once, without exponent, ``trim`` without zeros at the end."""
    return _text(rounded(value, digits, ties), trim)


def format_share(fraction: Decimal, policy: Rounding) -> str:
    """A fraction as a percentage under the policy: 0.0290… is 2.90%."""
    with decimal.localcontext(_WIDE):
        percent = fraction.scaleb(2)
    digits = Digits(style="decimals", digits=policy.share_decimals)
    return format_number(percent, digits, policy.ties, policy.trim_zeros) + "%"


def in_unit(kilograms: Decimal, unit: ResultUnit) -> Decimal:
    """Kilograms of CO2e in ``unit``, exactly."""
    with decimal.localcontext(_WIDE):
        return kilograms.scaleb(_SHIFTS[unit])


def readable_unit(footprint: Footprint) -> ResultUnit:
    """The unit in which the total has one to three figures before the point; kg for a total of zero."""
    size = footprint.total.copy_abs()
    if size >= 1000:
        return "tCO2e"
    return "gCO2e" if 0 < size < 1 else "kgCO2e"


def printed(study: Study, footprint: Footprint) -> Printed:
    """The footprint as text, under the study's rounding policy."""
    policy = study.rounding
    with calculating():
        stages = [_figure(stage.emission, policy) for stage in footprint.stages]
        total = _total(footprint, stages, policy)
        shares = _Shares(policy, total)
        return Printed(
            unit=policy.unit,
            total=_text(total, policy.trim_zeros),
            total_share=shares.of_total(footprint.total),
            stages=tuple(
                _printed_stage(stage, figure, shares.of(exact.share, figure), policy)
                for stage, exact, figure in zip(study.stages, footprint.stages, stages, strict=True)
            ),
            lines=tuple(_printed_line(line, shares, policy) for line in footprint.lines),
        )


class _Shares:
    """Shares in per cent, of the unrounded total or of the printed one. To be used within ``calculating()``."""

    def __init__(self, policy: Rounding, printed_total: Decimal) -> None:
        self._policy = policy
        self._printed_total = printed_total

    def of(self, share: Decimal | None, figure: Decimal | None) -> str:
        """``share`` is the exact fraction, ``figure`` the rounded figure; ``None`` for both is not quantified."""
        if figure is None:
            return NOT_QUANTIFIED
        if share is None or self._printed_total_is_no_base():
            return NO_SHARE
        if self._policy.shares_of == "printed":
            return format_share(figure / self._printed_total, self._policy)
        return format_share(share, self._policy)

    def of_total(self, total: Decimal) -> str:
        if total <= 0 or self._printed_total_is_no_base():
            return NO_SHARE
        return "100%" if self._policy.whole_hundred else format_share(Decimal(1), self._policy)

    def _printed_total_is_no_base(self) -> bool:
        return self._policy.shares_of == "printed" and self._printed_total <= 0


def _figure(kilograms: Decimal | None, policy: Rounding) -> Decimal | None:
    return (
        None if kilograms is None else rounded(in_unit(kilograms, policy.unit), policy.figures, policy.ties)
    )


def _total(footprint: Footprint, stages: list[Decimal | None], policy: Rounding) -> Decimal:
    """The rounded total, or the exact sum of the stages as printed."""
    if policy.total_of == "unrounded":
        return rounded(in_unit(footprint.total, policy.unit), policy.total, policy.ties)
    with decimal.localcontext(_WIDE):
        return sum((figure for figure in stages if figure is not None), Decimal(0))


def _printed_stage(stage: Stage, figure: Decimal | None, share: str, policy: Rounding) -> PrintedStage:
    if stage.empty == "none":
        return PrintedStage(key=stage.key, label=stage.label, figure=NONE, share=NONE)
    return PrintedStage(
        key=stage.key, label=stage.label, figure=_text(figure, policy.trim_zeros), share=share
    )


def _printed_line(line: LineFigure, shares: _Shares, policy: Rounding) -> PrintedLine:
    figure = _figure(line.emission, policy)
    return PrintedLine(
        key=line.key, figure=_text(figure, policy.trim_zeros), share=shares.of(line.share, figure)
    )


def _quantized(value: Decimal, exponent: int, ties: Ties) -> Decimal:
    figure = value.quantize(Decimal(1).scaleb(exponent), rounding=_MODES[ties])
    return figure.copy_abs() if figure == 0 else figure  # no minus before a zero


def _text(figure: Decimal | None, trim: bool) -> str:
    if figure is None:
        return NOT_QUANTIFIED
    text = format(figure, "f")
    return text.rstrip("0").rstrip(".") if trim and "." in text else text
