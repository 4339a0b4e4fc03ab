"""Names of impact assessment methods: which one is climate change over 100 years, and whose GWP it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLIMATE = re.compile(
    r"climate change|global warming|greenhouse|\bgwp|gwp\d|\bghg\b|carbon footprint"
    r"|气候变化|全球变暖|温室气体|碳足迹|klimawandel|treibhaus|erderwärmung",
    re.IGNORECASE,
)
_HUNDRED = re.compile(r"(?<!\d)100(?!\d)|\btotal\b|总量|合计|gesamt", re.IGNORECASE)
_OTHER = re.compile(
    r"(?<!\d)(20|500)(?!\d)|biogenic|fossil|luluc|land use|gtp|temperature|damage|endpoint|human health|ecosystem"
    r"|生物|化石|土地利用|endpunkt",
    re.IGNORECASE,
)
# Names of sets as the starter library has them. EF 3.1 takes the values of AR6.
_SETS = (
    (re.compile(r"\bAR\s?6\b|ipcc[\s,]*2021|sixth assessment|EF\s*v?\.?\s*3\.1", re.IGNORECASE), "IPCC AR6"),
    (re.compile(r"\bAR\s?5\b|ipcc[\s,]*2013|fifth assessment", re.IGNORECASE), "IPCC AR5"),
    (re.compile(r"\bAR\s?4\b|ipcc[\s,]*2007|fourth assessment", re.IGNORECASE), "IPCC AR4"),
)
_FEEDBACK = re.compile(r"feedback|反馈", re.IGNORECASE)


def is_climate(name: str) -> bool:
    """Whether the name speaks of climate change at all."""
    return _CLIMATE.search(name) is not None


def suggested(options: Iterable[tuple[str, str]]) -> str:
    """The value of the option whose label is most like GWP100 in total; empty when none speaks of climate change."""
    ranked = [(_rank(label), value) for value, label in options if is_climate(label)]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else ""


def gwp_set_of(*names: str) -> str:
    """The GWP set that the names tell of: the starter library's name of it, else the first name itself."""
    for text in names:
        for pattern, name in _SETS:
            if pattern.search(text):
                with_feedback = name == "IPCC AR5" and _FEEDBACK.search(text) is not None
                return "IPCC AR5（含气候碳反馈）" if with_feedback else name
    return next(filter(None, names), "")


def _rank(name: str) -> int:
    return 2 * bool(_HUNDRED.search(name)) - 3 * bool(_OTHER.search(name))
