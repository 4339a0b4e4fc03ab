"""How large the factors of a library are, counted: what bands of plausible figures are computed from."""

from __future__ import annotations

from django.db import models

from factors.models.libraries import Library


class Spread(models.Model):
    """The sizes of one group of a library's factors, as a histogram.

    Kept for each library apart, because a person's bands come only from libraries that the person may see.
    ``histogram``: how many factors fall into each step of ``factors.plausibility.scale`` (``{"-12": 3}``).
    Written by ``factors.plausibility.refresh``, from rows that stay; it can be computed again at any time.
    """

    class Scope(models.TextChoices):
        ALL = "all"
        CATEGORY = "category"
        WORD = "word"
        # The whole name but for what is added to it; a thing by the groups of ``factors.search.synonyms``: said by a
        # factor's own name; by this or an alias; the thing with every narrower one.
        SAME = "same"
        NAME = "name"
        THING = "thing"
        KIN = "kin"
        # The heading of the synonyms under which the thing is: metals, plastics.
        FAMILY = "family"

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=8, choices=Scope)
    # The category, the word of a name, the group of synonyms; empty for all factors of the kind.
    key = models.CharField(max_length=120, blank=True)
    histogram = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "dimension", "scope", "key", "kind"], name="spread_once_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.kind} {self.key}".strip()
