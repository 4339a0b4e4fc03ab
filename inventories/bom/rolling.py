"""Rolling up: what one product takes of each part, exactly, with the arithmetic of every way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from factors import units
from factors.units import Unit
from inventories.bom import sentences
from inventories.bom.model import Choices, Item, Key, Problem
from inventories.bom.tree import Tree
from inventories.bom.ways import MOST_WAYS, TooManyWays, Way, ways_of

# A quotient without an end is written with so many figures; a finite amount is kept as it is up to ``EXACT``.
ROUNDED, EXACT = 20, 28
_KG = units.parse("kg")


@dataclass(slots=True)
class Leaf:
    """A part and what the product takes of it in ``unit``.

    ``amount``: with all losses, or net where ``loss`` is given (a fraction). ``sentences``: one for each way.
    ``rows``: where it stands. With ``problems`` there is no amount.
    """

    item: Item
    rows: list[int] = field(default_factory=list)
    unit: Unit | None = None
    exact: Fraction = Fraction(0)
    loss: Decimal | None = None
    sentences: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def amount(self) -> Decimal | None:
        """For one functional unit; ``None`` where it cannot be known."""
        return None if self.problems else as_decimal(self.exact)


@dataclass(slots=True)
class Rolled:
    """What came of a bill: parts in the order of the file, what was left aside and why, what is wrong as a whole."""

    leaves: list[Leaf]
    aside: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def roll_up(tree: Tree, choices: Choices) -> Rolled:
    """All parts of the product. Wrong rows are told at the parts that they concern, or else by themselves."""
    rolled = Rolled([])
    try:
        ways = list(ways_of(tree, choices))
    except TooManyWays:
        message = (
            f"物料清单展开后超过 {MOST_WAYS:,} 条路径，没有计算。请检查是否有重复的上下级，或按部件分次导入。"
        )
        rolled.problems.append(Problem(0, "", message))
        return rolled
    together: dict[tuple[str, ...], list[Way]] = {}
    for way in ways:
        if way.part.is_phantom:
            rolled.aside.append(Problem(way.part.row, Key.SOURCING, "虚拟件没有下级，本身不计入。"))
        else:
            together.setdefault(_identity(way.part), []).append(way)
    broken = _by_row(tree.problems)
    told: set[int] = set()
    for alike in together.values():
        leaf = _leaf(alike, broken, choices)
        if not leaf.problems and leaf.exact == 0:
            rolled.aside.append(
                Problem(leaf.item.row, Key.QUANTITY, f"“{leaf.item.title}”的用量为 0，不写入。")
            )
        else:
            rolled.leaves.append(leaf)
        told.update(problem.row for problem in leaf.problems)
    rolled.aside += [
        Problem(item.row, Key.ALTERNATE, f"“{item.title}”是替代料，不与主料重复计入。")
        for item in tree.items
        if item.is_alternate
    ]
    product = tree.items[tree.product] if tree.product is not None else None
    if product is not None and product.quantity not in (None, 1):
        message = f"本行是总成本身，按 1 个总成计算，其用量 {product.quantity:f} 不参与计算。"
        rolled.aside.append(Problem(product.row, Key.QUANTITY, message))
    rolled.problems += [problem for problem in tree.problems if problem.row not in told]
    return rolled


def as_decimal(exact: Fraction) -> Decimal:
    """The number in full where it ends within ``EXACT`` figures, else with ``ROUNDED`` figures."""
    context = Context(prec=EXACT, rounding=ROUND_HALF_EVEN)
    found = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    if Fraction(found) != exact:
        found = Context(prec=ROUNDED, rounding=ROUND_HALF_EVEN).divide(
            Decimal(exact.numerator), Decimal(exact.denominator)
        )
    return Decimal(format(found.normalize(Context(prec=EXACT)), "f"))


def _identity(item: Item) -> tuple[str, ...]:
    """What is the same part: the same code; without codes the same name, specification and material."""
    if item.code:
        return (item.code,)
    texts = (item.name, item.specification, item.material)
    return ("", *("".join(text.split()).casefold() for text in texts))


def _by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem)
    return found


def _leaf(ways: Sequence[Way], broken: dict[int, list[Problem]], choices: Choices) -> Leaf:
    leaf = Leaf(ways[0].part)
    leaf.rows = list(dict.fromkeys(way.part.row for way in ways))
    for way in ways:
        leaf.problems += [one for one in _problems(way, broken, choices) if one not in leaf.problems]
    if leaf.problems:
        return leaf
    leaf.loss = _own_loss(ways, choices)
    for way in ways:
        _add(leaf, way, choices)
    _tell_differences(leaf, ways)
    return leaf


def _problems(way: Way, broken: dict[int, list[Problem]], choices: Choices) -> list[Problem]:
    """Why the amount of this way cannot be known: what is wrong with the part, and what with a row above it."""
    found: list[Problem] = []
    for item in way.items:
        wrong = [*item.problems, *broken.get(item.row, ())]
        if item is way.part:
            found += [*wrong, *_own_problems(item, choices)]
        elif not choices.per_top:
            wrong = [
                one
                for one in wrong
                if one.key in (Key.QUANTITY, Key.BASE, Key.SCRAP, Key.LEVEL, Key.PARENT, Key.CODE)
            ]
            if item.quantity is None and not wrong:
                wrong = [Problem(item.row, Key.QUANTITY, "没有用量，其下级的用量无法计算。")]
            found += [
                Problem(one.row, one.key, f"上级“{item.title}”（第 {one.row} 行）：{one.message}")
                for one in wrong
            ]
    return found


def _own_problems(item: Item, choices: Choices) -> list[Problem]:
    if any(problem.key in (Key.QUANTITY, Key.UNIT, Key.MASS, Key.MASS_UNIT) for problem in item.problems):
        return []
    if not item.title:
        return [Problem(item.row, Key.NAME, "没有物料编码和名称。")]
    if item.quantity is None:
        return [Problem(item.row, Key.QUANTITY, "没有用量。")]
    if item.unit is None:
        return [Problem(item.row, Key.UNIT, "用量没有单位。请填写单位，或在对应表头时选择缺省单位。")]
    if item.unit.dimension.is_count and item.mass is None and not choices.keep_pieces:
        message = f"按“{item.unit}”计，没有单重，不能换算为质量。请填写单重，或选择没有单重的物料按件数写入。"
        return [Problem(item.row, Key.MASS, message)]
    if item.unit.dimension.is_count and item.mass == 0:
        return [Problem(item.row, Key.MASS, "单重为 0。")]
    return []


def _own_loss(ways: Sequence[Way], choices: Choices) -> Decimal | None:
    """The rate that goes to the line: the same on every way, at the part alone."""
    rates = {way.part.scrap for way in ways}
    above = any(item.scrap for way in ways for item in way.items[:-1])
    rate = next(iter(rates))
    return rate if choices.keep_loss and len(rates) == 1 and rate and not above else None


def _add(leaf: Leaf, way: Way, choices: Choices) -> None:
    """One way's amount, and the sentence that says it."""
    part = way.part
    counted = way.items[-1:] if choices.per_top else way.items
    exact = Fraction(choices.multiple)
    for item in counted:
        exact *= Fraction(item.quantity or 0) / (Fraction(item.base) if item.base is not None else 1)
    unit = part.unit or _KG
    if unit.dimension.is_count and part.mass is not None and part.mass_unit is not None:
        exact *= Fraction(part.mass) * part.mass_unit.factor / _KG.factor
        unit = _KG
    elif unit.dimension == _KG.dimension:
        exact *= unit.factor / _KG.factor
        unit = _KG
    losing = [item for item in way.items if item.scrap and not (item is part and leaf.loss)]
    for item in losing:
        exact = _with_loss(exact, item.scrap or Decimal(0), choices)
    if leaf.unit is not None and unit != leaf.unit:
        if unit.dimension != leaf.unit.dimension:
            message = f"同一物料在第 {leaf.item.row} 行按“{leaf.unit}”计，在第 {part.row} 行按“{unit}”计，不能合计。"
            leaf.problems.append(Problem(part.row, Key.UNIT, message))
            return
        exact *= unit.factor / leaf.unit.factor
        unit = leaf.unit
    leaf.unit = unit
    leaf.exact += exact
    leaf.sentences.append(
        sentences.of_way(way, counted, losing, choices, sentences.figure(as_decimal(exact), exact), unit)
    )


def _with_loss(exact: Fraction, rate: Decimal, choices: Choices) -> Fraction:
    return exact * (1 + Fraction(rate)) if choices.scrap_of == "net" else exact / (1 - Fraction(rate))


def _tell_differences(leaf: Leaf, ways: Sequence[Way]) -> None:
    """What the rows of one code say differently; the amounts are each row's own."""
    first = leaf.item
    for label, values in (
        ("名称", {way.part.name for way in ways}),
        (
            "单重",
            {
                way.part.mass and Fraction(way.part.mass) * way.part.mass_unit.factor
                if way.part.mass_unit
                else None
                for way in ways
            },
        ),
    ):
        if len(values) > 1:
            rows = "、".join(map(str, leaf.rows[:6]))
            leaf.notes.append(f"编码“{first.code}”在第 {rows} 行的{label}不同，各行按各自的内容计算。")
    if any(way.is_assembly for way in ways):
        leaf.notes.append("按整件计入，其下级不再展开。")
