"""The access matrix: every address × every kind of person × the own agency's things and another's.

The table is ``access_table.txt``. An address without a row fails; so does a row without an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import AuditEntry, User
from tests.architecture.access_world import House, everything_at, make_house

TABLE = Path(__file__).with_name("access_table.txt")
# The order of the table's columns. The outsider holds every role of the staff, in another agency.
PERSONS = (
    "anonymous",
    "deactivated",
    "administrator",
    "consultant",
    "reviewer",
    "approver",
    "client",
    "outsider",
)


class Row(NamedTuple):
    """One address asked in one way about one thing; ``expected``: what comes of it, by person."""

    address: str
    method: str
    thing: str
    expected: dict[str, str]

    @property
    def label(self) -> str:
        return f"{self.method.upper()} {self.address} {self.thing}".strip()


def _rows() -> Iterator[Row]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, _bar, tail = line.partition("|")
        address, method, *thing = head.split(maxsplit=2)
        expected = dict(zip(PERSONS, tail.split(), strict=True))
        yield Row(address, method.lower(), "".join(thing).strip(), expected)


ROWS = list(_rows())


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            yield from _addresses(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row.address for row in ROWS} == set(_addresses(get_resolver()))


def test_every_row_stands_once() -> None:
    labels = [row.label for row in ROWS]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.django_db
@pytest.mark.parametrize("who", PERSONS)
def test_who_comes_in(who: str) -> None:
    own, other = make_house(), make_house()
    client = _client(who, own, other)
    found = {row.label: _outcome(client, row, own) for row in ROWS}
    assert found == {row.label: row.expected[who] for row in ROWS}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["administrator", "consultant", "reviewer", "approver", "client"])
def test_what_belongs_to_another_agency_does_not_exist(who: str) -> None:
    """404 for everything; 403 only where the person's role is refused before the thing is looked for."""
    own, other = make_house(), make_house()
    client = _client(who, own, other)
    rows = [row for row in ROWS if row.thing and not row.thing.startswith("everybody's")]
    found = {row.label: _outcome(client, row, other) for row in rows}
    revealed = {
        row.label: found[row.label]
        for row in rows
        if found[row.label] != "404" and not found[row.label] == row.expected[who] == "403"
    }
    assert revealed == {}


def _client(who: str, own: House, other: House) -> Client:
    client = Client()
    if who != "anonymous":
        client.force_login(_person(who, own, other))
    if who == "deactivated":  # while the session lasts
        User.objects.filter(pk=own.people.consultant.pk).update(is_active=False)
    return client


def _person(who: str, own: House, other: House) -> User:
    if who == "outsider":
        return everything_at(other)
    person = own.people.consultant if who == "deactivated" else getattr(own.people, who)
    assert isinstance(person, User)
    return person


def _outcome(client: Client, row: Row, house: House) -> str:
    """What comes of asking, with next to nothing entered; what it changed, and signing out, is taken back.

    A refusal that left a line in the trail has changed something, and says so.
    """
    address = reverse(row.address, kwargs=house.things[row.thing] if row.thing else {})
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        before = AuditEntry.objects.count()
        response = _sent(client, row, address, house.entered.get(row.address, {}))
        word = _word(response)
        wrote = word.isdigit() and AuditEntry.objects.count() != before
        transaction.set_rollback(True)
    client.cookies = cookies
    return f"{word}, but wrote" if wrote else word


def _sent(client: Client, row: Row, address: str, entered: dict[str, str]) -> HttpResponse:
    """The version and a reason are always there: without them some acts are refused before anybody asks who acts."""
    send: Callable[..., HttpResponse] = getattr(client, row.method)
    if row.method == "get":
        return send(address, entered)
    if row.address.startswith("api-"):
        return send(f"{address}?version=1", {"version": 1}, content_type="application/json")
    return send(address, {"version": "1", "reason": "核对访问", **entered})


def _word(response: HttpResponse) -> str:
    """``in``, ``login`` (or 401 of the API), or the number of the refusal; a page that is only read must be shown."""
    if response.status_code == 401 or response.headers.get("Location", "").startswith(reverse("login")):
        return "login"
    is_read = getattr(response, "request", {}).get("REQUEST_METHOD") == "GET"
    refused = {400, 403, 404, 405} if is_read else {403, 404, 405}
    if response.status_code in refused or response.status_code >= 500:
        return str(response.status_code)
    return "in"
