"""Small studies for the tests of the calculation, read like any study file."""

from __future__ import annotations

import json
from typing import Any

from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Computed, Finding, Footprint
from inventories.footprint.values import Study

Json = dict[str, Any]

STEEL: Json = {
    "key": "steel",
    "name": "钢材",
    "value": {"kind": "stated", "amount": "2", "unit": "kgCO2e/kg"},
}
TRUCK: Json = {
    "key": "truck",
    "name": "货车",
    "value": {"kind": "stated", "amount": "0.1", "unit": "kgCO2e/(t·km)"},
}
GRID: Json = {
    "key": "grid",
    "name": "电网",
    "value": {"kind": "stated", "amount": "0.6", "unit": "kgCO2e/kWh"},
}


def stage(key: str = "s", kind: str = "raw_materials", **changes: Any) -> Json:
    return {"key": key, "kind": kind, "label": f"阶段 {key}"} | changes


def factor(key: str, amount: str, unit: str, **changes: Any) -> Json:
    return {
        "key": key,
        "name": f"因子 {key}",
        "value": {"kind": "stated", "amount": amount, "unit": unit},
    } | changes


def activity(key: str = "a", **changes: Any) -> Json:
    """3 kg of steel at 2 kgCO2e/kg: 6 kgCO2e."""
    line = {"kind": "activity", "key": key, "stage": "s", "name": f"数据 {key}", "amount": "3", "unit": "kg"}
    return line | {"factor": "steel"} | changes


def transport(key: str = "t", legs: list[Json] | None = None, **changes: Any) -> Json:
    """2 t over 50 km at 0.1 kgCO2e/(t·km): 10 kgCO2e."""
    line = {"kind": "transport", "key": key, "stage": "s", "name": f"运输 {key}", "amount": "2", "unit": "t"}
    return line | {"legs": [leg()] if legs is None else legs} | changes


def leg(**changes: Any) -> Json:
    way: Json = {} if "tonne_km" in changes else {"distance_km": "50"}
    return way | {"factor": "truck"} | changes


def study(*lines: Json, **changes: Any) -> Study:
    """A study of one stage with the lines; ``changes`` replace its members."""
    whole: Json = {
        "title": "核算",
        "company": {"name": "示范公司"},
        "product": {"name": "示范产品"},
        "functional_unit": {"amount": "1", "unit": "件", "description": "1 件示范产品"},
        "period": {"start": "2023-01-01", "end": "2023-12-31"},
        "boundary": {"type": "cradle_to_gate"},
        "gwp_set": {
            "name": "IPCC AR5",
            "values": [
                {"symbol": "CO2", "name": "二氧化碳", "value": "1"},
                {"symbol": "CH4", "name": "甲烷", "value": "28"},
                {"symbol": "N2O", "name": "氧化亚氮", "value": "265"},
            ],
        },
        "stages": [stage()],
        "factors": [STEEL, TRUCK, GRID],
        "lines": list(lines),
    }
    return Study.model_validate_json(json.dumps(whole | changes))


def footprint(*lines: Json, **changes: Any) -> Footprint:
    """The footprint of such a study, which must be computable."""
    outcome = compute(study(*lines, **changes))
    assert isinstance(outcome, Computed), outcome.findings
    return outcome.footprint


def obstacles(*lines: Json, **changes: Any) -> list[Finding]:
    """What stands in the way of such a study, which must be blocked."""
    outcome = compute(study(*lines, **changes))
    assert isinstance(outcome, Blocked), outcome.footprint
    return list(outcome.findings)


def places(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(found.code, found.place.path) for found in findings]
