"""A lorry's factor per tonne-kilometre from what it emits per kilometre, its load and its way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from factors import units
from factors.units import UnitError
from factors.values.base import Label, Number, Text, Value
from factors.values.source import KINDS, Component, counts_alike, figure_troubles, mixture_troubles, named
from factors.values.troubles import Trouble

Load = Literal["empty", "full"]
Phase = Literal["wtw", "ttw", "wtt"]
KILOMETRE = units.parse("km")
# How names of figures say that the vehicle is laden in part.
PARTLY = ("50%", "平均载重", "Average laden", "average laden")
LOADS: dict[Load, str] = {"empty": "空驶", "full": "满载"}
PHASES: dict[Phase, str] = {
    "wtw": "油井到车轮（WTW）",
    "ttw": "行驶阶段（TTW）",
    "wtt": "燃料上游（WTT）",
}


class VehiclePart(Value):
    """What the vehicle emits per kilometre, ``empty`` or ``full``; with fuel supply (``wtw``) or one of both alone."""

    load: Load
    phase: Phase = "wtw"
    factor: Component


class TransportValue(Value):
    """运输因子: kgCO2e per t·km of one vehicle at one load.

    ``payload_t``: what it can carry, in tonnes. ``load_rate``: the part of it that is carried, above 0 and at most 1.
    ``empty_return``: the part of the way that it goes back empty, 0 to 1. ``surcharge``: what keeping a temperature
    adds, as a fraction (0.15 is 15 %), with its ground in ``surcharge_note``.
    """

    kind: Literal["transport"] = "transport"
    vehicle: Label
    payload_t: Number
    load_rate: Number
    empty_return: Number
    surcharge: Number
    surcharge_note: Text = ""
    parts: Annotated[tuple[VehiclePart, ...], Field(min_length=1)]

    @property
    def components(self) -> tuple[Component, ...]:
        return tuple(part.factor for part in self.parts)


@dataclass(frozen=True, slots=True)
class Carriage:
    """The steps: kilograms per kilometre ``empty`` and ``full``, on the way out at its load (``loaded``), for the way
    back (``returned``), all with the surcharge (``kilometre``); tonnes carried; kilograms per t·km (``rate``)."""

    empty: Fraction
    full: Fraction
    loaded: Fraction
    returned: Fraction
    kilometre: Fraction
    tonnes: Fraction
    rate: Fraction


def carriage(value: TransportValue) -> Carriage:
    """(e0 + (e1 − e0) λ + r e0) (1 + s) ÷ (λ P), exact; for a value without errors."""
    empty, full = _per_kilometre(value, "empty"), _per_kilometre(value, "full")
    loaded = empty + (full - empty) * Fraction(value.load_rate)
    returned = Fraction(value.empty_return) * empty
    kilometre = (loaded + returned) * (1 + Fraction(value.surcharge))
    tonnes = Fraction(value.load_rate) * Fraction(value.payload_t)
    return Carriage(empty, full, loaded, returned, kilometre, tonnes, kilometre / tonnes)


def _per_kilometre(value: TransportValue, load: Load) -> Fraction:
    return sum(
        (part.factor.kilograms_per(KILOMETRE) for part in value.parts if part.load == load), Fraction(0)
    )


def transport_troubles(value: TransportValue) -> list[Trouble]:
    """Everything that is wrong with the figures or wants a look, each at its place."""
    found = [*_figures(value)]
    for index, part in enumerate(value.parts):
        path = f"parts[{index}].factor"
        found += [*figure_troubles(part.factor, KILOMETRE, path, "车公里"), *_phase(part, path)]
    found += [
        *_half_laden(value),
        *_phases(value),
        *_kinds(value),
        *_heavier(value),
        *mixture_troubles(value.components),
    ]
    return found


def _figures(value: TransportValue) -> Iterator[Trouble]:
    if value.payload_t <= 0:
        reason = f"额定载重为 {value.payload_t:f} t，须大于零。"
        yield Trouble("payload", "payload_t", reason, "请按车辆行驶证填写核定载质量，单位为吨。")
    if not 0 < value.load_rate <= 1:
        reason = f"载重率为 {value.load_rate:f}，须是大于 0、不超过 1 的小数。"
        yield Trouble("load_rate", "load_rate", reason, "请填写小数，例如 60% 填写 0.6。")
    if not 0 <= value.empty_return <= 1:
        reason = f"空返比例为 {value.empty_return:f}，须在 0 与 1 之间。"
        remedy = "请填写小数：去程载货、回程全程空驶填写 1，回程有一半路程空驶填写 0.5。"
        yield Trouble("empty_return", "empty_return", reason, remedy)
    if value.surcharge < 0:
        reason = f"温控附加为 {value.surcharge:f}，不能为负。"
        yield Trouble("surcharge", "surcharge", reason, "没有温控时填写 0。")
    elif value.surcharge > 1:
        reason = f"温控附加为 {value.surcharge:f}，即排放增加一倍以上，数量级可能有误。"
        yield Trouble("surcharge_high", "surcharge", reason, "请填写小数，例如 15% 填写 0.15。", "warning")
    if value.surcharge > 0 and not value.surcharge_note.strip():
        reason = "填写了温控附加，但没有写明依据。"
        remedy = "请写明温度范围和附加比例的来源。"
        yield Trouble("surcharge_note", "surcharge_note", reason, remedy, "warning")


def _phase(part: VehiclePart, path: str) -> Iterator[Trouble]:
    """A figure for burning alone is the driving phase; a footprint holds the fuel's supply."""
    kind = part.factor.kind
    if kind == "spend_based":
        reason = f"因子“{part.factor.name}”按金额计，不能用于推导运输因子。"
        yield Trouble("vehicle_kind", f"{path}.kind", reason, "请选用每车公里的因子。")
    elif (kind == "combustion") != (part.phase == "ttw") and kind != "co2_only":
        reason = f"因子“{part.factor.name}”的口径是“{KINDS[kind]}”，与所选的{PHASES[part.phase]}不符。"
        remedy = "仅燃烧的因子属于行驶阶段（TTW），另加燃料上游（WTT）；已含上游的因子属于 WTW。"
        yield Trouble("vehicle_phase", f"{path}.kind", reason, remedy)


