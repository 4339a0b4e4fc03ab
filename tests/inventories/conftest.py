"""People of two agencies and a study for the tests of inventories."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from inventories.models import Study
from inventories.unfold import unfold
from tests.golden.cases import load
from tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def consultant(people: People) -> User:
    return people.consultant


@pytest.fixture
def reviewer(people: People) -> User:
    return people.reviewer


@pytest.fixture
def client_person(people: People) -> User:
    return people.client


@pytest.fixture
def stranger(db: None) -> User:
    """A consultant of another agency."""
    return make_people().consultant


@pytest.fixture
def brake(consultant: User) -> Study:
    """The study of the brake actuator: 8 materials, energy and packaging, 7 transports."""
    return unfold(consultant, load("brake"))


@pytest.fixture
def browser(client: Client, consultant: User) -> Client:
    """The consultant's browser."""
    client.force_login(consultant)
    return client


@pytest.fixture
def colleagues_browser(people: People) -> Client:
    """Another consultant's browser."""
    other = Client()
    other.force_login(people.colleague)
    return other
