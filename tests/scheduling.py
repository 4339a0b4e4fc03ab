"""Which tests one worker runs, one after the other.

xdist 3.8 hands a test's group on in ``_nodeid``, which pytest 9.2 does not read any more: the mark ``xdist_group`` is
silently without effect. So the files that belong together stand here, where the process that distributes sees them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

TOGETHER = frozenset(
    {
        # Celery's queue is shared: a worker of one test must not take the messages of another.
        "tests/jobs/test_celery.py",
        # A report, a key, a device, made once for all tests of the file.
        "tests/reports/rendering/test_document.py",
        "tests/reports/rendering/test_document_withheld.py",
        "tests/reports/signing/test_devices.py",
        "tests/reports/signing/test_pkcs12.py",
        "tests/reports/signing/test_validate.py",
    }
)


class FilesTogether(LoadGroupScheduling):  # type: ignore[misc]  # xdist has no types
    """Single tests to whichever worker is free; the files of ``TOGETHER`` whole."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid


def refuse_marks(items: Iterable[pytest.Item]) -> None:
    """Say that the mark does nothing. Raises ``pytest.UsageError``."""
    for item in items:
        if item.get_closest_marker("xdist_group") is not None:
            raise pytest.UsageError(f"{item.nodeid}: xdist_group has no effect; name the file in {__name__}")
