"""Bands of plausible figures: whether a factor is about as large as others of its sort. Notices, never forbids.

``refresh`` counts a library's factors anew after they were loaded, imported or approved; ``judge`` and ``judge_many``
compare a figure with the libraries that a person may see; ``listed_bands`` shows what they compare with.
"""

from factors.plausibility.bands import LEAST, Band, ListedBand, listed_bands
from factors.plausibility.counting import keep_up, reference_potentials, refresh
from factors.plausibility.judging import Asked, Verdict, ask, judge, judge_factor, judge_many
from factors.plausibility.slips import Slip

__all__ = [
    "LEAST",
    "Asked",
    "Band",
    "ListedBand",
    "Slip",
    "Verdict",
    "ask",
    "judge",
    "judge_factor",
    "judge_many",
    "keep_up",
    "listed_bands",
    "reference_potentials",
    "refresh",
]
