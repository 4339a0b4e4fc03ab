"""Every way from the product down to a part, in the order of the file. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inventories.bom.model import Choices, Item, Leaves
from inventories.bom.tree import Tree

# An assembly in an assembly in an assembly, each twice, is a million ways at twenty levels; no product has so many.
MOST_WAYS = 200_000


class TooManyWays(Exception):
    """The bill multiplies out to more ways than ``MOST_WAYS``."""


class Way(NamedTuple):
    """The rows from the product (not with it) down to the part, and whether the part has rows under it left aside."""

    items: tuple[Item, ...]
    is_assembly: bool

    @property
    def part(self) -> Item:
        """The row at the end."""
        return self.items[-1]


def ways_of(tree: Tree, choices: Choices) -> Iterator[Way]:
    """Depth first, without recursion. Substitutes and what is under them are left aside. Raises ``TooManyWays``."""
    found = 0
    ahead: list[tuple[int, tuple[Item, ...]]] = [(top, ()) for top in reversed(tree.tops)]
    while ahead:
        at, above = ahead.pop()
        item = tree.items[at]
        if item.is_alternate:
            continue
        way = (*above, item)
        under = tree.children.get(at, [])
        if under and not _is_leaf(item, len(way), choices):
            ahead += [(child, way) for child in reversed(under)]
            if len(ahead) > MOST_WAYS:
                raise TooManyWays
            continue
        found += 1
        if found > MOST_WAYS:
            raise TooManyWays
        yield Way(way, bool(under))


def _is_leaf(item: Item, depth: int, choices: Choices) -> bool:
    """Whether an assembly is taken whole. A phantom never is: it is nothing that lies on a shelf."""
    if item.is_phantom:
        return False
    if choices.leaves is Leaves.BOUGHT:
        return item.is_bought
    return choices.leaves is Leaves.LEVEL and depth >= choices.depth
