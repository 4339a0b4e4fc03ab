"""People and kinds of job for the tests of jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accounts.models import Agency, Role, User
from accounts.permissions import Action
from jobs.claims import Claim
from jobs.models import Job
from jobs.registry import KINDS, Handler, register
from jobs.services import enqueue
from tests.jobs.processes import kill_all

KIND = "test.work"


@pytest.fixture(autouse=True)
def _no_process_left_behind() -> Iterator[None]:
    yield
    kill_all()


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="青禾碳核算有限公司")


@pytest.fixture
def consultant(agency: Agency) -> User:
    return _person(agency, "consultant@example.test", Role.CONSULTANT)


@pytest.fixture
def reviewer(agency: Agency) -> User:
    return _person(agency, "reviewer@example.test", Role.TECHNICAL_REVIEWER)


@pytest.fixture
def client_person(agency: Agency) -> User:
    return _person(agency, "client@example.test", Role.CLIENT)


@pytest.fixture
def stranger(db: None) -> User:
    return _person(Agency.objects.create(name="远山认证有限公司"), "stranger@example.test", Role.CONSULTANT)


def _person(agency: Agency, email: str, role: Role) -> User:
    return User.objects.create_user(
        email, "correct horse battery", agency=agency, name="测试人员", roles=[role]
    )


@pytest.fixture
def handled_by() -> Iterator[Callable[[Handler], None]]:
    """Make a function the handler of the kind ``test.work`` for one test."""

    def use(handler: Handler) -> None:
        KINDS.pop(KIND, None)
        register(KIND, handler, title="测试任务", action=Action.EDIT_STUDY)

    yield use
    KINDS.pop(KIND, None)


@pytest.fixture
def job(agency: Agency, consultant: User, handled_by: Callable[[Handler], None]) -> Job:
    """A queued job whose handler publishes nothing but its end."""

    def publish_only(claim: Claim) -> None:
        with claim.publish():
            pass

    handled_by(publish_only)
    return enqueue(KIND, "study:7:v1", {"study": 7}, agency=agency, requested_by=consultant)
