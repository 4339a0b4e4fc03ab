"""What looks odd about a factor that is not wrong: the person who imports it looks, the import goes on."""

from __future__ import annotations

from factors.models import Factor


def hints_of(factor: Factor) -> list[str]:
    """Remarks in Chinese on a factor that is about to be proposed."""
    return []
