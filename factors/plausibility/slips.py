"""What may have gone wrong with a figure that lies off: the slips that people make, by their size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# How near to a slip's size the distance must lie, in powers of ten; less for those that lie close to 1.
NEAR, NEAR_SMALL = 0.4, 0.12
# Sizes that are no powers of ten: carbon for carbon dioxide, kilowatt-hours for megajoules and for gigajoules.
CARBON = math.log10(44 / 12)
MEGAJOULE = math.log10(3.6)
GIGAJOULE = math.log10(1000 / 3.6)

_CARBON = gettext_lazy("碳（tC）与二氧化碳（tCO2），相差 44/12 倍")
_DECIMAL_POINT = gettext_lazy("小数点")
_MASS = gettext_lazy("千克与吨")
# By dimension: size in powers of ten, and between which two things it comes about.
_OF_DIMENSION = {
    "energy": (
        (3.0, gettext_lazy("kWh 与 MWh、GJ 与 TJ，或 kgCO2e 与 tCO2e")),
        (4.0, gettext_lazy("kWh 与 万kWh")),
        (MEGAJOULE, gettext_lazy("kWh 与 MJ，或碳（tC）与二氧化碳（tCO2）")),
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


def slip_of(distance: float, dimension: str) -> Slip | None:
    """The likeliest slip for a figure this many powers of ten from the typical one; ``None`` when none fits."""
    size = abs(distance)
    near = [
        (abs(size - each), each, text) for each, text in _known(dimension) if abs(size - each) <= _near(each)
    ]
    if not near:
        return None
    _off, decades, text = min(near, key=lambda found: found[0])
    return Slip(math.copysign(decades, distance), text)


def _known(dimension: str) -> Iterator[tuple[float, str]]:
    own = _OF_DIMENSION.get(dimension, ())
    for decades, what in own:
        yield decades, _("可能混淆了%s。") % what
    named = {decades for decades, _what in own}
    if MEGAJOULE not in named:
        yield CARBON, _("可能混淆了%s。") % _CARBON
    for decades, times in ((1.0, 10), (2.0, 100), (3.0, 1000), (4.0, 10000)):
        if decades not in named:
            yield (
                decades,
                _("可能是%(what)s或单位相差 %(times)d 倍。")
                % {
                    "what": _DECIMAL_POINT,
                    "times": times,
                },
            )


def _near(decades: float) -> float:
    return NEAR_SMALL if decades < 0.9 or decades == GIGAJOULE else NEAR
