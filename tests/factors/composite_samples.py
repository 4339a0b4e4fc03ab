"""Composite factors for tests: an electricity mix of four origins and a lorry, with figures that are easy to follow."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from factors.values import Component, MixPart, MixValue, TransportValue, VehiclePart

D = Decimal


def component(amount: str, unit: str = "kgCO2e/kWh", name: str = "因子", **more: Any) -> Component:
    return Component(name=name, amount=D(amount), unit=unit, **more)


GRID = component("0.5777", name="全国电力平均碳足迹因子", year=2024)
WIND = component("0.0324", name="风力发电碳足迹因子", year=2024)
SUN = component("0.0520", name="光伏发电碳足迹因子", year=2024)
CO2 = component("0.5306", "kgCO2/kWh", "电网 CO2", kind="co2_only")
LINES = component("0.0046", name="输配电碳足迹因子", year=2024)


def part(role: Any, amount: str | None, factor: Component = GRID, **more: Any) -> MixPart:
    names = {"grid": "外购网电", "green": "绿电", "own": "光伏", "other": "直供电", "delivery": "输配电"}
    number = None if amount is None else D(amount)
    return MixPart(**{"role": role, "name": names[role], "amount": number, "factor": factor, **more})


def mix(*parts: MixPart, **more: Any) -> MixValue:
    """1000 kWh bought, 300 of them covered by certificates; 200 generated, certificates of 50 sold."""
    usual = (
        part("grid", "1000"),
        part("green", "300", WIND, instrument="gec", certificates="GEC-2024-0001～0300"),
        part("own", "200", SUN, sold=D("50")),
    )
    return MixValue(parts=parts or usual, **more)


EMPTY = component("0.79912", "kgCO2e/km", "铰接式，空驶")
FULL = component("1.32217", "kgCO2e/km", "铰接式，满载")


def lorry(**changes: Any) -> TransportValue:
    """A lorry of 25 t, loaded to 60 %, going back empty for a fifth of the way."""
    members: dict[str, Any] = {
        "vehicle": "铰接式货车（33 t 以上）",
        "payload_t": D("25"),
        "load_rate": D("0.6"),
        "empty_return": D("0.2"),
        "surcharge": D("0"),
        "parts": (VehiclePart(load="empty", factor=EMPTY), VehiclePart(load="full", factor=FULL)),
        **changes,
    }
    return TransportValue(**members)


def phases(ttw_full: str = "1.06921", ttw_kind: Any = "combustion", **more: Any) -> TransportValue:
    """The same lorry with driving and fuel supply apart: 0.64734 + 0.15178 and 1.06921 + 0.25296."""
    figures = (
        ("empty", "ttw", "0.64734", ttw_kind),
        ("empty", "wtt", "0.15178", "footprint"),
        ("full", "ttw", ttw_full, ttw_kind),
        ("full", "wtt", "0.25296", "footprint"),
    )
    parts = tuple(
        VehiclePart.model_validate(
            {
                "load": load,
                "phase": phase,
                "factor": component(amount, "kgCO2e/km", f"{load} {phase}", kind=kind),
            }
        )
        for load, phase, amount, kind in figures
    )
    return lorry(parts=parts, **more)
