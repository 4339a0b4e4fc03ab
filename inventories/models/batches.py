"""What was answered to a batch of the grid's edits, so that sending it again does nothing again."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from inventories.models.studies import Study


class EntryBatch(models.Model):
    """One batch of edits that was written. ``key``: the browser's own name for it; ``answer``: what it was told.

    A browser whose connection was lost does not know whether its batch arrived, and sends it once more.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "author", "key"], name="entry_batch_once")]
        indexes = [models.Index(fields=["study", "at"], name="entry_batch_by_age")]

    def __str__(self) -> str:
        return str(self.key)
