"""From draft to download in Chromium, as consultant, reviewer, approver and client; a worker makes the files beside."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from jobs.claims import claim_next
from jobs.execution import execute
from reports.models import Report
from tests.people import PASSWORD, People, make_people
from tests.reports.drafts import draft_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Drawing a report takes seconds, more on a busy machine.
PATIENCE = 60_000


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.fixture
def report(people: People) -> Report:
    """The brake study's draft, whose client may sign in."""
    report = draft_report(people)
    report.study.product.company.clients.add(people.client)
    return report


@pytest.fixture
def server(report: Report) -> Iterator[LiveServer]:
    """The application, with a worker beside it."""
    server, ended = LiveServer("127.0.0.1"), threading.Event()
    worker = threading.Thread(target=_work, args=(ended,))
    worker.start()
    yield server
    ended.set()
    worker.join()
    server.stop()


def _work(ended: threading.Event) -> None:
    try:
        while not ended.is_set():
            claim = claim_next()
            if claim is not None:
                execute(claim)
            else:
                ended.wait(0.2)
    finally:
        connections.close_all()


@pytest.fixture
def browser(server: LiveServer) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def sign_in(browser: Browser, server: LiveServer, user: User) -> Page:
    """A window of its own, in which ``user`` typed name and password."""
    page = browser.new_context(locale="zh-CN", accept_downloads=True).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(server.url)
    page.fill("[name=username]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{server.url}/")
    return page


def test_a_report_is_submitted_signed_sealed_and_downloaded(
    browser: Browser, server: LiveServer, people: People, report: Report, tmp_path: Path
) -> None:
    address = f"{server.url}/reports/{report.pk}/"
    page = sign_in(browser, server, people.consultant)
    page.goto(address)
    page.get_by_role("button", name="提交").click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()

    for person in (people.consultant, people.reviewer, people.approver):
        if person != people.consultant:
            page = sign_in(browser, server, person)
            page.goto(address)
        box = page.get_by_label("登录密码")
        expect(box).to_be_visible(timeout=PATIENCE)  # comes by itself when the job before is done
        box.fill(PASSWORD)
        page.get_by_role("button", name="签署", exact=True).click()
        expect(page.get_by_label("登录密码")).to_be_hidden(timeout=PATIENCE)
        expect(page.locator("[data-state=queued], [data-state=running]")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("已签发").first).to_be_visible(timeout=PATIENCE)

    page = sign_in(browser, server, people.client)
    page.goto(f"{server.url}/register/")
    page.get_by_role("row").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    file = tmp_path / "report.pdf"
    download.value.save_as(file)
    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid.") == 4
    assert said.count("Total document signed") == 1
