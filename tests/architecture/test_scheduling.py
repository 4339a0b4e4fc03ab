"""The files that one worker runs whole are there, and are given out whole."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.scheduling import TOGETHER, FilesTogether

CELERY = "tests/jobs/test_celery.py"


def test_every_file_that_stays_together_is_there() -> None:
    assert [path for path in sorted(TOGETHER) if not (settings.BASE_DIR / path).is_file()] == []


@pytest.mark.parametrize(
    ("test", "unit"),
    [
        (f"{CELERY}::test_a", CELERY),
        (f"{CELERY}::TestA::test_b[x::y@z]", CELERY),
        ("tests/jobs/test_races.py::test_a[x@y]", "tests/jobs/test_races.py::test_a[x@y]"),
    ],
)
def test_these_go_out_whole_and_other_tests_one_by_one(test: str, unit: str) -> None:
    assert object.__new__(FilesTogether)._split_scope(test) == unit
