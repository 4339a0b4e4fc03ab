"""An electricity mix: what was bought, covered by certificates, generated, and what a kilowatt-hour of it makes.

No kilowatt-hour is counted twice: certificates cover electricity that was bought from the grid and cannot be more;
what was generated but had its certificates sold counts as grid electricity, because the buyer of the certificates
counts its green part. What remains for the grid's factor is reckoned, never typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from factors import units
from factors.units import UnitError
from factors.values.base import Label, Number, Text, Value
from factors.values.source import KINDS, Component, UnitText, figure_troubles, mixture_troubles, named
from factors.values.troubles import Trouble, digits

Role = Literal["grid", "green", "own", "other", "delivery"]
Instrument = Literal["gec", "green_power", "irec", "other"]
KILOWATT_HOUR = units.parse("kWh")
MIXED = ("footprint", "co2_only")
# Proofs whose numbers stand for one certificate each.
SINGLE = ("gec", "irec")
_BETWEEN = re.compile(r"[\s,，;；、]+")
NOTHING = Fraction(0)


class MixPart(Value):
    """One part of the electricity. ``amount`` in the mix's unit; ``None`` only for ``delivery``, which goes by what was bought.

    ``grid``: all electricity bought from the public grid, with what certificates cover. ``green``: the part of it that
    certificates or green power trade cover, with ``instrument`` and ``certificates`` (their numbers). ``own``: own
    generation, of which ``sold`` had its certificates sold. ``other``: any other supply (direct line, heat and power of
    a neighbour). ``delivery``: transmission and distribution, per kilowatt-hour bought. ``note``: why a figure is zero.
    """

    role: Role
    name: Label
    amount: Number | None = None
    sold: Number | None = None
    instrument: Instrument | None = None
    certificates: Text = ""
    note: Text = ""
    factor: Component


class MixValue(Value):
    """电力组合因子: kgCO2e per kWh of electricity of several origins, weighed by their amounts in ``unit``."""

    kind: Literal["mix"] = "mix"
    unit: UnitText = "kWh"
    parts: Annotated[tuple[MixPart, ...], Field(min_length=1)]

    @property
    def components(self) -> tuple[Component, ...]:
        return tuple(part.factor for part in self.parts)


@dataclass(frozen=True, slots=True)
class MixTerm:
    """A part with the amount that counts with its own factor, and its factor in kilograms per kWh."""

    part: MixPart
    counted: Fraction
    rate: Fraction


def mix_total(value: MixValue) -> Fraction:
    """All electricity that was used, in the mix's unit: bought, generated and otherwise supplied."""
    return _sum(value, "grid") + _sum(value, "own") + _sum(value, "other")


def mix_terms(value: MixValue) -> tuple[MixTerm, ...]:
    """The parts as they count, in their order; for a value without errors."""
    return tuple(
        MixTerm(part, _counted(value, part), part.factor.kilograms_per(KILOWATT_HOUR)) for part in value.parts
    )


def mix_rate(value: MixValue) -> Fraction:
    """Kilograms of CO2e per kWh, exact; for a value without errors."""
    emission = sum((term.counted * term.rate for term in mix_terms(value)), NOTHING)
    return emission / mix_total(value)


def _counted(value: MixValue, part: MixPart) -> Fraction:
    """The amount that counts with the part's own factor."""
    match part.role:
        case "grid":
            return _sum(value, "grid") - _sum(value, "green") + _sold_of(value)
        case "own":
            return Fraction(part.amount or 0) - Fraction(part.sold or 0)
        case "delivery":
            return _sum(value, "grid")
        case _:
            return Fraction(part.amount or 0)


def _sum(value: MixValue, role: Role) -> Fraction:
    return sum((Fraction(part.amount or 0) for part in value.parts if part.role == role), NOTHING)


def _sold_of(value: MixValue) -> Fraction:
    """Own generation whose certificates were sold."""
    return sum((Fraction(part.sold or 0) for part in value.parts if part.role == "own"), NOTHING)


def mix_troubles(value: MixValue) -> list[Trouble]:
    """Everything that is wrong with the mix or wants a look, each at its place."""
    found = [*_unit(value)]
    for index, part in enumerate(value.parts):
        path = f"parts[{index}]"
        found += [
            *_amounts(part, path),
            *figure_troubles(part.factor, KILOWATT_HOUR, f"{path}.factor", "度电"),
        ]
        found += [*_zero(part, path), *_certificates(part, path)]
    found += [*_used_twice(value), *_balance(value), *_kinds(value), *mixture_troubles(value.components)]
    return found


def _unit(value: MixValue) -> Iterator[Trouble]:
    try:
        units.require_dimension(value.unit, "energy")
    except UnitError as error:
        yield Trouble("mix_unit", "unit", error.reason, error.remedy)


