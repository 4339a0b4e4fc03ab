"""Every address of accounts × every kind of person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken, AuditEntry, User
from accounts.urls import urlpatterns
from tests.people import People

Access = Callable[[User], Client]

STAFF = ("consultant", "reviewer", "approver")
EVERYBODY = ("administrator", *STAFF, "client")
# Name of the address, method, who may come here; all others of the agency get 403.
TABLE: list[tuple[str, str, tuple[str, ...]]] = [
    ("profile", "get", EVERYBODY),
    ("password_change", "get", EVERYBODY),
    ("token_list", "get", ("administrator", *STAFF)),
    ("agency_settings", "get", ("administrator",)),
    ("person_list", "get", ("administrator",)),
    ("person_invite", "get", ("administrator",)),
    ("person", "get", ("administrator",)),
    ("person_roles", "post", ("administrator",)),
    ("person_reset_password", "post", ("administrator",)),
    ("person_deactivate", "post", ("administrator",)),
    ("person_activate", "post", ("administrator",)),
    ("audit_trail", "get", ("administrator", *STAFF)),
]
# Shown to everybody, or asked elsewhere: signing in and out; a token's address is a stranger's unless it is the own.
ELSEWHERE = {"login", "logout", "token_revoke"}
ABOUT_A_PERSON = {"person", "person_roles", "person_reset_password", "person_deactivate", "person_activate"}


def _address(name: str, people: People) -> str:
    return reverse(name, args=[people.colleague.pk] if name in ABOUT_A_PERSON else [])


def test_every_address_stands_in_the_table() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == {row[0] for row in TABLE} | ELSEWHERE


@pytest.mark.parametrize(("name", "method", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(
    name: str, method: str, allowed: tuple[str, ...], people: People
) -> None:
    address = _address(name, people)
    response = getattr(Client(), method)(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('login')}?next={address}"


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(("name", "method", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_only_the_roles_of_the_table_pass(
    name: str, method: str, allowed: tuple[str, ...], role: str, people: People, signed_in: Access
) -> None:
    before = list(User.objects.order_by("pk").values())
    response = getattr(signed_in(getattr(people, role)), method)(_address(name, people))
    if role in allowed:
        assert response.status_code not in (403, 404, 405)
        return
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()
    # Signing in by the test leaves the time of sign-in; nothing else of anybody has changed.
    after = list(User.objects.order_by("pk").values())
    assert [{**row, "last_login": None} for row in after] == [{**row, "last_login": None} for row in before]


@pytest.mark.parametrize("name", sorted(ABOUT_A_PERSON))
def test_a_person_of_another_agency_does_not_exist(
    name: str, people: People, strangers: People, signed_in: Access
) -> None:
    method = "get" if name == "person" else "post"
    before = User.objects.filter(pk=strangers.consultant.pk).values().get()
    address = reverse(name, args=[strangers.consultant.pk])
    response = getattr(signed_in(people.administrator), method)(address, {"version": "1"})
    assert response.status_code == 404
    assert User.objects.filter(pk=strangers.consultant.pk).values().get() == before


@pytest.mark.parametrize("who", ["colleague", "client"])
def test_a_token_of_somebody_else_does_not_exist(who: str, people: People, signed_in: Access) -> None:
    token, _text = services.make_token(people.consultant, "脚本")
    response = signed_in(getattr(people, who)).post(reverse("token_revoke", args=[token.pk]))
    assert response.status_code == 404
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def test_a_token_of_another_agency_does_not_exist_for_its_administrator(
    people: People, strangers: People, signed_in: Access
) -> None:
    token, _text = services.make_token(strangers.consultant, "脚本")
    response = signed_in(people.administrator).post(reverse("token_revoke", args=[token.pk]))
    assert response.status_code == 404
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def test_the_trail_of_another_agency_is_not_shown(
    people: People, strangers: People, signed_in: Access
) -> None:
    services.invite(
        strangers.administrator, email="new@example.test", name="外人甲", roles=strangers.reviewer.roles
    )
    page = signed_in(people.administrator).get(reverse("audit_trail")).content.decode()
    assert "外人甲" not in page
    assert AuditEntry.objects.filter(agency=strangers.agency).count() == 1


@pytest.mark.parametrize(
    "name",
    ["person_roles", "person_reset_password", "person_deactivate", "person_activate", "logout"],
)
def test_what_changes_something_is_not_done_by_following_a_link(
    name: str, people: People, signed_in: Access
) -> None:
    address = reverse(name, args=[people.colleague.pk] if name in ABOUT_A_PERSON else [])
    client = signed_in(people.administrator)
    assert client.get(address).status_code == 405
    assert client.get(reverse("profile")).status_code == 200
