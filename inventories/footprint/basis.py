"""From an amount as collected to an amount per functional unit: losses, shares, output."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from factors import units
from factors.units import Unit, UnitError
from inventories.footprint.context import ONE, Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.sharing import Sharings
from inventories.footprint.values import Basis, Loss, Output, PeriodTotal, PerUnit, Study


class Scaling:
    """What the amounts of a study's lines are multiplied by to be per functional unit.

    A net amount per functional unit grows by its loss. A period total is multiplied by the share that belongs to the
    product, divided by the output, and multiplied by the functional unit's amount in the output's unit.
    """

    def __init__(self, study: Study, found: Found) -> None:
        self.study = study
        self.found = found
        self._sharings = Sharings(study, found)

    def of(self, basis: Basis, spot: Spot) -> Quotient | None:
        """The multiplier of one line, ``None`` when something stands in the way. ``spot`` is the line's basis."""
        match basis:
            case PerUnit():
                return ONE if basis.loss is None else self._loss(basis.loss, spot.at("loss"))
            case PeriodTotal():
                share = self._share(basis, spot)
                per_output = self._per_output(basis, spot)
                return None if share is None or per_output is None else per_output.times(share)

    def _loss(self, loss: Loss, spot: Spot) -> Quotient | None:
        """Gross over net."""
        if loss.rate < 0 or (loss.of == "input" and loss.rate >= 1):
            limit = "须不小于 0、小于 1" if loss.of == "input" else "不能为负"
            reason = f"损耗率为 {loss.rate:f}，{limit}。"
            self.found.error("loss", spot.at("rate"), reason, "请填写小数，例如 5% 填写 0.05。")
            return None
        return quotient(1 + loss.rate) if loss.of == "net" else quotient(Decimal(1), 1 - loss.rate)

    def _share(self, basis: PeriodTotal, spot: Spot) -> Quotient | None:
        """What belongs to the product: of the meter, and of what comes with the product."""
        meter = self._of_meter(basis, spot)
        co_products = self._sharings.share(basis.co_products, "co_products", spot.at("co_products"))
        return None if meter is None or co_products is None else meter.times(co_products)

    def _of_meter(self, basis: PeriodTotal, spot: Spot) -> Quotient | None:
        if basis.share is None:
            return self._sharings.share(basis.meter, "meter", spot.at("meter"))
        if basis.meter is not None:
            reason = "既填写了份额，又选择了分摊方案，两者只能有一项。"
            self.found.error("share_twice", spot.at("share"), reason, "请清空份额，或取消分摊方案。")
            return None
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
        if output is None or not self._counted(output, spot):
            return None
        return self._divided(output.amount, output.unit, spot.at("amount"), spot.at("unit"))

    def _counted(self, output: Output, spot: Spot) -> bool:
        """Whether what was made, scrapped and reworked agrees with the output."""
        if output.reworked is not None and not 0 <= output.reworked <= output.amount:
            reason = f"返工 {output.reworked:f}，须在 0 与产量 {output.amount:f} 之间。"
            self.found.error("reworked", spot.at("reworked"), reason, "请核对返工的数量。")
            return False
        produced, rejected = output.produced, output.rejected
        if produced is None and rejected is None:
            return True
        if produced is None or rejected is None:
            missing, member = ("完工总数", "produced") if produced is None else ("不合格数", "rejected")
            remedy = "请把完工总数和不合格数都填写完整，没有不合格品填 0；都不填时直接采用产量。"
            self.found.error("incomplete_counts", spot.at(member), f"没有填写{missing}。", remedy)
            return False
        if rejected < 0 or produced - rejected != output.amount:
            left = f"完工 {produced:f} 减不合格 {rejected:f} 得 {produced - rejected:f}"
            reason = f"{left}，与产量 {output.amount:f} 不符。"
            remedy = "产量是合格品的数量，数据期总量按它分摊；请核对三个数。"
            self.found.error("output_counts", spot.at("amount"), reason, remedy)
            return False
        return True

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
