"""The distance of a leg over service, page and API: from the table where none is typed, and it says so."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from inventories import services
from inventories.assemble import assemble
from inventories.distances.ways import SOURCE
from inventories.footprint import values
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.services import LegInput
from inventories.unfold import unfold
from tests.inventories.forms import boxes, submit
from tests.people import People
from tests.reports.api import Program

D = Decimal
# 85 km × 1.33 = 113.05
SUZHOU = values.Route(
    origin="江苏省苏州市", destination="上海市", straight_km=D(85), detour=D("1.33"), source=SOURCE
)
CALCULATED = "江苏省苏州市→上海市，球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km"


def the_line(study: Study) -> InventoryLine:
    return study.lines.get(name="壳体运输")


def the_leg(study: Study) -> TransportLeg:
    return the_line(study).legs.get()


def route_of(study: Study) -> values.Route | None:
    line = next(line for line in assemble(study).lines if line.name == "壳体运输")
    assert isinstance(line, values.TransportLine)
    return line.legs[0].route


def save(actor: User, study: Study, changes: Mapping[str, Any]) -> TransportLeg:
    """Change the one leg of the housing's transport, which runs 180 km from 昆山 to 常州 as typed."""
    line, leg = the_line(study), the_leg(study)
    services.save_line(actor, line, {}, [LegInput(changes, leg.pk, leg.version)], version=line.version)
    return the_leg(study)


TAKE = {"origin": "苏州", "destination": "上海", "distance_km": None}


def test_a_missing_distance_is_taken_from_the_table(consultant: User, brake: Study) -> None:
    leg = save(consultant, brake, TAKE)
    assert leg.distance_km == 113
    assert route_of(brake) == SUZHOU
    entry = AuditEntry.objects.filter(act="transportleg.edit").latest("pk")
    assert entry.after["route_origin"] == "江苏省苏州市"


def test_a_typed_distance_stays_as_typed(consultant: User, brake: Study) -> None:
    leg = save(consultant, brake, {"origin": "苏州", "destination": "上海", "distance_km": D(120)})
    assert (leg.distance_km, leg.route_origin) == (D(120), "")
    assert route_of(brake) is None


def test_typing_over_a_taken_distance_wins(consultant: User, brake: Study) -> None:
    save(consultant, brake, TAKE)
    leg = save(consultant, brake, {"distance_km": D(120)})
    assert (leg.distance_km, leg.route_origin, leg.straight_km, leg.route_source) == (D(120), "", None, "")


def test_a_claim_to_the_table_must_be_its_figure(consultant: User, brake: Study) -> None:
    claim = {"route_origin": "江苏省苏州市", "route_destination": "上海市"}
    false = save(consultant, brake, {**TAKE, "distance_km": D(112), **claim})
    assert (false.distance_km, false.route_origin) == (D(112), "")
    true = save(consultant, brake, {**TAKE, "distance_km": D(113), **claim})
    assert (true.distance_km, true.route_origin) == (D(113), "江苏省苏州市")


def test_a_taken_distance_stays_when_the_places_change(consultant: User, brake: Study) -> None:
    save(consultant, brake, TAKE)
    leg = save(consultant, brake, {"origin": "南京"})
    assert (leg.origin, leg.distance_km) == ("南京", D(113))
    assert route_of(brake) == SUZHOU


def test_an_older_table_s_distance_stays_what_it_was(consultant: User, brake: Study) -> None:
    save(consultant, brake, TAKE)
    # as taken from a table that had 90 km and another factor: 90 × 1.3 = 117
    TransportLeg.objects.filter(pk=the_leg(brake).pk).update(
        distance_km=D(117), straight_km=D(90), detour=D("1.3"), route_source="旧表"
    )
    leg = save(consultant, brake, {"mode": "货车运输"})
    assert (leg.distance_km, leg.straight_km, leg.route_source) == (D(117), D(90), "旧表")


def test_what_has_no_distance_is_left_open(consultant: User, brake: Study) -> None:
    for places in ({"origin": "朝阳"}, {"origin": "桃花源"}, {"origin": ""}, {"mode": "海运"}):
        leg = save(consultant, brake, {**TAKE, "mode": "", **places})
        assert (leg.distance_km, leg.route_origin) == (None, "")


def test_tonne_kilometres_need_no_distance(consultant: User, brake: Study) -> None:
    leg = save(consultant, brake, {**TAKE, "tonne_km": D("0.5")})
    assert (leg.distance_km, leg.tonne_km, leg.route_origin) == (None, D("0.5"), "")


def test_other_changes_leave_an_open_distance_open(consultant: User, brake: Study) -> None:
    save(consultant, brake, {**TAKE, "mode": "海运"})
    TransportLeg.objects.filter(pk=the_leg(brake).pk).update(mode="")
    assert save(consultant, brake, {"load_t": D(10)}).distance_km is None


def test_a_copy_keeps_route_and_load(consultant: User, brake: Study) -> None:
    save(consultant, brake, {**TAKE, "load_t": D(10), "whole_trips": True, "empty_return": D("0.5")})
    copy = services.copy_line(consultant, the_line(brake)).legs.get()
    assert (copy.route_origin, copy.straight_km, copy.detour) == ("江苏省苏州市", D(85), D("1.33"))
    assert (copy.load_t, copy.whole_trips, copy.empty_return) == (D(10), True, D("0.5"))


def test_a_study_file_brings_its_distances_and_takes_none(consultant: User, brake: Study) -> None:
    save(consultant, brake, TAKE)
    value = assemble(brake)
    assert assemble(unfold(consultant, value)) == value
    # an open distance of a file stays open, though the table had one
    TransportLeg.objects.filter(pk=the_leg(brake).pk).update(distance_km=None, straight_km=None)
    value = assemble(brake)
    assert assemble(unfold(consultant, value)) == value


