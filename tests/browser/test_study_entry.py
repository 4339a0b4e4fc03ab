"""A study entered by hand in the browser, from the client to the result: the brake actuator, 5.7085 kgCO2e."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from factors.models import Factor, GwpSet, GwpValue, Library
from factors.search import index
from tests.browser.conftest import PATIENCE_MS, SignIn
from tests.inventories.test_entry_of_brake import ACTIVITIES, FACTORS, TRANSPORTS
from tests.people import make_people

expect.set_options(timeout=PATIENCE_MS)

# The stages of the boundary that this study calls otherwise.
RENAMED = {"原材料获取": "原材料", "产品生产": "生产过程", "产品包装": "包装材料"}


def test_a_study_is_typed_in_and_prints_its_result(sign_in: SignIn) -> None:
    people = make_people()
    _published(people.consultant)
    page = sign_in(people.consultant)
    _enter_study(page)
    _rename_stages(page)
    page.get_by_role("link", name="清单数据").click()
    for stage, lines in ACTIVITIES.items():
        for line in lines:
            _enter_activity(page, stage, *line)
    for stage, journeys in TRANSPORTS.items():
        for journey in journeys:
            _enter_transport(page, stage, *journey)
    page.get_by_role("navigation", name="本页分栏").get_by_role("link", name="结果").click()
    # The case's printed result, stage by stage.
    for figure in ("5.4863", "0.1656", "0.0414", "0.0151", "0.0001", "5.7085"):
        expect(page.get_by_text(figure).first).to_be_visible()


def _published(consultant: User) -> None:
    """What a new study chooses from: factors of the agency's library, and a GWP set."""
    library = Library.objects.create(agency=consultant.agency, name="CLCD")
    rows = [
        Factor.objects.create(
            agency=consultant.agency, library=library, code=name, name=name, amount=amount, unit=unit
        )
        for name, (amount, unit) in FACTORS.items()
    ]
    index.add(row.pk for row in rows)
    gwp_set = GwpSet.objects.create(name="IPCC AR5")
    GwpValue.objects.create(gwp_set=gwp_set, symbol="CO2", name="二氧化碳", value="1")


def _save(page: Page, button: str = "保存") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".note-ok").first).to_be_visible()


def _enter_study(page: Page) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="委托方").click()
    page.get_by_role("link", name="新建委托方").first.click()
    page.get_by_label("公司名称").fill("常州示范汽车电子有限公司")
    _save(page)
    page.get_by_role("link", name="新建产品").first.click()
    page.get_by_label("产品名称").fill("制动执行器（FB）")
    _save(page)
    page.get_by_role("link", name="新建核算项目").first.click()
    page.get_by_label("项目名称").fill("制动执行器产品碳足迹核算")
    page.get_by_label("数据期起").fill("2023-01-01")
    page.get_by_label("数据期止").fill("2023-12-31")
    page.get_by_label("特征化因子集").select_option(label="IPCC AR5")
    page.get_by_label("描述").fill("生产 1 件制动执行器（FB）")
    page.get_by_label("系统边界类型").select_option("cradle_to_gate")
    expect(page.get_by_label("原材料获取")).to_be_checked()
    _save(page, "建立项目")


def _rename_stages(page: Page) -> None:
    page.get_by_role("link", name="阶段与边界").click()
    for usual, own in RENAMED.items():
        page.get_by_role("link", name=usual, exact=True).click()
        page.get_by_label("阶段名称").fill(own)
        _save(page)


def _new_line(page: Page, stage: str, kind: str, name: str) -> None:
    """A line of a transport stage begins as a transport."""
    head = page.locator(".grid-stage", has=page.get_by_text(re.compile(f"^{stage}\\s")))
    blank = page.locator(f'.grid-blank[data-stage="{head.get_attribute("data-stage")}"]')
    blank.locator('[tabulator-field="name"]').click()
    page.get_by_role("button", name="打开该行").click()
    expect(page.get_by_label(kind, exact=True)).to_be_checked()
    page.locator("#id_name").fill(name)


def _enter_activity(page: Page, stage: str, name: str, amount: str, unit: str, factor: str) -> None:
    _new_line(page, stage, "活动数据", name)
    page.locator("#id_amount").fill(amount)
    page.locator("#id_unit").fill(unit)
    _choose(page, "#id_factor", factor)
    _save(page)


def _enter_transport(page: Page, stage: str, goods: str, origin: str, distance: str) -> None:
    _new_line(page, stage, "运输", f"{goods}运输")
    box = page.get_by_label("货物")
    box.select_option(box.locator("option", has_text=goods).first.get_attribute("value"))
    page.get_by_label("发运地").fill(origin)
    page.get_by_label("距离").fill(distance)
    _choose(page, "#id_legs-0-factor", "货车")
    _save(page)


def _choose(page: Page, box: str, factor: str) -> None:
    """Type the factor's name and take the option of just that name."""
    page.locator(box).fill(factor)
    page.locator(f'[role=option][data-label="{factor}"]').first.click()
