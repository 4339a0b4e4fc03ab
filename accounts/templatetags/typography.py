"""Figures and formulas as they are printed: ``{{ text|co2 }}`` and ``{{ number|exact }}``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# Greenhouse gases as people type them, alone or behind a unit of mass ("kgCO2e", "tCO2eq/t"), not inside a word.
GAS = re.compile(
    r"(?<![A-Za-z0-9])(?P<before>(?:[kKMG]?g|t)?)(?P<gas>CO2|CH4|N2O|SF6|NF3|CF4|C2F6|NH3|SO2|NOx)(?P<after>-?eq?)?(?![A-Za-z0-9])"
)
# Areas and volumes, also with 标准状态 before them ("Nm3") or ten thousands ("万Nm3").
POWER = re.compile(r"(?<![A-Za-z0-9])(?P<unit>(?:N|[kcdm])?m)(?P<power>[23])(?![A-Za-z0-9])")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
DIGITS = re.compile(r"\d|x$")


@register.filter
def co2(value: object) -> SafeString:
    """Text with the digits of formulas set low and those of areas and volumes high; everything else is escaped.

    Subscript characters are replaced too, because Chinese fonts lack them.
    """
    escaped = str(conditional_escape(cast(str, value))).translate(SUBSCRIPTS)
    lowered = GAS.sub(_gas, escaped)
    # Safe: the text was escaped above, and only the two kinds of tags below were added.
    return mark_safe(POWER.sub(r"\g<unit><sup>\g<power></sup>", lowered))  # noqa: S308


@register.filter
def exact(value: Decimal | int | None) -> str:
    """Every digit of a number, without exponent; a dash for what is not known."""
    if value is None:
        return _("—")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _gas(match: re.Match[str]) -> str:
    formula = DIGITS.sub(r"<sub>\g<0></sub>", match["gas"])
    return f"{match['before']}{formula}{match['after'] or ''}"