# The page.


def page(study: Study) -> str:
    return reverse("line_detail", args=[the_line(study).pk])


def shown(browser: Client, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def test_the_page_says_how_a_distance_came_about(browser: Client, brake: Study) -> None:
    assert "手工填写</span>" in shown(browser, page(brake))
    sent = {"legs-0-origin": "苏州", "legs-0-destination": "上海", "legs-0-distance_km": ""}
    assert submit(browser, page(brake), sent).status_code == 302
    text = shown(browser, page(brake))
    assert f"按坐标表计算</span>{CALCULATED}" in text
    assert "手工填写</span>" not in text
    # sent again as it stands, it is the same
    assert submit(browser, page(brake), {}).status_code == 302
    assert route_of(brake) == SUZHOU


def test_a_distance_of_other_places_is_marked_and_the_new_one_offered(browser: Client, brake: Study) -> None:
    first = {"legs-0-origin": "苏州", "legs-0-destination": "上海", "legs-0-distance_km": ""}
    assert submit(browser, page(brake), first).status_code == 302
    assert submit(browser, page(brake), {"legs-0-origin": "南京"}).status_code == 302
    text = shown(browser, page(brake))
    assert "不属于现在的地点" in text
    # 270 × 1.33 = 359.1
    assert "江苏省南京市→上海市，球面距离 270 km × 公路绕行系数 1.33 = 359.1，取整 359 km" in text
    assert 'data-km="359"' in text
    # emptied, the box is filled with it
    assert submit(browser, page(brake), {"legs-0-distance_km": ""}).status_code == 302
    assert the_leg(brake).distance_km == 359


def preview(browser: Client, study: Study, changes: Mapping[str, object]) -> str:
    sent = {**boxes(browser.get(page(study)), "line-form"), **changes}
    response = browser.post(reverse("line_preview", args=[study.pk]), sent)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_preview_offers_the_distance_and_reckons_with_it(browser: Client, brake: Study) -> None:
    sent = {"legs-0-origin": "苏州", "legs-0-destination": "上海", "legs-0-distance_km": ""}
    text = preview(browser, brake, sent)
    assert 'id="legs-0-way" aria-live="polite" hx-swap-oob="true"' in text
    assert 'data-km="113" data-origin="江苏省苏州市" data-destination="上海市"' in text
    assert f"距离：{CALCULATED}" in text
    assert "1.4677 kg × 113 km × 0.287" in text
    assert the_leg(brake).distance_km == 180


def test_the_preview_asks_which_place_is_meant(browser: Client, brake: Study) -> None:
    text = preview(browser, brake, {"legs-0-origin": "朝阳", "legs-0-distance_km": ""})
    assert "“朝阳”不止一处：" in text
    assert 'data-place="origin" data-name="辽宁省朝阳市"' in text


def test_a_preview_of_wrong_input_says_nothing_of_distances(browser: Client, brake: Study) -> None:
    assert "way-mark" not in preview(browser, brake, {"legs-0-distance_km": "远"})


def test_a_way_back_per_tonne_kilometre_is_asked_for_its_ground(browser: Client, brake: Study) -> None:
    sent = {"legs-0-load_t": "0", "legs-0-empty_return": "2"}
    response = submit(browser, page(brake), sent)
    assert response.status_code == 422
    text = unescape(response.content.decode())
    assert "每趟载重须大于零。" in text
    assert "返程比例是 0 到 1 之间的小数" in text
    assert submit(browser, page(brake), {"legs-0-empty_return": "1"}).status_code == 302
    text = shown(browser, page(brake))
    assert "一般已含返程空驶，再计返程会重复计算" in text
    assert submit(browser, page(brake), {"note": "因子不含返程"}).status_code == 302
    # 1.4677 kg × 180 km × 2 × 0.287 ÷ 1000 = 0.151642764
    assert "1.4677 kg × 180 km ×（1 + 返程 1） × 0.287 kgCO" in shown(browser, page(brake))


# The API.


@pytest.fixture
def program(people: People) -> Program:
    return Program(people.consultant)


def test_the_api_tells_the_distance_between_two_places(program: Program) -> None:
    assert program.get("distance/", origin="苏州", destination="上海", mode="公路") == (
        200,
        {
            "origin": "江苏省苏州市",
            "destination": "上海市",
            "straight_km": "85",
            "detour": "1.33",
            "distance_km": "113",
            "arithmetic": CALCULATED,
            "way_source": SOURCE,
        },
    )


def test_the_api_says_everything_that_is_unclear(program: Program) -> None:
    status, body = program.get("distance/", origin="朝阳", mode="海运")
    assert status == 400
    assert sorted(body) == ["destination", "mode", "origin"]
    assert body["destination"] == ["没有填写地点。"]


def test_a_leg_over_the_api_takes_its_distance_and_says_so(program: Program, brake: Study) -> None:
    body = {"line": the_line(brake).pk, "origin": "苏州", "destination": "上海"}
    status, leg = program.post("legs/", body)
    assert (status, leg["distance_km"], leg["straight_km"], leg["detour"]) == (201, "113", "85", "1.33")
    path = f"legs/{leg['id']}/"
    status, leg = program.patch(path, {"distance_km": "120", "version": 1})
    assert (status, leg["distance_km"], leg["straight_km"], leg["route_origin"]) == (200, "120", None, "")
    status, leg = program.patch(path, {"distance_km": None, "origin": "南京", "version": 2})
    assert (status, leg["distance_km"], leg["route_origin"]) == (200, "359", "江苏省南京市")
    # where a distance is from cannot be asserted
    status, leg = program.patch(path, {"distance_km": "1", "straight_km": "1", "version": 3})
    assert (status, leg["straight_km"]) == (200, None)
