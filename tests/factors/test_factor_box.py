"""The factor box as a person uses it, in Chromium: typing, arrow keys, mouse, changing one's mind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from factors import starter
from factors.models import Factor
from factors.picking import FactorPickField

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A form with the box is put into a page of the application; its own policy and scripts stay in force.
INTO_PAGE = """html => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = "/static/css/pick.css";
    document.head.append(sheet);
    const form = document.createElement("form");
    form.innerHTML = html;
    document.getElementById("content").prepend(form);
    window.chosen = [];
    form.addEventListener("change", event => {
        if (event.target.name === "factor") window.chosen.push(event.target.value);
    });
}"""


class LineForm(forms.Form):
    """A unit, and a factor that is to fit it."""

    unit = forms.CharField(initial="kWh")
    factor = FactorPickField(Factor.objects.all(), unit_from="id_unit")


@pytest.fixture
def server(transactional_db: None) -> Iterator[LiveServer]:
    """A server under the settings of the test; the session's would have started before them."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def page(server: LiveServer, consultant: User, as_user: Callable[[User], Client]) -> Iterator[Page]:
    """A page of the application with the box on it, signed in as a consultant; the starter library is loaded."""
    starter.load()
    cookie = as_user(consultant).cookies[settings.SESSION_COOKIE_NAME].value
    html = LineForm().as_p()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{server.url}/factors/gwp/")
        page.evaluate(INTO_PAGE, html)
        page.add_script_tag(url=f"{server.url}/static/js/pick.js")
        yield page
        browser.close()
        assert problems == []


def test_a_factor_is_chosen_with_the_keyboard_and_taken_away_again(page: Page) -> None:
    box = page.get_by_role("combobox", name="排放因子")
    box.press_sequentially("全国电力平均碳足迹")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "id_factor-options-0"
    box.press("Enter")
    chosen = page.input_value("[name=factor]")
    assert chosen.isdigit()
    assert box.input_value() == "全国电力平均碳足迹因子"
    assert box.get_attribute("aria-expanded") == "false"
    assert "0.5777 kgCO2e/kWh · 2024 · 中国" in page.locator("[data-pick-note]").inner_text()
    box.press("Backspace")
    assert page.input_value("[name=factor]") == ""
    assert page.locator("[data-pick-note]").inner_text() == ""
    assert page.evaluate("window.chosen") == [chosen, ""]


def test_the_arrows_go_round_and_escape_closes_without_choosing(page: Page) -> None:
    box = page.get_by_role("combobox", name="排放因子")
    box.press_sequentially("光热发电")
    page.get_by_role("option").first.wait_for()
    count = page.get_by_role("option").count()
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == f"id_factor-options-{count - 1}"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "id_factor-options-0"
    box.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert page.input_value("[name=factor]") == ""


def test_the_unit_of_the_line_is_asked_for_and_a_misfit_is_marked(page: Page) -> None:
    page.fill("#id_unit", "kg")
    box = page.get_by_role("combobox", name="排放因子")
    box.fill("全国电力平均碳足迹因子")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "单位不符：因子按 kWh，数据按 kg" in option.inner_text()
    option.click()
    assert page.input_value("[name=factor]") == ""
    assert "请再选一次" in page.get_by_role("alert").inner_text()
    option.click()
    assert page.input_value("[name=factor]").isdigit()
    assert "单位不符" in page.locator("[data-pick-note]").inner_text()


def test_with_the_keyboard_too_a_misfit_is_asked_about_first(page: Page) -> None:
    page.fill("#id_unit", "kg")
    box = page.get_by_role("combobox", name="排放因子")
    box.fill("全国电力平均碳足迹因子")
    page.get_by_role("option").first.wait_for()
    for chosen in (False, True):
        if not chosen:
            box.press("ArrowDown")
        box.press("Enter")
        assert page.input_value("[name=factor]").isdigit() is chosen


def test_who_was_signed_out_is_told_instead_of_shown_a_sign_in_page(page: Page) -> None:
    page.context.clear_cookies()
    page.get_by_role("combobox", name="排放因子").fill("柴油")
    page.locator(".pick-empty").wait_for()
    assert "请检查网络或重新登录" in page.locator("[role=listbox]").inner_text()
