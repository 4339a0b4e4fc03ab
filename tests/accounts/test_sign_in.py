"""Signing in and out over HTTP: throttling, rotation of the session, initial passwords."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import AuditEntry, User
from pcf_project import settings as written_settings
from tests.people import PASSWORD, People

REFUSAL = "邮箱或密码不正确。密码区分大小写。"


def _try(client: Client, email: str, password: str, **more: str) -> tuple[int, str]:
    response = client.post(reverse("login"), {"username": email, "password": password, **more})
    return response.status_code, response.content.decode()


def test_the_right_password_opens_the_home_page_and_leaves_a_line(people: People) -> None:
    client = Client()
    response = client.post(reverse("login"), {"username": people.consultant.email, "password": PASSWORD})
    assert response.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert AuditEntry.objects.get(act="user.sign_in").actor == people.consultant


def test_the_name_may_be_typed_in_capitals_and_with_blanks(people: People) -> None:
    typed = f" {people.consultant.email.upper()} "
    assert _try(Client(), typed, PASSWORD)[0] == 302


def test_the_session_gets_a_new_key_at_sign_in(people: People) -> None:
    client = Client()
    client.force_login(people.consultant)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.post(reverse("logout"))
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    assert _try(client, people.approver.email, PASSWORD)[0] == 302
    assert client.session.session_key != "planted0planted0planted0planted0"
    assert "planted" not in client.session


def test_unknown_closed_and_mistyped_accounts_get_the_same_answer(people: People) -> None:
    services.deactivate(people.administrator, people.colleague, version=1)
    answers = {
        (status, REFUSAL in page, len(page) - len(email))
        for email, password in [
            ("nobody@example.test", PASSWORD),
            (people.consultant.email, "wrong-password-42"),
            (people.colleague.email, PASSWORD),
        ]
        for status, page in [_try(Client(), email, password)]
    }
    # Equal but for the repeated name; the token of the form has a constant length.
    assert len(answers) == 1
    assert answers.pop()[:2] == (200, True)


def test_the_fifth_wrong_password_locks_the_name_here_also_in_another_spelling(people: People) -> None:
    client = Client()
    spellings = [people.consultant.email, people.consultant.email.upper(), f" {people.consultant.email}"]
    for attempt in range(4):
        assert _try(client, spellings[attempt % 3], "wrong-password-42")[0] == 200
    status, page = _try(client, people.consultant.email, "wrong-password-42")
    assert status == 429
    assert "请在 15 分钟后再试" in page
    assert "连续 5 次密码错误" in page
    assert _try(client, people.consultant.email, PASSWORD)[0] == 429  # the right one comes too late
    assert _try(client, people.approver.email, PASSWORD)[0] == 302  # somebody else behind the same address


def test_an_unknown_name_is_locked_like_a_known_one(people: People) -> None:
    statuses = [_try(Client(), "nobody@example.test", "wrong-password-42")[0] for _attempt in range(5)]
    assert statuses == [200, 200, 200, 200, 429]


def test_a_target_outside_is_not_followed(people: People) -> None:
    client = Client()
    response = client.post(
        reverse("login"),
        {"username": people.consultant.email, "password": PASSWORD, "next": "https://elsewhere.test/"},
    )
    assert response.headers["Location"] == reverse("home")


def test_the_page_that_was_wanted_opens_after_signing_in(people: People) -> None:
    client = Client()
    response = client.post(
        reverse("login"),
        {"username": people.consultant.email, "password": PASSWORD, "next": reverse("audit_trail")},
    )
    assert response.headers["Location"] == reverse("audit_trail")


def test_signing_out_ends_the_session_and_leaves_a_line(people: People) -> None:
    client = Client()
    client.force_login(people.consultant)
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert client.get(reverse("profile")).status_code == 302
    assert AuditEntry.objects.get(act="user.sign_out").actor == people.consultant


def test_a_closed_account_is_out_at_once(people: People, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(people.colleague)
    assert client.get(reverse("profile")).status_code == 200
    services.deactivate(people.administrator, people.colleague, version=1)
    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("name", ["home", "profile", "token_list", "audit_trail"])
def test_an_initial_password_opens_no_page_but_its_own_change(name: str, people: People) -> None:
    user, password = services.invite(
        people.administrator, email="new@example.test", name="新同事", roles=people.consultant.roles
    )
    client = Client()
    assert _try(client, user.email, password)[0] == 302
    assert client.get(reverse(name)).headers["Location"] == reverse("password_change")
    page = client.get(reverse("password_change")).content.decode()
    assert "请先换成只有您自己知道的密码" in page
    client.post(
        reverse("password_change"),
        {"old_password": password, "new_password": "quiet-lake-77", "repeated": "quiet-lake-77"},
    )
    assert client.get(reverse(name)).status_code == 200


def test_a_form_without_token_is_refused_with_the_way_out(people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.consultant)
    response = client.post(reverse("profile"), {"name": "某人", "version": "1"})
    assert response.status_code == 403
    assert "页面已失效" in response.content.decode()
    assert User.objects.get(pk=people.consultant.pk).name == people.consultant.name


def test_passwords_are_hashed_with_argon2() -> None:
    """The tests themselves hash quickly; what an installation does stands in the settings file."""
    assert written_settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert (
        Argon2PasswordHasher().encode("only-for-tests-42", "salt-of-16-chars").startswith("argon2$argon2id$")
    )
