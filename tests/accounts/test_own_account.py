"""Profile, password and tokens of one's own, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken, AuditEntry, User
from tests.people import PASSWORD, People

Access = Callable[[User], Client]
NEW = "quiet-lake-77"


def _sign_in(user: User) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": user.email, "password": PASSWORD})
    return client


def test_the_own_name_and_qualification_are_changed_with_a_line_of_the_trail(
    people: People, signed_in: Access
) -> None:
    sent = {"name": "李思远", "phone": "000-00000000", "qualification": "甲-0001", "version": "1"}
    response = signed_in(people.consultant).post(reverse("profile"), sent)
    assert response.headers["Location"] == reverse("profile")
    changed = User.objects.get(pk=people.consultant.pk)
    assert (changed.name, changed.phone, changed.qualification, changed.version) == (
        "李思远",
        "000-00000000",
        "甲-0001",
        2,
    )
    entry = AuditEntry.objects.get(act="user.edit")
    assert entry.before == {"name": "李思源", "phone": "", "qualification": ""}
    assert entry.after == {"name": "李思远", "phone": "000-00000000", "qualification": "甲-0001"}


def test_the_own_address_and_roles_are_not_taken_from_the_form(people: People, signed_in: Access) -> None:
    sent = {"name": "李思源", "email": "other@example.test", "roles": "administrator", "version": "1"}
    assert signed_in(people.consultant).post(reverse("profile"), sent).status_code == 302
    unchanged = User.objects.get(pk=people.consultant.pk)
    assert unchanged.email == people.consultant.email
    assert unchanged.roles == people.consultant.roles
    assert not AuditEntry.objects.filter(act="user.edit").exists()


def test_an_empty_name_is_refused_and_nothing_changes(people: People, signed_in: Access) -> None:
    response = signed_in(people.consultant).post(
        reverse("profile"), {"name": " ", "phone": "000", "version": "1"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'value="000"' in page  # what was entered is still there
    unchanged = User.objects.get(pk=people.consultant.pk)
    assert (unchanged.name, unchanged.phone, unchanged.version) == ("李思源", "", 1)


def test_the_name_in_the_frame_stays_true_while_a_form_is_refused(people: People, signed_in: Access) -> None:
    page = (
        signed_in(people.consultant)
        .post(reverse("profile"), {"name": "长" * 61, "version": "1"})
        .content.decode()
    )
    assert f"<span>{people.consultant.name}</span>" in page


def test_changing_the_password_keeps_this_session_and_ends_the_others(people: People) -> None:
    here, there = _sign_in(people.consultant), _sign_in(people.consultant)
    sent = {"old_password": PASSWORD, "new_password": NEW, "repeated": NEW}
    assert here.post(reverse("password_change"), sent).headers["Location"] == reverse("home")
    assert here.get(reverse("profile")).status_code == 200
    assert there.get(reverse("profile")).status_code == 302
    assert User.objects.get(pk=people.consultant.pk).check_password(NEW)
    entry = AuditEntry.objects.get(act="user.change_password")
    assert (entry.before, entry.after) == ({}, {})


@pytest.mark.parametrize(
    ("old", "new", "repeated", "reason"),
    [
        ("wrong-password-42", NEW, NEW, "当前密码不正确。"),
        (PASSWORD, NEW, "quiet-lake-78", "两次输入的新密码不一致。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能与当前密码相同。"),
        (PASSWORD, "short-1", "short-1", "至少"),
        (PASSWORD, "password123", "password123", "常见"),
        (PASSWORD, "", "", "必填"),
    ],
)
def test_a_bad_password_is_refused_and_the_old_one_stays(
    old: str, new: str, repeated: str, reason: str, people: People
) -> None:
    client = _sign_in(people.consultant)
    sent = {"old_password": old, "new_password": new, "repeated": repeated}
    response = client.post(reverse("password_change"), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert reason in page
    assert not new or f'value="{new}"' not in page  # a password is never written back into the page
    assert User.objects.get(pk=people.consultant.pk).check_password(PASSWORD)
    assert not AuditEntry.objects.filter(act="user.change_password").exists()


def test_an_open_session_is_no_place_to_guess_the_password(people: People) -> None:
    client = _sign_in(people.consultant)
    wrong = {"old_password": "wrong-password-42", "new_password": NEW, "repeated": NEW}
    statuses = [client.post(reverse("password_change"), wrong).status_code for _attempt in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    right = {**wrong, "old_password": PASSWORD}
    assert client.post(reverse("password_change"), right).status_code == 429
    assert User.objects.get(pk=people.consultant.pk).check_password(PASSWORD)


def test_a_token_is_shown_once_and_works(people: People, signed_in: Access) -> None:
    client = signed_in(people.consultant)
    response = client.post(reverse("token_list"), {"label": "数据采集脚本"})
    assert response.status_code == 201
    match = re.search(r"pcf_[\w-]{43}", response.content.decode())
    assert match is not None
    token = ApiToken.objects.get(user=people.consultant)
    assert token.digest == ApiToken.digest_of(match[0])
    assert match[0] not in client.get(reverse("token_list")).content.decode()
    entry = AuditEntry.objects.get(act="apitoken.create")
    assert entry.after == {"label": "数据采集脚本"}


@pytest.mark.parametrize("label", ["", "   ", "长" * 81])
def test_a_token_needs_a_label(label: str, people: People, signed_in: Access) -> None:
    assert signed_in(people.consultant).post(reverse("token_list"), {"label": label}).status_code == 422
    assert ApiToken.objects.count() == 0


def test_a_revoked_token_stays_in_the_list_and_stops_working(people: People, signed_in: Access) -> None:
    token, _text = services.make_token(people.consultant, "脚本")
    client = signed_in(people.consultant)
    assert client.post(reverse("token_revoke", args=[token.pk])).headers["Location"] == reverse("token_list")
    revoked = ApiToken.objects.get(pk=token.pk)
    assert revoked.revoked_at is not None
    assert "已撤销" in client.get(reverse("token_list")).content.decode()
    assert AuditEntry.objects.filter(act="apitoken.revoke").count() == 1
    client.post(reverse("token_revoke", args=[token.pk]))  # once more changes nothing
    assert ApiToken.objects.get(pk=token.pk).revoked_at == revoked.revoked_at
    assert AuditEntry.objects.filter(act="apitoken.revoke").count() == 1


def test_an_administrator_revokes_a_token_of_the_agency(people: People, signed_in: Access) -> None:
    token, _text = services.make_token(people.consultant, "脚本")
    response = signed_in(people.administrator).post(reverse("token_revoke", args=[token.pk]))
    assert response.headers["Location"] == reverse("person", args=[people.consultant.pk])
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    assert AuditEntry.objects.get(act="apitoken.revoke").actor == people.administrator
