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
from inventories.footprint.legs import TONNE_KM, Legs, Mass
from inventories.footprint.result import LegFigure
from inventories.footprint.values import ActivityLine, Line, PeriodTotal, PerUnit, TransportLine

TONNE = units.parse("t")


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
        mass = self._mass(line, scale, spot)
        legs = Legs(self.rates, self.found, line, mass, scale)
        figures = [
            legs.reckon(leg, spot.item("legs", index, f"第 {index + 1} 段"))
            for index, leg in enumerate(line.legs)
        ]
        done = tuple(figure for figure in figures if figure is not None)
        return _added(line, done) if done and len(done) == len(figures) else None

    def _mass(self, line: TransportLine, scale: Quotient | None, spot: Spot) -> Mass | None:
        """The mass carried with its basis; ``None`` where no leg needs one, or after reporting."""
        goods = self._goods(line, spot)
        if isinstance(line.basis, PerUnit) and line.basis.loss is not None:
            reason = "运输不填写损耗率：货物有损耗时，运输的质量随货物一并增加。"
            self.found.error("transport_loss", spot.at("basis"), reason, "请把损耗率填写在货物的数据中。")
            return None
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

    def _own_mass(self, amount: Decimal, unit: str, scale: Quotient | None, spot: Spot) -> Mass | None:
        if amount < 0:
            reason = f"运输的质量为 {amount:f}，不能为负。"
            self.found.error("negative_amount", spot.at("amount"), reason, "请填写不小于零的质量。")
        try:
            mass = units.require_dimension(unit, "mass")
        except UnitError as error:
            self.found.unit_error("mass_unit", spot.at("unit"), error)
            return None
        return None if amount < 0 or scale is None else Mass(_in_tonnes(amount, mass), scale)

    def _mass_of(self, goods: ActivityLine, spot: Spot) -> Mass | None:
        """The goods' mass with their basis. What is wrong with the goods' own data is reported at the goods."""
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
        return Mass(_in_tonnes(goods.amount, unit), scale)


def _in_tonnes(amount: Decimal, unit: Unit) -> Quotient:
    return quotient(units.ratio(unit, TONNE)).times(quotient(amount))


def _added(line: TransportLine, legs: tuple[LegFigure, ...]) -> LineResult:
    rates = {leg.factor for leg in legs}
    by_vehicle = any(leg.vehicle_km is not None for leg in legs)
    return LineResult(
        key=line.key,
        stage=line.stage,
        amount=sum((leg.tonne_km for leg in legs), Decimal(0)),
        unit=TONNE_KM.symbol,
        factor=rates.pop() if len(rates) == 1 and not by_vehicle else None,
        emission=sum((leg.emission for leg in legs), Decimal(0)),
        legs=legs,
    )
