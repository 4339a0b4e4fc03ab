"""Which kinds of job there are. Each app names its own in ``AppConfig.ready``; this is a dict and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

from accounts.permissions import Action

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from jobs.claims import Claim

Handler = Callable[["Claim"], None]


@dataclass(frozen=True)
class Kind:
    """One kind of job: what does it, what people call it, and what a person must be allowed to try it again."""

    handler: Handler
    title: str | _StrPromise
    action: Action


KINDS: dict[str, Kind] = {}


def register(name: str, handler: Handler, *, title: str | _StrPromise, action: Action) -> None:
    """Make ``handler`` the one that does jobs of kind ``name``.

    The handler may run twice for one job (a worker can die after any instruction), so all that it leaves behind
    is written inside ``with job.publish():``, or is a file beside that nobody reads until then.
    Raises ``ImproperlyConfigured`` when the name is taken by another handler.
    """
    kind = Kind(handler, title, action)
    if KINDS.setdefault(name, kind) != kind:
        raise ImproperlyConfigured(f"job kind {name!r} is registered twice")
