"""The great circle between two places."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from inventories.distances.places import Place

# Mean radius of the earth in km (IUGG, R1).
RADIUS_KM = 6371.0088


def great_circle_km(start: Place, end: Place) -> Decimal:
    """Whole kilometres along the sphere, halves up, by the haversine formula.

    The one place of a figure where binary numbers are used: sines have no exact value. Their error is a millionth of
    a millimetre; what counts afterwards is the whole number that the study keeps.
    """
    north, south = math.radians(start.latitude), math.radians(end.latitude)
    east = math.radians(end.longitude - start.longitude)
    bow = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    kilometres = 2 * RADIUS_KM * math.asin(math.sqrt(bow))
    return Decimal(kilometres).quantize(Decimal(1), ROUND_HALF_UP)
