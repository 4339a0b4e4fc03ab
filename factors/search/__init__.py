"""Finding factors by what people call them, among a million, on SQLite and PostgreSQL alike.

``search`` is for the factor box of a line, ``browse`` for pages and the API; ``index`` is the writing side.
"""

from factors.search.gaps import Gap, gap_of
from factors.search.ranking import Line
from factors.search.reach import Filters, regions_of
from factors.search.searching import MOST, Found, Hit, browse, search

__all__ = ["MOST", "Filters", "Found", "Gap", "Hit", "Line", "browse", "gap_of", "regions_of", "search"]
