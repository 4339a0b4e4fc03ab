"""Names of places as people type them: one place, or a question with the names that may be meant."""

from __future__ import annotations

import pytest

from inventories.distances import Place, Unclear, find, suggestions
from inventories.distances.places import places


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("苏州", "江苏省苏州市"),
        ("苏州市", "江苏省苏州市"),
        (" 江苏 苏州 ", "江苏省苏州市"),
        ("江苏省苏州市昆山市", "江苏省苏州市昆山市"),
        ("昆山", "江苏省苏州市昆山市"),
        ("北京", "北京市"),
        ("上海浦东", "上海市浦东新区"),
        ("中国·内蒙古·包头", "内蒙古自治区包头市"),
        ("大理州", "云南省大理白族自治州"),
        ("沙县", "福建省三明市沙县"),
        ("仙桃", "湖北省仙桃市"),
        ("香港", "香港特别行政区"),
        ("宁波港", "宁波港"),
        # the city, not the county or the port that begins like it
        ("长沙", "湖南省长沙市"),
        ("长沙县", "湖南省长沙市长沙县"),
        ("连云港", "江苏省连云港市"),
        ("连云港港", "连云港港"),
        # 牡丹江 and 辽源 have a district 西安, which nobody means
        ("西安", "陕西省西安市"),
        # an address: behind a complete name anything, behind a bare one a part of a town
        ("广东省深圳市宝安区福永街道 1 号", "广东省深圳市宝安区"),
        ("苏州工业园区", "江苏省苏州市"),
        # became a city and a district after the table was made
        ("神木市", "陕西省榆林市神木县"),
        ("即墨区", "山东省青岛市即墨市"),
    ],
)
def test_a_name_is_one_place(typed: str, full: str) -> None:
    found = find(typed)
    assert isinstance(found, Place), found
    assert found.full == full


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("朝阳", ("北京市朝阳区", "辽宁省朝阳市", "吉林省长春市朝阳区")),
        ("通州", ("北京市通州区", "江苏省南通市通州区")),
        # a province is named in the question, and is not offered: it is no place
        ("吉林", ("吉林省吉林市",)),
        ("海南", ("内蒙古自治区乌海市海南区", "青海省海南藏族自治州")),
    ],
)
def test_a_name_of_several_places_is_asked_about(typed: str, candidates: tuple[str, ...]) -> None:
    found = find(typed)
    assert isinstance(found, Unclear)
    assert found.candidates == candidates
    assert f"“{typed}”不止一处：" in found.reason
    # what is offered is clear itself
    assert all(isinstance(find(name), Place) for name in candidates)


def test_the_province_of_a_name_is_asked_about_too() -> None:
    found = find("吉林")
    assert isinstance(found, Unclear)
    assert found.reason == "“吉林”不止一处：吉林省、吉林省吉林市，请写明是哪一处。"


def test_a_province_alone_is_not_enough() -> None:
    assert find("江苏") == Unclear("“江苏”只写到省，请写到市或县，例如“江苏省南京市”。")
    assert find("台湾") == Unclear("“台湾”只写到省，请写到市或县。")


@pytest.mark.parametrize("typed", ["桃花源", "南京路", "苏州某某机械厂", "汉堡", "Suzhou", "州"])
def test_what_the_table_does_not_have_is_said(typed: str) -> None:
    found = find(typed)
    assert isinstance(found, Unclear)
    assert found.reason == f"坐标表中没有“{typed}”，请写到市或县，例如“江苏苏州”“昆山市”。"


def test_nothing_is_no_place() -> None:
    assert find(" 　") == Unclear("没有填写地点。")


def test_the_full_name_of_every_place_means_that_place() -> None:
    for place in places():
        found = find(place.full)
        assert place.is_province or found is place, (place.full, found)


def test_every_suggestion_is_one_place() -> None:
    names = [name for name, _within in suggestions()]
    # 4 municipalities, Hong Kong and Macao, 293 cities, 30 prefectures of minorities, leagues and districts, ports
    assert len(names) == len(set(names)) > 370
    assert all(isinstance(find(name), Place) for name in names)


def test_the_table_says_where_it_is_from() -> None:
    from inventories.distances.places import FILE, TABLE

    head = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(TABLE in line for line in head)
    assert any("MIT License" in line for line in head)
    assert any("Apache License 2.0" in line for line in head)
