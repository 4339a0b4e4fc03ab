"""Rows set under each other: by a column of levels, by a column of parents, or all beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventories.bom.levels import indents_of, levels_of
from inventories.bom.model import Item, Key, Problem

DEEPEST = 60


@dataclass(slots=True)
class Tree:
    """``children`` of each row, by place in ``items``; ``tops``: what the product itself consists of.

    ``product``: the row that is the product, if there is one. ``problems`` of the structure, each with its row.
    """

    items: Sequence[Item]
    children: dict[int, list[int]] = field(default_factory=dict)
    tops: list[int] = field(default_factory=list)
    product: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, at: int, key: str, message: str) -> None:
        self.problems.append(Problem(self.items[at].row, key, message))


def by_levels(items: Sequence[Item], texts: Sequence[str], *, indented: bool = False) -> Tree:
    """Each row under the nearest one above it that is one level higher. ``indented``: ``texts`` are names."""
    tree = Tree(items)
    levels: Sequence[int | None] = indents_of(texts) if indented else levels_of(texts)
    known = [level for level in levels if level is not None]
    if not known:
        tree.problems += [Problem(item.row, Key.LEVEL, "没有能识别的层级。") for item in items]
        return tree
    floor = min(known)
    above: dict[int, int] = {}
    for at, level in enumerate(levels):
        if level is None:
            tree.refuse(
                at, Key.LEVEL, f"“{texts[at][:20]}”不是层级，不能确定上级。请填写如 1、2 或 ..2 的层级。"
            )
            continue
        _hang(tree, at, level, floor, above)
    _refuse_loops(tree)
    _refuse_unexpanded(tree)
    # At level 0 stands the product. One assembly alone at level 1 comes to the same, unless the product takes several.
    if tree.tops == [0] and tree.children.get(0) and (levels[0] == 0 or items[0].quantity in (None, 1)):
        tree.product = 0
        tree.tops = tree.children.pop(0)
    return tree


def _hang(tree: Tree, at: int, level: int, floor: int, above: dict[int, int]) -> None:
    """Put one row under the last one a level above it; deeper ones are no longer above anything."""
    for deeper in [each for each in above if each >= level]:
        del above[deeper]
    if level == floor:
        tree.tops.append(at)
    elif level - 1 in above:
        tree.children.setdefault(above[level - 1], []).append(at)
    else:
        tree.refuse(
            at, Key.LEVEL, f"层级 {level} 的上方没有层级 {level - 1} 的行，不能确定上级。请检查层级是否跳级。"
        )
        return
    above[level] = at


def _refuse_unexpanded(tree: Tree) -> None:
    """An assembly that is listed with its parts in one place and without them in another."""
    expanded = {tree.items[at].code: tree.items[at].row for at in tree.children if tree.items[at].code}
    for at, item in enumerate(tree.items):
        if item.code in expanded and at not in tree.children and not item.is_bought:
            row = expanded[item.code]
            message = f"编码“{item.code}”在第 {row} 行列有下级，此处没有展开，不能确定是否同样计入。请在文件中展开。"
            tree.refuse(at, Key.CODE, message)


def by_parents(items: Sequence[Item], top: str = "") -> Tree:
    """Each row under the code that it names; an assembly is described once, wherever it is used.

    ``top``: the product's code, where the file has several at the top.
    """
    tree = Tree(items)
    under: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        under.setdefault(item.parent, []).append(at)
    start = _top_of(tree, under, top)
    if start is None:
        return tree
    for at, item in enumerate(items):
        if item.code and item.code in under:
            tree.children[at] = under[item.code]
    tree.product = next((at for at in under.get("", ()) if items[at].code == start), None)
    tree.tops = list(under.get(start, ()))
    _refuse_loops(tree)
    _tell_orphans(tree, under, start)
    _refuse_repeated(tree, under)
    return tree


def _top_of(tree: Tree, under: Mapping[str, list[int]], top: str) -> str | None:
    """The code of the product; the empty code where rows without a parent are its parts."""
    codes = {item.code for item in tree.items if item.code}
    without = under.get("", [])
    if top:
        if top in under:
            return top
        tree.problems.append(Problem(0, Key.PARENT, f"没有以“{top}”为上级的行，不能作为总成。"))
        return None
    if len(without) == 1 and tree.items[without[0]].code in under:
        return tree.items[without[0]].code
    if without:
        return ""
    roots = [code for code in under if code not in codes]
    if len(roots) == 1:
        return roots[0]
    if not roots:
        _refuse_loops(tree, all_rows=True, under=under)
        if not tree.problems:
            tree.problems.append(Problem(0, Key.PARENT, "找不到总成：每个物料都有上级。"))
        return None
    named = "、".join(roots[:8])
    message = f"文件中有 {len(roots)} 个总成（{named}）。请填写要计算的总成编码。"
    tree.problems.append(Problem(0, Key.PARENT, message))
    return None


def _refuse_loops(
    tree: Tree, *, all_rows: bool = False, under: Mapping[str, list[int]] | None = None
) -> None:
    """Rows from which a way leads back to their own code; the link that closes the loop is told and cut."""
    if all_rows and under is not None:
        tree.children = {at: under[item.code] for at, item in enumerate(tree.items) if item.code in under}
    state: dict[int, int] = {}
    for start in range(len(tree.items)):
        if start not in state:
            _look_for_loop(tree, start, state)


def _look_for_loop(tree: Tree, start: int, state: dict[int, int]) -> None:
    """Depth first, without recursion: 1 on the way, 2 done."""
    way = [(start, iter(list(tree.children.get(start, ()))))]
    state[start] = 1
    while way:
        at, ahead = way[-1]
        child = next(ahead, None)
        if child is None:
            state[at] = 2
            way.pop()
        elif (code := tree.items[child].code) and code in (
            chain := [tree.items[step].code for step, _ahead in way]
        ):
            first = chain.index(code)
            said = " → ".join([*chain[first:], code])
            tree.refuse(child, Key.PARENT, f"物料清单循环：{said}。请更正其中的上级。")
            tree.children[at] = [each for each in tree.children[at] if each != child]
        elif child not in state:
            state[child] = 1
            way.append((child, iter(list(tree.children.get(child, ())))))


def _tell_orphans(tree: Tree, under: Mapping[str, list[int]], start: str) -> None:
    """Rows to which no way leads from the product."""
    reached = set(tree.tops)
    if tree.product is not None:
        reached.add(tree.product)
    ahead = list(tree.tops)
    while ahead:
        for child in tree.children.get(ahead.pop(), ()):
            if child not in reached:
                reached.add(child)
                ahead.append(child)
    told = {problem.row for problem in tree.problems}
    for at, item in enumerate(tree.items):
        if at not in reached and item.row not in told and item.code != start:
            message = f"上级“{item.parent}”不在总成“{start or '（本产品）'}”之下，本行不知计入何处。请核对上级编码。"
            tree.refuse(at, Key.PARENT, message)


def _refuse_repeated(tree: Tree, under: Mapping[str, list[int]]) -> None:
    """An assembly that is used in several places and whose parts are listed as often: its parts would count twice."""
    used: dict[str, int] = {}
    for item in tree.items:
        used[item.code] = used.get(item.code, 0) + 1
    for parent, places in under.items():
        seen: dict[tuple[object, ...], int] = {}
        for at in places:
            item = tree.items[at]
            key = (item.code, item.name, item.quantity)
            if key in seen and used.get(parent, 0) > 1:
                first = tree.items[seen[key]].row
                message = f"与第 {first} 行的上级、编码和用量相同，而上级“{parent}”用在多处，不能确定是否重复展开。请保留一处。"
                tree.refuse(at, Key.PARENT, message)
            seen.setdefault(key, at)


def flat(items: Sequence[Item]) -> Tree:
    """Every row a part of the product itself."""
    return Tree(items, tops=list(range(len(items))))
