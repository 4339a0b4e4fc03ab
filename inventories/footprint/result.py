"""What the calculation answers: exact figures by line, stage and total, or everything that stands in the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inventories.footprint.base import Figure, Key, Text, Value


class Place(Value):
    """Where something is: the path in the study file (``lines[3].factor``) and its name for a person."""

    path: Text
    name: Text


class Finding(Value):
    """核查提示: one thing to look at. ``error`` stops calculation or submission, ``warning`` wants an answer."""

    severity: Literal["error", "warning", "note"]
    code: Key
    place: Place
    reason: Text
    remedy: Text


# A figure that only legs with a factor per kilometre of the vehicle have; without it, the member is not written.
VehicleFigure = Annotated[Figure | None, Field(exclude_if=lambda figure: figure is None)]


class LegFigure(Value):
    """One leg: tonne-kilometres per functional unit, the factor in kgCO2e/(t·km), and the result in kgCO2e.

    With a factor per kilometre of the vehicle: ``trips`` for the mass as entered, before its basis; ``vehicle_km``
    per functional unit, the way back included; then ``factor`` is in kgCO2e/km.
    """

    tonne_km: Figure
    factor: Figure
    emission: Figure
    trips: VehicleFigure = None
    vehicle_km: VehicleFigure = None


class LineFigure(Value):
    """One line per functional unit, unrounded.

    ``amount`` per functional unit in the line's ``unit`` (t·km for transport); ``factor`` in kgCO2e per that unit
    (``None`` for several legs with different factors, and for a factor per kilometre of the vehicle); ``emission`` in kgCO2e; ``share`` of the total as a fraction
    (``None`` where the total is not above zero).
    """

    key: Key
    stage: Key
    amount: Figure
    unit: Text
    factor: Figure | None
    emission: Figure
    share: Figure | None
    legs: tuple[LegFigure, ...] = ()


class StageFigure(Value):
    """One stage, unrounded: ``emission`` in kgCO2e, ``None`` when declared as not quantified."""

    key: Key
    emission: Figure | None
    share: Figure | None


class Footprint(Value):
    """碳足迹: the result per functional unit in kgCO2e, unrounded, in the order of the study."""

    total: Figure
    stages: tuple[StageFigure, ...]
    lines: tuple[LineFigure, ...]


class Computed(Value):
    """The calculation went through; ``findings`` are its warnings, never errors."""

    kind: Literal["computed"] = "computed"
    footprint: Footprint
    findings: tuple[Finding, ...] = ()


class Blocked(Value):
    """The calculation cannot be done: ``findings`` name everything that stands in the way, and the warnings."""

    kind: Literal["blocked"] = "blocked"
    findings: tuple[Finding, ...]


Outcome = Computed | Blocked


class PrintedStage(Value):
    """A stage as the reader sees it: figure and share as text (``/`` not quantified, ``0`` none)."""

    key: Key
    label: Text
    figure: Text
    share: Text


class PrintedLine(Value):
    """A line as the reader sees it."""

    key: Key
    figure: Text
    share: Text


class Printed(Value):
    """The footprint under the study's rounding policy; ``unit`` as printed (kgCO2e …). Rounded once, from the exact."""

    unit: Text
    total: Text
    total_share: Text
    stages: tuple[PrintedStage, ...]
    lines: tuple[PrintedLine, ...]
