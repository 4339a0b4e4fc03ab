"""Transports by trips and loads, ways back, and distances from the table: figures worked out by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from inventories.footprint.checks import check
from inventories.footprint.compute import compute
from inventories.footprint.values import Leg
from tests.inventories.footprint.builders import (
    TRUCK,
    activity,
    factor,
    footprint,
    leg,
    obstacles,
    places,
    study,
    transport,
)

D = Decimal
STEEL = factor("steel", "2", "kgCO2e/kg")
LORRY = factor("lorry", "0.9", "kgCO2e/km")
FACTORS = [TRUCK, LORRY, STEEL]
ROUTE = {
    "origin": "江苏省苏州市",
    "destination": "上海市",
    "straight_km": "85",
    "detour": "1.33",
    "source": "坐标表",
}


def by_lorry(**changes: Any) -> dict[str, Any]:
    """50 km with 10 t a trip."""
    return leg(factor="lorry", load_t="10") | changes


def warnings(*lines: Any) -> list[tuple[str, str]]:
    of = study(*lines, factors=FACTORS)
    return places(list(check(of, compute(of), None)))


def test_trips_are_the_mass_over_the_load() -> None:
    # 25 t ÷ 10 t = 2.5 trips; 2.5 × 50 km = 125 km; × 0.9 = 112.5 kg
    result = footprint(transport(amount="25", legs=[by_lorry()]), factors=FACTORS)
    line = result.lines[0]
    assert line.emission == D("112.5")
    assert (line.amount, line.unit, line.factor) == (D(1250), "t·km", None)
    figure = line.legs[0]
    assert (figure.trips, figure.vehicle_km, figure.tonne_km) == (D("2.5"), D(125), D(1250))
    assert (figure.factor, figure.emission) == (D("0.9"), D("112.5"))


def test_whole_trips_are_rounded_up() -> None:
    # 3 trips × 50 km × 0.9 = 135 kg
    result = footprint(transport(amount="25", legs=[by_lorry(whole_trips=True)]), factors=FACTORS)
    assert result.total == D(135)
    # two full ones stay two: 2 × 50 × 0.9
    result = footprint(transport(amount="20", legs=[by_lorry(whole_trips=True)]), factors=FACTORS)
    assert result.total == D(90)


def test_the_way_back_counts_once_more() -> None:
    # 2.5 trips × 50 km × (1 + 0.5) = 187.5 km; × 0.9 = 168.75 kg
    result = footprint(transport(amount="25", legs=[by_lorry(empty_return="0.5")]), factors=FACTORS)
    assert result.lines[0].legs[0].vehicle_km == D("187.5")
    assert result.total == D("168.75")


def test_a_period_is_rounded_to_whole_trips_before_it_is_divided() -> None:
    # 25 t in the period are 3 trips; 3 × 50 km × 0.9 = 135 kg ÷ 1000 件 × 1 件 = 0.135 kg
    line = transport(
        amount="25",
        basis={"kind": "period_total", "output": "1000", "output_unit": "件"},
        legs=[by_lorry(whole_trips=True)],
    )
    assert footprint(line, factors=FACTORS).total == D("0.135")


def test_the_trips_of_goods_are_those_of_their_period() -> None:
    # 25 t of steel in the period: 3 trips × 50 × 0.9 = 135 kg ÷ 1000 × 1; the steel itself 2 × 25,000 ÷ 1000 = 50 kg
    goods = activity(
        amount="25", unit="t", basis={"kind": "period_total", "output": "1000", "output_unit": "件"}
    )
    line = transport(amount=None, goods="a", legs=[by_lorry(whole_trips=True)])
    result = footprint(goods, line, factors=FACTORS)
    assert result.lines[1].emission == D("0.135")
    assert result.total == D("50.135")


def test_thirds_of_a_trip_lose_nothing() -> None:
    # 10 t ÷ 30 t × 90 km × 0.9 = 27 kg exactly, though a third of a trip has no end
    result = footprint(
        transport(amount="10", legs=[by_lorry(load_t="30", distance_km="90")]), factors=FACTORS
    )
    assert result.total == D(27)


def test_legs_by_lorry_and_by_freight_add_up() -> None:
    # 2 t × 50 km × 0.1 = 10 kg, and 0.2 trips × 50 km × 0.9 = 9 kg
    result = footprint(transport(legs=[leg(), by_lorry()]), factors=FACTORS)
    assert result.total == D(19)
    assert result.lines[0].factor is None
    assert result.lines[0].amount == D(200)


def test_a_way_back_per_tonne_kilometre_needs_its_ground() -> None:
    back = transport(legs=[leg(empty_return="1")])
    found = obstacles(back)
    assert places(found) == [("return_without_reason", "lines[0].legs[0].empty_return")]
    assert "一般已含返程空驶" in found[0].reason
    # 2 t × 50 km × (1 + 1) × 0.1 = 20 kg, and the reviewer is told
    grounded = back | {"note": "因子不含返程，见供应商说明"}
    assert footprint(grounded).total == D(20)
    assert ("return_counted", "lines[0].legs[0].empty_return") in warnings(grounded)


@pytest.mark.parametrize(
    ("changes", "code", "member"),
    [
        ({"load_t": None}, "missing_load", "load_t"),
        ({"load_t": "0"}, "load", "load_t"),
        ({"empty_return": "1.5"}, "empty_return", "empty_return"),
        ({"empty_return": "-0.1"}, "empty_return", "empty_return"),
        ({"distance_km": None, "tonne_km": "100"}, "vehicle_with_tonne_km", "tonne_km"),
        ({"distance_km": None}, "leg_not_given", "distance_km"),
    ],
)
def test_what_trips_lack_is_said(changes: dict[str, Any], code: str, member: str) -> None:
    found = obstacles(transport(amount="25", legs=[by_lorry(**changes)]), factors=FACTORS)
    assert places(found) == [(code, f"lines[0].legs[0].{member}")]


def test_tonne_kilometres_have_no_way_back() -> None:
    found = obstacles(transport(note="另计", legs=[leg(tonne_km="100", empty_return="1")]))
    assert places(found) == [("return_with_tonne_km", "lines[0].legs[0].empty_return")]


def test_a_way_back_of_nothing_is_none() -> None:
    assert footprint(transport(legs=[leg(empty_return="0")])).total == D(10)


def test_a_load_beside_freight_is_pointed_out() -> None:
    assert ("load_without_effect", "lines[0].legs[0].load_t") in warnings(transport(legs=[leg(load_t="10")]))


def test_whole_trips_of_one_piece_are_pointed_out() -> None:
    told = warnings(transport(legs=[by_lorry(whole_trips=True)]))
    assert ("whole_trips_per_unit", "lines[0].legs[0].whole_trips") in told


def test_a_distance_of_other_places_is_pointed_out() -> None:
    taken = {"distance_km": "113", "route": ROUTE}
    right = transport(legs=[leg(origin="苏州", destination="上海", mode="货车运输", **taken)])
    wrong = transport(legs=[leg(origin="南京", destination="上海", mode="货车运输", **taken)])
    train = transport(legs=[leg(origin="苏州", destination="上海", mode="铁路运输", **taken)])
    place = ("distance_of_other_places", "lines[0].legs[0].distance_km")
    assert place not in warnings(right)
    assert place in warnings(wrong)
    assert place in warnings(train)


def test_a_route_belongs_to_its_distance() -> None:
    with pytest.raises(ValidationError, match="距离须等于球面距离"):
        Leg.model_validate_json(json.dumps({"factor": None, "distance_km": "114", "route": ROUTE}))


def test_a_leg_without_them_is_written_as_before() -> None:
    told = Leg.model_validate_json('{"factor": null, "distance_km": "113"}').model_dump(mode="json")
    assert told == {
        "origin": "", "destination": "", "mode": "", "distance_km": "113", "tonne_km": None, "factor": None,
    }  # fmt: skip


def test_a_leg_with_them_is_read_as_it_was_written() -> None:
    members = {"factor": "lorry", "distance_km": "113", "route": ROUTE, "load_t": "10", "whole_trips": True}
    written = Leg.model_validate_json(json.dumps(members | {"empty_return": "0.5"}))
    assert Leg.model_validate_json(written.model_dump_json()) == written
    assert json.loads(written.model_dump_json())["route"] == ROUTE
