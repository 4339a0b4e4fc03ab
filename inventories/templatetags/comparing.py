"""Two studies beside each other in words: ``{{ cell|in_words }}`` (label, before, after), ``{{ cells|named }}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from inventories.comparing import LABELS, labelled
from inventories.footprint.described import Cell

register = template.Library()


@register.filter
def in_words(cell: Cell) -> tuple[str, str, str]:
    """The member's label, and what stands on both sides."""
    return labelled(cell)


@register.filter
def named(cells: Iterable[Cell]) -> str:
    """The labels of the members, one after the other."""
    return "、".join(str(LABELS[cell.name]) for cell in cells)
