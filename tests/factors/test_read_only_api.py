"""What is only read answers a writing method by 405, whoever asks and however the view is made."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factors.test_library_access import _browser

READ_ONLY = (
    "/api/v1/gwp-sets/",
    "/api/v1/plausibility/",
    "/api/v1/plausibility/verdict/",
    "/api/v1/factors/compare/",
    "/api/v1/factors/1/uses/",
    "/api/v1/libraries/1/export/1/",
)


@pytest.mark.parametrize("address", READ_ONLY)
@pytest.mark.parametrize("method", ["post", "delete"])
def test_a_writing_method_is_not_allowed(consultant: User, address: str, method: str) -> None:
    assert getattr(_browser(consultant), method)(address).status_code == 405


def test_who_sees_no_work_is_refused_before(client_person: User) -> None:
    assert _browser(client_person).post("/api/v1/plausibility/").status_code == 403
