"""What every page's frame needs."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import Role, User
from accounts.permissions import Action, role_allows


def navigation(request: HttpRequest) -> dict[str, object]:
    """Which parts of the navigation the person at the screen may open; costs one query (the roles)."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "nav_staff": role_allows(user, Action.VIEW_WORK),
        "nav_client": user.is_client,
        "nav_agency": role_allows(user, Action.MANAGE_AGENCY),
        "nav_roles": [role.label for role in Role if role in user.roles],
    }
