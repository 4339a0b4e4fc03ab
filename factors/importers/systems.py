"""Product systems, exactly: what each activity causes with all that it takes from others."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from factors.importers.figures import MOST_BITS

MOST_MARKS = 20


@dataclass(slots=True)
class Activity:
    """One activity: its own emissions by gas and what it takes of others (by index), for ``output`` units of product.

    ``trouble``: why it cannot be reckoned, in Chinese. ``marks``: what must be said of its figure.
    """

    name: str
    output: Fraction = Fraction(1)
    direct: dict[str, Fraction] = field(default_factory=dict)
    inputs: list[tuple[int, Fraction]] = field(default_factory=list)
    trouble: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Total:
    """What one unit of an activity's product causes, by gas; or why that is not known."""

    gases: dict[str, Fraction] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    trouble: str = ""
    # Where the trouble began: the activity that has it, with its reason.
    cause: str = ""


def solved(system: Sequence[Activity]) -> list[Total]:
    """The totals of all activities, each from those that it takes from. Rings of activities are not solved."""
    waiting = [
        len({supplier for supplier, _amount in one.inputs} - {index}) for index, one in enumerate(system)
    ]
    users: list[set[int]] = [set() for _one in system]
    for index, one in enumerate(system):
        for supplier, _amount in one.inputs:
            if supplier != index:
                users[supplier].add(index)
    totals: dict[int, Total] = {}
    ready = deque(index for index, count in enumerate(waiting) if count == 0)
    while ready:
        index = ready.popleft()
        totals[index] = _total(index, system, totals)
        for user in users[index]:
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    return _with_rings(system, totals, users)


def _total(index: int, system: Sequence[Activity], totals: dict[int, Total]) -> Total:
    one = system[index]
    # What it takes of its own product (losses) lessens its output.
    output = one.output - sum((amount for supplier, amount in one.inputs if supplier == index), Fraction(0))
    suppliers = [(supplier, amount) for supplier, amount in one.inputs if supplier != index]
    blocked = next((supplier for supplier, _amount in suppliers if totals[supplier].trouble), None)
    if one.trouble:
        return _failed(one, one.trouble)
    if blocked is not None:
        cause = totals[blocked].cause
        return Total(trouble=f"其上游活动无法计算：{cause}", cause=cause)
    if output <= 0:
        return _failed(one, "产出量（减去自用）必须大于 0")
    gases = dict(one.direct)
    marks = set(one.marks)
    for supplier, amount in suppliers:
        marks |= totals[supplier].marks
        for gas, kilograms in totals[supplier].gases.items():
            gases[gas] = gases.get(gas, Fraction(0)) + amount * kilograms
    per_unit = {gas: kilograms / output for gas, kilograms in gases.items()}
    if any(_bits(kilograms) > MOST_BITS for kilograms in per_unit.values()):
        return _failed(one, "数字位数过多，无法精确合计")
    return Total(per_unit, frozenset(sorted(marks)[:MOST_MARKS]))


def _failed(one: Activity, reason: str) -> Total:
    return Total(trouble=reason, cause=f"“{one.name[:80]}”{reason}")


def _with_rings(system: Sequence[Activity], totals: dict[int, Total], users: list[set[int]]) -> list[Total]:
    """The totals with those in a ring, or fed by one, told apart."""
    left = set(range(len(system))) - totals.keys()
    ring = set(left)
    loose = deque(index for index in ring if not users[index] & ring)
    while loose:
        index = loose.popleft()
        ring.discard(index)
        for supplier, _amount in system[index].inputs:
            if supplier in ring and not users[supplier] & ring:
                loose.append(supplier)
    for index in left:
        reason = (
            "与其他活动互为投入（循环），系统不求解循环"
            if index in ring
            else "其上游活动互为投入（循环），无法计算"
        )
        totals[index] = Total(trouble=system[index].trouble or reason)
    return [totals[index] for index in range(len(system))]


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())
