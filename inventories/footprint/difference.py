"""From one figure to another: what lies between them, in figures and as the reader sees it."""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from decimal import Decimal

from inventories.footprint.rounding import NO_SHARE, format_number, format_share, in_unit
from inventories.footprint.values import Digits, Rounding

_FIRST_FIGURES = Digits(style="significant", digits=2)
# Two figures of 34 digits are subtracted without losing any.
WIDE = decimal.Context(prec=200, traps=[decimal.FloatOperation, decimal.InvalidOperation])


@dataclass(frozen=True)
class Difference:
    """``before`` and ``after`` in kgCO2e, unrounded; ``None``: there is no such figure on that side.

    Texts are rounded once by the ``policy``, to ``digits``, in its unit.
    """

    before: Decimal | None
    after: Decimal | None
    policy: Rounding
    digits: Digits

    @property
    def value(self) -> Decimal | None:
        """After less before; ``None`` where one of them is not known."""
        if self.before is None or self.after is None:
            return None
        return WIDE.subtract(self.after, self.before)

    @property
    def is_none(self) -> bool:
        """Whether both figures are known and the same, or neither is known."""
        return self.value == 0 if self.value is not None else self.before is self.after

    @property
    def before_text(self) -> str:
        return self._text(self.before)

    @property
    def after_text(self) -> str:
        return self._text(self.after)

    @property
    def text(self) -> str:
        return signed(self._text(self.value)) if self.value is not None else NO_SHARE

    @property
    def percent_text(self) -> str:
        if self.value is None or self.before is None:
            return NO_SHARE
        return percent(self.policy, self.value, self.before)

    def _text(self, kilograms: Decimal | None) -> str:
        if kilograms is None:
            return NO_SHARE
        figure = in_unit(kilograms, self.policy.unit)
        return format_number(figure, self.digits, self.policy.ties, self.policy.trim_zeros)


def percent(policy: Rounding, difference: Decimal, base: Decimal) -> str:
    """The difference as a share of what it is of; a base that is not above zero has none.

    As shares are printed; one that would print as nothing shows its first two figures.
    """
    if base <= 0:
        return NO_SHARE
    fraction = WIDE.divide(difference, base)
    text = format_share(fraction, policy)
    if difference != 0 and not text.strip("0.%"):
        text = format_number(WIDE.scaleb(fraction, 2), _FIRST_FIGURES, policy.ties) + "%"
    return signed(text)


def signed(text: str) -> str:
    """A plus before what grows; a zero has no sign."""
    return text if text.startswith("-") or not text.strip("0.%") else f"+{text}"
