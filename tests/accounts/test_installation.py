"""The commands of who runs the installation."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Agency, AuditEntry, Role, User
from tests.people import People, make_person


def _run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def _password_in(text: str) -> str:
    match = re.search(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", text)
    assert match is not None
    return match[0]


@pytest.mark.django_db
def test_an_agency_begins_with_an_administrator_who_replaces_the_password() -> None:
    printed = _run(
        "create_agency", "云杉碳核算有限公司", "--email", "Boss@example.test", "--person", "何主任"
    )
    user = User.objects.get(email="boss@example.test")
    assert (user.agency.name, user.name, user.roles) == (
        "云杉碳核算有限公司",
        "何主任",
        frozenset({Role.ADMINISTRATOR}),
    )
    client = Client()
    client.post(reverse("login"), {"username": user.email, "password": _password_in(printed)})
    assert client.get(reverse("home")).headers["Location"] == reverse("password_change")
    assert set(AuditEntry.objects.values_list("actor_name", "act")) == {
        ("系统", "agency.create"),
        ("系统", "user.create"),
        ("何主任", "user.sign_in"),
    }


@pytest.mark.parametrize(
    ("name", "email"),
    [("", "boss@example.test"), ("云杉碳核算有限公司", "no address")],
)
@pytest.mark.django_db
def test_a_wrong_agency_leaves_nothing(name: str, email: str) -> None:
    with pytest.raises(CommandError):
        _run("create_agency", name, "--email", email, "--person", "何主任")
    assert (Agency.objects.count(), User.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_the_only_administrator_is_rescued(people: People) -> None:
    printed = _run("reset_password", people.administrator.email.upper())
    rescued = User.objects.get(pk=people.administrator.pk)
    assert rescued.check_password(_password_in(printed))
    assert rescued.password_is_initial
    entry = AuditEntry.objects.get(act="user.reset_password")
    assert (entry.actor, entry.actor_name) == (None, "系统")


def test_a_closed_account_is_opened_by_the_rescue(people: People) -> None:
    second = make_person(people.agency, Role.ADMINISTRATOR)
    services.deactivate(people.administrator, second, version=1)
    _run("reset_password", second.email)
    assert User.objects.get(pk=second.pk).is_active


def test_an_unknown_address_is_said(people: People) -> None:
    with pytest.raises(CommandError, match=r"没有登录邮箱为“nobody@example\.test”的人员"):
        _run("reset_password", "nobody@example.test")
    assert not AuditEntry.objects.exists()
