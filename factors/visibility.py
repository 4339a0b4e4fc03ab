"""Who may see the figure of a factor: that of a library for named people is shown to these alone.

Finding a factor is ``Factor.objects.visible_to``. This is for places that show a factor which a study uses already:
others of the agency see its name and source there, and results, but not its value.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.models import Factor, Library

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What stands where the value would.
HIDDEN: _StrPromise = _("（仅授权人员可见）")


def hidden_libraries(user: User) -> frozenset[int]:
    """The libraries for named people that do not name the user, by their ids; one query for a whole page."""
    named = Library.readers.through._default_manager.filter(user_id=user.pk).values("library_id")
    others = Library.objects.filter(audience=Library.Audience.NAMED).exclude(pk__in=named)
    return frozenset(others.values_list("pk", flat=True))


def choosable(user: User, kept: Collection[int]) -> QuerySet[Factor]:
    """What the user may choose: what the user finds, and those ``kept`` that stand there already, seen or not."""
    found = Factor.objects.visible_to(user)
    return found | Factor.objects.filter(pk__in=kept) if kept else found


def choosable_libraries(user: User, kept: Collection[int]) -> QuerySet[Library]:
    """The same for libraries."""
    found = Library.objects.visible_to(user)
    return found | Library.objects.filter(pk__in=kept) if kept else found


def may_see_value(user: User, factor: Factor) -> bool:
    """Whether the figure of a factor, and what it is derived from, may be shown to the user."""
    if not user.is_active or user.is_client:
        return False
    library = factor.library
    return library.audience != Library.Audience.NAMED or library.readers.filter(pk=user.pk).exists()
