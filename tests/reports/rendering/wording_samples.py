"""Small studies whose wording is worked out by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal

from inventories.footprint.values import (
    ActivityLine,
    Factor,
    Stage,
    StatedValue,
    Study,
)
from reports.content import Content
from reports.rendering.facts import Facts
from tests.reports.rendering.document_samples import changed, document, study


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def line(key: str, amount: str, *, stage: str = "raw", **members: object) -> ActivityLine:
    """A line of the factor 1 kgCO2e/kg, so that its result is its amount."""
    return ActivityLine.model_validate(
        {"key": key, "stage": stage, "name": key, "amount": amount, "unit": "kg", "factor": "one"} | members
    )


def small(*lines: ActivityLine, stages: tuple[Stage, ...] = (), **members: object) -> Study:
    """A study of these lines whose only factor is 1 kgCO2e/kg."""
    factor = Factor(key="one", name="单位因子", value=StatedValue(amount=Decimal(1), unit="kgCO2e/kg"))
    used = {one.stage for one in lines}
    default = (
        Stage(key="raw", kind="raw_materials", label="原材料", empty=None if used else "none"),
        *((Stage(key="made", kind="production", label="生产"),) if "made" in used else ()),
    )
    credit = factor.model_copy(
        update={"key": "credit", "value": StatedValue(amount=Decimal(-1), unit="kgCO2e/kg")}
    )
    changes = {
        "stages": stages or default,
        "factors": (factor, credit),
        "lines": lines,
        "output": None,
    } | members
    return changed(study("brake"), **changes)


def facts(of: Study, holding: Content | None = None, *, draft: bool = False) -> Facts:
    return Facts(document(of, holding=holding), draft)
