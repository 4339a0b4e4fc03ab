"""The report before the first signature and after each of the four, made once for all tests."""

from __future__ import annotations

import pytest

from reports.signing.fields import SIGNING_ORDER
from tests.reports.signing.office import Office, laid_out, make_office, written


@pytest.fixture(scope="session")
def office() -> Office:
    return make_office()


@pytest.fixture(scope="session")
def blank() -> bytes:
    """The report with its four empty fields."""
    return written(laid_out())


@pytest.fixture(scope="session")
def steps(office: Office, blank: bytes) -> tuple[bytes, ...]:
    """The document before the first signature, and after each of the four."""
    made = [blank]
    for role in SIGNING_ORDER:
        made.append(office.sign(made[-1], role))
    return tuple(made)


@pytest.fixture(scope="session")
def signed(steps: tuple[bytes, ...]) -> bytes:
    """The document with everything."""
    return steps[-1]
