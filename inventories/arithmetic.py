"""How a line's result comes about, as sentences with its figures. Values only; nothing is calculated here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from factors import telling
from factors.values import carriage, mix_terms, mix_total
from factors.values.troubles import digits
from factors.visibility import HIDDEN
from inventories.footprint import values
from inventories.footprint.result import LegFigure, LineFigure
from inventories.footprint.rounding import format_number
from inventories.footprint.values import Digits

# Figures that the calculation made are shown with so many; more would hide the ones that matter.
SHOWN = Digits(style="significant", digits=7)


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
        if isinstance(line.basis, values.PerUnit):
            yield f"{_exact(line.amount)} {line.unit} × {factor}{_result(figure.emission)}"
            return
        total = _("数据期总量 %s") % f"{_exact(line.amount)} {line.unit}"
        scaled = f"{_share_text(line.basis)}{_divided(self.study, line.basis)}"
        yield f"{total}{scaled}{_equals(figure.amount)} {line.unit}"
        yield f"{_shown(figure.amount)} {line.unit} × {factor}{_result(figure.emission)}"

    def _transport(self, line: values.TransportLine, figure: LineFigure) -> Iterator[str]:
        mass = self._mass(line)
        for leg, reckoned in zip(line.legs, figure.legs, strict=True):
            yield f"{self._leg(line, leg, reckoned, mass)}{_result(reckoned.emission)}"
        if len(figure.legs) > 1:
            parts = " + ".join(_shown(leg.emission) for leg in figure.legs)
            yield _("各段合计：%s") % f"{parts}{_result(figure.emission)}"

    def _leg(self, line: values.TransportLine, leg: values.Leg, reckoned: LegFigure, mass: str) -> str:
        factor = self._factor(leg.factor)
        if leg.tonne_km is not None:
            way = f"{_exact(leg.tonne_km)} t·km"
        else:
            way = f"{mass} × {_exact(leg.distance_km)} km"
        if isinstance(line.basis, values.PerUnit):
            return f"{way} × {factor}"
        way += f"{_share_text(line.basis)}{_divided(self.study, line.basis)}"
        way += f"{_equals(reckoned.tonne_km)} t·km，"
        return f"{way}{_shown(reckoned.tonne_km)} t·km × {factor}"

    def _mass(self, line: values.TransportLine) -> str:
        """The mass carried: the line's own, or that of its goods per functional unit."""
        if line.amount is not None:
            return f"{_exact(line.amount)} {line.unit}"
        goods = self._lines.get(line.goods) if line.goods is not None else None
        if not isinstance(goods, values.ActivityLine):
            return ""
        if isinstance(goods.basis, values.PerUnit):
            return f"{_exact(goods.amount)} {goods.unit}"
        return _("“%s”按功能单位的质量") % goods.name

    def _factor(self, key: str | None) -> str:
        if key is not None and key in self.hidden:
            return f"{self._factors[key].name}{HIDDEN}"
        return factor_text(self._factors[key], self.study) if key is not None else ""


def _share_text(basis: values.PeriodTotal) -> str:
    return "" if basis.share is None else _(" × 份额 %s") % _exact(basis.share)


def _divided(study: values.Study, basis: values.PeriodTotal) -> str:
    """The output and the functional unit by which a period's total comes down to one functional unit."""
    amount, unit = basis.output, basis.output_unit
    if amount is None and study.output is not None:
        amount, unit = study.output.amount, study.output.unit
    functional = f"{_exact(study.functional_unit.amount)} {study.functional_unit.unit}"
    return _(" ÷ 产量 %(output)s × 功能单位 %(unit)s") % {
        "output": f"{_exact(amount)} {unit}",
        "unit": functional,
    }


def factor_text(factor: values.Factor, study: values.Study) -> str:
    """The factor as it was published: one number, or what it is derived from."""
    match factor.value:
        case values.StatedValue() as stated:
            return f"{_exact(stated.amount)} {stated.unit}"
        case values.FuelValue() as fuel:
            return _("（低位发热量 %(heat)s × 含碳量 %(carbon)s × 氧化率 %(oxidation)s × 44/12）") % {
                "heat": f"{_exact(fuel.heating_value)} {fuel.heating_value_unit}",
                "carbon": f"{_exact(fuel.carbon_content)} {fuel.carbon_content_unit}",
                "oxidation": _exact(fuel.oxidation),
            }
        case values.GasesValue() as gases:
            potentials = {gas.symbol: gas.value for gas in study.gwp_set.values}
            parts = " + ".join(
                f"{gas.symbol} {_exact(gas.kilograms)} kg × {_exact(potentials.get(gas.symbol))}"
                for gas in gases.gases
            )
            return f"（{parts}）/{gases.per}"
        case values.MixValue() as mix:
            return _mix_text(mix)
        case values.TransportValue() as transport:
            return _transport_text(transport)


def _mix_text(mix: values.MixValue) -> str:
    parts = " + ".join(
        f"{term.part.name} {digits(term.counted)} {mix.unit} × {_exact(term.part.factor.amount)} {term.part.factor.unit}"
        for term in mix_terms(mix)
    )
    return f"（（{parts}）÷ {digits(mix_total(mix))} {mix.unit}）"


def _transport_text(value: values.TransportValue) -> str:
    """(e0 + (e1 − e0) λ + r e0) (1 + s) ÷ (λ P) with its figures, in kilograms per kilometre and tonnes."""
    made = carriage(value)
    empty, full = telling.figure(made.empty), telling.figure(made.full)
    rate = _exact(value.load_rate)
    way = _("空驶 %(empty)s +（满载 %(full)s − 空驶 %(empty)s）× 载重率 %(rate)s") % {
        "empty": empty,
        "full": full,
        "rate": rate,
    }
    if value.empty_return:
        way += _(" + 空返 %(share)s × %(empty)s") % {"share": _exact(value.empty_return), "empty": empty}
    warm = _(" ×（1 + 温控 %s）") % _exact(value.surcharge) if value.surcharge else ""
    load = _("载重率 %(rate)s × 载重 %(payload)s t") % {"rate": rate, "payload": _exact(value.payload_t)}
    return f"（（{way}）{warm} ÷（{load}）{telling.result_unit(value)}）"


def _result(emission: Decimal) -> str:
    return f"{_equals(emission)} kgCO2e"


def _equals(number: Decimal) -> str:
    """Equal where every figure is shown, else about equal."""
    text = _shown(number)
    return f" {'=' if Decimal(text) == number else '≈'} {text}"


def _shown(number: Decimal) -> str:
    return format_number(number, SHOWN, trim=True)


def _exact(number: Decimal | None) -> str:
    return "—" if number is None else format(number, "f")
