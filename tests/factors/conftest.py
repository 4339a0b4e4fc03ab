"""People and an own library for the tests of factors."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Agency, Role, User
from factors import services
from factors.models import Factor, Library
from tests.people import make_agency, make_person

MakeFactor = Callable[..., Factor]


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency()


@pytest.fixture
def consultant(agency: Agency) -> User:
    return make_person(agency, Role.CONSULTANT, name="林佳")


@pytest.fixture
def colleague(agency: Agency) -> User:
    """A second consultant, who approves what the first proposes."""
    return make_person(agency, Role.CONSULTANT, name="何川")


@pytest.fixture
def administrator(agency: Agency) -> User:
    return make_person(agency, Role.ADMINISTRATOR, name="沈安")


@pytest.fixture
def reviewer(agency: Agency) -> User:
    return make_person(agency, Role.TECHNICAL_REVIEWER)


@pytest.fixture
def client_person(agency: Agency) -> User:
    return make_person(agency, Role.CLIENT)


@pytest.fixture
def stranger(db: None) -> User:
    return make_person(make_agency(), Role.CONSULTANT)


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """The test client, signed in as the given person."""

    def sign_in(user: User) -> Client:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def library(consultant: User) -> Library:
    return services.create_library(consultant, Library(name="青禾实测因子", release="2024"))


@pytest.fixture
def propose(consultant: User, library: Library) -> MakeFactor:
    """A proposed factor of the own library: 1.9 kgCO2e/kg unless told otherwise."""

    def make(**values: Any) -> Factor:
        columns = {
            "library": library,
            "name": "铸铁件",
            "amount": Decimal("1.9"),
            "unit": "kgCO2e/kg",
            "note": "供应商实测",
            **values,
        }
        return services.create_factor(consultant, Factor(**columns))

    return make


@pytest.fixture
def make_factor(propose: MakeFactor, colleague: User) -> MakeFactor:
    """The same, approved by a colleague."""

    def make(**values: Any) -> Factor:
        return services.approve_factor(colleague, propose(**values))

    return make


@pytest.fixture
def foreign_factor(stranger: User) -> Factor:
    """A factor in force of another agency."""
    theirs = services.create_library(stranger, Library(name="远山因子"))
    values = {"name": "他方铸铁件", "amount": Decimal("2.1"), "unit": "kgCO2e/kg", "note": "实测"}
    factor = services.create_factor(stranger, Factor(library=theirs, **values))
    return services.approve_factor(make_person(stranger.agency, Role.CONSULTANT), factor)
