"""Agencies and people for tests of every app: ``people = make_people()``, ``client.force_login(people.consultant)``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from accounts.models import Agency, Role, User

PASSWORD = "only-for-tests-42"
_numbers = count(1)


@dataclass(frozen=True)
class People:
    """One agency's people, each with one role; ``colleague`` is a second consultant."""

    agency: Agency
    administrator: User
    consultant: User
    colleague: User
    reviewer: User
    approver: User
    client: User


def make_agency(name: str = "") -> Agency:
    """An agency; its name is unique unless given."""
    return Agency.objects.create(name=name or f"示例碳核算机构{next(_numbers)}")


def make_person(agency: Agency, *roles: Role, name: str = "", email: str = "") -> User:
    """A person of ``agency`` with ``roles`` who signs in with ``PASSWORD``."""
    number = next(_numbers)
    return User.objects.create_user(
        email or f"person{number}@example.test",
        PASSWORD,
        agency=agency,
        name=name or f"人员{number}",
        roles=list(roles),
    )


def make_people(agency: Agency | None = None) -> People:
    """An agency (a new one unless given) with one person for each role."""
    house = agency or make_agency()
    return People(
        agency=house,
        administrator=make_person(house, Role.ADMINISTRATOR, name="周明远"),
        consultant=make_person(house, Role.CONSULTANT, name="李思源"),
        colleague=make_person(house, Role.CONSULTANT, name="陈知行"),
        reviewer=make_person(house, Role.TECHNICAL_REVIEWER, name="王复核"),
        approver=make_person(house, Role.APPROVER, name="赵批准"),
        client=make_person(house, Role.CLIENT, name="钱委托"),
    )