def _half_laden(value: TransportValue) -> Iterator[Trouble]:
    """A figure that says itself to be of half or average load is neither empty nor full."""
    for index, part in enumerate(value.parts):
        if any(word in part.factor.name for word in PARTLY):
            reason = f"{LOADS[part.load]}所选的“{part.factor.name}”像是部分载重或平均载重的数值。"
            remedy = "请改选空驶（0%）或满载（100%）的因子，载重率由程序折算。"
            yield Trouble("vehicle_half", f"parts[{index}].factor", reason, remedy, "warning")


def _phases(value: TransportValue) -> Iterator[Trouble]:
    """Empty and full are given in the same phases, each once; fuel supply never stands alone."""
    given = {load: [part.phase for part in value.parts if part.load == load] for load in LOADS}
    for load, phases in given.items():
        if not phases:
            reason = f"没有填写车辆{LOADS[load]}时每公里的排放。"
            remedy = "推导需要空驶和满载两项；只有平均载重的吨公里因子时请直接采用，不能改算为其他载重率。"
            yield Trouble("vehicle_missing", "parts", reason, remedy)
        elif sorted(phases) not in (["wtw"], ["ttw"], ["ttw", "wtt"]):
            reason = f"{LOADS[load]}的排放给出了{'、'.join(PHASES[phase] for phase in phases)}。"
            remedy = "请给出一项 WTW，或 TTW 与 WTT 各一项。"
            yield Trouble("vehicle_phases", "parts", reason, remedy)
    if given["empty"] and given["full"] and sorted(given["empty"]) != sorted(given["full"]):
        reason = "空驶和满载的排放不是同一阶段的。"
        yield Trouble("vehicle_phases", "parts", reason, "请使两者都是 WTW，或都是 TTW 与 WTT 各一项。")


def _kinds(value: TransportValue) -> Iterator[Trouble]:
    if not counts_alike(value.components):
        names = "、".join(named(KINDS[part.factor.kind] for part in value.parts))
        reason = f"各项排放的口径不同：{names}；仅二氧化碳的因子不能与以 CO2e 计的因子相加。"
        yield Trouble("vehicle_kinds", "parts", reason, "请一律选用以 CO2e 计的因子。")


def _heavier(value: TransportValue) -> Iterator[Trouble]:
    try:
        empty, full = _per_kilometre(value, "empty"), _per_kilometre(value, "full")
    except UnitError:
        return  # told at the figure whose unit it is
    if full < empty and {part.load for part in value.parts} == {"empty", "full"}:
        reason = "满载每公里的排放低于空驶。"
        yield Trouble("vehicle_reversed", "parts", reason, "请核对两项是否填反，是否属于同一车型。")
