"""The main job in the browser: submit, sign in turn, seal, download; every person sees only what is theirs to do."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from reports.models.report import State
from tests.browser.conftest import PATIENCE_MS, SignIn
from tests.people import PASSWORD, make_people
from tests.reports.drafts import draft_report, fresh
from tests.reports.signing.office import need_program

expect.set_options(timeout=PATIENCE_MS)


def test_from_submission_to_the_clients_download(sign_in: SignIn, worker: None, tmp_path: Path) -> None:
    people = make_people()
    report = draft_report(people)
    report.study.product.company.clients.add(people.client)

    _submit(sign_in(people.consultant))
    page = _opened(sign_in(people.reviewer))
    _mistype(page)
    _sign(page)
    page = _opened(sign_in(people.approver))
    _sign(page)
    expect(page.get_by_text("已签发", exact=True)).to_be_visible()
    assert fresh(report).state == State.ISSUED

    file = _download(sign_in(people.client), tmp_path)
    said = _pdfsig(file)
    assert said.count("Signature is Valid.") == 4
    assert said.count("Total document signed") == 1  # the seal, last, covers everything
    for person in (people.consultant, people.reviewer, people.approver):
        assert person.name in said


def _submit(page: Page) -> None:
    page.get_by_role("link", name="未编号").first.click()
    expect(page.get_by_text("数据和内容齐全，可以预览和提交。")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    _sign(page)


def _opened(page: Page) -> Page:
    """The report that waits for the person, from the first page."""
    page.get_by_role("link", name="PCF-").click()
    return page


def _mistype(page: Page) -> None:
    page.get_by_label("登录密码").fill("不是这个密码")
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_text("密码不正确，未签署。")).to_be_visible()


def _sign(page: Page) -> None:
    """The page shows by itself when it is the person's turn, and that the station is done."""
    expect(page.get_by_label("登录密码")).to_be_visible()
    station = page.locator("[aria-current=step] .way-label").inner_text()
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.locator(".way-done .way-label", has_text=station)).to_be_visible()


def _download(page: Page, folder: Path) -> Path:
    expect(page.get_by_role("link", name="委托方")).to_have_count(0)
    page.get_by_role("link", name="登记簿").click()
    page.get_by_role("link", name="PCF-").click()
    expect(page.get_by_text("5.7085")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    file = folder / "report.pdf"
    download.value.save_as(file)
    assert re.fullmatch(r"PCF-\d{4}-0001 .+\.pdf", download.value.suggested_filename)
    return file


def _pdfsig(file: Path) -> str:
    command = [need_program("pdfsig"), "-nocert", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
