"""From an amount as collected to an amount per functional unit."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from factors import units
from factors.units import Unit, UnitError
from inventories.footprint.context import ONE, Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.values import Basis, PeriodTotal, PerUnit, Study


class Scaling:
    """What the amounts of a study's lines are multiplied by to be per functional unit.

    A period total is multiplied by the share that belongs to the product, divided by the output, and multiplied
    by the functional unit's amount in the output's unit.
    """

    def __init__(self, study: Study, found: Found) -> None:
        self.study = study
        self.found = found

    def of(self, basis: Basis, spot: Spot) -> Quotient | None:
        """The multiplier of one line, ``None`` when something stands in the way. ``spot`` is the line's basis."""
        match basis:
            case PerUnit():
                return ONE
            case PeriodTotal():
                share = self._share(basis, spot)
                per_output = self._per_output(basis, spot)
                return None if share is None or per_output is None else per_output.times(share)

    def _share(self, basis: PeriodTotal, spot: Spot) -> Quotient | None:
        if basis.share is None:
            return ONE
        if not 0 < basis.share <= 1:
            reason = f"本产品所占份额为 {basis.share:f}，须是大于 0、不超过 1 的小数。"
            self.found.error("share", spot.at("share"), reason, "请填写小数，例如 35% 填写 0.35。")
            return None
        return quotient(basis.share)

    def _per_output(self, basis: PeriodTotal, spot: Spot) -> Quotient | None:
        if basis.output is None and basis.output_unit is None:
            return self._by_study_output(spot)
        if basis.output is None or basis.output_unit is None:
            missing, member = ("单位", "output_unit") if basis.output_unit is None else ("数值", "output")
            reason = f"该条数据对应的产量缺少{missing}。"
            remedy = "请把产量的数值和单位填写完整；两项都留空时采用本项目的产量。"
            self.found.error("incomplete_output", spot.at(member), reason, remedy)
            return None
        return self._divided(basis.output, basis.output_unit, spot.at("output"), spot.at("output_unit"))

    def _by_study_output(self, spot: Spot) -> Quotient | None:
        if self.study.output is None:
            self.found.error(
                "missing_output",
                spot.at("output"),
                "该条数据是数据期总量，但既没有填写它对应的产量，本项目也没有填写数据期产量。",
                "请填写数据期产量，或把该条数据改为按功能单位填写。",
            )
            return None
        return self._study_output

    @cached_property
    def _study_output(self) -> Quotient | None:
        """Looked at once, so that a wrong output is one finding and not one a line."""
        output, spot = self.study.output, Spot("output", "数据期产量")
        return (
            None
            if output is None
            else self._divided(output.amount, output.unit, spot.at("amount"), spot.at("unit"))
        )

    def _divided(self, amount: Decimal, unit_text: str, at: Spot, at_unit: Spot) -> Quotient | None:
        """Functional units per output: the functional unit's amount in the output's unit over the output."""
        if amount <= 0:
            reason = f"产量为 {amount:f}，须大于零，否则无法分摊数据期总量。"
            self.found.error("output_not_positive", at, reason, "请填写数据期内的实际产量。")
        try:
            unit = units.parse(unit_text)
        except UnitError as error:
            self.found.unit_error("unknown_unit", at_unit, error)
            return None
        functional = self._functional_unit
        if functional is None or amount <= 0 or self.study.functional_unit.amount <= 0:
            return None
        try:
            ratio = units.ratio(functional, unit)
        except UnitError as error:
            reason = f"产量的单位与功能单位的单位不一致：{error.reason}"
            remedy = f"请填写以“{functional}”计的产量，使数据期总量能分摊到功能单位。"
            self.found.error("output_unit_mismatch", at_unit, reason, remedy)
            return None
        return quotient(ratio, amount).times(quotient(self.study.functional_unit.amount))

    @cached_property
    def _functional_unit(self) -> Unit | None:
        """Needed only where a period total is divided by an output; then it must be known."""
        try:
            return units.parse(self.study.functional_unit.unit)
        except UnitError as error:
            self.found.unit_error("unknown_unit", Spot("functional_unit.unit", "功能单位"), error)
            return None
