"""The study as one frozen value: goal and scope, stages, factors, inventory lines, rounding policy.

Terms after ISO 14067:2018 / GB/T 24067-2024. Everything that the calculation, the checks, the report and the
exchange formats know of a study is in here; rows are read once, by ``inventories.assemble``.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from factors.values import Component as Component
from factors.values import FactorKind as FactorKind
from factors.values import MixValue as MixValue
from factors.values import Source as Source
from factors.values import TransportValue as TransportValue
from factors.values import UnitText as UnitText
from inventories.distances import way_km
from inventories.footprint.base import Key, Label, Number, Text, Value
from inventories.footprint.bases import Basis as Basis
from inventories.footprint.bases import Loss as Loss
from inventories.footprint.bases import Output as Output
from inventories.footprint.bases import PeriodTotal as PeriodTotal
from inventories.footprint.bases import PerUnit as PerUnit
from inventories.footprint.bases import Sharing as Sharing
from inventories.footprint.bases import SharingPart as SharingPart
from inventories.footprint.subject import Company, Product


class FunctionalUnit(Value):
    """功能单位 (functional) or 声明单位 (declared): what all figures are per. ``amount`` in ``unit``, above zero."""

    kind: Literal["functional", "declared"] = "functional"
    amount: Number
    unit: UnitText
    description: Label
    reference_flow: Text = ""


class Process(Value):
    """A process named as inside or outside the system boundary; outside it needs a reason."""

    name: Label
    reason: Text = ""


BoundaryType = Literal[
    "cradle_to_gate", "cradle_to_gate_with_delivery", "cradle_to_grave", "gate_to_gate", "partial"
]


class Boundary(Value):
    """系统边界: its type and what was put inside and outside."""

    type: BoundaryType
    included: tuple[Process, ...] = ()
    excluded: tuple[Process, ...] = ()


class Period(Value):
    """数据期: first and last day of the data."""

    start: datetime.date
    end: datetime.date


class Gwp(Value):
    """One characterisation factor: kgCO2e per kg of gas over the set's horizon. ``symbol`` e.g. CH4, CH4-fossil."""

    symbol: Key
    name: Label
    value: Number


class GwpSet(Value):
    """特征化因子: the set of the study, its source (e.g. IPCC AR5) and horizon in years (20, 100, 500)."""

    name: Label
    source: Text = ""
    horizon_years: Annotated[int, Field(ge=1, le=1000)] = 100
    values: tuple[Gwp, ...] = ()


class Allocation(Value):
    """分配: the method in the order of ISO 14067 and how it was done here."""

    method: Literal["none", "physical", "economic", "other"] = "none"
    description: Text = ""


class CutOff(Value):
    """取舍准则: thresholds in percent (``None``: no such threshold), and what was left out."""

    single_percent: Number | None = None
    total_percent: Number | None = None
    description: Text = ""
    left_out: tuple[Process, ...] = ()


class Digits(Value):
    """How a figure is printed: to ``digits`` decimals or to ``digits`` significant figures."""

    style: Literal["decimals", "significant"] = "decimals"
    digits: Annotated[int, Field(ge=0, le=15)] = 4

    @model_validator(mode="after")
    def _one_significant_figure_at_least(self) -> Digits:
        if self.style == "significant" and self.digits == 0:
            raise PydanticCustomError("significant_digits", "有效数字至少 1 位")
        return self


class Rounding(Value):
    """修约: how figures are rounded, once, for the reader.

    ``ties``: ``even`` after GB/T 8170, ``up`` half up. ``total_of``: the total of unrounded figures, or of the
    printed stages (then it is their exact sum). ``shares_of``: what shares are computed from. ``trim_zeros``: print
    12.20 as 12.2, in shares and figures. ``whole_hundred``: print the total's share as 100% where the other shares
    have decimals. ``unit``: the unit in which results are printed, per functional unit.
    """

    unit: Literal["gCO2e", "kgCO2e", "tCO2e"] = "kgCO2e"
    figures: Digits = Digits()
    total: Digits = Digits()
    share_decimals: Annotated[int, Field(ge=0, le=6)] = 2
    ties: Literal["even", "up"] = "even"
    total_of: Literal["unrounded", "printed"] = "unrounded"
    shares_of: Literal["unrounded", "printed"] = "unrounded"
    trim_zeros: bool = False
    whole_hundred: bool = False


