"""One transport line: goods carried over legs, each leg with its own factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from factors import units
from factors.units import Unit, UnitError
from inventories.footprint.activities import LineResult, Rates
from inventories.footprint.context import Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.result import LegFigure
from inventories.footprint.values import ActivityLine, Leg, Line, PeriodTotal, TransportLine

TONNE = units.parse("t")
TONNE_KM = units.parse("t·km")


@dataclass(frozen=True, slots=True)
class Transports:
    """Reckons transport lines. ``lines`` and ``scales`` are the study's by key: the goods and their bases."""

    rates: Rates
    lines: Mapping[str, Line]
    scales: Mapping[str, Quotient | None]
    found: Found

    def reckon(self, line: TransportLine, scale: Quotient | None, spot: Spot) -> LineResult | None:
        """The line per functional unit in t·km, or ``None`` after reporting everything that stands in the way.

        ``scale`` is the multiplier of the line's basis, ``None`` when that was already reported.
        """
        if not line.legs:
            reason = "运输没有任何运输段。"
            self.found.error(
                "no_legs", spot.at("legs"), reason, "请至少填写一段运输的距离或周转量，并选择因子。"
            )
        tonnes = self._tonnes(line, scale, spot)
        legs = [
            self._leg(leg, tonnes, scale, spot.item("legs", index, f"第 {index + 1} 段"))
            for index, leg in enumerate(line.legs)
        ]
        done = tuple(leg for leg in legs if leg is not None)
        return _added(line, done) if done and len(done) == len(legs) else None

    def _tonnes(self, line: TransportLine, scale: Quotient | None, spot: Spot) -> Quotient | None:
        """The mass carried per functional unit; ``None`` where no leg needs one, or after reporting."""
        goods = self._goods(line, spot)
        if line.amount is not None:
            return self._own_mass(line.amount, line.unit, scale, spot)
        if all(leg.distance_km is None for leg in line.legs):
            return None
        if line.goods is None:
            reason = "按距离计算的运输没有填写货物质量，也没有指明货物。"
            self.found.error("missing_mass", spot.at("amount"), reason, "请填写质量，或选择清单中的货物。")
            return None
        if isinstance(line.basis, PeriodTotal):
            self.found.error(
                "goods_basis",
                spot.at("basis"),
                "质量取自货物，已是按功能单位的数量，不能再按数据期总量分摊。",
                "请把该运输改为按功能单位，或直接填写数据期内运输的总质量。",
            )
            return None
        return None if goods is None else self._mass_of(goods, spot.at("goods"))

    def _goods(self, line: TransportLine, spot: Spot) -> ActivityLine | None:
        if line.goods is None:
            return None
        goods = self.lines.get(line.goods)
        if goods is None:
            reason = f"货物“{line.goods}”不在清单数据中。"
            self.found.error(
                "unknown_goods", spot.at("goods"), reason, "请选择清单中的货物，或改为直接填写质量。"
            )
            return None
        if isinstance(goods, TransportLine):
            reason = f"“{goods.name}”是运输，不能作为货物。"
            self.found.error("goods_is_transport", spot.at("goods"), reason, "请选择被运输的材料或产品。")
            return None
        return goods

    def _own_mass(self, amount: Decimal, unit: str, scale: Quotient | None, spot: Spot) -> Quotient | None:
        if amount < 0:
            reason = f"运输的质量为 {amount:f}，不能为负。"
            self.found.error("negative_amount", spot.at("amount"), reason, "请填写不小于零的质量。")
        try:
            mass = units.require_dimension(unit, "mass")
        except UnitError as error:
            self.found.unit_error("mass_unit", spot.at("unit"), error)
            return None
        return None if amount < 0 or scale is None else _in_tonnes(amount, mass).times(scale)

    def _mass_of(self, goods: ActivityLine, spot: Spot) -> Quotient | None:
        """The goods' mass per functional unit. What is wrong with the goods' own data is reported at the goods."""
        scale = self.scales[goods.key]
        try:
            unit = units.parse(goods.unit)
        except UnitError:
            return None  # reported at the goods, whose unit it is
        if unit.dimension != TONNE.dimension:
            self.found.error(
                "goods_not_mass",
                spot,
                f"货物“{goods.name}”的数量以“{unit}”（{unit.dimension.label}）计，得不出运输的质量。",
                "请在该运输中直接填写质量，或填写周转量。",
            )
            return None
        if goods.amount is None or goods.amount < 0 or scale is None:
            return None
        return _in_tonnes(goods.amount, unit).times(scale)

    def _leg(self, leg: Leg, tonnes: Quotient | None, scale: Quotient | None, spot: Spot) -> LegFigure | None:
        known = self._way_known(leg, spot)
        rate = self._rate(leg, spot.at("factor"))
        if not known or rate is None:
            return None
        moved = None
        if leg.tonne_km is not None:
            moved = None if scale is None else quotient(leg.tonne_km).times(scale)
        elif leg.distance_km is not None:
            moved = None if tonnes is None else quotient(leg.distance_km).times(tonnes)
        if moved is None:
            return None
        return LegFigure(tonne_km=moved.value, factor=rate.value, emission=moved.times(rate).value)

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

    def _rate(self, leg: Leg, spot: Spot) -> Quotient | None:
        """Kilograms of CO2e per t·km."""
        named = self.rates.of(leg.factor, spot)
        if named is None:
            return None
        factor, rate = named
        if rate.is_credit:
            reason = f"运输因子“{factor.name}”为负值。"
            self.found.error("negative_factor", spot, reason, "请选用不小于零的运输因子。")
            return None
        try:
            return rate.kilograms.times(quotient(units.ratio(TONNE_KM, rate.per)))
        except UnitError as error:
            reason = f"因子“{factor.name}”不是以周转量计的运输因子：{error.reason}"
            remedy = f"请选用以 t·km 计的因子；按“{rate.per}”计的排放请作为活动数据录入。"
            self.found.error("unit_mismatch", spot, reason, remedy)
            return None


def _in_tonnes(amount: Decimal, unit: Unit) -> Quotient:
    return quotient(units.ratio(unit, TONNE)).times(quotient(amount))


def _added(line: TransportLine, legs: tuple[LegFigure, ...]) -> LineResult:
    rates = {leg.factor for leg in legs}
    return LineResult(
        key=line.key,
        stage=line.stage,
        amount=sum((leg.tonne_km for leg in legs), Decimal(0)),
        unit=TONNE_KM.symbol,
        factor=rates.pop() if len(rates) == 1 else None,
        emission=sum((leg.emission for leg in legs), Decimal(0)),
        legs=legs,
    )
