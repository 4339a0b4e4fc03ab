"""The grid in real Chromium: a pasted bill of materials, undoing, a lost connection, two people, input methods."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from factors.models import Factor, Library
from inventories.models import InventoryLine, Study
from inventories.unfold import unfold
from tests.browser.conftest import PATIENCE_MS, SignIn
from tests.golden.cases import load
from tests.people import People, make_people

expect.set_options(timeout=PATIENCE_MS)

# What a spreadsheet does when a block is pasted, without the clipboard that all tests of a machine would share.
PASTE = """(box, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
COPY = """(box) => {
    const data = new DataTransfer();
    box.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
}"""


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.fixture
def brake(people: People) -> Study:
    return unfold(people.consultant, load("brake"))


def open_grid(page: Page, study: Study) -> Page:
    page.goto(f"/studies/{study.pk}/lines/")
    expect(page.locator("[data-grid-state]")).to_have_text("已保存")
    expect(page.locator("[data-grid-total]")).not_to_have_text("—")
    return page


def box(page: Page) -> Locator:
    return page.locator("[data-grid-box]")


def cell(page: Page, line: InventoryLine, column: str) -> Locator:
    return page.locator(f'[data-line="{line.pk}"] [tabulator-field="{column}"]')


def saved(page: Page) -> None:
    expect(page.locator("[data-grid-state]")).to_have_text("已保存")


def write(page: Page, line: InventoryLine, column: str, text: str) -> None:
    cell(page, line, column).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_bill_of_materials_is_pasted_with_factors_undone_and_redone(
    sign_in: SignIn, people: People, brake: Study
) -> None:
    library = Library.objects.create(agency=people.agency, name="自建库")
    for number in range(20):
        Factor.objects.create(
            agency=people.agency,
            library=library,
            code=f"M{number:02d}",
            name=f"材料{number}",
            amount="2",
            unit="kgCO2e/kg",
        )
    before = brake.lines.count()
    page = open_grid(sign_in(people.consultant), brake)
    page.locator(".grid-blank").first.locator('[tabulator-field="name"]').click()
    head = "物料编码\t名称\t规格\t用量\t因子\t供应商\t工序\t备注"
    rows = [
        f'C{n}\t零件{n}\t"6""\n管"\t{n + 1}.25 千克\tM{n % 20:02d}\t甲厂\t冲压\t第{n}行' for n in range(300)
    ]
    rows[7] = rows[7].replace("8.25 千克", "约八")
    box(page).evaluate(PASTE, "\r\n".join([head, *rows]))
    # One amount cannot be read: its row waits in the browser with the cell marked, all others are written.
    expect(page.locator("[data-grid-marked]")).to_have_text("1 处待处理")
    expect(page.locator("[data-grid-state]")).to_have_text(re.compile("其余已保存"))
    assert brake.lines.count() == before + 299
    line = brake.lines.select_related("factor").get(name="零件3")
    assert (format(line.amount or 0, "f"), line.unit, line.code, line.specification) == (
        "4.25",
        "千克",
        "C3",
        '6" 管',
    )
    assert line.factor is not None
    assert line.factor.code == "M03"
    page.locator("[data-grid-marked]").click()
    page.keyboard.type("8.25 kg")
    page.keyboard.press("Enter")
    saved(page)
    assert brake.lines.count() == before + 300
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    saved(page)
    assert brake.lines.count() == before
    page.keyboard.press("Control+y")
    expect(page.locator("[data-grid-marked]")).to_be_visible()
    assert brake.lines.filter(name="零件299", amount="300.25").count() == 1


def test_keys_alone_write_fill_move_and_copy(sign_in: SignIn, people: People, brake: Study) -> None:
    first, second, third = brake.lines.select_related("stage").order_by("stage__position", "position")[:3]
    page = open_grid(sign_in(people.consultant), brake)
    box(page).focus()
    # From the name to the amount; a number with its unit; the figure follows, 1.9 kgCO2e/kg or what the factor says.
    page.keyboard.press("Tab")
    was = cell(page, first, "figure").inner_text()
    page.keyboard.type("2.5 kg")
    page.keyboard.press("Enter")
    expect(cell(page, first, "figure")).not_to_have_text(was)
    # Up again, and the value down over two more rows.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    expect(cell(page, third, "amount")).to_have_text("2.5")
    saved(page)
    assert {
        format(line.amount or 0, "f") for line in brake.lines.filter(pk__in=[first.pk, second.pk, third.pk])
    } == {"2.5"}
    assert box(page).evaluate(COPY) == "2.5\r\n2.5\r\n2.5"
    # One row downwards, and into the stage behind.
    page.keyboard.press("Control+Home")
    page.keyboard.press("Alt+Shift+ArrowDown")
    saved(page)
    assert list(first.stage.lines.order_by("position").values_list("pk", flat=True)[:2]) == [
        second.pk,
        first.pk,
    ]
    # The grid can be left by keys.
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(box(page)).not_to_be_focused()


def test_rows_are_dragged_between_stages_and_taken_away_and_both_taken_back(
    sign_in: SignIn, people: People, brake: Study
) -> None:
    stage = brake.stages.order_by("position")[0]
    order = list(stage.lines.order_by("position"))
    other = (
        brake.lines.exclude(stage=stage).filter(kind="activity").order_by("stage__position", "position")[0]
    )
    page = open_grid(sign_in(people.consultant), brake)
    # The third row is drawn before the first one of another stage.
    grip = cell(page, order[2], "handle")
    aim = cell(page, other, "name")
    grip.hover()
    page.mouse.down()
    cell(page, order[3], "name").hover()
    aim.hover()
    page.mouse.up()
    saved(page)
    order[2].refresh_from_db()
    assert order[2].stage_id == other.stage_id
    assert list(other.stage.lines.order_by("position").values_list("pk", flat=True)[:2]) == [
        order[2].pk,
        other.pk,
    ]
    page.keyboard.press("Control+z")
    saved(page)
    in_order = stage.lines.order_by("position")
    assert list(in_order.values_list("pk", flat=True)) == [line.pk for line in order]
    # Three rows come, go, and come back where they were with all that they held.
    page.locator(".grid-blank").first.locator('[tabulator-field="name"]').click()
    box(page).evaluate(PASTE, "\r\n".join(f"{name}\t{number}.5 g" for number, name in enumerate("甲乙丙丁")))
    saved(page)
    names = list(in_order.values_list("name", flat=True))
    assert names[-4:] == ["甲", "乙", "丙", "丁"]
    cell(page, stage.lines.get(name="甲"), "name").click()
    cell(page, stage.lines.get(name="丙"), "name").click(modifiers=["Shift"])
    page.keyboard.press("Control+-")
    expect(page.locator("[data-grid-said]")).to_have_text("已保存")
    saved(page)
    assert list(in_order.values_list("name", flat=True)) == [*names[:-4], "丁"]
    page.keyboard.press("Control+z")
    saved(page)
    assert list(in_order.values_list("name", flat=True)) == names
    assert [format(line.amount or 0, "f") + line.unit for line in in_order][-4:] == [
        "0.5g",
        "1.5g",
        "2.5g",
        "3.5g",
    ]


def test_an_input_method_begins_on_a_chosen_cell_and_loses_nothing(
    sign_in: SignIn, people: People, brake: Study
) -> None:
    line = brake.lines.order_by("stage__position", "position")[0]
    page = open_grid(sign_in(people.consultant), brake)
    cell(page, line, "name").click()
    keys = page.context.new_cdp_session(page)
    for text in ("l", "lü", "lü ding"):
        keys.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    expect(box(page)).to_have_value("lü ding")
    keys.send("Input.insertText", {"text": "铝锭"})
    expect(box(page)).to_have_value("铝锭")
    page.keyboard.press("Enter")
    saved(page)
    line.refresh_from_db()
    assert line.name == "铝锭"


def test_a_cut_connection_and_a_closed_page_lose_nothing(
    sign_in: SignIn, people: People, brake: Study
) -> None:
    line = brake.lines.order_by("stage__position", "position")[0]
    page = open_grid(sign_in(people.consultant), brake)
    window = page.context
    page.route("**/grid/**", lambda route: route.abort("connectionfailed"))
    write(page, line, "note", "断网时填写")
    expect(page.locator("[data-grid-state]")).to_have_text(re.compile("离线（1 处未保存"))
    page.goto("about:blank")
    page.close()
    line.refresh_from_db()
    assert line.note == ""
    again = window.new_page()
    again.goto(f"/studies/{brake.pk}/lines/")
    expect(cell(again, line, "note")).to_have_text("断网时填写")
    saved(again)
    line.refresh_from_db()
    assert line.note == "断网时填写"
    # The answer is lost, not the question: the row is there once.
    lost: list[object] = []

    def swallow(route: object) -> None:
        if not lost:
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort("connectionfailed")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    again.route("**/grid/edits/", swallow)
    again.locator(".grid-blank").first.locator('[tabulator-field="name"]').click()
    again.keyboard.type("只加一次")
    again.keyboard.press("Enter")
    expect(again.locator("[data-grid-state]")).to_have_text(re.compile("离线"))
    saved(again)
    assert brake.lines.filter(name="只加一次").count() == 1


def test_two_people_see_each_other_and_choose_where_they_meet(
    sign_in: SignIn, people: People, brake: Study
) -> None:
    line = brake.lines.order_by("stage__position", "position")[0]
    here = open_grid(sign_in(people.consultant), brake)
    there = open_grid(sign_in(people.colleague), brake)
    write(here, line, "supplier", "甲厂")
    expect(cell(there, line, "supplier")).to_have_text("甲厂")
    expect(cell(there, line, "supplier")).to_have_attribute("title", re.compile(people.consultant.name))
    # Both write into one cell before they hear of each other.
    here.route("**/grid/changes/**", lambda route: route.abort("connectionfailed"))
    write(there, line, "note", "乙的备注")
    saved(there)
    write(here, line, "note", "甲的备注")
    expect(here.locator("[data-grid-marked]")).to_have_text("1 处待处理")
    cell(here, line, "note").click()
    expect(here.locator("[data-grid-theirs]")).to_have_text("用对方的：乙的备注")
    here.locator("[data-grid-mine]").click()
    here.unroute("**/grid/changes/**")
    saved(here)
    line.refresh_from_db()
    assert (line.note, line.supplier) == ("甲的备注", "甲厂")
    expect(cell(there, line, "note")).to_have_text("甲的备注")


def test_a_phone_shows_the_list(sign_in: SignIn, people: People, brake: Study, tmp_path: Path) -> None:
    page = sign_in(people.consultant)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/studies/{brake.pk}/lines/")
    expect(page.locator("#lines")).to_be_visible()
    expect(page.locator("[data-grid-page]")).to_be_hidden()
