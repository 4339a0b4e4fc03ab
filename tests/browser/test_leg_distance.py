"""The distance of a leg in a browser: places are typed, the distance is there; typing over it wins."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inventories.models import TransportLeg
from inventories.unfold import unfold
from tests.browser.conftest import PATIENCE_MS, SignIn
from tests.golden.cases import load
from tests.people import make_people

expect.set_options(timeout=PATIENCE_MS)


def test_places_are_typed_and_the_distance_is_there(sign_in: SignIn, live_server: LiveServer) -> None:
    people = make_people()
    study = unfold(people.consultant, load("brake"))
    page = sign_in(people.consultant)
    page.goto(f"{live_server.url}/studies/{study.pk}/lines/new/?kind=transport")
    page.locator("#id_name").fill("钢板运输")
    _places(page, 0, "苏州", "上海")
    expect(page.locator("#id_legs-0-distance_km")).to_have_value("113")
    note = page.locator("#legs-0-way")
    expect(note).to_contain_text("按坐标表计算")
    expect(note).to_contain_text("球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km")
    # it follows the places until somebody types over it
    _places(page, 0, "南京", "上海")
    expect(page.locator("#id_legs-0-distance_km")).to_have_value("359")
    page.locator("#id_legs-0-distance_km").fill("305")
    expect(note).to_contain_text("手工填写")
    _places(page, 0, "苏州", "上海")
    expect(note).to_contain_text("采用 113 km")
    expect(page.locator("#id_legs-0-distance_km")).to_have_value("305")
    # the next leg begins where this one ends; which place is meant is chosen by the keyboard
    page.get_by_role("button", name="添加一段").click()
    expect(page.locator("#id_legs-1-origin")).to_have_value("上海")
    page.keyboard.type("朝阳")
    page.get_by_role("button", name="辽宁省朝阳市", exact=True).press("Enter")
    expect(page.locator("#id_legs-1-distance_km")).to_have_value("1535")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".note-ok").first).to_be_visible()
    legs = TransportLeg.objects.filter(line__name="钢板运输").order_by("position")
    assert [(leg.distance_km, leg.route_destination) for leg in legs] == [
        (Decimal(305), ""),
        (Decimal(1535), "辽宁省朝阳市"),
    ]


def _places(page: Page, number: int, origin: str, destination: str) -> None:
    page.locator(f"#id_legs-{number}-origin").fill(origin)
    page.locator(f"#id_legs-{number}-destination").fill(destination)
    page.keyboard.press("Tab")
