"""One leg of a transport: by tonne-kilometres, or by the kilometres of the vehicle and its load."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from factors import units
from factors.units import UnitError
from inventories.footprint.activities import Rates
from inventories.footprint.context import ONE, Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.result import LegFigure
from inventories.footprint.values import Factor, Leg, TransportLine, TransportValue

TONNE_KM = units.parse("t·km")
KILOMETRE = units.parse("km")


@dataclass(frozen=True, slots=True)
class Mass:
    """What is carried: ``entered`` tonnes, and the ``scale`` that brings them to one functional unit."""

    entered: Quotient
    scale: Quotient

    @property
    def tonnes(self) -> Quotient:
        return self.entered.times(self.scale)


@dataclass(frozen=True, slots=True)
class LegRate:
    """Kilograms of CO2e per t·km, or per kilometre of the vehicle. ``returns``: what the factor says of its way back."""

    kilograms: Quotient
    by_vehicle: bool
    returns: str


@dataclass(frozen=True, slots=True)
class Legs:
    """Reckons the legs of one line. ``mass``: ``None`` where no leg needs one, or where its lack was reported."""

    rates: Rates
    found: Found
    line: TransportLine
    mass: Mass | None
    scale: Quotient | None

    def reckon(self, leg: Leg, spot: Spot) -> LegFigure | None:
        """The leg per functional unit, or ``None`` after reporting everything that stands in the way."""
        known = self._way_known(leg, spot)
        rate = self._rate(leg, spot.at("factor"))
        if rate is not None:
            known &= self._return_known(leg, rate, spot)
            known &= not rate.by_vehicle or self._trips_known(leg, spot)
        if not known or rate is None:
            return None
        return self._by_vehicle(leg, rate) if rate.by_vehicle else self._by_freight(leg, rate)

    def _by_freight(self, leg: Leg, rate: LegRate) -> LegFigure | None:
        moved = None
        if leg.tonne_km is not None:
            moved = None if self.scale is None else quotient(leg.tonne_km).times(self.scale)
        elif leg.distance_km is not None and self.mass is not None:
            moved = quotient(leg.distance_km).times(self.mass.tonnes).times(_there_and_back(leg))
        if moved is None:
            return None
        emission = moved.times(rate.kilograms).value
        return LegFigure(tonne_km=moved.value, factor=rate.kilograms.value, emission=emission)

    def _by_vehicle(self, leg: Leg, rate: LegRate) -> LegFigure | None:
        """Trips × distance, there and back, × factor. The goods' tonne-kilometres are told beside it."""
        if self.mass is None or leg.load_t is None or leg.distance_km is None:
            return None
        trips = quotient(self.mass.entered.over, self.mass.entered.under * leg.load_t)
        if leg.whole_trips:
            trips = quotient(Decimal(math.ceil(Fraction(trips.over) / Fraction(trips.under))))
        driven = trips.times(self.mass.scale).times(quotient(leg.distance_km)).times(_there_and_back(leg))
        return LegFigure(
            tonne_km=quotient(leg.distance_km).times(self.mass.tonnes).value,
            factor=rate.kilograms.value,
            emission=driven.times(rate.kilograms).value,
            trips=trips.value,
            vehicle_km=driven.value,
        )

    def _way_known(self, leg: Leg, spot: Spot) -> bool:
        """Whether exactly one of distance and tonne-kilometres is given, and not below zero."""
        if leg.distance_km is not None and leg.tonne_km is not None:
            reason = "同时填写了距离和周转量，两者只能取其一。"
            self.found.error("leg_given_twice", spot.at("tonne_km"), reason, "请只保留距离或只保留周转量。")
            return False
        given, member = (
            (leg.tonne_km, "tonne_km") if leg.distance_km is None else (leg.distance_km, "distance_km")
        )
        if given is None:
            reason = "既没有填写距离，也没有填写周转量。"
            self.found.error(
                "leg_not_given", spot.at("distance_km"), reason, "请填写距离（km）或周转量（t·km）。"
            )
            return False
        if given < 0:
            reason = f"{'距离' if member == 'distance_km' else '周转量'}为 {given:f}，不能为负。"
            self.found.error("leg_negative", spot.at(member), reason, "请填写不小于零的数值。")
            return False
        return True

    def _return_known(self, leg: Leg, rate: LegRate, spot: Spot) -> bool:
        """Whether the way back may be counted: never with tonne-kilometres, per t·km only with its ground."""
        share, at = leg.empty_return, spot.at("empty_return")
        if share is None or share == 0:
            return True
        if not 0 < share <= 1:
            reason = f"返程比例为 {share:f}，须在 0 与 1 之间。"
            remedy = "请填写小数：全程返回填写 1，返回一半路程填写 0.5，不计返程留空。"
            self.found.error("empty_return", at, reason, remedy)
        elif leg.tonne_km is not None:
            reason = "直接填写了周转量，返程无从计入。"
            self.found.error("return_with_tonne_km", at, reason, "请删去返程比例，或改为填写距离。")
        elif not rate.by_vehicle and not self.line.note.strip():
            reason = f"{rate.returns}，再计返程会重复计算；备注中没有写明另计的依据。"
            remedy = "请删去返程比例；因子确实不含返程时，在备注中写明依据。"
            self.found.error("return_without_reason", at, reason, remedy)
        else:
            return True
        return False

    def _trips_known(self, leg: Leg, spot: Spot) -> bool:
        """Whether the load per trip and the distance are there, which a factor per kilometre needs."""
        if leg.tonne_km is not None:
            reason = "因子以车辆行驶的 km 计，由周转量得不出行驶里程。"
            self.found.error(
                "vehicle_with_tonne_km", spot.at("tonne_km"), reason, "请改为填写距离和每趟载重。"
            )
            return False
        if leg.load_t is None:
            reason = "因子以车辆行驶的 km 计，没有填写每趟载重，得不出趟数。"
            remedy = "请填写每趟实际装载的质量（t），或选用以 t·km 计的因子。"
            self.found.error("missing_load", spot.at("load_t"), reason, remedy)
            return False
        if leg.load_t <= 0:
            reason = f"每趟载重为 {leg.load_t:f} t，须大于零。"
            self.found.error("load", spot.at("load_t"), reason, "请填写每趟实际装载的质量，单位为吨。")
            return False
        return True

    def _rate(self, leg: Leg, spot: Spot) -> LegRate | None:
        named = self.rates.of(leg.factor, spot)
        if named is None:
            return None
        factor, rate = named
        if rate.is_credit:
            reason = f"运输因子“{factor.name}”为负值。"
            self.found.error("negative_factor", spot, reason, "请选用不小于零的运输因子。")
            return None
        by_vehicle = rate.per.dimension == KILOMETRE.dimension
        try:
            ratio = units.ratio(KILOMETRE if by_vehicle else TONNE_KM, rate.per)
        except UnitError as error:
            reason = f"因子“{factor.name}”不是以周转量计的运输因子：{error.reason}"
            remedy = f"请选用以 t·km（或车辆行驶的 km）计的因子；按“{rate.per}”计的排放请作为活动数据录入。"
            self.found.error("unit_mismatch", spot, reason, remedy)
            return None
        return LegRate(rate.kilograms.times(quotient(ratio)), by_vehicle, _returns(factor))


def _returns(factor: Factor) -> str:
    if isinstance(factor.value, TransportValue) and factor.value.empty_return:
        return f"因子“{factor.name}”已含空返比例 {factor.value.empty_return:f}"
    return "以 t·km 计的因子一般已含返程空驶"


def _there_and_back(leg: Leg) -> Quotient:
    return ONE if leg.empty_return is None else quotient(1 + leg.empty_return)
