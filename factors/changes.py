"""What one release of a factor says otherwise than another, field by field, in words."""

from __future__ import annotations

from typing import NamedTuple

from accounts.audit import plain
from accounts.wording import Wording
from factors.models import WHOLE, Factor


class Change(NamedTuple):
    """One field that differs."""

    label: str
    before: str
    after: str


def changes_between(old: Factor, new: Factor) -> list[Change]:
    """The fields in which ``new`` differs, in the order of the form; the source file by its name."""
    wording = Wording("Factor")
    found = []
    for name in (*WHOLE, "evidence_name"):
        before, after = plain(getattr(old, name)), plain(getattr(new, name))
        if before != after:
            found.append(Change(wording.label(name), wording.say(name, before), wording.say(name, after)))
    return found
