"""Numbers as people and files write them, every digit kept. Pure: no Django."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 30
# An exponent (2.5E-05, as spreadsheets write it) is exact too; three figures of it are more than any column holds.
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
# Full-width figures and signs, as Chinese input methods type them. Not NFKC: it makes 104 of 10⁴.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: ord("-")}


def exact_decimal(text: str) -> Decimal:
    """The number that ``text`` writes, every digit kept. Raises ``ValueError``.

    Full-width figures and an exponent are understood; ``nan``, ``1_000`` and figures of other scripts are not.
    """
    plain = text.translate(HALF_WIDTH).strip()
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    number = Decimal(plain)
    return number if number else number.copy_abs()


def figures(value: Decimal) -> int:
    """How many figures the number has, zeros at both ends left out."""
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))
