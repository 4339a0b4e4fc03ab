"""A published number with its source, as it stands inside a composite factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from factors import units
from factors.units import Unit, UnitError
from factors.values.base import Label, Number, Text, Value
from factors.values.troubles import Trouble

UnitText = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
FactorKind = Literal["footprint", "co2_only", "combustion", "spend_based"]
KILOGRAM = units.parse("kg")
KINDS = {
    "footprint": "碳足迹（CO2e）",
    "co2_only": "仅二氧化碳",
    "combustion": "仅燃烧",
    "spend_based": "按金额",
}


class Source(Value):
    """Where a published number stands. ``second_hand``: seen in a copy, not in the publication itself."""

    publisher: Text = ""
    document: Text = ""
    table: Text = ""
    licence: Text = ""
    second_hand: bool = False


class Component(Value):
    """组成因子: a published number of which a composite factor is made, with everything that tells what it is.

    ``amount`` in ``unit`` (kgCO2e/kWh, gCO2e/km …); ``library`` is the name and release of its library.
    """

    name: Label
    amount: Number
    unit: UnitText
    kind: FactorKind = "footprint"
    library: Text = ""
    region: Text = ""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    boundary: Text = ""
    gwp_set: Text = ""
    source: Source = Source()

    def kilograms_per(self, base: Unit) -> Fraction:
        """Kilograms of CO2e (or of CO2) per ``base``, exact. Raises ``units.UnitError``."""
        unit = units.parse_emission_factor_unit(self.unit)
        return Fraction(self.amount) * units.ratio(unit.mass, KILOGRAM) * units.ratio(base, unit.per)

    @property
    def co2_only(self) -> bool:
        """Whether it counts no other gas than CO2. Raises ``units.UnitError``."""
        return self.kind == "co2_only" or units.parse_emission_factor_unit(self.unit).co2_only


def counts_alike(components: Iterable[Component]) -> bool:
    """Whether all count CO2 alone, or none does; units that cannot be read are told elsewhere."""
    flags = set()
    for component in components:
        try:
            flags.add(component.co2_only)
        except UnitError:
            continue
    return len(flags) < 2


def kind_of(components: Sequence[Component]) -> FactorKind:
    """The kind that all have in common; of vehicle figures, fuel supply makes a footprint of what is burnt."""
    kinds = {component.kind for component in components}
    if kinds in ({"combustion"}, {"co2_only"}):
        return components[0].kind
    return "footprint"


def figure_troubles(component: Component, base: Unit, path: str, wanted: str) -> Iterator[Trouble]:
    """What is wrong with one figure by itself: its unit, which must be per ``wanted``, its kind, its sign."""
    try:
        component.kilograms_per(base)
    except UnitError as error:
        reason = f"因子“{component.name}”的单位“{component.unit}”不适用：{error.reason}"
        yield Trouble("part_unit", f"{path}.unit", reason, f"请选用以每{wanted}计的因子。")
        return
    if component.amount < 0:
        reason = f"因子“{component.name}”为负值 {component.amount:f}。"
        remedy = "请选用不小于零的因子；抵扣须作为单独的数据列出。"
        yield Trouble("part_negative", f"{path}.amount", reason, remedy)
    told = units.parse_emission_factor_unit(component.unit).co2_only
    if told != component.co2_only or (told and component.kind == "footprint"):
        reason = f"因子“{component.name}”的口径是“{KINDS[component.kind]}”，单位却是“{component.unit}”。"
        remedy = "仅二氧化碳的因子以 CO2 计，例如 kgCO2/kWh；碳足迹以 CO2e 计。"
        yield Trouble("part_kind", f"{path}.kind", reason, remedy)


def mixture_troubles(components: Sequence[Component]) -> Iterator[Trouble]:
    """Warnings: figures of different years or characterised with different sets stand in one factor."""
    years = sorted({component.year for component in components if component.year is not None})
    if len(years) > 1:
        listed = "、".join(map(str, years))
        reason = f"各组成因子的数据年份不同：{listed}。"
        yield Trouble(
            "part_years", "parts", reason, "请尽量改用同一年份的因子；沿用时请说明理由。", "warning"
        )
    sets = named(component.gwp_set for component in components)
    if len(sets) > 1:
        reason = f"各组成因子采用的特征化因子不同：{'、'.join(sets)}。"
        remedy = "请尽量改用同一特征化因子集的因子；沿用时请在报告中列明。"
        yield Trouble("part_gwp_sets", "parts", reason, remedy, "warning")


def named(texts: Iterable[str]) -> list[str]:
    """The texts that say something, each once, in their order."""
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
