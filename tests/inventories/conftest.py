"""People of two agencies for the tests of inventories."""

from __future__ import annotations

import pytest

from accounts.models import Agency, Role, User


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="青禾碳核算有限公司")


@pytest.fixture
def consultant(agency: Agency) -> User:
    return person(agency, "consultant@example.test", Role.CONSULTANT)


@pytest.fixture
def colleague(agency: Agency) -> User:
    return person(agency, "colleague@example.test", Role.CONSULTANT)


@pytest.fixture
def reviewer(agency: Agency) -> User:
    return person(agency, "reviewer@example.test", Role.TECHNICAL_REVIEWER)


@pytest.fixture
def client_person(agency: Agency) -> User:
    return person(agency, "client@example.test", Role.CLIENT)


@pytest.fixture
def stranger(db: None) -> User:
    return person(Agency.objects.create(name="远山认证有限公司"), "stranger@example.test", Role.CONSULTANT)


def person(agency: Agency, email: str, role: Role) -> User:
    return User.objects.create_user(
        email, "correct horse battery", agency=agency, name=f"{role.label}甲", roles=[role]
    )
