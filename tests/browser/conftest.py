"""A real Chromium in front of the whole application: live server, and a worker as a process of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.jobs.processes import end, kill_all, start
from tests.people import PASSWORD

SWITCHES = [
    "--no-sandbox",  # CI runs as root, for whom Chromium refuses to start with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The machine may be busy with other tests; what is waited for comes as soon as it is there.
PATIENCE_MS = 60_000

SignIn = Callable[[User], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser and needs rows that other processes see."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def _chromium() -> str:
    found = os.environ.get("PCF_CHROMIUM") or shutil.which("chromium")
    assert found, "需要 Chromium：请运行 apt-get install chromium，或以 PCF_CHROMIUM 指明其路径"
    return found


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """A browser for one test: kept longer, its event loop would stand in the way of tests that run one of their own."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in the thread of the test, which Django would not let near the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=_chromium(), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """``manage.py work`` on the test's database, with the test's keys and files."""
    process = start(
        "manage.py",
        "work",
        PCF_VAR_DIR=str(Path(settings.MEDIA_ROOT).parent),
        PCF_SECRET_KEY=settings.SECRET_KEY,
        PCF_SIGNING_MASTER_KEY=settings.SIGNING_MASTER_KEY,
        PCF_LOG_LEVEL="WARNING",
        PCF_JOB_LEASE_SECONDS="60",
    )
    yield
    assert "Traceback" not in end(process)
    kill_all()


# No errors of a page: saying what is wrong with what was entered; htmx giving up a preview for a newer one; a
# connection that a test cuts.
HARMLESS = ("status of 422", "htmx:sendAbort", "htmx:afterRequest", "net::ERR_CONNECTION_FAILED")


def _is_complaint(said: ConsoleMessage) -> bool:
    return said.type == "error" and not any(each in said.text for each in HARMLESS)


@pytest.fixture
def sign_in(chromium: Browser, live_server: LiveServer) -> Iterator[SignIn]:
    """Sign a person in, in a window of the own; what the browser's console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(user: User) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.goto("/login/")
        page.get_by_label("邮箱").fill(user.email)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="工作台").wait_for()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []
