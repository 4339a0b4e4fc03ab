"""Plain text to HTML: formulas and powers raised and lowered, everything else escaped.

The Chinese fonts have no subscript digits, so ``CO₂`` would print as an empty box while text extraction looks right.
Subscripts are therefore always set as ``<sub>``, whichever way they were typed.
"""

from __future__ import annotations

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789−+")
# A figure stays on one line with its unit. A formula stands alone or behind a mass unit (kgCO2e); what follows may be "e", "eq" or another letter's start.
_GASES = r"(?:CO2|CH4|N2O|SF6|NF3|CF4|C2F6|C3F8|H2O|NOx|SOx|SO2|NO2|NH3)"
_PATTERN = re.compile(
    rf"(?P<figure>[0-9]+(?:\.[0-9]+)? (?:k?g|t)CO2e?)(?![0-9])"
    rf"|(?P<gas>(?<![A-Z]){_GASES}(?![0-9]))"
    r"|(?P<power>(?<![A-Za-z-])(?:N|k|d|c|m)?m(?P<exponent>[23])(?![0-9A-Za-z]))"
    r"|(?P<dot>(?<=[0-9A-Za-z])·(?=[0-9A-Za-z]))"
    r"|(?P<lowered>[₀-₉]+)"
    r"|(?P<raised>[⁰¹²³⁴-⁹⁻⁺]+)"
)


def chemical(text: str) -> SafeString:
    """HTML of a text in which CO2e, CH4, N2O, m3, ₂ and ³ are set as a reader expects them; the rest is escaped.

    Text that is marked safe already is taken as it is apart from that.
    """
    return mark_safe(_PATTERN.sub(_set, conditional_escape(text)))  # noqa: S308 - escaped before, only sub and sup added


def _set(match: re.Match[str]) -> str:
    if figure := match["figure"]:
        return f'<span class="figure">{figure.replace("CO2", "CO<sub>2</sub>")}</span>'
    if gas := match["gas"]:
        return re.sub(r"([0-9x])", r"<sub>\1</sub>", gas)
    if power := match["power"]:
        return f"{power[:-1]}<sup>{power[-1]}</sup>"
    if match["dot"]:
        return '<span class="dot">·</span>'
    if lowered := match["lowered"]:
        return f"<sub>{lowered.translate(_LOWERED)}</sub>"
    return f"<sup>{match['raised'].translate(_RAISED)}</sup>"