StageKind = Literal[
    "raw_materials",
    "raw_material_transport",
    "production",
    "packaging",
    "packaging_transport",
    "distribution",
    "use",
    "end_of_life",
    "other",
]


class Stage(Value):
    """生命周期阶段. A stage in the boundary without lines says why.

    ``empty``: ``none`` nothing is emitted (prints 0), ``not_quantified`` not known (prints /); with ``reason``.
    """

    key: Key
    kind: StageKind
    label: Label
    empty: Literal["none", "not_quantified"] | None = None
    reason: Text = ""


# What of a library's figures a reader outside of the agency may see: everything; not the factor's value; neither the
# value nor the result of the line that uses it. Open, the usual case, is not written into the study file.
DisclosureLevel = Literal["open", "value", "result"]
Disclosure = Annotated[DisclosureLevel, Field(exclude_if=lambda level: level == "open")]


class Library(Value):
    """因子库: where factors come from, as the report names and introduces it, and what of them it may show."""

    key: Key
    name: Label
    version: Text = ""
    publisher: Text = ""
    introduction: Text = ""
    disclosure: Disclosure = "open"


class StatedValue(Value):
    """A factor as published: ``amount`` in ``unit``, e.g. 1.9 kgCO2e/kg or 2.05 tCO2e/t."""

    kind: Literal["stated"] = "stated"
    amount: Number
    unit: UnitText


class FuelValue(Value):
    """A combustion factor from heating value × carbon content × oxidation × 44/12 (kgCO2 per unit of fuel).

    ``heating_value`` in ``heating_value_unit`` (GJ/t, GJ/万Nm³, MJ/kg, TJ/Gg …), ``carbon_content`` in
    ``carbon_content_unit`` (tC/TJ, tC/GJ, kgC/GJ), ``oxidation`` as a fraction of 1.
    """

    kind: Literal["fuel"] = "fuel"
    heating_value: Number
    heating_value_unit: UnitText
    carbon_content: Number
    carbon_content_unit: UnitText
    oxidation: Number


class GasAmount(Value):
    """Kilograms of one gas; ``symbol`` as in the study's GWP set."""

    symbol: Key
    kilograms: Number


class GasesValue(Value):
    """A factor given by gas: kilograms of each per ``per`` (a unit), characterised with the study's GWP set."""

    kind: Literal["gases"] = "gases"
    gases: Annotated[tuple[GasAmount, ...], Field(min_length=1)]
    per: UnitText


FactorValue = Annotated[
    StatedValue | FuelValue | GasesValue | MixValue | TransportValue, Field(discriminator="kind")
]


class Factor(Value):
    """排放因子: a published number with its source. ``proxy_for``: the material that it stands in for, else empty.

    ``disclosure``: stricter than its library's where it is made of figures of a stricter library.
    """

    key: Key
    name: Label
    value: FactorValue
    kind: FactorKind = "footprint"
    library: Key | None = None
    region: Text = ""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    boundary: Text = ""
    source: Source = Source()
    proxy_for: Text = ""
    gwp_set: Text = ""
    disclosure: Disclosure = "open"


Score = Annotated[int, Field(ge=1, le=5)]


class Quality(Value):
    """Data quality scores of the pedigree matrix, 1 best to 5 worst; ``None`` is not rated."""

    reliability: Score | None = None
    completeness: Score | None = None
    time: Score | None = None
    geography: Score | None = None
    technology: Score | None = None


Datum = Literal["amount", "output", "share", "loss_rate", "distance", "load", "factor", "supplier"]


class Support(Value):
    """Which data of a line a file of evidence shows, and where in it (第 3 页); no data: the line as a whole."""

    evidence: Label
    data: tuple[Datum, ...] = ()
    place: Annotated[Text, Field(max_length=120)] = ""


