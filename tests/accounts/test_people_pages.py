"""The administrator's pages about people, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import AuditEntry, Role, User
from tests.people import PASSWORD, People, make_person

Access = Callable[[User], Client]
INITIAL = re.compile(r">((?:[a-z2-9]{4}-){3}[a-z2-9]{4})<")
NEWCOMER = {
    "name": "孙新来",
    "email": "New@Example.test",
    "phone": "",
    "qualification": "",
    "roles": ["consultant"],
}


def _password_on(page: str) -> str:
    match = INITIAL.search(page)
    assert match is not None
    return match[1]


def test_the_list_shows_the_own_people_with_roles_and_finds_them(
    people: People, strangers: People, signed_in: Access
) -> None:
    client = signed_in(people.administrator)
    page = client.get(reverse("person_list")).content.decode()
    assert people.approver.email in page
    assert "技术复核人" in page
    assert strangers.approver.email not in page
    found = client.get(reverse("person_list"), {"q": "李思"}).content.decode()
    assert people.consultant.email in found
    assert people.approver.email not in found
    assert "没有找到人员" in client.get(reverse("person_list"), {"q": "不存在"}).content.decode()


def test_an_invited_person_signs_in_with_the_password_that_was_shown_once(
    people: People, signed_in: Access
) -> None:
    response = signed_in(people.administrator).post(reverse("person_invite"), NEWCOMER)
    assert response.status_code == 201
    password = _password_on(response.content.decode())
    newcomer = User.objects.get(email="new@example.test")
    assert (newcomer.agency, newcomer.name, newcomer.roles) == (
        people.agency,
        "孙新来",
        frozenset({Role.CONSULTANT}),
    )
    assert newcomer.password_is_initial
    answer = Client().post(reverse("login"), {"username": newcomer.email, "password": password})
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(act="user.create")
    assert entry.actor == people.administrator
    assert entry.after == {
        "name": "孙新来",
        "email": "new@example.test",
        "phone": "",
        "qualification": "",
        "roles": ["咨询师"],
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email": "not an address"}, "邮箱"),
        ({"email": ""}, "邮箱"),
        ({"name": ""}, "姓名"),
        ({"roles": []}, "角色"),
        ({"roles": ["owner"]}, "角色"),
        ({"roles": ["client", "approver"]}, "委托方人员不能同时担任机构内的角色。"),
    ],
)
def test_a_wrong_invitation_makes_nobody(
    change: dict[str, object], reason: str, people: People, signed_in: Access
) -> None:
    before = User.objects.count()
    response = signed_in(people.administrator).post(reverse("person_invite"), {**NEWCOMER, **change})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert User.objects.count() == before
    assert not AuditEntry.objects.filter(act="user.create").exists()


def test_an_address_in_use_is_refused_in_any_spelling(people: People, signed_in: Access) -> None:
    taken = people.consultant.email.upper()
    response = signed_in(people.administrator).post(reverse("person_invite"), {**NEWCOMER, "email": taken})
    assert response.status_code == 422
    assert User.objects.filter(email__iexact=taken).count() == 1


def test_a_persons_data_is_changed_with_a_line_of_the_trail(people: People, signed_in: Access) -> None:
    address = reverse("person", args=[people.consultant.pk])
    sent = {
        "name": "李思远",
        "email": "li@example.test",
        "phone": "",
        "qualification": "甲-0002",
        "version": "1",
    }
    assert signed_in(people.administrator).post(address, sent).headers["Location"] == address
    changed = User.objects.get(pk=people.consultant.pk)
    assert (changed.name, changed.email, changed.qualification) == ("李思远", "li@example.test", "甲-0002")
    assert AuditEntry.objects.get(act="user.edit").after["email"] == "li@example.test"


def test_an_older_page_is_told_what_the_person_changed_meanwhile(people: People, signed_in: Access) -> None:
    services.edit_profile(people.consultant, {"name": "李思齐", "phone": "000-1"}, version=1)
    sent = {
        "name": "李思远",
        "email": people.consultant.email,
        "phone": "",
        "qualification": "甲",
        "version": "1",
    }
    response = signed_in(people.administrator).post(reverse("person", args=[people.consultant.pk]), sent)
    assert response.status_code == 409
    page = response.content.decode()
    # Both changed the name: the panel shows both. Only the person changed the phone: the form takes it over.
    assert "<td>李思远</td><td>李思齐</td>" in page
    assert 'name="name" value="李思远"' in page
    assert 'name="phone" value="000-1"' in page
    assert 'name="qualification" value="甲"' in page
    assert 'name="version" value="2"' in page
    assert User.objects.get(pk=people.consultant.pk).name == "李思齐"


def test_roles_are_set_with_a_line_of_the_trail(people: People, signed_in: Access) -> None:
    address = reverse("person_roles", args=[people.consultant.pk])
    sent = {"roles": ["technical_reviewer", "consultant"], "version": "1"}
    response = signed_in(people.administrator).post(address, sent)
    assert response.headers["Location"] == reverse("person", args=[people.consultant.pk])
    assert User.objects.get(pk=people.consultant.pk).roles == {Role.CONSULTANT, Role.TECHNICAL_REVIEWER}
    entry = AuditEntry.objects.get(act="user.roles")
    assert (entry.before, entry.after) == ({"roles": ["咨询师"]}, {"roles": ["咨询师", "技术复核人"]})


@pytest.mark.parametrize(
    ("roles", "reason"),
    [
        ([], "角色"),
        (["client", "consultant"], "委托方人员不能同时担任机构内的角色。"),
        (["owner"], "角色"),
    ],
)
def test_wrong_roles_change_nothing(roles: list[str], reason: str, people: People, signed_in: Access) -> None:
    address = reverse("person_roles", args=[people.consultant.pk])
    response = signed_in(people.administrator).post(address, {"roles": roles, "version": "1"})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert User.objects.get(pk=people.consultant.pk).roles == {Role.CONSULTANT}
    assert not AuditEntry.objects.filter(act="user.roles").exists()


def test_roles_of_an_older_page_are_not_written(people: People, signed_in: Access) -> None:
    services.set_roles(people.administrator, people.consultant, [Role.APPROVER], version=1)
    address = reverse("person_roles", args=[people.consultant.pk])
    response = signed_in(people.administrator).post(
        address, {"roles": ["client"], "version": "1"}, follow=True
    )
    assert "已被他人修改" in response.content.decode()
    assert User.objects.get(pk=people.consultant.pk).roles == {Role.APPROVER}


def test_the_last_administrator_keeps_the_role(people: People, signed_in: Access) -> None:
    address = reverse("person_roles", args=[people.administrator.pk])
    client = signed_in(people.administrator)
    response = client.post(address, {"roles": ["consultant"], "version": "1"})
    assert response.status_code == 422
    assert "唯一的机构管理员" in response.content.decode()
    assert User.objects.get(pk=people.administrator.pk).roles == {Role.ADMINISTRATOR}
    make_person(people.agency, Role.ADMINISTRATOR)
    assert client.post(address, {"roles": ["consultant"], "version": "1"}).status_code == 302
    assert User.objects.get(pk=people.administrator.pk).roles == {Role.CONSULTANT}


def test_a_closed_administrator_does_not_count_as_another(people: People, signed_in: Access) -> None:
    second = make_person(people.agency, Role.ADMINISTRATOR)
    services.deactivate(people.administrator, second, version=1)
    address = reverse("person_roles", args=[people.administrator.pk])
    response = signed_in(people.administrator).post(address, {"roles": ["consultant"], "version": "1"})
    assert response.status_code == 422
    assert User.objects.get(pk=people.administrator.pk).roles == {Role.ADMINISTRATOR}


def test_an_account_is_closed_and_opened_again_and_never_deleted(people: People, signed_in: Access) -> None:
    client = signed_in(people.administrator)
    pk = people.consultant.pk
    page = client.post(
        reverse("person_deactivate", args=[pk]), {"version": "1"}, follow=True
    ).content.decode()
    assert "已停用“李思源”的账户。" in page
    assert not User.objects.get(pk=pk).is_active
    page = client.post(reverse("person_activate", args=[pk]), {"version": "2"}, follow=True).content.decode()
    assert "已恢复“李思源”的账户。" in page
    assert User.objects.get(pk=pk).is_active
    acts = AuditEntry.objects.filter(subject_type="User", subject_id=pk).values_list("act", flat=True)
    assert list(acts) == ["user.activate", "user.deactivate"]  # newest first


@pytest.mark.parametrize("version", ["", "7", "一"])
def test_an_account_is_not_closed_without_the_version_that_was_seen(
    version: str, people: People, signed_in: Access
) -> None:
    address = reverse("person_deactivate", args=[people.consultant.pk])
    signed_in(people.administrator).post(address, {"version": version})
    assert User.objects.get(pk=people.consultant.pk).is_active
    assert not AuditEntry.objects.filter(act="user.deactivate").exists()


def test_nobody_closes_the_own_account(people: People, signed_in: Access) -> None:
    make_person(people.agency, Role.ADMINISTRATOR)
    address = reverse("person_deactivate", args=[people.administrator.pk])
    page = signed_in(people.administrator).post(address, {"version": "1"}, follow=True).content.decode()
    assert "不能停用自己的账户" in page
    assert User.objects.get(pk=people.administrator.pk).is_active


def test_a_reset_password_is_shown_once_ends_sessions_and_must_be_replaced(
    people: People, signed_in: Access
) -> None:
    elsewhere = signed_in(people.consultant)
    response = signed_in(people.administrator).post(
        reverse("person_reset_password", args=[people.consultant.pk])
    )
    assert response.status_code == 200
    password = _password_on(response.content.decode())
    assert elsewhere.get(reverse("profile")).status_code == 302
    changed = User.objects.get(pk=people.consultant.pk)
    assert changed.check_password(password)
    assert changed.password_is_initial
    entry = AuditEntry.objects.get(act="user.reset_password")
    assert (entry.before, entry.after) == ({}, {})


def test_the_own_password_is_not_reset_but_changed(people: People, signed_in: Access) -> None:
    address = reverse("person_reset_password", args=[people.administrator.pk])
    page = signed_in(people.administrator).post(address, follow=True).content.decode()
    assert "请在“修改密码”页面更改自己的密码。" in page
    assert User.objects.get(pk=people.administrator.pk).check_password(PASSWORD)
