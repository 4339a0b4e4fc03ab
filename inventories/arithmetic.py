"""How a line's result comes about, as sentences with its figures. Values only; nothing is calculated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from inventories.footprint import values
from inventories.footprint.result import LegFigure, LineFigure
from inventories.footprint.rounding import format_number
from inventories.footprint.values import Digits

# Figures that the calculation made are shown with so many; more would hide the ones that matter.
SHOWN = Digits(style="significant", digits=7)


def sentences(study: values.Study, line: values.Line, figure: LineFigure) -> tuple[str, ...]:
    """What was multiplied and divided, step by step, from the figures as entered to the result in kgCO2e."""
    factors = {factor.key: factor for factor in study.factors}
    if isinstance(line, values.ActivityLine):
        return tuple(_activity(study, line, figure, factors))
    return tuple(_transport(study, line, figure, factors))


def _activity(
    study: values.Study,
    line: values.ActivityLine,
    figure: LineFigure,
    factors: Mapping[str, values.Factor],
) -> Iterator[str]:
    factor = factor_text(factors[line.factor], study) if line.factor is not None else ""
    if isinstance(line.basis, values.PerUnit):
        yield f"{_exact(line.amount)} {line.unit} × {factor}{_result(figure.emission)}"
        return
    yield (
        _("数据期总量 %s") % f"{_exact(line.amount)} {line.unit}"
        + _share_text(line.basis)
        + _divided(study, line.basis)
        + f"{_equals(figure.amount)} {line.unit}"
    )
    yield f"{_shown(figure.amount)} {line.unit} × {factor}{_result(figure.emission)}"


def _transport(
    study: values.Study,
    line: values.TransportLine,
    figure: LineFigure,
    factors: Mapping[str, values.Factor],
) -> Iterator[str]:
    mass = _mass(study, line)
    for leg, reckoned in zip(line.legs, figure.legs, strict=True):
        yield f"{_leg(study, line, leg, reckoned, mass, factors)}{_result(reckoned.emission)}"
    if len(figure.legs) > 1:
        parts = " + ".join(_shown(leg.emission) for leg in figure.legs)
        yield _("各段合计：%s") % f"{parts}{_result(figure.emission)}"


def _leg(
    study: values.Study,
    line: values.TransportLine,
    leg: values.Leg,
    reckoned: LegFigure,
    mass: str,
    factors: Mapping[str, values.Factor],
) -> str:
    factor = factor_text(factors[leg.factor], study) if leg.factor is not None else ""
    if leg.tonne_km is not None:
        way = f"{_exact(leg.tonne_km)} t·km"
    else:
        way = f"{mass} × {_exact(leg.distance_km)} km"
    if isinstance(line.basis, values.PeriodTotal):
        way += _share_text(line.basis) + _divided(study, line.basis)
        way += f"{_equals(reckoned.tonne_km)} t·km，"
        return f"{way}{_shown(reckoned.tonne_km)} t·km × {factor}"
    return f"{way} × {factor}"


def _mass(study: values.Study, line: values.TransportLine) -> str:
    """The mass carried: the line's own, or that of its goods per functional unit."""
    if line.amount is not None:
        return f"{_exact(line.amount)} {line.unit}"
    goods = next((other for other in study.lines if other.key == line.goods), None)
    if goods is None:
        return ""
    if isinstance(goods.basis, values.PerUnit):
        return f"{_exact(goods.amount)} {goods.unit}"
    return _("“%s”按功能单位的质量") % goods.name


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
