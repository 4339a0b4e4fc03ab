"""The starter library: public factors and GWP sets that come with the program, each with its source.

The files in ``data`` hold facts and where they stand. A column that a file lacks is empty; an empty ``publisher``,
``document`` or ``licence`` is that of the library. ``gases`` reads ``CO2=73300;N2O=0.6`` (kilograms per ``unit``).
"""

from factors.starter.loading import Outcome, load
from factors.starter.reading import DATA, StarterError

__all__ = ["DATA", "Outcome", "StarterError", "load"]
