"""Distances from the table, against another formula, and their arithmetic."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from inventories.distances import NoWay, Place, Way, between, find, great_circle_km, told, way_km

D = Decimal


def place(name: str) -> Place:
    found = find(name)
    assert isinstance(found, Place)
    return found


def chord_km(start: Place, end: Place) -> float:
    """The arc over the straight line through the earth between two points in space: no haversine in it."""

    def point(of: Place) -> tuple[float, float, float]:
        north, east = math.radians(of.latitude), math.radians(of.longitude)
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    chord = math.dist(point(start), point(end))
    return 2 * 6371.0088 * math.asin(chord / 2)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        # 北京–上海 is given as about 1067 km everywhere
        ("北京", "上海", 1067),
        ("苏州", "上海", 85),
        ("广州", "深圳", 104),
        ("北京", "广州", 1889),
        ("乌鲁木齐", "三亚", 3503),
    ],
)
def test_the_great_circle_is_that_of_another_formula(start: str, end: str, km: int) -> None:
    one, other = place(start), place(end)
    assert great_circle_km(one, other) == great_circle_km(other, one) == km
    assert round(chord_km(one, other)) == km


def test_a_way_is_the_great_circle_times_the_detour_factor() -> None:
    found = between("苏州", "上海", "货车运输")
    assert isinstance(found, Way)
    # 85 × 1.33 = 113.05
    assert (found.origin, found.destination) == ("江苏省苏州市", "上海市")
    assert (found.straight_km, found.detour, found.km) == (D(85), D("1.33"), D(113))
    assert told(found) == "江苏省苏州市→上海市，球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km"
    assert "cpca 0.5.5" in found.source
    assert "Ballou" in found.source


def test_a_whole_product_needs_no_rounding() -> None:
    assert (
        told(Way("甲", "乙", D(100), D("1.33"), "表"))
        == "甲→乙，球面距离 100 km × 公路绕行系数 1.33 = 133 km"
    )


def test_halves_are_rounded_up() -> None:
    assert way_km(D(50), D("1.33")) == 67  # 66.5
    assert way_km(D(150), D("1.33")) == 200  # 199.5


def test_both_ends_are_told_when_neither_is_clear() -> None:
    found = between("朝阳", "桃花源", "海运")
    assert isinstance(found, tuple)
    assert [(no.member, bool(no.candidates)) for no in found] == [
        ("origin", True),
        ("destination", False),
        ("mode", False),
    ]


@pytest.mark.parametrize(
    "mode", ["", "货车运输", "公路", "重型柴油货车", "冷藏车", "汽运", "物流配送", "新能源卡车"]
)
def test_roads_have_a_detour_factor(mode: str) -> None:
    assert isinstance(between("苏州", "上海", mode), Way)


@pytest.mark.parametrize(
    ("mode", "called"),
    [
        ("铁路运输", "铁路"), ("中欧班列", "铁路"), ("火车", "铁路"), ("海运", "水路"), ("内河驳船", "水路"),
        ("水路运输", "水路"), ("空运", "航空"), ("管道运输", "管道"), ("公铁联运", "多式联运"),
    ],
)  # fmt: skip
def test_other_means_of_transport_are_typed_by_hand(mode: str, called: str) -> None:
    reason = f"{called}没有公开的绕行系数，请按里程表、航程或运单手工填写距离。"
    assert between("苏州", "上海", mode) == (NoWay("mode", reason),)


def test_a_means_of_transport_that_is_not_known_is_asked_about() -> None:
    assert between("苏州", "上海", "骆驼") == (
        NoWay("mode", "认不出运输方式“骆驼”是否为公路，请写作“货车运输”等，或手工填写距离。"),
    )


def test_one_place_is_no_way() -> None:
    assert between("昆山", "江苏省苏州市昆山市") == (
        NoWay("destination", "起讫地点都在“江苏省苏州市昆山市”，坐标表给不出距离。"),
    )