def _amounts(part: MixPart, path: str) -> Iterator[Trouble]:
    if part.role == "delivery":
        if part.amount is not None:
            reason = f"“{part.name}”随外购电量计算，不另填电量。"
            yield Trouble("mix_amount", f"{path}.amount", reason, "请把电量留空。")
        return
    if part.amount is None:
        yield Trouble(
            "mix_amount", f"{path}.amount", f"“{part.name}”没有填写电量。", "请填写数据期内的电量。"
        )
        return
    if part.amount < 0:
        reason = f"“{part.name}”的电量为 {part.amount:f}，不能为负。"
        yield Trouble("mix_amount", f"{path}.amount", reason, "请填写不小于零的电量。")
    yield from _sold(part, part.amount, path)


def _sold(part: MixPart, amount: Decimal, path: str) -> Iterator[Trouble]:
    if part.sold is None:
        return
    if part.role != "own":
        reason = "只有自发电可以填写已出售绿证的电量。"
        yield Trouble("mix_sold", f"{path}.sold", reason, "请留空；外购绿电和绿证请只填本方持有的部分。")
    elif not 0 <= part.sold <= amount:
        reason = f"“{part.name}”已出售绿证的电量为 {part.sold:f}，须在 0 与自发电量 {amount:f} 之间。"
        yield Trouble("mix_sold", f"{path}.sold", reason, "请更正其中一项。")


def _zero(part: MixPart, path: str) -> Iterator[Trouble]:
    """Generation without a footprint does not exist; who counts it as zero says on what ground."""
    if part.factor.amount == 0 and part.factor.kind == "footprint" and not part.note.strip():
        reason = f"“{part.name}”的因子为零，但任何发电方式都有生命周期排放。"
        remedy = "请选用该发电方式的碳足迹因子（例如光伏、风电、水电）；确应为零时请在说明中写明依据。"
        yield Trouble("mix_zero", f"{path}.factor.amount", reason, remedy)


def _certificates(part: MixPart, path: str) -> Iterator[Trouble]:
    if part.role == "green" and not part.certificates.strip():
        reason = f"“{part.name}”没有写明绿证编号或绿电交易凭证号。"
        remedy = "请填写编号，以证明这部分环境权益没有被他人使用。"
        yield Trouble("mix_certificates", f"{path}.certificates", reason, remedy, "warning")


def _used_twice(value: MixValue) -> Iterator[Trouble]:
    """A certificate is one megawatt-hour of one plant; a contract of green power may cover several plants."""
    first: dict[str, str] = {}
    for index, part in enumerate(value.parts):
        mine = dict.fromkeys(_BETWEEN.split(part.certificates.strip())) if part.role == "green" else {}
        for number in filter(None, mine):
            if number in first and part.instrument in SINGLE:
                reason = f"“{part.name}”的绿证编号 {number} 已用于“{first[number]}”，同一绿证不能抵消两次。"
                remedy = "请更正编号，或合并为一项。"
                yield Trouble("mix_certificates_twice", f"parts[{index}].certificates", reason, remedy)
            first.setdefault(number, part.name)


def _balance(value: MixValue) -> Iterator[Trouble]:
    """That nothing is counted twice, and that there is something to count."""
    grids = [index for index, part in enumerate(value.parts) if part.role == "grid"]
    for index in grids[1:]:
        reason = "外购电网电量只能有一项。"
        yield Trouble("mix_grids", f"parts[{index}].role", reason, "请合并为一项；其他来源请归入“其他供电”。")
    bought, covered = _sum(value, "grid"), _sum(value, "green")
    if covered > max(bought, NOTHING):
        index = next(index for index, part in enumerate(value.parts) if part.role == "green")
        reason = (
            f"绿电和绿证合计 {digits(covered)} {value.unit}，多于外购电网电量 {digits(bought)} {value.unit}。"
        )
        remedy = "外购电网电量须含绿电；绿证只能用于抵消外购电网电量，请更正。"
        yield Trouble("mix_certificates_exceed", f"parts[{index}].amount", reason, remedy)
    for index, part in enumerate(value.parts):
        if not grids and part.role == "own" and part.sold:
            reason = f"“{part.name}”已出售绿证的电量按电网因子计算，但没有外购电网电力一项。"
            yield Trouble(
                "mix_sold_grid", f"parts[{index}].sold", reason, "请加上外购电网电力，电量可以为零。"
            )
    if mix_total(value) <= 0:
        yield Trouble("mix_total", "parts", "电量合计不大于零。", "请填写外购、自发或其他来源的电量。")


def _kinds(value: MixValue) -> Iterator[Trouble]:
    """A figure of CO2 alone and a footprint are not of one kind, nor is what only burning emits."""
    for index, part in enumerate(value.parts):
        if part.factor.kind not in MIXED:
            reason = f"因子“{part.factor.name}”的口径是“{KINDS[part.factor.kind]}”，不能用于电力组合。"
            yield Trouble("mix_kind", f"parts[{index}].factor.kind", reason, "请选用该电源的电力碳足迹因子。")
    kinds = named(KINDS[part.factor.kind] for part in value.parts)
    if len(kinds) > 1:
        reason = f"各组成因子的口径不同：{'、'.join(kinds)}；两者不能相加。"
        yield Trouble("mix_kinds", "parts", reason, "产品碳足迹请一律选用以 CO2e 计的电力碳足迹因子。")
