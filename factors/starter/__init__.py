"""The starter library: public factors and GWP sets that come with the program, each with its source.

The files in ``data`` hold facts and where they stand; ``release.txt`` names the release of all of them together. A
column that a file lacks is empty; an empty ``publisher``, ``document``, ``licence`` or ``quality`` is that of the
library. ``gases`` reads ``CO2=73300;N2O=0.6`` (kilograms per ``unit``), ``split`` the same in kilograms of CO2e.
``second_hand`` is 1 wherever the figure was not read in the publication itself. ``quality`` says in words what the
source says of its certainty, also that it says nothing; ``uncertainty`` is the source's own figure.

Left out on purpose: the draft of AR6 (its SF6 was wrong), air freight with a radiative-forcing multiplier (not for a
PCF), the bulk of CPCD (no open licence; single values only, each with its number), the EPA's freight factors (edition
unknown, per short ton-mile), and every row whose figure could not be verified. Of GB/T 51366, whose text is not open,
single facts are cited one by one.
"""

from factors.starter.loading import Outcome, load
from factors.starter.reading import DATA, StarterError

__all__ = ["DATA", "Outcome", "StarterError", "load"]
