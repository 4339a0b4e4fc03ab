"""Where labels go beside what they name: in order, without overlap, each as near to its place as the others allow."""

from __future__ import annotations

import math
from collections.abc import Sequence


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles for a column of blocks, given in order from the top, that do not overlap.

    The sum of squared distances from the ``wanted`` middles is the least possible: with the blocks' own heights
    taken off, it is an isotonic regression, solved by pooling neighbours that are out of order.
    """
    offsets: list[float] = []
    for index, height in enumerate(heights):
        offsets.append(offsets[-1] + (heights[index - 1] + height) / 2 if offsets else 0.0)
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        mean, count = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, number = pools.pop()
            mean, count = (mean * count + other * number) / (count + number), count + number
        pools.append((mean, count))
    bases = [mean for mean, count in pools for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=True)]


def on_circle(angle: float, radius: float) -> tuple[float, float]:
    """The point at ``angle`` (radians clockwise from twelve o'clock), y downwards."""
    return math.sin(angle) * radius, -math.cos(angle) * radius


def distance_to_segment(start: tuple[float, float], end: tuple[float, float]) -> float:
    """How near the segment comes to the origin."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else max(0.0, min(1.0, -(x1 * dx + y1 * dy) / square))
    return math.hypot(x1 + along * dx, y1 + along * dy)
