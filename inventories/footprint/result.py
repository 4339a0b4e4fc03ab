"""What the calculation answers: exact figures by line, stage and total, or everything that stands in the way."""

from __future__ import annotations

from typing import Literal

from inventories.footprint.base import Key, Number, Text, Value


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


class LegFigure(Value):
    """One leg: tonne-kilometres per functional unit, the factor in kgCO2e/(t·km), and the result in kgCO2e."""

    tonne_km: Number
    factor: Number
    emission: Number


class LineFigure(Value):
    """One line per functional unit, unrounded.

    ``amount`` per functional unit in the line's ``unit`` (t·km for transport); ``factor`` in kgCO2e per that unit
    (``None`` for several legs with different factors); ``emission`` in kgCO2e; ``share`` of the total as a fraction
    (``None`` where the total is zero).
    """

    key: Key
    stage: Key
    amount: Number
    unit: Text
    factor: Number | None
    emission: Number
    share: Number | None
    legs: tuple[LegFigure, ...] = ()


class StageFigure(Value):
    """One stage, unrounded: ``emission`` in kgCO2e, ``None`` when declared as not quantified."""

    key: Key
    emission: Number | None
    share: Number | None


class Footprint(Value):
    """碳足迹: the result per functional unit in kgCO2e, unrounded, in the order of the study."""

    total: Number
    stages: tuple[StageFigure, ...]
    lines: tuple[LineFigure, ...]


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
