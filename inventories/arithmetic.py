"""How a line's result comes about, as sentences with its figures. Values only; nothing is calculated here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from factors import telling
from factors.values import carriage, mix_terms, mix_total
from factors.values.troubles import digits
from factors.visibility import HIDDEN
from inventories.carrying import (
    Carrying,
    divided,
    equals,
    exact,
    loss_text,
    result_text,
    share_text,
    shown,
)
from inventories.distances import told
from inventories.footprint import values
from inventories.footprint.result import LineFigure


@dataclass(frozen=True)
class Arithmetic:
    """Tells the arithmetic of a study's lines; ``hidden``: keys of factors whose values the reader may not see."""

    study: values.Study
    hidden: Collection[str] = frozenset()

    @cached_property
    def _factors(self) -> dict[str, values.Factor]:
        return {factor.key: factor for factor in self.study.factors}

    @cached_property
    def _lines(self) -> dict[str, values.Line]:
        return {line.key: line for line in self.study.lines}

    def sentences(self, line: values.Line, figure: LineFigure) -> tuple[str, ...]:
        """What was multiplied and divided, step by step, from the figures as entered to the result in kgCO2e."""
        if isinstance(line, values.ActivityLine):
            return tuple(self._activity(line, figure))
        return tuple(self._transport(line, figure))

    def _activity(self, line: values.ActivityLine, figure: LineFigure) -> Iterator[str]:
        factor = self._factor(line.factor)
        entered, basis = f"{exact(line.amount)} {line.unit}", line.basis
        if isinstance(basis, values.PeriodTotal):
            scaled = _("数据期总量 %s") % entered + share_text(self.study, basis) + divided(self.study, basis)
        elif basis.loss is not None:
            scaled = _("净用量 %s") % entered + loss_text(basis.loss)
        else:
            yield f"{entered} × {factor}{result_text(figure.emission)}"
            return
        yield f"{scaled}{equals(figure.amount)} {line.unit}"
        yield f"{shown(figure.amount)} {line.unit} × {factor}{result_text(figure.emission)}"

    def _transport(self, line: values.TransportLine, figure: LineFigure) -> Iterator[str]:
        legs = Carrying(self.study, self._lines, line)
        several = len(figure.legs) > 1
        for number, (leg, reckoned) in enumerate(zip(line.legs, figure.legs, strict=True), start=1):
            if leg.route is not None:
                begin = _("第 %d 段距离：") % number if several else _("距离：")
                yield f"{begin}{told(leg.route)}"
            way = (
                legs.by_vehicle(leg, reckoned)
                if reckoned.trips is not None
                else legs.by_freight(leg, reckoned)
            )
            yield f"{way} × {self._factor(leg.factor)}{result_text(reckoned.emission)}"
        if several:
            parts = " + ".join(shown(leg.emission) for leg in figure.legs)
            yield _("各段合计：%s") % f"{parts}{result_text(figure.emission)}"

    def _factor(self, key: str | None) -> str:
        if key is not None and key in self.hidden:
            return f"{self._factors[key].name}{HIDDEN}"
        return factor_text(self._factors[key], self.study) if key is not None else ""


def factor_text(factor: values.Factor, study: values.Study) -> str:
    """The factor as it was published: one number, or what it is derived from."""
    match factor.value:
        case values.StatedValue() as stated:
            return f"{exact(stated.amount)} {stated.unit}"
        case values.FuelValue() as fuel:
            return _("（低位发热量 %(heat)s × 含碳量 %(carbon)s × 氧化率 %(oxidation)s × 44/12）") % {
                "heat": f"{exact(fuel.heating_value)} {fuel.heating_value_unit}",
                "carbon": f"{exact(fuel.carbon_content)} {fuel.carbon_content_unit}",
                "oxidation": exact(fuel.oxidation),
            }
        case values.GasesValue() as gases:
            potentials = {gas.symbol: gas.value for gas in study.gwp_set.values}
            parts = " + ".join(
                f"{gas.symbol} {exact(gas.kilograms)} kg × {exact(potentials.get(gas.symbol))}"
                for gas in gases.gases
            )
            return f"（{parts}）/{gases.per}"
        case values.MixValue() as mix:
            return _mix_text(mix)
        case values.TransportValue() as transport:
            return _transport_text(transport)


def _mix_text(mix: values.MixValue) -> str:
    parts = " + ".join(
        f"{term.part.name} {digits(term.counted)} {mix.unit} × {exact(term.part.factor.amount)} {term.part.factor.unit}"
        for term in mix_terms(mix)
    )
    return f"（（{parts}）÷ {digits(mix_total(mix))} {mix.unit}）"


def _transport_text(value: values.TransportValue) -> str:
    """(e0 + (e1 − e0) λ + r e0) (1 + s) ÷ (λ P) with its figures, in kilograms per kilometre and tonnes."""
    made = carriage(value)
    empty, full = telling.figure(made.empty), telling.figure(made.full)
    rate = exact(value.load_rate)
    way = _("空驶 %(empty)s +（满载 %(full)s − 空驶 %(empty)s）× 载重率 %(rate)s") % {
        "empty": empty,
        "full": full,
        "rate": rate,
    }
    if value.empty_return:
        way += _(" + 空返 %(share)s × %(empty)s") % {"share": exact(value.empty_return), "empty": empty}
    warm = _(" ×（1 + 温控 %s）") % exact(value.surcharge) if value.surcharge else ""
    load = _("载重率 %(rate)s × 载重 %(payload)s t") % {"rate": rate, "payload": exact(value.payload_t)}
    return f"（（{way}）{warm} ÷（{load}）{telling.result_unit(value)}）"
