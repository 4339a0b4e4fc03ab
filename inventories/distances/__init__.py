"""运输距离: the distance between two Chinese places as people name them, from a table of coordinates.

Pure: no Django, no rows. A place that is not clear is asked about and never guessed; what has no table (rail, water,
air) is typed by hand.
"""

from inventories.distances.naming import Unclear, find, suggestions
from inventories.distances.places import TABLE, Place
from inventories.distances.sphere import great_circle_km
from inventories.distances.telling import told
from inventories.distances.ways import ROAD, NoWay, Way, between, other_mode, way, way_km

__all__ = [
    "ROAD",
    "TABLE",
    "NoWay",
    "Place",
    "Unclear",
    "Way",
    "between",
    "find",
    "great_circle_km",
    "other_mode",
    "suggestions",
    "told",
    "way",
    "way_km",
]
