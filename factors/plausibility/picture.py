"""A figure on the scale of its band, as places in a drawing; ``templates/factors/_band_picture.html`` draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from factors.plausibility.judging import Verdict

WIDTH = 640
EDGE = 24
# Beyond the outermost mark, in powers of ten.
MARGIN = 0.25


class Mark(NamedTuple):
    """A place on the scale, in the drawing's units, and what stands there."""

    x: str
    text: str


@dataclass(frozen=True)
class Picture:
    """Places along the scale, as the text of numbers: the band, the factors that were seen, median and figure."""

    width: int
    band: Mark
    band_width: str
    seen: Mark
    seen_width: str
    median: Mark
    figure: Mark
    dots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


def picture(verdict: Verdict, places: Iterable[tuple[float, str]] = ()) -> Picture:
    """The drawing of a verdict; ``places``: further figures with their names."""
    band = verdict.band
    dots = [(power, name) for power, name in places]
    marks = [band.low, band.high, verdict.place, *(power for power, _name in dots)]
    scale = _Scale(min(marks) - MARGIN, max(marks) + MARGIN)
    return Picture(
        WIDTH,
        Mark(scale.x(band.low), str(verdict.low)),
        scale.width(band.low, band.high),
        Mark(scale.x(band.least), ""),
        scale.width(band.least, band.most),
        Mark(scale.x(band.median), str(verdict.median)),
        Mark(scale.x(verdict.place), str(verdict.value)),
        tuple(Mark(scale.x(power), name) for power, name in dots),
        tuple(_ticks(scale, math.log10(verdict.unit.factor))),
    )


class _Scale(NamedTuple):
    least: float
    most: float

    def x(self, power: float) -> str:
        return f"{EDGE + (power - self.least) / (self.most - self.least) * (WIDTH - 2 * EDGE):.1f}"

    def width(self, power: float, upto: float) -> str:
        return f"{max((upto - power) / (self.most - self.least) * (WIDTH - 2 * EDGE), 2):.1f}"


def _ticks(scale: _Scale, shift: float) -> Iterator[Mark]:
    """The powers of ten of the reader's unit within the scale."""
    for exponent in range(math.ceil(scale.least + shift), math.floor(scale.most + shift) + 1):
        text = f"{10.0**exponent:g}" if -4 <= exponent <= 5 else f"10^{exponent}"
        yield Mark(scale.x(exponent - shift), text)
