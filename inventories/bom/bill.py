"""A bill from its rows to its parts: the one call that pages, jobs and tests use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inventories.bom.items import item_of
from inventories.bom.levels import unindented
from inventories.bom.model import Choices, Item, Key, Problem
from inventories.bom.rolling import Rolled, roll_up
from inventories.bom.tree import Tree, by_levels, by_parents, flat

Row = tuple[int, Mapping[Key, str]]


def roll(
    rows: Sequence[Row],
    head_units: Mapping[Key, str],
    choices: Choices,
    flaws: Mapping[int, Sequence[Problem]] | None = None,
) -> tuple[Tree, Rolled]:
    """``rows``: the number of each and its texts by column; ``head_units``: what stood in the brackets of heads.

    ``flaws``: what is wrong with cells of a row beyond their texts.
    """
    keys = {key for _number, texts in rows for key, text in texts.items() if text}
    indented = Key.LEVEL not in keys and Key.PARENT not in keys and _is_indented(rows)
    found = flaws or {}
    items = []
    for number, texts in rows:
        item = item_of(number, _named(texts, indented=indented), head_units, choices)
        if number in found:
            item = replace(item, problems=(*found[number], *item.problems))
        items.append(item)
    tree = _tree(rows, items, keys, choices, indented=indented)
    return tree, roll_up(tree, choices)


def _tree(
    rows: Sequence[Row], items: list[Item], keys: set[Key], choices: Choices, *, indented: bool
) -> Tree:
    if Key.LEVEL in keys:
        return by_levels(items, [texts.get(Key.LEVEL, "") for _number, texts in rows])
    if Key.PARENT in keys:
        return by_parents(items, choices.top)
    if indented:
        return by_levels(items, [texts.get(Key.NAME, "") for _number, texts in rows], indented=True)
    return flat(items)


def _is_indented(rows: Sequence[Row]) -> bool:
    names = [texts.get(Key.NAME, "") for _number, texts in rows]
    return any(name and unindented(name) != name for name in names)


def _named(texts: Mapping[Key, str], *, indented: bool) -> Mapping[Key, str]:
    return {**texts, Key.NAME: unindented(texts.get(Key.NAME, ""))} if indented else texts