class LineBase(Value):
    """What every inventory line has: place, source of the datum, quality, evidence."""

    key: Key
    stage: Key
    name: Label
    purpose: Text = ""
    basis: Basis = PerUnit()
    data_kind: Literal["primary", "secondary", "estimate"] = "primary"
    data_source: Text = ""
    quality: Quality = Quality()
    evidence: tuple[Label, ...] = ()
    supports: tuple[Support, ...] = ()
    note: Text = ""

    @model_validator(mode="after")
    def _support_is_by_evidence_of_the_line(self) -> LineBase:
        named = [support.evidence for support in self.supports]
        if len(set(named)) < len(named) or not set(named) <= set(self.evidence):
            raise PydanticCustomError("support_evidence", "supports 中的文件须列在 evidence 中，每份文件一项")
        return self


class ActivityLine(LineBase):
    """清单数据: an amount of material, energy or emission times a factor. ``None`` amount or factor: not known yet."""

    kind: Literal["activity"] = "activity"
    amount: Number | None
    unit: UnitText
    factor: Key | None


class Route(Value):
    """How a distance was taken from the table: great circle × detour factor, in whole kilometres, halves up.

    ``origin``, ``destination``: the places as the table names them; ``straight_km`` along the sphere between them;
    ``source``: where coordinates and detour factor are from. Without a route, a distance was typed by hand.
    """

    origin: Label
    destination: Label
    straight_km: Number
    detour: Number
    source: Label


class Leg(Value):
    """One leg of a transport: distance (times the line's mass) or tonne-kilometres given directly, never both.

    ``route``: where the distance is from. ``load_t``: tonnes carried per trip, for factors per kilometre of the
    vehicle; the trips are mass ÷ load, rounded up to whole ones with ``whole_trips``. ``empty_return``: the part of
    the way (0 to 1) that is counted once more for the way back; for factors per t·km the line's note says why.
    """

    origin: Text = ""
    destination: Text = ""
    mode: Text = ""
    distance_km: Number | None = None
    tonne_km: Number | None = None
    factor: Key | None
    route: Annotated[Route | None, Field(exclude_if=lambda route: route is None)] = None
    load_t: Annotated[Number | None, Field(exclude_if=lambda load: load is None)] = None
    whole_trips: Annotated[bool, Field(exclude_if=lambda whole: not whole)] = False
    empty_return: Annotated[Number | None, Field(exclude_if=lambda share: share is None)] = None

    @model_validator(mode="after")
    def _distance_is_that_of_its_route(self) -> Leg:
        if self.route is not None and self.distance_km != way_km(self.route.straight_km, self.route.detour):
            raise PydanticCustomError(
                "route_distance", "距离须等于球面距离 × 绕行系数（取整到 km）；手工填写的距离不带 route"
            )
        return self


class TransportLine(LineBase):
    """运输: goods carried over one or several legs.

    The mass is ``amount`` in ``unit`` (a mass unit); where ``amount`` is ``None``, it is that of the line ``goods``.
    A leg with ``tonne_km`` needs no mass.
    """

    kind: Literal["transport"] = "transport"
    goods: Key | None = None
    amount: Number | None = None
    unit: UnitText = "kg"
    legs: tuple[Leg, ...] = ()


Line = Annotated[ActivityLine | TransportLine, Field(discriminator="kind")]


class Study(Value):
    """核算项目: everything of one carbon footprint study except the wording of its report."""

    title: Label
    company: Company
    product: Product
    functional_unit: FunctionalUnit
    purpose: Text = ""
    audience: Text = ""
    comparative: bool = False
    first_assessment: bool = True
    period: Period
    output: Output | None = None
    sharings: Annotated[tuple[Sharing, ...], Field(exclude_if=lambda sharings: not sharings)] = ()
    boundary: Boundary
    standards: tuple[Label, ...] = ()
    criteria: tuple[Label, ...] = ()
    gwp_set: GwpSet
    allocation: Allocation = Allocation()
    cut_off: CutOff = CutOff()
    assumptions: tuple[Label, ...] = ()
    limitations: tuple[Label, ...] = ()
    rounding: Rounding = Rounding()
    stages: tuple[Stage, ...]
    libraries: tuple[Library, ...] = ()
    factors: tuple[Factor, ...] = ()
    lines: tuple[Line, ...] = ()
