"""What may have gone wrong with a figure that lies off: the slips that people make, by their size.

A slip is told only where the figure, put right by it, would lie among the factors that it was compared with.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# How near to the factors that were seen the figure must come when it is put right, in powers of ten. For slips that
# are no powers of ten, how near to the typical one: they are small, and anything comes near.
NEAR, NEAR_SMALL = 0.25, 0.12
# Sizes that are no powers of ten: carbon for carbon dioxide, kilowatt-hours for megajoules and for gigajoules.
CARBON = math.log10(44 / 12)
MEGAJOULE = math.log10(3.6)
GIGAJOULE = math.log10(1000 / 3.6)

_MASS = gettext_lazy("千克与吨")
# By dimension: size in powers of ten, and between which two things it comes about.
_OF_DIMENSION = {
    "energy": (
        (3.0, gettext_lazy("kWh 与 MWh、GJ 与 TJ，或 kgCO2e 与 tCO2e")),
        (4.0, gettext_lazy("kWh 与 万kWh")),
        (MEGAJOULE, gettext_lazy("kWh 与 MJ")),
        (GIGAJOULE, gettext_lazy("kWh 与 GJ")),
    ),
    "mass": ((3.0, _MASS), (6.0, gettext_lazy("克与吨"))),
    "volume": ((3.0, gettext_lazy("升与立方米，或 kgCO2e 与 tCO2e")), (4.0, gettext_lazy("m³ 与 万m³"))),
    "standard_volume": ((3.0, gettext_lazy("kgCO2e 与 tCO2e")), (4.0, gettext_lazy("Nm³ 与 万Nm³"))),
    "freight": ((3.0, gettext_lazy("t·km 与 kg·km，或 kgCO2e 与 tCO2e")),),
    "length": ((3.0, gettext_lazy("m 与 km，或 kgCO2e 与 tCO2e")),),
}


@dataclass(frozen=True)
class Slip:
    """``decades``: how far off, as a power of ten, above zero when too large; ``text``: what may have happened."""

    decades: float
    text: str


@dataclass(frozen=True)
class Seen:
    """The factors compared with: powers of ten from their median down to the least and up to the most."""

    below: float = 0.0
    above: float = 0.0

    def nearness(self, size: float, distance: float) -> float | None:
        """How far from the typical one the figure would lie when put right; ``None`` where it would not fit."""
        rest = distance - math.copysign(size, distance)
        fits = abs(rest) <= NEAR_SMALL if _is_small(size) else -self.below - NEAR <= rest <= self.above + NEAR
        return abs(rest) if fits else None


def slip_of(distance: float, dimension: str, seen: Seen, *, carbon: bool = False) -> Slip | None:
    """The likeliest slip for a figure this many powers of ten from the typical one; ``None`` when none fits.

    ``carbon``: whether the figure is of a fuel's carbon dioxide, which may be its carbon taken for it.
    """
    near = [
        (rest, size, text)
        for size, text in _known(dimension, carbon=carbon)
        if (rest := seen.nearness(size, distance)) is not None
    ]
    if not near:
        return None
    _rest, size, text = min(near, key=lambda found: found[0])
    return Slip(math.copysign(size, distance), text)


def _is_small(size: float) -> bool:
    return size < 0.9 or size == GIGAJOULE


def _known(dimension: str, *, carbon: bool) -> Iterator[tuple[float, str]]:
    own = _OF_DIMENSION.get(dimension, ())
    for size, what in own:
        if size == MEGAJOULE and carbon:
            # Too near to one another to be told apart.
            yield size, _("可能混淆了%s，或碳（tC）与二氧化碳（tCO2）。") % what
        else:
            yield size, _("可能混淆了%s。") % what
    named = {size for size, _what in own}
    if carbon and MEGAJOULE not in named:
        yield CARBON, _("可能混淆了碳（tC）与二氧化碳（tCO2），相差 44/12 倍。")
    for size, times in ((1.0, 10), (2.0, 100), (3.0, 1000), (4.0, 10000)):
        if size not in named:
            yield size, _("可能是小数点或单位相差 %d 倍。") % times
