"""The agency's settings, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Agency, AuditEntry, User
from tests.people import People

Access = Callable[[User], Client]


def _sent(agency: Agency, **changes: str) -> dict[str, str]:
    values = {name: str(getattr(agency, name)) for name in services.AGENCY_FIELDS}
    return {**values, "version": str(agency.version), **changes}


def test_settings_are_saved_with_a_line_of_the_trail(people: People, signed_in: Access) -> None:
    sent = _sent(people.agency, short_name="示例", number_pattern="示例-{year}-{sequence:05d}")
    response = signed_in(people.administrator).post(reverse("agency_settings"), sent)
    assert response.headers["Location"] == reverse("agency_settings")
    agency = Agency.objects.get(pk=people.agency.pk)
    assert (agency.short_name, agency.number_pattern, agency.version) == (
        "示例",
        "示例-{year}-{sequence:05d}",
        2,
    )
    entry = AuditEntry.objects.get(act="agency.edit")
    assert entry.before == {"short_name": "", "number_pattern": "PCF-{year}-{sequence:04d}"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": ""}, "机构名称"),
        ({"credit_code": "123"}, "统一社会信用代码应为 18 位，当前为 3 位。"),
        ({"number_pattern": "PCF-{year}"}, "编号规则须含"),
        ({"number_pattern": "PCF-{sequence:04d}"}, "编号规则须含"),
        ({"number_pattern": "{year}-{sequence}-{sequence}"}, "编号规则须含"),
        ({"number_pattern": "{year}-{sequence}-{year.__class__}"}, "编号规则须含"),
        ({"number_pattern": "{year}-{sequence}-{"}, "编号规则须含"),
    ],
)
def test_wrong_settings_change_nothing(
    change: dict[str, str], reason: str, people: People, signed_in: Access
) -> None:
    before = Agency.objects.filter(pk=people.agency.pk).values().get()
    response = signed_in(people.administrator).post(
        reverse("agency_settings"), _sent(people.agency, **change)
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert reason in page
    assert f'<span class="topbar-agency">{people.agency.name}</span>' in page
    assert Agency.objects.filter(pk=people.agency.pk).values().get() == before


def test_the_name_of_another_agency_is_refused(people: People, strangers: People, signed_in: Access) -> None:
    sent = _sent(people.agency, name=strangers.agency.name)
    assert signed_in(people.administrator).post(reverse("agency_settings"), sent).status_code == 422
    assert Agency.objects.get(pk=people.agency.pk).name == people.agency.name


def test_the_slower_administrator_is_told(people: People, signed_in: Access) -> None:
    services.edit_agency(people.administrator, people.agency, {"address": "北路 1 号"}, version=1)
    sent = _sent(people.agency, address="南路 2 号")
    response = signed_in(people.administrator).post(reverse("agency_settings"), sent)
    assert response.status_code == 409
    assert "<td>南路 2 号</td><td>北路 1 号</td>" in response.content.decode()
    assert Agency.objects.get(pk=people.agency.pk).address == "北路 1 号"
