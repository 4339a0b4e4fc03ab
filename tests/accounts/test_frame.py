"""What every page owes: headers, no inline code, navigation by role, pages that say no, typography."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.middleware import no_store
from accounts.models import User
from accounts.templatetags.typography import co2, exact
from accounts.views.refusals import bad_request, server_error
from tests.people import People

Access = Callable[[User], Client]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
}


def _templates() -> list[Path]:
    """Templates of pages; those of PDFs have a style sheet of their own and no browser."""
    files = Path(settings.BASE_DIR, "templates").rglob("*.html")
    return [path for path in files if "pdf" not in path.parts]


@pytest.mark.parametrize("name", ["login", "profile", "agency_settings"])
def test_the_policy_allows_no_inline_code(name: str, people: People, signed_in: Access) -> None:
    client = Client() if name == "login" else signed_in(people.administrator)
    response = client.get(reverse(name))
    policy = {directive.strip() for directive in response.headers["Content-Security-Policy"].split(";")}
    assert policy == POLICY
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_template_holds_inline_code() -> None:
    forbidden = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE
    )
    comment = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
    found = {
        (path.name, match[0])
        for path in _templates()
        for match in forbidden.finditer(comment.sub("", path.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_no_template_marks_what_people_wrote_as_safe() -> None:
    unsafe = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
    assert {path.name for path in _templates() if unsafe.search(path.read_text(encoding="utf-8"))} == set()


def test_cookies_are_kept_from_scripts_and_from_other_sites(people: People) -> None:
    client = Client()
    client.get(reverse("login"))
    client.post(reverse("login"), {"username": people.consultant.email, "password": "only-for-tests-42"})
    session, csrf = (
        client.cookies[name] for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    )
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert (csrf["httponly"], csrf["samesite"]) == (True, "Lax")


def test_pages_of_signed_in_people_are_not_stored(people: People, signed_in: Access) -> None:
    response = signed_in(people.consultant).get(reverse("profile"))
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_a_view_that_says_how_it_may_be_kept_is_left_alone(people: People) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    request = RequestFactory().get("/")
    request.user = people.consultant
    assert no_store(view)(request).headers["Cache-Control"] == "private, max-age=60"


def test_a_fragment_of_an_ended_session_sends_the_whole_page_to_sign_in(db: None) -> None:
    shown = "http://testserver/studies/3/?tab=lines"
    asked = {"HX-Request": "true", "HX-Current-URL": shown}
    response = Client().get(reverse("profile"), headers=asked)
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == f"{reverse('login')}?next=%2Fstudies%2F3%2F%3Ftab%3Dlines"
    assert response.content == b""
    foreign = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.test/path/"}
    answer = Client().get(reverse("profile"), headers=foreign)
    assert answer.headers["HX-Redirect"] == f"{reverse('login')}?next=%2Fpath%2F"


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("administrator", {"agency_settings", "person_list", "audit_trail"}, set()),
        ("consultant", {"audit_trail"}, {"agency_settings", "person_list"}),
        ("client", {"profile"}, {"agency_settings", "person_list", "audit_trail", "token_list"}),
    ],
)
def test_the_navigation_shows_what_the_role_may_open(
    role: str, shown: set[str], hidden: set[str], people: People, signed_in: Access
) -> None:
    page = signed_in(getattr(people, role)).get(reverse("profile")).content.decode()
    assert {name for name in shown | hidden if f'href="{reverse(name)}"' in page} == shown


def test_the_open_entry_of_the_navigation_is_marked(people: People, signed_in: Access) -> None:
    page = signed_in(people.administrator).get(reverse("person", args=[people.client.pk])).content.decode()
    marked = re.findall(r'<a class="sidebar-link" href="([^"]+)" aria-current="page">', page)
    assert marked == [reverse("person_list")]


def test_the_home_page_counts_what_the_person_may_see(people: People, signed_in: Access) -> None:
    staff = signed_in(people.consultant).get(reverse("home")).content.decode()
    client = signed_in(people.client).get(reverse("home")).content.decode()
    assert "核算项目" in staff
    assert "核算项目" not in client


def test_an_unknown_address_names_the_way_out(people: People, signed_in: Access) -> None:
    anonymous = Client().get("/nowhere/")
    assert anonymous.status_code == 404
    assert reverse("login") in anonymous.content.decode()
    known = signed_in(people.consultant).get("/nowhere/")
    assert known.status_code == 404
    assert "返回工作台" in known.content.decode()


def test_an_unknown_address_of_the_api_is_told_as_the_api_tells_things() -> None:
    answer = Client().get("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert "没有这个接口地址" in answer.json()["detail"]


def test_a_failure_is_told_without_database_session_or_request() -> None:
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "系统发生错误" in response.content.decode()


def test_a_request_that_makes_no_sense_is_told_without_a_session() -> None:
    response = bad_request(RequestFactory().get("/"), SuspiciousOperation("odd"))
    assert response.status_code == 400
    page = response.content.decode()
    assert "请求无法识别" in page
    assert "odd" not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CO2e", "CO<sub>2</sub>e"),
        ("kgCO2e/kWh", "kgCO<sub>2</sub>e/kWh"),
        ("tCO2/t", "tCO<sub>2</sub>/t"),
        ("CH4、N2O、SF6", "CH<sub>4</sub>、N<sub>2</sub>O、SF<sub>6</sub>"),
        ("CO₂", "CO<sub>2</sub>"),
        ("万Nm3", "万Nm<sup>3</sup>"),
        ("kg/m3", "kg/m<sup>3</sup>"),
        ("100 m2", "100 m<sup>2</sup>"),
        ("型号 XCO2A-m30", "型号 XCO2A-m30"),
        ("HFC-134a", "HFC-134a"),
        ("<b>CO2</b> & m3", "&lt;b&gt;CO<sub>2</sub>&lt;/b&gt; &amp; m<sup>3</sup>"),
    ],
)
def test_formulas_and_powers_are_set_and_everything_else_is_escaped(text: str, shown: str) -> None:
    assert co2(text) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (None, "—"),
        (Decimal("0"), "0"),
        (Decimal("0.00"), "0.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-8"), "0.00000001"),
        (12, "12"),
    ],
)
def test_a_number_is_shown_with_every_digit(number: Decimal | int | None, shown: str) -> None:
    assert exact(number) == shown
