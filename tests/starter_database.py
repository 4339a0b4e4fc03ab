"""The starter library, loaded once per worker: a second database that tests of ``starter_loaded`` are taken to.

It is the test's database, copied when it was just made, with the library committed. A test there rolls back like any
other. A test that commits empties its database afterwards, so it stays where it is and loads the library itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from factors import starter

SUFFIX = "starter"
COMMITTING = {"transactional_db", "live_server"}


@pytest.fixture(scope="session")
def _starter_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of the second database."""
    with django_db_blocker.unblock():
        # The last one to leave an SQLite file writes its log into the file, which is what is copied.
        connection.close()
        connection.creation.clone_test_db(SUFFIX, verbosity=0)
        name = connection.creation.get_test_db_clone_settings(SUFFIX)["NAME"]
        with _connected_to(name):
            starter.load()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    yield name
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(suffix=SUFFIX, verbosity=0)


@pytest.fixture
def _database_of_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    if "starter_loaded" not in request.fixturenames or _commits(request):
        yield
        return
    with _connected_to(request.getfixturevalue("_starter_database")):
        yield


@pytest.fixture
def _django_db_helper(_database_of_the_test: None, _django_db_helper: None) -> None:
    """pytest-django's opening of a test's transaction, once the right database is chosen."""


@pytest.fixture
def starter_loaded(request: pytest.FixtureRequest, db: None) -> None:
    """The starter library is there."""
    if _commits(request):
        starter.load()


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    marked = marker is not None and bool(marker.kwargs.get("transaction", marker.args[:1] == (True,)))
    return marked or not COMMITTING.isdisjoint(request.fixturenames)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
