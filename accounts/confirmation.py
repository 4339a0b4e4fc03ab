"""Entering the password again before an act that binds: signing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

VALID_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Confirmed:
    """Proof that a person entered the own password a moment ago; made by ``confirm`` only."""

    user_id: int
    at: datetime

    def require_for(self, actor: User) -> None:
        """Raise ``PermissionDenied`` unless the proof is the actor's and fresh."""
        if self.user_id != actor.pk or timezone.now() - self.at > VALID_FOR:
            raise PermissionDenied(_("请重新输入密码确认。"))


def confirm(request: HttpRequest, password: str, *, otherwise: str = "") -> Confirmed:
    """Check the signed-in person's password, throttled like a sign-in (django-axes counts the failures).

    ``otherwise``: what is said of a wrong one, where it is not about signing. Raises ``ValidationError`` on the field ``password``.
    """
    actor = request.user
    if not isinstance(actor, User):
        raise PermissionDenied
    if authenticate(request, username=actor.email, password=password) is None:
        raise ValidationError({"password": otherwise or _("密码不正确，未签署。")})
    return Confirmed(actor.pk, timezone.now())
