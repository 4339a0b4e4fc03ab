"""Factors side by side: on one scale, and in which of their facts they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.models import User
from factors import units
from factors.magnitude import KILOGRAM, Immeasurable, Magnitude, Potentials, magnitude
from factors.models import Factor, GwpSet

MOST = 6
# The facts by which factors are told apart, in the order in which a consultant asks for them.
FACTS = (
    "kind",
    "boundary",
    "region",
    "year",
    "gwp_set",
    "category",
    "library",
    "publisher",
    "document",
    "table",
    "second_hand",
    "uncertainty",
    "quality",
    "valid_until",
    "licence",
    "state",
    "release",
    "note",
)
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One factor. ``figure``: in the comparison's unit, to four significant digits; ``None`` with a ``reason``.

    ``ratio``: how many times the first factor it is, ``None`` for the first and where there is none to tell.
    """

    factor: Factor
    figure: str | None
    ratio: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of all factors. ``differs``: not all of them say the same."""

    label: str
    texts: tuple[str, ...]
    differs: bool

    @property
    def is_told(self) -> bool:
        """Whether one of them says anything; the page leaves out what none does."""
        return any(self.texts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unit``: that of the figures, e.g. kgCO2e/kWh; ``mixed``: CO2 alone stands beside CO2e."""

    unit: str
    columns: tuple[Column, ...]
    facts: tuple[Fact, ...]
    mixed: bool


def chosen(actor: User, texts: Sequence[str]) -> list[Factor]:
    """The visible ones of these, in the order of the address, each once."""
    ids = list(
        dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)
    )
    rows = Factor.objects.visible_to(actor).select_related("library").in_bulk(ids[:MOST])
    return [rows[pk] for pk in ids if pk in rows]


def latest_gwp_set(actor: User) -> GwpSet | None:
    """The set of the latest IPCC report, which ISO 14067 asks for."""
    sets = (
        GwpSet.objects.visible_to(actor).prefetch_related("values").order_by("agency_id", "name", "-release")
    )
    reports = [one for one in sets if one.name == "IPCC AR6"]
    return next(iter(reports or sets), None)


def potentials_of(gwp_set: GwpSet | None) -> dict[str, Decimal]:
    """kgCO2e per kilogram by gas; of no set none."""
    gases = gwp_set.values.all() if gwp_set is not None else ()
    return {gas.symbol: gas.value for gas in gases if gas.value is not None}


def compare(factors: Sequence[Factor], potentials: Potentials) -> Comparison:
    """Compare with the first factor that has a figure; ``potentials`` are for those given by gas."""
    measured = [_measured(factor, potentials) for factor in factors]
    base = next((one for one in measured if isinstance(one, Magnitude)), None)
    columns = tuple(_column(factor, one, base) for factor, one in zip(factors, measured, strict=True))
    comparable = [one for one in measured if isinstance(one, Magnitude)]
    gases = {one.co2_only for one in comparable}
    unit = _unit(base, gases) if base is not None else ""
    return Comparison(unit, columns, tuple(_fact(name, factors) for name in FACTS), len(gases) > 1)


def _unit(base: Magnitude, gases: set[bool]) -> str:
    """kgCO2e/kWh, kgCO2/kWh, and kg/kWh where one counts CO2 alone and another all gases."""
    if len(gases) > 1:
        return f"kg/{base.per}"
    return units.EmissionFactorUnit(KILOGRAM, gases == {True}, base.per).symbol


def _measured(factor: Factor, potentials: Potentials) -> Magnitude | str:
    """How large it is, or why nobody can say."""
    try:
        return magnitude(factor, potentials)
    except (Immeasurable, units.UnitError) as error:
        return str(error)


def _column(factor: Factor, measured: Magnitude | str, base: Magnitude | None) -> Column:
    if isinstance(measured, str) or base is None:
        return Column(factor, None, None, str(measured))
    try:
        kilograms = measured.in_unit(base.per)
    except units.Inconvertible as error:
        return Column(factor, None, None, error.reason)
    if measured is base or not base.kilograms:
        return Column(factor, significant(kilograms), None)
    return Column(factor, significant(kilograms), significant(kilograms / base.kilograms))


def _fact(name: str, factors: Sequence[Factor]) -> Fact:
    texts = tuple(_FACT_TEXT.get(name, _plain)(factor, name) for factor in factors)
    return Fact(str(Factor._meta.get_field(name).verbose_name), texts, len(set(texts)) > 1)  # type: ignore[union-attr]


def _plain(factor: Factor, name: str) -> str:
    value = getattr(factor, name)
    return "" if value is None else str(value)


def _chosen(factor: Factor, name: str) -> str:
    return str(getattr(factor, f"get_{name}_display")())


def _second_hand(factor: Factor, _name: str) -> str:
    return _("转引") if factor.second_hand else _("原文")


_FACT_TEXT: dict[str, Callable[[Factor, str], str]] = {
    "kind": _chosen,
    "state": _chosen,
    "second_hand": _second_hand,
}


def significant(exact: Fraction) -> str:
    """To four significant digits, ties to even, without exponent; for the reader only."""
    if not exact:
        return "0"
    with units.calculating() as context:
        context.prec = _DIGITS
        rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
    return format(rounded, "f")
