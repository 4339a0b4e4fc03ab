"""How a composite factor comes about, step by step, with its figures; for pages and for the detail of a line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from factors import units
from factors.values import (
    Composite,
    MixTerm,
    MixValue,
    TransportValue,
    carriage,
    mix_rate,
    mix_terms,
    mix_total,
)
from factors.values.transport import KILOMETRE, Load
from factors.values.troubles import digits

# Figures that the arithmetic made are told whole up to so many digits, else about.
WHOLE, ABOUT = 12, 8


def steps(value: Composite) -> tuple[str, ...]:
    """The steps in their order; for a value without errors."""
    return tuple(_mix(value) if isinstance(value, MixValue) else _carriage(value))


def result(value: Composite) -> str:
    """What they make, with its unit: 0.4 kgCO2e/kWh; “≈ …” where not all digits are told."""
    rate = mix_rate(value) if isinstance(value, MixValue) else carriage(value).rate
    text = figure(rate)
    return f"{'' if Fraction(text) == rate else '≈ '}{text} {result_unit(value)}"


def summary(value: Composite) -> str:
    """What it is made of and what that makes, in one line for the trail."""
    if isinstance(value, MixValue):
        parts = (
            f"{part.name} {'' if part.amount is None else f'{part.amount:f} {value.unit}'}"
            for part in value.parts
        )
        return f"{'、'.join(part.strip() for part in parts)}：{result(value)}"
    figures = _("载重 %(payload)s t，载重率 %(rate)s，空返 %(back)s，温控附加 %(warm)s") % {
        "payload": f"{value.payload_t:f}",
        "rate": f"{value.load_rate:f}",
        "back": f"{value.empty_return:f}",
        "warm": f"{value.surcharge:f}",
    }
    return f"{value.vehicle}，{figures}：{result(value)}"


def result_unit(value: Composite) -> str:
    per = "kWh" if isinstance(value, MixValue) else "(t·km)"
    return f"{_mass(value)}/{per}"


def equals(number: Fraction) -> str:
    """“ = 0.4”, or “ ≈ 0.33333333” where not all digits are told."""
    text = figure(number)
    return f" {'=' if Fraction(text) == number else '≈'} {text}"


def figure(number: Fraction) -> str:
    """Whole where it has at most twelve digits, else to eight significant ones."""
    whole = digits(number)
    if len(whole.lstrip("-").replace(".", "").strip("0")) <= WHOLE and Fraction(whole) == number:
        return whole
    exact = units.CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
    about = round(Fraction(exact), ABOUT - 1 - exact.adjusted())
    return digits(Fraction(about))


def share_texts(value: MixValue) -> tuple[str, ...]:
    """Each part's share of the electricity as per cent; delivery is no part of it and has none."""
    total = mix_total(value)
    return tuple(
        "—" if term.part.role == "delivery" else f"{digits(round(100 * term.counted / total, 2))}%"
        for term in mix_terms(value)
    )


def _mass(value: Composite) -> str:
    return "kgCO2" if all(part.co2_only for part in value.components) else "kgCO2e"


def _mix(value: MixValue) -> Iterator[str]:
    terms = mix_terms(value)
    for term in terms:
        counted = counting(value, term)
        if counted:
            yield counted
    emissions = [term.counted * _per_amount(value, term) for term in terms]
    for term, emission in zip(terms, emissions, strict=True):
        amount = f"{digits(term.counted)} {value.unit}"
        factor = f"{term.part.factor.amount:f} {term.part.factor.unit}"
        yield f"{term.part.name}：{amount} × {factor}{equals(emission)} {_mass(value)}"
    parts = " + ".join(figure(emission) for emission in emissions)
    total = f"{digits(mix_total(value))} {value.unit}"
    emission = sum(emissions, Fraction(0))
    added = f"（{parts}）" if len(emissions) > 1 else parts
    yield _("合计：%s") % (
        f"{added} {_mass(value)} ÷ {total}{equals(emission / _kilowatt_hours(value))} {result_unit(value)}"
    )


def counting(value: MixValue, term: MixTerm) -> str:
    """How the amount that counts comes about, where it is not simply the one that was entered."""
    part = term.part
    if part.role == "own" and part.sold:
        taken = _("%(amount)s − 已出售绿证 %(sold)s") % {
            "amount": f"{part.amount:f}",
            "sold": f"{part.sold:f}",
        }
        return f"{part.name}：{taken} = {digits(term.counted)} {value.unit}"
    if part.role != "grid" or term.counted == Fraction(part.amount or 0):
        return ""
    bought = _("外购 %s") % f"{part.amount:f}"
    for other in value.parts:
        if other.role == "green":
            bought += f" − {other.name} {other.amount:f}"
        elif other.role == "own" and other.sold:
            bought += _(" + %(name)s已出售绿证 %(sold)s") % {"name": other.name, "sold": f"{other.sold:f}"}
    tail = _("（按电网因子）")
    return f"{part.name}：{bought} = {digits(term.counted)} {value.unit}{tail}"


def _kilowatt_hours(value: MixValue) -> Fraction:
    return mix_total(value) * units.ratio(units.parse(value.unit), units.parse("kWh"))


def _per_amount(value: MixValue, term: MixTerm) -> Fraction:
    """Kilograms per the mix's unit of amount."""
    return term.rate * units.ratio(units.parse(value.unit), units.parse("kWh"))


def _carriage(value: TransportValue) -> Iterator[str]:
    made, mass = carriage(value), _mass(value)
    yield from _vehicle(value)
    empty, full, rate = figure(made.empty), figure(made.full), f"{value.load_rate:f}"
    outward = f"{empty} + （{full} − {empty}）× {rate}{equals(made.loaded)} {mass}/km"
    yield _("去程（载重率 %(rate)s）：%(sum)s") % {"rate": rate, "sum": outward}
    if value.empty_return:
        way = f"{empty} × {value.empty_return:f}{equals(made.returned)} {mass}/km"
        yield _("空返：%s") % way
    added = f"{figure(made.loaded)} + {figure(made.returned)}" if value.empty_return else figure(made.loaded)
    if value.surcharge:
        brackets = f"（{added}）" if value.empty_return else added
        total = f"{brackets} × （1 + {value.surcharge:f}）{equals(made.kilometre)} {mass}/km"
        yield _("加温控：%s") % total
    elif value.empty_return:
        total = f"{added}{equals(made.kilometre)} {mass}/km"
        yield _("每车公里：%s") % total
    load = f"{rate} × {value.payload_t:f} t"
    whole = f"{figure(made.kilometre)} {mass}/km ÷ （{load}）{equals(made.rate)} {result_unit(value)}"
    yield _("合计：%s") % whole


def _vehicle(value: TransportValue) -> Iterator[str]:
    """The two figures of the vehicle, where they are sums of driving and fuel supply or in another unit."""
    loads: tuple[tuple[Load, str], ...] = (("empty", _("空驶")), ("full", _("满载")))
    for load, label in loads:
        figures = [part.factor for part in value.parts if part.load == load]
        if len(figures) == 1 and figures[0].unit in ("kgCO2e/km", "kgCO2/km"):
            continue
        total = sum((one.kilograms_per(KILOMETRE) for one in figures), Fraction(0))
        terms = " + ".join(f"{one.amount:f} {one.unit}" for one in figures)
        yield f"{label}：{terms}{equals(total)} {_mass(value)}/km"
