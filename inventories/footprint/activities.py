"""One activity line: amount × factor, in the factor's unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from factors import units
from factors.units import Unit, UnitError
from inventories.footprint.context import Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.rates import Rate, emission_rate
from inventories.footprint.result import LegFigure
from inventories.footprint.values import ActivityLine, Factor, Study


@dataclass(frozen=True, slots=True)
class LineResult:
    """A line's figures before its share of the total is known; members as in ``LineFigure``."""

    key: str
    stage: str
    amount: Decimal
    unit: str
    factor: Decimal | None
    emission: Decimal
    legs: tuple[LegFigure, ...] = ()


class Rates:
    """The factors of a study by key, each made a rate once; its obstacles are reported once, at the factor."""

    def __init__(self, study: Study, found: Found) -> None:
        self._gwp_set = study.gwp_set
        self._found = found
        self._entries: dict[str, tuple[int, Factor]] = {}
        for index, factor in enumerate(study.factors):
            self._entries.setdefault(factor.key, (index, factor))
        self._rates: dict[str, Rate | None] = {}

    def of(self, key: str | None, spot: Spot) -> tuple[Factor, Rate] | None:
        """The factor ``key`` that ``spot`` names, with its rate; ``None`` after reporting why there is none."""
        if key is None:
            self._found.error("missing_factor", spot, "没有选择排放因子。", "请为该条数据选择排放因子。")
            return None
        if key not in self._entries:
            reason = f"排放因子“{key}”不在本项目的因子清单中。"
            self._found.error(
                "unknown_factor", spot, reason, "请选择清单中的因子，或在因子清单中补上该因子。"
            )
            return None
        index, factor = self._entries[key]
        if key not in self._rates:
            at = Spot(f"factors[{index}]", factor.name)
            self._rates[key] = emission_rate(factor, self._gwp_set, at, self._found)
        rate = self._rates[key]
        return None if rate is None else (factor, rate)


@dataclass(frozen=True, slots=True)
class Activities:
    """Reckons activity lines with the rates of the study's factors."""

    rates: Rates
    found: Found

    def reckon(self, line: ActivityLine, scale: Quotient | None, spot: Spot) -> LineResult | None:
        """The line per functional unit, or ``None`` after reporting everything that stands in the way.

        ``scale`` is the multiplier of the line's basis, ``None`` when that was already reported.
        """
        amount = self._known_amount(line.amount, spot)
        unit = self._known_unit(line.unit, spot)
        named = self.rates.of(line.factor, spot.at("factor"))
        if named is None:
            return None
        factor, rate = named
        permitted = self._credit_explained(factor, rate, line, spot)
        per_unit = None if unit is None else self._per(unit, rate, factor, spot.at("unit"))
        if amount is None or scale is None or per_unit is None or not permitted:
            return None
        scaled = quotient(amount).times(scale)
        emission = scaled.times(per_unit).value
        return LineResult(line.key, line.stage, scaled.value, line.unit, per_unit.value, emission)

    def _known_amount(self, amount: Decimal | None, spot: Spot) -> Decimal | None:
        """The amount, when it is known and not below zero."""
        if amount is None:
            self.found.error(
                "missing_amount", spot.at("amount"), "没有填写数量。", "请填写数量；确实没有消耗时填写 0。"
            )
            return None
        if amount < 0:
            self.found.error(
                "negative_amount",
                spot.at("amount"),
                f"数量为 {amount:f}，不能为负。",
                "请填写不小于零的数量；回收抵扣或碳移除请用负值的排放因子，并在备注中写明依据。",
            )
            return None
        return amount

    def _known_unit(self, text: str, spot: Spot) -> Unit | None:
        try:
            return units.parse(text)
        except UnitError as error:
            self.found.unit_error("unknown_unit", spot.at("unit"), error)
            return None

    def _per(self, unit: Unit, rate: Rate, factor: Factor, spot: Spot) -> Quotient | None:
        """Kilograms of CO2e per ``unit``."""
        try:
            return rate.kilograms.times(quotient(units.ratio(unit, rate.per)))
        except UnitError as error:
            reason = f"数量的单位与因子“{factor.name}”的单位不一致：{error.reason}"
            remedy = f"请改用以“{rate.per}”计的数量，或选用以“{unit}”计的因子。"
            self.found.error("unit_mismatch", spot, reason, remedy)
            return None

    def _credit_explained(self, factor: Factor, rate: Rate, line: ActivityLine, spot: Spot) -> bool:
        """A factor below zero is a credit; it counts only where the line's note says on what ground."""
        if not rate.is_credit or line.note.strip():
            return True
        self.found.error(
            "credit_without_reason",
            spot.at("note"),
            f"因子“{factor.name}”为负值，该条数据会使碳足迹减少，但备注中没有写明依据。",
            "请在备注中写明抵扣或碳移除的依据和方法；不应抵扣时请改用其他因子。",
        )
        return False
