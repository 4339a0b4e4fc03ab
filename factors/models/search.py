"""The index of the factor search: what ``factors.search.index`` writes and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from factors.models.factors import Factor
from factors.models.libraries import Library

if TYPE_CHECKING:
    _TextColumn = models.Field[str, str]
else:
    _TextColumn = models.Field


class TokensField(_TextColumn):
    """The tokens of a factor: a ``tsvector`` on PostgreSQL, else text for an FTS5 table beside it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class FactorTerms(models.Model):
    """One factor in the index. ``place``: where it stands before anybody has asked (``factors.search.order``).

    On SQLite the triggers of the table keep the FTS5 table ``factors_terms_fts`` the same.
    """

    place = models.BigAutoField(primary_key=True)
    factor = models.OneToOneField(Factor, on_delete=models.CASCADE, related_name="+")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+", db_index=False)
    tokens = TokensField()

    def __str__(self) -> str:
        return f"{self.place} {self.factor_id}"


class SearchWord(models.Model):
    """A Latin word that occurs in some factor, so that its beginning finds it. Never taken away."""

    word = models.CharField(max_length=30, primary_key=True)

    def __str__(self) -> str:
        return self.word


class SearchTier(models.Model):
    """Where a tier of rank ends: ``place`` is the first behind it. See ``factors.search.tiers``; PostgreSQL only."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    place = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.number} {self.place}"


class SearchFacet(models.Model):
    """A region or a year that occurs in a library, to be chosen in a filter. Never taken away."""

    class Facet(models.TextChoices):
        REGION = "region"
        YEAR = "year"

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    facet = models.CharField(max_length=6, choices=Facet)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "facet", "value"], name="search_facet_once")
        ]

    def __str__(self) -> str:
        return self.value
