"""The audit trail: its page over HTTP, and its words."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError
from django.test import Client
from django.urls import reverse

from accounts import audit, editing, services
from accounts.models import AuditEntry, User
from accounts.trail import VERBS, Difference, line
from accounts.wording import BESIDE_COLUMNS, Wording
from inventories.models import Company
from tests.architecture.source import own_files, tree
from tests.people import People

Access = Callable[[User], Client]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


@pytest.fixture
def company(people: People) -> Company:
    """Made on 1 March, changed by a colleague on 2 March a minute before midnight."""
    with time_machine.travel(datetime.datetime(2025, 3, 1, 9, 0, tzinfo=SHANGHAI), tick=False):
        company = editing.create(people.consultant, Company(name="青禾阀门有限公司", address="北路 1 号"))
    with time_machine.travel(datetime.datetime(2025, 3, 2, 23, 59, tzinfo=SHANGHAI), tick=False):
        return editing.edit(people.colleague, company, {"address": "南路 2 号"}, version=1)


def _page(client: Client, **wanted: str | int) -> str:
    return client.get(reverse("audit_trail"), wanted).content.decode()


def test_a_line_shows_who_what_when_before_and_after(
    people: People, company: Company, signed_in: Access
) -> None:
    page = _page(signed_in(people.reviewer))
    assert "2025-03-02 23:59:00" in page
    assert people.colleague.name in page
    assert "<del>北路 1 号</del>" in page
    assert "<ins>南路 2 号</ins>" in page
    assert "委托方" in page


def test_what_people_wrote_is_shown_as_text(people: People, signed_in: Access) -> None:
    editing.create(people.consultant, Company(name="<script>alert(1)</script>"))
    page = _page(signed_in(people.reviewer))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("wanted", "changed", "made"),
    [
        ({}, True, True),
        ({"act": "edit"}, True, False),
        ({"act": "create"}, False, True),
        ({"since": "2025-03-02"}, True, False),
        ({"until": "2025-03-01"}, False, True),
        ({"since": "2025-03-02", "until": "2025-03-02"}, True, False),
        ({"since": "2025-03-03"}, False, False),
        ({"study": "1"}, False, False),
    ],
)
def test_the_trail_is_narrowed_by_act_and_day(
    wanted: dict[str, str], changed: bool, made: bool, people: People, company: Company, signed_in: Access
) -> None:
    page = _page(signed_in(people.reviewer), **wanted)
    assert ("2025-03-02 23:59:00" in page, "2025-03-01 09:00:00" in page) == (changed, made)


def test_the_trail_is_narrowed_by_person(people: People, company: Company, signed_in: Access) -> None:
    page = _page(signed_in(people.reviewer), person=people.consultant.pk)
    assert "2025-03-01 09:00:00" in page
    assert "2025-03-02 23:59:00" not in page


@pytest.mark.parametrize("wanted", [{"since": "yesterday"}, {"study": "x"}, {"act": "sell"}])
def test_a_wrong_filter_is_said_and_shows_nothing(
    wanted: dict[str, str], people: People, company: Company, signed_in: Access
) -> None:
    page = _page(signed_in(people.reviewer), **wanted)
    assert 'class="field-errors"' in page
    assert "2025-03-02 23:59:00" not in page


def test_a_person_of_another_agency_is_no_filter(
    people: People, strangers: People, company: Company, signed_in: Access
) -> None:
    page = _page(signed_in(people.reviewer), person=strangers.consultant.pk)
    assert strangers.consultant.email not in page
    assert 'class="field-errors"' in page


def test_long_trails_come_in_pages_that_keep_the_filter(people: People, signed_in: Access) -> None:
    with transaction.atomic():
        for _number in range(51):
            audit.record(people.consultant, "user.sign_in", people.consultant)
    client = signed_in(people.reviewer)
    assert "第 1 至 50 条，共 51 条" in _page(client, act="sign_in")
    assert "act=sign_in&amp;page=2" in _page(client, act="sign_in")
    assert "第 51 至 51 条，共 51 条" in _page(client, act="sign_in", page=2)


def test_roles_and_states_are_said_in_words(people: People) -> None:
    services.deactivate(people.administrator, people.consultant, version=1)
    shown = line(AuditEntry.objects.get(act="user.deactivate"))
    assert (shown.act, shown.subject_kind) == ("停用账户", "人员")
    assert shown.differences == [Difference("启用", "是", "否")]


def test_an_act_of_an_app_that_is_gone_stays_readable(people: People) -> None:
    entry = AuditEntry(act="partner.poll", subject_type="Partner", before={}, after={"url": None})
    shown = line(entry)
    assert (shown.act, shown.subject_kind) == ("partner.poll", "Partner")
    assert shown.differences == [Difference("url", None, "（空）")]


def test_a_line_is_never_changed_or_deleted_by_the_database(people: People, company: Company) -> None:
    entry = AuditEntry.objects.get(act="company.edit")
    for change in (
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(actor_name="他人"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="immutable row"), transaction.atomic():
            change()
    assert AuditEntry.objects.get(pk=entry.pk).actor_name == people.colleague.name


@pytest.mark.django_db(transaction=True)
def test_no_line_without_the_transaction_of_its_act(people: People) -> None:
    with pytest.raises(TransactionManagementError):
        audit.record(people.consultant, "user.sign_in", people.consultant)
    assert not AuditEntry.objects.exists()


def test_every_act_that_the_source_writes_has_its_word() -> None:
    acts = {act for path in own_files() for act in _acts(path)}
    assert {"report.issued", "job.retry", "user.roles"} <= acts
    assert {act for act in acts if act.partition(".")[2] not in VERBS} == set()


def _acts(path: Path) -> set[str]:
    """The acts that are written as plain text in calls of ``audit.record``."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    recorded = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "record"]
    arguments = [node.args[1] for node in recorded if len(node.args) > 2]
    return {
        argument.value
        for argument in arguments
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value
    }


def test_whatever_an_act_tells_of_itself_has_a_chinese_name() -> None:
    columns = {field.name for model in apps.get_models() for field in model._meta.fields}
    told = {key for path in own_files() for key in _told(path)}
    assert {"reason", "digest", "pages"} <= told
    assert told - columns - BESIDE_COLUMNS.keys() == set()
    assert Wording("Report").label("reason") == "原因"


def _told(path: Path) -> set[str]:
    """The keys that are written out in ``before`` and ``after`` of calls of ``audit.record``."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    recorded = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "record"]
    values = [word.value for node in recorded for word in node.keywords if word.arg in {"before", "after"}]
    keys = [key for value in values if isinstance(value, ast.Dict) for key in value.keys]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
